import pytest
from tests.unit.rest.notebook import ENDPOINTS

from pillarbox.edges.rest.paths import Match, Paths

PATHS = Paths(ENDPOINTS)
NOTES = b"/v0/inboxes/a@x.test/notes"


def find(path: bytes, method: str = "GET") -> Match:
    found = PATHS.find(method, path)
    assert found is not None
    return found


def test_a_mount_value_is_kept_apart_from_the_parameters_of_the_endpoint() -> None:
    found = find(b"/v0/pods/p1/inboxes/a@x.test")
    assert (found.mount_value, found.params) == ("p1", {"inbox_id": "a@x.test"})


@pytest.mark.parametrize(
    ("raw", "note_id"),
    [
        (b"%3Ca+b@x.test%3E", "<a+b@x.test>"),
        (b"%3Ca%2Fb%40x.test%3E", "<a/b@x.test>"),
        (b"%3Ca/b@x.test%3E", "<a/b@x.test>"),
        (b"%3Ca//b@x.test%3E", "<a//b@x.test>"),
        (b"%253Ca%253E", "%3Ca%3E"),
        (b"%3Craw@x.test%3E/", "<raw@x.test>"),
        (b"/%3Craw@x.test%3E", "<raw@x.test>"),
        (b"%C3%A9@x.test", "é@x.test"),
        ("é@x.test".encode(), "é@x.test"),
        (b"%FF@x.test", "\ufffd@x.test"),
    ],
)
def test_an_id_is_decoded_once_and_may_hold_slashes_and_plus_signs(raw: bytes, note_id: str) -> None:
    found = find(NOTES + b"/" + raw)
    assert (found.route.endpoint.operation, found.params) == ("notes.get", {"note_id": note_id})


def test_an_id_with_slashes_ends_before_a_known_suffix() -> None:
    found = find(NOTES + b"/%3Ca/b@x.test%3E/raw")
    assert (found.route.endpoint.operation, found.params) == ("notes.raw", {"note_id": "<a/b@x.test>"})


def test_a_suffix_with_a_parameter_of_its_own_is_found() -> None:
    found = find(NOTES + b"/%3Ca/b@x.test%3E/pages/raw")
    assert found.params == {"note_id": "<a/b@x.test>", "page_id": "raw"}


def test_a_literal_child_wins_over_an_id() -> None:
    assert find(NOTES + b"/search").route.endpoint.operation == "notes.search"
    assert find(NOTES + b"/search/x").params == {"note_id": "search/x"}


def test_the_reserved_name_of_another_method_is_no_id() -> None:
    assert PATHS.find("GET", NOTES + b"/send") is None


@pytest.mark.parametrize("path", [b"//v0/notes", b"/v0//notes", b"/v0/notes/", b"/v0/notes//"])
def test_doubled_and_trailing_slashes_count_for_nothing(path: bytes) -> None:
    assert find(path).route.endpoint.operation == "notes.list"


@pytest.mark.parametrize(
    "path", [b"", b"/", b"/v0", b"/v1/notes", b"/v0/notez", b"/V0/notes", b"/v0/inboxes/a@x.test/nope"]
)
def test_an_unknown_path_has_no_route(path: bytes) -> None:
    assert PATHS.find("GET", path) is None


def test_an_id_with_a_nul_or_an_endless_path_names_nothing() -> None:
    assert PATHS.find("GET", NOTES + b"/a%00b") is None
    assert PATHS.find("GET", NOTES + b"/" + b"a/" * 10_000) is None


def test_two_endpoints_may_not_share_a_path_and_a_method() -> None:
    with pytest.raises(ValueError, match="Two endpoints for GET v0/notes"):
        Paths([ENDPOINTS[0], ENDPOINTS[0]])
