"""The REST API as an ASGI application: finds the endpoint, admits the caller, decodes, calls, encodes.

It knows no resource: everything particular is in the route table it is given.
"""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial

import structlog
from msgspec import Struct
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from pillarbox.domain.access import Caller, Mount, Principal
from pillarbox.domain.errors import NotFound, PillarboxError
from pillarbox.domain.ids import new_uuid
from pillarbox.edges.rest.admission import admit, bearer_key, missing_authorization
from pillarbox.edges.rest.bodies import ClientDisconnected, StreamedBody, decode_body, read_body, stream_body
from pillarbox.edges.rest.endpoint import Endpoint, MountPoint, Nothing, PublicRequest, Request, Result
from pillarbox.edges.rest.parameters import decode_query
from pillarbox.edges.rest.paths import Match, Paths
from pillarbox.edges.rest.responses import CORS, encoded, send_error, send_json, send_preflight
from pillarbox.ports import Ports
from pillarbox.services.stream import Hub

Authenticate = Callable[[str], Awaitable[Principal]]

_log = structlog.get_logger()
_NOTHING = Nothing()


class Api:
    """Serves every endpoint of a route table over HTTP."""

    def __init__(self, ports: Ports, endpoints: Iterable[Endpoint], authenticate: Authenticate, hub: Hub):
        self._ports = ports
        self._paths = Paths(endpoints)
        self._authenticate = authenticate
        self._hub = hub

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; errors become envelopes, and what nobody foresaw is logged and answered 500."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method == "OPTIONS":
            await send_preflight(scope, send)
            return
        match = self._paths.find(method, scope["raw_path"])
        if match is None:
            await send_error(scope, send, NotFound("Route not found"))
            return
        endpoint = match.route.endpoint
        try:
            result = await self._call(match, scope, receive)
            answer = result if isinstance(result, Response) else encoded(result)
        except PillarboxError as error:
            await send_error(scope, send, error)
        except ClientDisconnected:
            return
        except Exception:  # noqa: BLE001  the last line of defence: no bytes may bring a connection down
            request_id = new_uuid()
            _log.exception("request failed", operation=endpoint.operation, request_id=request_id)
            await send_error(scope, send, PillarboxError("Internal error", request_id=request_id))
        else:
            if isinstance(answer, Response):
                await _send_response(answer, scope, receive, send)
            else:
                await send_json(scope, send, endpoint.status, answer)

    async def _call(self, match: Match, scope: Scope, receive: Receive) -> Result:
        endpoint = match.route.endpoint
        make_request: Callable[..., PublicRequest[Struct, Struct]] = PublicRequest
        if not endpoint.public:
            make_request = partial(Request, caller=await self._caller(match, scope), hub=self._hub)
        query = decode_query(scope["query_string"], endpoint.query)
        body: Struct = _NOTHING
        if endpoint.body is StreamedBody:
            body = StreamedBody(chunks=stream_body(receive))
        elif endpoint.body is not Nothing:
            body = await decode_body(await read_body(scope, receive), endpoint.body)
        request = make_request(
            ports=self._ports,
            operation=endpoint.operation,
            scope=scope,
            params=match.params,
            query=query,
            body=body,
        )
        return await endpoint.handler(request)

    async def _caller(self, match: Match, scope: Scope) -> Caller:
        key = bearer_key(scope["headers"])
        if key is None:
            raise missing_authorization()
        principal = await self._authenticate(key)
        admit(principal, match.route)
        match match.route.mount:
            case MountPoint.POD:
                mount = Mount(pod_id=match.mount_value)
            case MountPoint.INBOX:
                mount = Mount(inbox_id=match.mount_value)
            case MountPoint.ORGANIZATION | MountPoint.ROOT:
                mount = Mount()
        return Caller(principal=principal, mount=mount)


async def _send_response(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    response.raw_headers.extend(CORS)
    with suppress(ClientDisconnect):
        await response(scope, receive, send)
