"""Every operation of the route table, on each of its mounts, against every kind of stranger.

The operations come from the route table and their requests from `tenancy_cases.py`, where a new one is added.
"""

import pytest
from tests.conftest import AnyDatabase, FixedClock
from tests.ports.tenancy import SIBLING_MOUNT, STRANGERS, WORDS, Tenants, parameters, settle_tenants
from tests.ports.tenancy_cases import CASES

from pillarbox.domain.access import OPT_IN, Permission
from pillarbox.edges.rest.endpoint import Endpoint, MountPoint
from pillarbox.edges.rest.table import ENDPOINTS

OPERATIONS = {endpoint.operation for endpoint in ENDPOINTS if not endpoint.public}
GUARDED = [endpoint for endpoint in ENDPOINTS if endpoint.operation in OPERATIONS & set(CASES)]
EVERYWHERE = [(endpoint, mount) for endpoint in GUARDED for mount in endpoint.mounts]
NAMING = [
    (endpoint, mount)
    for endpoint, mount in EVERYWHERE
    if parameters(f"{mount}/{endpoint.path}") - set(WORDS) and endpoint.permission not in OPT_IN
]
"""Where the path names a thing of a tenant, not only a list of whatever the caller has, and a key without
restrictions gets as far."""
HOLDING_OTHERS = {"inboxes.delete": 1, "pods.delete": 2}
"""Deletions of what must be there for other deletions, by the order in which they come last."""
LISTS = [(endpoint, mount) for endpoint, mount in EVERYWHERE if endpoint.method == "GET"]


@pytest.fixture
async def tenants(database: AnyDatabase, clock: FixedClock) -> Tenants:
    return await settle_tenants(database, clock)


def told(endpoint: Endpoint, mount: MountPoint) -> str:
    return f"{endpoint.operation} at /{mount}"


def succeeds_with(endpoint: Endpoint) -> int:
    return CASES[endpoint.operation].status or endpoint.status


def test_every_operation_has_its_case_and_every_case_its_operation() -> None:
    assert OPERATIONS - set(CASES) == set(), "add a line for these to CASES in tests/ports/tenancy_cases.py"
    assert set(CASES) - OPERATIONS == set(), "the route table does not have these: remove their lines"


async def test_the_tenant_has_a_thing_for_every_path_parameter(tenants: Tenants) -> None:
    named = {name for endpoint, mount in EVERYWHERE for name in parameters(f"{mount}/{endpoint.path}")}
    assert named - set(tenants.ids) == set(), "make these in `settle_tenants` of tests/ports/tenancy.py"


async def test_nobody_may_do_anything_without_a_key(tenants: Tenants) -> None:
    for endpoint, mount in EVERYWHERE:
        answer = await tenants.call(None, endpoint, mount)
        assert answer.status_code == 401, told(endpoint, mount)


async def test_a_key_without_flags_is_told_the_flag_it_lacks(tenants: Tenants) -> None:
    key = await tenants.make_key(permissions={})
    for endpoint, mount in EVERYWHERE:
        answer = await tenants.call(key, endpoint, mount)
        if endpoint.permission is None:
            assert answer.status_code == succeeds_with(endpoint), told(endpoint, mount)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "missing_permission")
            assert endpoint.permission in answer.json()["fix"]


async def test_a_key_with_the_one_flag_of_an_operation_may_do_it(tenants: Tenants) -> None:
    keys = {flag: await tenants.make_key(permissions={flag: True}) for flag in Permission}
    for endpoint, mount in EVERYWHERE:
        if endpoint.permission is not None and endpoint.method != "DELETE":
            answer = await tenants.call(keys[endpoint.permission], endpoint, mount)
            assert answer.status_code == succeeds_with(endpoint), (told(endpoint, mount), answer.text)


async def test_a_key_with_the_one_flag_of_a_deletion_may_do_it(tenants: Tenants) -> None:
    keys = {flag: await tenants.make_key(permissions={flag: True}) for flag in Permission}
    for endpoint in sorted(GUARDED, key=lambda endpoint: HOLDING_OTHERS.get(endpoint.operation, 0)):
        if endpoint.method == "DELETE" and endpoint.permission is not None:
            key = keys[endpoint.permission]
            answers = [await tenants.call(key, endpoint, mount) for mount in endpoint.mounts]
            statuses = {answer.status_code for answer in answers}
            shown = (endpoint.operation, [answer.text for answer in answers])
            assert succeeds_with(endpoint) in statuses, shown
            assert statuses <= {succeeds_with(endpoint), 404}, shown


