"""Files fetched over HTTP from URLs that strangers chose. Each redirect is dialled under the same rule."""

import ssl
from urllib.parse import urljoin

import httpcore2

from pillarbox.domain.network import web_url
from pillarbox.net.http import attempt, network
from pillarbox.ports import RemoteFile

TIMEOUT_S = 20.0
MAX_REDIRECTS = 5
_CONNECTIONS = 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = (
    ("User-Agent", "Pillarbox-Attachments/1"),
    ("Accept", "*/*"),
    ("Accept-Encoding", "identity"),
)


class HttpFiles:
    """`ports.RemoteFiles` over HTTP. Close it with `aclose`."""

    def __init__(
        self, *, allow_private: bool, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None
    ) -> None:
        self._timeout_s = timeout_s
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=tls or ssl.create_default_context(),
            max_connections=_CONNECTIONS,
            max_keepalive_connections=0,
            network_backend=network(allow_private=allow_private),
        )

    async def fetch(self, url: str, *, max_bytes: int) -> RemoteFile:
        """See `ports.RemoteFiles.fetch`. Only a 2xx answer is a file; at most 5 redirects are followed."""
        found = await attempt(self._follow(url, max_bytes), self._timeout_s)
        return RemoteFile(problem=found) if isinstance(found, str) else found

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _follow(self, url: str, max_bytes: int) -> RemoteFile | str:
        for _ in range(MAX_REDIRECTS + 1):
            async with self._pool.stream("GET", url, headers=_HEADERS) as answer:
                location = _header(answer, b"location")
                if answer.status not in _REDIRECTS or location is None:
                    return await _read(answer, max_bytes)
            url = urljoin(url, location)
            web_url(url)
        return f"more than {MAX_REDIRECTS} redirects"


async def _read(answer: httpcore2.Response, max_bytes: int) -> RemoteFile | str:
    if not 200 <= answer.status < 300:
        return f"answered with status {answer.status}"
    encoding = _header(answer, b"content-encoding") or "identity"
    if encoding.lower() != "identity":
        return f"answered in the encoding {encoding[:20]!a}, which was not asked for"
    chunks = []
    size = 0
    async for chunk in answer.aiter_stream():
        size += len(chunk)
        if size > max_bytes:
            return f"has more than the {max_bytes} bytes left for it"
        chunks.append(chunk)
    return RemoteFile(data=b"".join(chunks), content_type=_header(answer, b"content-type"))


def _header(answer: httpcore2.Response, name: bytes) -> str | None:
    """The value of the first header called `name` (lowercase)."""
    for key, value in answer.headers:
        if key.lower() == name:
            return str(value, "latin-1").strip()
    return None
