"""Organizations and pods."""

from typing import cast

from pillarbox.domain.access import Scope
from pillarbox.domain.errors import CannotDelete
from pillarbox.domain.tenants import Organization, Pod
from pillarbox.ports import Row, Tx
from pillarbox.tables import metrics, webhooks
from pillarbox.tables.paging import Page, PageRequest, cut

DEFAULT_POD_NAME = "Default Pod"

_POD = """
    SELECT p.pod_no, p.pod_id, o.organization_id, p.name, p.client_id, p.created_at, p.updated_at
    FROM pods p JOIN organizations o ON o.organization_no = p.organization_no
"""


def create_organization(tx: Tx, *, organization_id: str, name: str, now: int) -> int:
    """The number of a new organization with its default pod, which shares its id."""
    row = tx.one(
        """
        INSERT INTO organizations (organization_id, name, created_at, updated_at)
        VALUES (:organization_id, :name, :now, :now) RETURNING organization_no
        """,
        {"organization_id": organization_id, "name": name, "now": now},
    )
    assert row is not None
    organization_no = cast("int", row[0])
    create_pod(tx, organization_no, pod_id=organization_id, name=DEFAULT_POD_NAME, client_id=None, now=now)
    return organization_no


def first_organization(tx: Tx) -> tuple[int, str] | None:
    """Number and id of the organization made at first start."""
    row = tx.one(
        "SELECT organization_no, organization_id FROM organizations ORDER BY organization_no LIMIT 1"
    )
    return cast("tuple[int, str] | None", row)


def get_organization(tx: Tx, organization_no: int) -> Organization:
    row = tx.one(
        """
        SELECT o.organization_no, o.organization_id, o.name,
               (SELECT count(*) FROM inboxes i
                WHERE i.organization_no = o.organization_no AND i.status <> 'retired'),
               (SELECT count(*) FROM domains d WHERE d.organization_no = o.organization_no),
               o.created_at, o.updated_at
        FROM organizations o WHERE o.organization_no = :organization_no
        """,
        {"organization_no": organization_no},
    )
    assert row is not None
    number, organization_id, name, inbox_count, domain_count, created_at, updated_at = cast(
        "tuple[int, str, str, int, int, int, int]", row
    )
    return Organization(
        organization_no=number,
        organization_id=organization_id,
        name=name,
        inbox_count=inbox_count,
        domain_count=domain_count,
        created_at=created_at,
        updated_at=updated_at,
    )


def create_pod(
    tx: Tx, organization_no: int, *, pod_id: str, name: str, client_id: str | None, now: int
) -> None:
    tx.execute(
        """
        INSERT INTO pods (organization_no, pod_id, name, client_id, created_at, updated_at)
        VALUES (:organization_no, :pod_id, :name, :client_id, :now, :now)
        """,
        {
            "organization_no": organization_no,
            "pod_id": pod_id,
            "name": name,
            "client_id": client_id,
            "now": now,
        },
    )


def find_pod(tx: Tx, scope: Scope, pod_id: str) -> Pod | None:
    """The pod with this id, or else with this `client_id`, inside `scope`."""
    row = tx.one(
        f"""{_POD}
        WHERE p.organization_no = :organization_no AND (p.pod_id = :pod_id OR p.client_id = :pod_id)
          {_own_pod(scope)}
        ORDER BY p.pod_id = :pod_id DESC LIMIT 1
        """,
        {"organization_no": scope.organization_no, "pod_id": pod_id, "own": scope.pod_no},
    )
    return None if row is None else _pod(row)


def list_pods(tx: Tx, scope: Scope, page: PageRequest) -> Page[Pod]:
    rows = tx.all(
        f"""{_POD}
        WHERE p.organization_no = :organization_no {_own_pod(scope)}
          {page.clause("p.created_at", "p.pod_no")}
        {page.order("p.created_at", "p.pod_no")}
        """,
        {"organization_no": scope.organization_no, "own": scope.pod_no, **page.parameters},
    )
    return cut([_pod(row) for row in rows], page, lambda pod: (pod.created_at, pod.pod_no))


def delete_pod(tx: Tx, pod: Pod) -> None:
    """Raises `CannotDelete` while the pod holds inboxes or domains and for the default pod."""
    if pod.pod_id == pod.organization_id:
        raise CannotDelete("The default pod cannot be deleted", fix="Delete the pods you created instead.")
    by_number = {"pod_no": pod.pod_no}
    if tx.one("SELECT 1 FROM inboxes WHERE pod_no = :pod_no AND status <> 'retired' LIMIT 1", by_number):
        raise CannotDelete("Pod still has inboxes", fix="Delete the pod's inboxes first.")
    if tx.one("SELECT 1 FROM inboxes WHERE pod_no = :pod_no LIMIT 1", by_number):
        raise CannotDelete("The pod's inboxes are still being deleted", fix="Try again in a moment.")
    if tx.one("SELECT 1 FROM domains WHERE pod_no = :pod_no LIMIT 1", by_number):
        raise CannotDelete("Pod still has domains", fix="Delete the pod's domains first.")
    for table in ("api_keys", "list_entries"):
        tx.execute(f"DELETE FROM {table} WHERE pod_no = :pod_no", by_number)
    webhooks.forget_pod(tx, pod.pod_no)
    metrics.forget_pod(tx, pod.pod_no)
    tx.execute("DELETE FROM pods WHERE pod_no = :pod_no", by_number)


def _own_pod(scope: Scope) -> str:
    return "" if scope.pod_no is None else "AND p.pod_no = :own"


def _pod(row: Row) -> Pod:
    pod_no, pod_id, organization_id, name, client_id, created_at, updated_at = cast(
        "tuple[int, str, str, str, str | None, int, int]", row
    )
    return Pod(
        pod_no=pod_no,
        pod_id=pod_id,
        organization_id=organization_id,
        name=name,
        client_id=client_id,
        created_at=created_at,
        updated_at=updated_at,
    )
