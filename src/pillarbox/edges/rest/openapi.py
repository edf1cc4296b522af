"""The API's description in OpenAPI 3.1, made from the route table: nothing here knows a resource."""

import re
from collections.abc import Iterable
from importlib.metadata import version
from typing import get_args

from msgspec import Struct, structs
from starlette.responses import Response

from pillarbox.edges.rest.bodies import StreamedBody
from pillarbox.edges.rest.endpoint import Endpoint, MountPoint, Nothing
from pillarbox.edges.rest.schemas import Json, answer_schemas, body_schemas, query_parameters, reference

_PARAMETER = re.compile(r"\{(\w+)(:path)?\}")
_JSON = "application/json"
_ANY = "application/octet-stream"
_ERRORS = {
    400: "A value is malformed; `errors` names it.",
    401: "There are no usable credentials.",
    403: "The key or a limit of the server does not allow this; `code` says which.",
    404: "There is no such thing, or the key may not see it.",
    408: "The body did not arrive in time.",
    409: "This collides with something that exists or with another request.",
    410: "The event to go on from is no longer kept.",
    413: "The body is too large; it was not read.",
    422: "This is well-formed but cannot be done.",
    429: "Too many requests; `Retry-After` says when to try again.",
    503: "The storage cannot take this now; nothing was changed.",
}
_ALWAYS = (400, 404, 503)
_GUARDED = (401, 403)
_CHANGING = (403, 409, 422, 429)
_WITH_BODY = (408, 413)
_TAGGED = {MountPoint.POD: "pods.", MountPoint.INBOX: "inboxes."}
_ERROR: Json = {
    "title": "Error",
    "description": "What went wrong. `code` is the stable word to branch on, `fix` says what can be done.",
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "code": {"type": "string"},
        "message": {"type": "string"},
        "fix": {"type": "string"},
        "errors": {
            "description": "The malformed values, when `code` is `validation_error`.",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "path": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "message": {"type": "string"},
                },
                "required": ["code", "path", "message"],
            },
        },
    },
    "required": ["name", "code", "message"],
}


def describe(endpoints: Iterable[Endpoint], server: str) -> Json:
    """The OpenAPI document of a route table that is served at the origin `server`."""
    endpoints = list(endpoints)
    paths: dict[str, Json] = {}
    for endpoint in endpoints:
        for mount in endpoint.mounts:
            path = "/" + _PARAMETER.sub(r"{\1}", f"{mount}/{endpoint.path}".strip("/"))
            paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, mount)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Pillarbox",
            "version": version("pillarbox"),
            "description": "Email for AI agents: inboxes, threads, messages, drafts and events over HTTP. "
            "Send an API key as `Authorization: Bearer <key>`. Live events are also served as a WebSocket "
            "at `/v0`.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "security": [{"apiKey": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(_tag(endpoint) for endpoint in endpoints)],
        "paths": paths,
        "components": {
            "securitySchemes": {"apiKey": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Error": _ERROR,
                **body_schemas(each.body for each in endpoints if each.body is not StreamedBody),
                **answer_schemas(answer for endpoint in endpoints if (answer := _answer(endpoint))),
            },
            "responses": {str(status): _error(status) for status in _ERRORS},
        },
    }


def _tag(endpoint: Endpoint) -> str:
    return endpoint.operation.partition(".")[0]


def _answer(endpoint: Endpoint) -> type[Struct] | None:
    """What a JSON answer holds."""
    for kind in _kinds(endpoint):
        if isinstance(kind, type) and issubclass(kind, Struct):
            return kind
    return None


def _kinds(endpoint: Endpoint) -> tuple[object, ...]:
    return get_args(endpoint.result) or (endpoint.result,)


def _operation(endpoint: Endpoint, mount: MountPoint) -> Json:
    operation: Json = {
        "operationId": _TAGGED.get(mount, "") + endpoint.operation,
        "tags": [_tag(endpoint)],
        "summary": endpoint.summary.rstrip("."),
        "description": _description(endpoint),
        "parameters": [*_path_parameters(endpoint, mount), *query_parameters(endpoint.query)],
        "responses": _responses(endpoint),
    }
    if endpoint.body is not Nothing:
        operation["requestBody"] = _body(endpoint.body)
    if 401 not in _statuses(endpoint):
        operation["security"] = []
    if endpoint.permission is not None:
        operation["x-permission"] = endpoint.permission.value
    return operation


def _body(body: type[Struct]) -> Json:
    if body is StreamedBody:
        return {"required": True, "content": {_ANY: {"schema": {"type": "string"}}}}
    required = any(field.required for field in structs.fields(body))
    return {"required": required, "content": {_JSON: {"schema": reference(body)}}}


def _description(endpoint: Endpoint) -> str:
    lines = [line.strip() for line in (endpoint.handler.__doc__ or "").strip().splitlines()]
    text = "\n".join(lines)
    if endpoint.permission is not None:
        text += f"\n\nNeeds the permission `{endpoint.permission.value}`."
    return text


def _responses(endpoint: Endpoint) -> Json:
    content: Json = {}
    if (answer := _answer(endpoint)) is not None:
        content[_JSON] = {"schema": reference(answer)}
    if Response in _kinds(endpoint):
        content.setdefault(endpoint.media_type or _ANY, {"schema": {"type": "string"}})
    success: Json = {"description": endpoint.summary}
    if content:
        success["content"] = content
    return {
        str(status): {"$ref": f"#/components/responses/{status}"} if status in _ERRORS else success
        for status in sorted(_statuses(endpoint))
    }


def _statuses(endpoint: Endpoint) -> set[int]:
    """The statuses that an operation may answer with."""
    statuses = {endpoint.status, *_ALWAYS, *endpoint.also}
    if not endpoint.public:
        statuses |= {*_GUARDED}
    if endpoint.method != "GET":
        statuses |= {*_CHANGING}
    if endpoint.body is not Nothing:
        statuses |= {*_WITH_BODY}
    return statuses


def _error(status: int) -> Json:
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": _ERRORS[status], "content": {_JSON: {"schema": schema}}}


def _path_parameters(endpoint: Endpoint, mount: MountPoint) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name, _ in _PARAMETER.findall(f"{mount}/{endpoint.path}")
    ]
