"""The API's reference, made from the route table: for programs, for people and for language models."""

from collections.abc import Callable, Sequence
from functools import cache

from starlette.responses import Response

from pillarbox.edges.rest.endpoint import TOP, Endpoint, Nothing, PublicRequest, endpoint
from pillarbox.edges.rest.openapi import describe
from pillarbox.edges.rest.reference_page import POLICY, page
from pillarbox.edges.rest.reference_text import text
from pillarbox.edges.rest.responses import encoded
from pillarbox.edges.rest.schemas import Json

Asked = PublicRequest[Nothing, Nothing]


def reference(described: Sequence[Endpoint]) -> tuple[Endpoint, ...]:
    """The endpoints that show what `described` does."""

    @cache
    def document(origin: str) -> Json:
        return describe(described, origin)

    @cache
    def rendered(make: Callable[[Json], bytes], origin: str) -> bytes:
        return make(document(origin))

    async def get_openapi(request: Asked) -> Response:
        """This API in OpenAPI 3.1."""
        return Response(rendered(encoded, request.ports.policy.public_url), media_type="application/json")

    async def get_page(request: Asked) -> Response:
        """This API as a page to read."""
        headers = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
        body = rendered(page, request.ports.policy.public_url)
        return Response(body, media_type="text/html", headers=headers)

    async def get_text(request: Asked) -> Response:
        """This API in a few words for language models."""
        return Response(rendered(text, request.ports.policy.public_url), media_type="text/plain")

    return (
        endpoint("GET", "openapi.json", TOP, "reference.openapi", None, get_openapi),
        endpoint("GET", "docs", TOP, "reference.page", None, get_page),
        endpoint("GET", "llms.txt", TOP, "reference.text", None, get_text),
    )
