"""Finding the endpoint that a path names. Knows segments and percent-encoding, nothing of requests.

Ids travel in paths as clients please: `%3Ca%2Fb@c%3E` and `%3Ca/b@c%3E` are the same Message-ID. So a
`{name:path}` parameter takes every segment up to a known suffix, and each path is percent-decoded once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from pillarbox.edges.rest.endpoint import Endpoint, MountPoint

MAX_PATH_BYTES = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An endpoint on one of its mounts."""

    endpoint: Endpoint
    mount: MountPoint
    names: tuple[str, ...]

    @property
    def of_pods(self) -> bool:
        """Whether the route speaks of pods, which a key for one inbox may not."""
        return self.mount is MountPoint.POD or self.endpoint.path.startswith("pods")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A route and the decoded values of its path parameters."""

    route: Route
    mount_value: str | None
    params: Mapping[str, str]


@dataclass(slots=True)
class _Node:
    literals: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    tails: list[tuple[tuple[str, ...], "_Node"]] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)


class Paths:
    """All routes, as a tree of path segments."""

    def __init__(self, endpoints: Iterable[Endpoint]):
        self._root = _Node()
        for endpoint in endpoints:
            for mount in endpoint.mounts:
                self._add(endpoint, mount)

    def _add(self, endpoint: Endpoint, mount: MountPoint) -> None:
        segments = f"{mount}/{endpoint.path}".strip("/").split("/")
        names = tuple(s[1:-1].removesuffix(":path") for s in segments if s.startswith("{"))
        node = self._root
        for index, segment in enumerate(segments):
            if segment.endswith(":path}"):
                node = _tail_node(node, tuple(segments[index + 1 :]))
                break
            if segment.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, _Node())
        if endpoint.method in node.routes:
            raise ValueError(f"Two endpoints for {endpoint.method} {'/'.join(segments)}")
        node.routes[endpoint.method] = Route(endpoint=endpoint, mount=mount, names=names)

    def find(self, method: str, raw_path: bytes) -> Match | None:
        """The route for `method` and the still percent-encoded path, or None.

        Empty segments (doubled and trailing slashes) count for nothing. Literal segments win over parameters.
        """
        if len(raw_path) > MAX_PATH_BYTES:
            return None
        segments = raw_path.decode("latin-1").strip("/").split("/")
        found = _descend(self._root, segments, 0, ())
        if found is None:
            return None
        node, raw_values = found
        route = node.routes.get(method)
        if route is None:
            return None
        values = [_decoded(value) for value in raw_values]
        if any("\0" in value for value in values):
            return None
        params = dict(zip(route.names, values, strict=True))
        mounted = route.mount in (MountPoint.POD, MountPoint.INBOX)
        mount_value = params.pop(route.names[0]) if mounted else None
        return Match(route=route, mount_value=mount_value, params=params)


_Found = tuple[_Node, tuple[str, ...]]


def _descend(node: _Node, segments: list[str], index: int, values: tuple[str, ...]) -> _Found | None:
    while index < len(segments) and not segments[index]:
        index += 1
    if index == len(segments):
        return (node, values) if node.routes else None
    segment = segments[index]
    literal = node.literals.get(segment)
    if literal is not None:
        found = _descend(literal, segments, index + 1, values)
        if found is not None:
            return found
    if node.parameter is not None:
        found = _descend(node.parameter, segments, index + 1, (*values, segment))
        if found is not None:
            return found
    for tail, end in node.tails:
        split = len(segments) - len(tail)
        if split <= index:
            continue
        captured = _captured(tail, segments[split:])
        if captured is not None:
            return end, (*values, "/".join(segments[index:split]).strip("/"), *captured)
    return None


def _decoded(segment: str) -> str:
    if segment.isascii() and "%" not in segment:
        return segment
    return unquote_to_bytes(segment.encode("latin-1")).decode("utf-8", "replace")


def _captured(tail: tuple[str, ...], segments: list[str]) -> tuple[str, ...] | None:
    """The parameters of `tail` in the last segments of a path, or None where they differ."""
    captured = []
    for expected, segment in zip(tail, segments, strict=True):
        if expected.startswith("{"):
            if not segment:
                return None
            captured.append(segment)
        elif expected != segment:
            return None
    return tuple(captured)


def _tail_node(node: _Node, tail: tuple[str, ...]) -> _Node:
    for known, end in node.tails:
        if known == tail:
            return end
    end = _Node()
    node.tails.append((tail, end))
    node.tails.sort(key=lambda entry: len(entry[0]), reverse=True)
    return end
