"""Holds answers to the official SDK's own models. The SDK itself takes anything: what is missing becomes
None, what has the wrong type is kept."""

import datetime as dt
import re
import types
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import httpx
from agentmail import AgentMail
from pydantic import BaseModel
from tests.server_process import ServerProcess

T = TypeVar("T")

_OF_MAIL = ("Message", "MessageItem", "ThreadItem", "Thread", "Draft", "DraftItem")
_FOUND = ("SearchMessageItem", "SearchThreadItem")
_OF_TENANTS = ("Inbox", "Pod", *_OF_MAIL, *_FOUND, "Send", "Delivery", "Bounce")
_TENANT = {"organization_id", "pod_id"}
EXTRAS: dict[str, set[str]] = {
    **dict.fromkeys(_OF_TENANTS, _TENANT),
    "BearerApiKey": {"organization_id"},
    "ApiKey": {"organization_id"},
    "CreateApiKeyResponse": {"organization_id", "type", "updated_at"},
    "Organization": {"name"},
    "Domain": {"organization_id"},
    "DomainItem": {"organization_id", "status"},  # the status for clients of the 0.4 line
    "ListPublicKeysResponse": {"limit"},
}
"""What answers say beyond the SDK's models, by model."""

NULLABLE = {"RatePoint": "rate", "OrganizationLabs": "enabled_at"}
"""The field that is null where there is nothing to say, by model; every other one is left out then."""

MESSAGE_EXTRAS = {"extraction", "verification"}
"""Ours: how new words were found, and the code or link a mail brings."""

FRAME_EXTRAS = {"from_"}
"""In event frames alone: `from` under the name that Python can read."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


class Deviation(AssertionError):
    """An answer that the SDK's models do not describe."""


def conform(kind: object, value: object, path: str = "") -> None:
    """Raise `Deviation` unless `value`, decoded JSON, is a `kind` in every field and nothing beyond."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        conform(arguments[0], value, path)
    elif origin in (Union, types.UnionType):
        _conform_to_one(arguments, value, path)
    elif origin is Literal:
        _require(value in arguments, path, f"{value!r} is none of {arguments}")
    elif origin in (list, Sequence) or (isinstance(origin, type) and issubclass(origin, Sequence)):
        _require(isinstance(value, list), path, f"{value!r} is no array")
        assert isinstance(value, list)
        for index, item in enumerate(value):
            conform(arguments[0], item, f"{path}[{index}]")
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        _require(isinstance(value, dict), path, f"{value!r} is no object")
        assert isinstance(value, dict)
        for key, item in value.items():
            conform(arguments[1], item, f"{path}.{key}")
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        _conform_to_model(kind, value, path)
    else:
        _conform_to_scalar(kind, value, path)


def _conform_to_one(kinds: Sequence[object], value: object, path: str) -> None:
    """The SDK writes open vocabularies as `Literal[…] | Any`; ours must be a known word all the same."""
    tried = [kind for kind in kinds if kind not in (Any, type(None))]
    deviations = []
    for kind in tried:
        try:
            return conform(kind, value, path)
        except Deviation as deviation:
            deviations.append(str(deviation))
    raise Deviation("; ".join(deviations))


def _conform_to_model(model: type[BaseModel], value: object, path: str) -> None:
    _require(isinstance(value, dict), path, f"{value!r} is no {model.__name__}")
    assert isinstance(value, dict)
    known = EXTRAS.get(model.__name__, set())
    if model.__name__ in ("Message", "MessageItem"):
        known = known | MESSAGE_EXTRAS | (FRAME_EXTRAS if path else set())
    for name, field in model.model_fields.items():
        key = field.alias or name
        known = known | {key}
        if NULLABLE.get(model.__name__) == key and value.get(key, 0) is None:
            continue
        if key in value:
            conform(field.annotation, value[key], f"{path}.{key}")
        else:
            _require(not field.is_required(), path, f"{model.__name__} lacks {key}")
    _require(value.keys() <= known, path, f"{model.__name__} knows no {sorted(value.keys() - known)}")


def _conform_to_scalar(kind: object, value: object, path: str) -> None:
    if kind is dt.datetime:
        good = isinstance(value, str) and _INSTANT.fullmatch(value) is not None
    elif kind is float:
        good = type(value) in (int, float)
    elif kind is Any:
        good = value is not None
    else:
        _require(kind in (str, int, bool), path, f"no rule for {kind}")
        good = type(value) is kind
    _require(good, path, f"{value!r} is no {kind}")


def _require(holds: bool, path: str, message: str) -> None:
    if not holds:
        raise Deviation(f"{path or 'the answer'}: {message}")


class StrictClient:
    """The official SDK, with each answer held to the model it was read as: `strict(strict.sdk.auth.me())`."""

    def __init__(self, server: ServerProcess, connection: httpx.Client, api_key: str | None = None) -> None:
        self.answer: object = None
        """The last answer's body, decoded; None when it had none or was no JSON."""
        connection.event_hooks["response"].append(self._note)
        self.sdk = AgentMail(
            environment=server.environment, api_key=api_key or server.api_key, httpx_client=connection
        )

    def _note(self, response: httpx.Response) -> None:
        response.read()
        is_json = response.headers.get("content-type") == "application/json"
        self.answer = response.json() if is_json and response.content else None

    def __call__(self, result: T) -> T:
        """`result`, the SDK's reading of the last answer, when that answer has the shape of it."""
        if result is None:
            _require(self.answer is None, "", f"{self.answer!r} is not empty")
        else:
            conform(type(result), self.answer)
        return result
