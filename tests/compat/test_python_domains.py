"""The official Python SDK on custom domains."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from agentmail import DomainVerifiedEvent, Subscribed
from agentmail.core.api_error import ApiError
from agentmail.domains.types import Domain
from agentmail.inboxes.types import CreateInboxRequest
from tests.compat.strict import StrictClient, conform
from tests.server_process import WAIT_S, ServerProcess, mail_to, wait_until
from websockets.sync.client import connect


@pytest.fixture
def domain(strict: StrictClient) -> Iterator[Domain]:
    """A new domain of this test's own."""
    made = strict(strict.sdk.domains.create(domain=f"{uuid4()}.test"))
    yield made
    strict(strict.sdk.domains.delete(made.domain_id))


def test_a_domain_lives_from_creation_to_deletion(strict: StrictClient) -> None:
    domains = strict.sdk.domains
    name = f"{uuid4()}.test"
    made = strict(domains.create(domain=name, feedback_enabled=False))
    assert (made.domain_id, made.domain, made.status, made.feedback_enabled) == (
        name,
        name,
        "VERIFIED",
        False,
    )
    assert {(record.type, record.status) for record in made.records} == {("MX", "VALID"), ("TXT", "VALID")}
    assert strict(domains.get(name)) == made
    listed = strict(domains.list(limit=100)).domains
    assert name in {item.domain_id for item in listed}
    updated = strict(domains.update(name, subdomains_enabled=True, tracking_enabled=True))
    assert {record.name for record in updated.records} >= {name, f"*.{name}", f"link.{name}"}
    strict(domains.verify(name))
    zone = b"".join(domains.get_zone_file(name)).decode()
    assert zone.count("\n") == len(updated.records)
    assert strict(domains.get_setup_link(name)).supported is False
    strict(domains.delete(name))
    with pytest.raises(ApiError) as refused:
        domains.get(name)
    assert refused.value.status_code == 404


def test_a_pod_has_domains_of_its_own(strict: StrictClient) -> None:
    pod = strict(strict.sdk.pods.create())
    domains = strict.sdk.pods.domains
    name = f"{uuid4()}.test"
    made = strict(domains.create(pod.pod_id, domain=name))
    assert made.pod_id == pod.pod_id
    assert strict(domains.get(pod.pod_id, name)) == made
    assert [item.domain_id for item in strict(domains.list(pod.pod_id)).domains] == [name]
    assert strict(domains.update(pod.pod_id, name, inbound_enabled=False)).inbound_enabled is False
    strict(domains.verify(pod.pod_id, name))
    assert b"_domainkey" in b"".join(domains.get_zone_file(pod.pod_id, name))
    strict(domains.delete(pod.pod_id, name))
    strict(strict.sdk.pods.delete(pod.pod_id))


def test_an_inbox_on_a_domain_gets_its_mail(
    strict: StrictClient, server: ServerProcess, domain: Domain
) -> None:
    wanted = CreateInboxRequest(username="ada", domain=domain.domain)
    inbox = strict(strict.sdk.inboxes.create(request=wanted))
    assert inbox.inbox_id == f"ada@{domain.domain}"
    server.receive(mail_to(inbox.inbox_id))

    def has_come() -> bool:
        return len(strict.sdk.inboxes.messages.list(inbox.inbox_id).messages) == 1

    wait_until(has_come)
    strict(strict.sdk.inboxes.delete(inbox.inbox_id))


def test_verification_is_heard_live(strict: StrictClient, server: ServerProcess) -> None:
    with connect(f"{server.environment.websockets}/v0?api_key={server.api_key}") as socket:
        socket.send(json.dumps({"type": "subscribe", "event_types": ["domain.verified"]}))
        conform(Subscribed, json.loads(socket.recv(WAIT_S)))
        made = strict(strict.sdk.domains.create(domain=f"{uuid4()}.test"))
        frame = json.loads(socket.recv(WAIT_S))
    conform(DomainVerifiedEvent, frame)
    assert DomainVerifiedEvent(**frame).domain == made
    strict(strict.sdk.domains.delete(made.domain_id))
