"""The tenant filter. No list or get is written without one of these clauses."""

from pillarbox.domain.access import Scope
from pillarbox.ports import Value


def within(scope: Scope, table: str) -> str:
    """A condition that keeps the rows of `table` inside `scope`, narrowest column first so that an index
    led by it serves; the outer numbers stay as a second lock."""
    conditions = [f"{table}.organization_no = :organization_no"]
    if scope.pod_no is not None:
        conditions.insert(0, f"{table}.pod_no = :pod_no")
    if scope.inbox_no is not None:
        conditions.insert(0, f"{table}.inbox_no = :inbox_no")
    return " AND ".join(conditions)


def scope_parameters(scope: Scope) -> dict[str, Value]:
    """The parameters of `within`."""
    parameters: dict[str, Value] = {"organization_no": scope.organization_no}
    if scope.pod_no is not None:
        parameters["pod_no"] = scope.pod_no
    if scope.inbox_no is not None:
        parameters["inbox_no"] = scope.inbox_no
    return parameters
