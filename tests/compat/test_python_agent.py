"""The official Python SDK for an agent that signs itself up."""

import re
from uuid import uuid4

import httpx
import pytest
from agentmail.core.api_error import ApiError
from tests.compat.strict import StrictClient
from tests.server_process import ServerProcess, wait_until


def mailed_code(server: ServerProcess, human: str) -> str:
    """The code in the mail to the human, as the operator of the captured world sees it."""
    with server.http() as operator:

        def texts() -> list[str]:
            mails = operator.get(f"/v0/world/messages/{human}").json()["messages"]
            return [mail["text"] for mail in mails]

        def has_come() -> bool:
            return bool(texts())

        wait_until(has_come)
        code = re.search(r"\b\d{6}\b", texts()[0])
    assert code is not None
    return code[0]


def test_an_agent_signs_up_and_is_verified(strict: StrictClient, server: ServerProcess) -> None:
    human = f"{uuid4()}@people.test"
    username = f"a-{uuid4()}"
    account = strict(strict.sdk.agent.sign_up(username=username, human_email=human, source="tests"))
    assert account.inbox_id == f"{username}@pillarbox.test"
    with httpx.Client() as connection:
        agent = StrictClient(server, connection, account.api_key)
        organization = agent(agent.sdk.organizations.get())
        assert organization.organization_id == account.organization_id
        assert (organization.inbox_limit, organization.domain_limit) == (1, 0)
        agent(agent.sdk.inboxes.messages.send(account.inbox_id, to=human, text="Hello"))
        with pytest.raises(ApiError) as refused:
            agent.sdk.inboxes.messages.send(account.inbox_id, to="other@people.test", text="Hello")
        assert (refused.value.status_code, refused.value.body.code) == (403, "message_rejected")
        with pytest.raises(ApiError) as wrong:
            agent.sdk.agent.verify(otp_code="none")
        assert wrong.value.status_code == 400
        assert agent(agent.sdk.agent.verify(otp_code=mailed_code(server, human))).verified is True
        agent(agent.sdk.inboxes.messages.send(account.inbox_id, to="other@people.test", text="Hello"))


def test_an_agent_attaches_its_human_later(strict: StrictClient, server: ServerProcess) -> None:
    human = f"{uuid4()}@people.test"
    account = strict(strict.sdk.agent.sign_up(username=f"b-{uuid4()}"))
    with httpx.Client() as connection:
        agent = StrictClient(server, connection, account.api_key)
        attached = agent(agent.sdk.agent.attach_human(human_email=human))
        assert attached.human_email == human
        assert attached.instructions
        assert agent(agent.sdk.agent.verify(otp_code=mailed_code(server, human))).verified is True
