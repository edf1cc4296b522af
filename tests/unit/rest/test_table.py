from collections import Counter

import msgspec

from pillarbox.edges.rest.endpoint import Nothing
from pillarbox.edges.rest.paths import Paths
from pillarbox.edges.rest.table import ENDPOINTS


def test_every_operation_has_a_name_of_its_own() -> None:
    assert Counter(endpoint.operation for endpoint in ENDPOINTS).most_common(1)[0][1] == 1


def test_every_operation_says_in_one_line_what_comes_back() -> None:
    for endpoint in ENDPOINTS:
        assert endpoint.summary.endswith("."), endpoint.operation


def test_only_what_needs_no_key_or_has_its_own_is_public() -> None:
    public = {endpoint.operation for endpoint in ENDPOINTS if endpoint.public}
    assert public == {
        "health.live",
        "health.ready",
        "downloads.get",
        "polling_webhooks.events",
        "agent.sign_up",
        "files.upload",
        "reference.openapi",
        "reference.page",
        "reference.text",
    }


def test_an_endpoint_without_a_permission_is_one_every_key_may_use() -> None:
    guarded = [endpoint for endpoint in ENDPOINTS if not endpoint.public]
    free = {endpoint.operation for endpoint in guarded if endpoint.permission is None}
    catalog = {"apps.list", "apps.search", "apps.get", "providers.list", "providers.search", "providers.get"}
    labs = {"organizations.get_labs", "organizations.join_labs"}
    assert free - catalog - labs == {
        "auth.me",
        "organizations.get",
        "agent.attach_human",
        "agent.verify",
    }


def test_reading_takes_no_body_and_writing_no_page() -> None:
    for endpoint in ENDPOINTS:
        if endpoint.method in ("GET", "DELETE"):
            assert endpoint.body is Nothing, endpoint.operation
        else:
            assert endpoint.query is Nothing, endpoint.operation


def test_every_query_and_body_has_a_schema() -> None:
    for endpoint in ENDPOINTS:
        for shape in (endpoint.query, endpoint.body):
            assert msgspec.json.schema(shape, schema_hook=lambda _: {"type": "string"}), endpoint.operation


def test_every_endpoint_is_found_on_each_of_its_mounts() -> None:
    paths = Paths(ENDPOINTS)
    for endpoint in ENDPOINTS:
        for mount in endpoint.mounts:
            path = f"/{mount}/{endpoint.path}".replace("{", "").replace("}", "").replace(":path", "")
            found = paths.find(endpoint.method, path.encode())
            assert found is not None
            assert (found.route.endpoint, found.route.mount) == (endpoint, mount)