@pytest.mark.parametrize("kind", STRANGERS)
async def test_what_is_hidden_from_a_stranger_answers_as_what_is_absent(tenants: Tenants, kind: str) -> None:
    key = await tenants.stranger(kind)
    absent = {name: "absent" for name in tenants.ids if name not in WORDS}
    for endpoint, mount in NAMING:
        hidden = await tenants.call(key, endpoint, mount)
        missing = await tenants.call(key, endpoint, mount, **absent)
        assert hidden.json() == missing.json(), told(endpoint, mount)
        beyond_its_scope = kind != "another organization" and hidden.status_code == 403
        assert hidden.status_code == 404 or beyond_its_scope, told(endpoint, mount)


async def test_a_mount_of_ones_own_opens_nothing_of_a_sibling(tenants: Tenants) -> None:
    key = await tenants.make_key()
    for endpoint, mount in NAMING:
        if mount is not MountPoint.ORGANIZATION and parameters(endpoint.path) - set(WORDS):
            inside = {name: value for name, value in SIBLING_MOUNT.items() if name in parameters(mount)}
            answer = await tenants.call(key, endpoint, mount, **inside)
            assert answer.status_code == 404, told(endpoint, mount)


async def test_a_client_id_opens_nothing_of_a_sibling(tenants: Tenants) -> None:
    owner = await tenants.make_key()
    keys = {
        MountPoint.POD: await tenants.stranger("a sibling pod"),
        MountPoint.INBOX: await tenants.stranger("a sibling inbox"),
    }
    for endpoint, mount in EVERYWHERE:
        if mount in keys and "client_id" in endpoint.body.__struct_fields__:
            case, client_id = CASES[endpoint.operation], {"client_id": f"at-{mount.name}"}
            body = {**case.new_body(), **client_id}
            made = await tenants.send(owner, endpoint, mount, tenants.ids, body)
            assert made.status_code == succeeds_with(endpoint), told(endpoint, mount)
            body = {**case.new_body(), **client_id}
            again = await tenants.send(keys[mount], endpoint, mount, SIBLING_MOUNT, body)
            assert again.status_code in (404, 409), told(endpoint, mount)


@pytest.mark.parametrize("kind", STRANGERS)
async def test_lists_of_a_stranger_hold_nothing_of_others(tenants: Tenants, kind: str) -> None:
    key = await tenants.stranger(kind)
    for endpoint, mount in LISTS:
        if (endpoint, mount) not in NAMING:
            answer = await tenants.call(key, endpoint, mount)
            assert answer.status_code in (succeeds_with(endpoint), 403), told(endpoint, mount)
            assert foreign_in(answer.text, tenants) == [], told(endpoint, mount)


async def test_lists_on_one_mount_hold_nothing_of_a_sibling(tenants: Tenants) -> None:
    key = await tenants.make_key()
    for endpoint, mount in LISTS:
        if mount is not MountPoint.ORGANIZATION and not parameters(endpoint.path) - set(WORDS):
            answer = await tenants.call(key, endpoint, mount, **SIBLING_MOUNT)
            assert answer.status_code == succeeds_with(endpoint), told(endpoint, mount)
            assert foreign_in(answer.text, tenants) == [], told(endpoint, mount)


async def test_lists_of_the_owner_hold_what_strangers_do_not_see(tenants: Tenants) -> None:
    """The two tests before this one would hold of lists that are empty for everybody."""
    key = await tenants.make_key()
    for endpoint, mount in LISTS:
        if not parameters(endpoint.path) - set(WORDS) and CASES[endpoint.operation].shows_things:
            answer = await tenants.call(key, endpoint, mount)
            assert foreign_in(answer.text, tenants) != [], told(endpoint, mount)


def foreign_in(text: str, tenants: Tenants) -> list[str]:
    """The ids of the tenant that a text names."""
    return [value for name, value in tenants.ids.items() if name not in WORDS and value in text]
