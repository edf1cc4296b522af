"""What is promised of features that this server has not: each operation gives its documented answer."""

from tests.requirements.rule import Rule, rule

from pillarbox.edges.rest.extras import ENDPOINTS

EXTRAS = "tests/ports/test_rest_extras.py::"


def _absent(operation: str, status: int) -> Rule:
    promise = "The list is empty." if status == 200 else f"The call is refused with {status}."
    return rule(operation, promise, EXTRAS + "test_every_operation_gives_its_answer_on_every_mount")


LABS = rule("organizations.get_labs", "No previews are offered.", EXTRAS + "test_labs_are_not_available")
RULES: tuple[Rule, ...] = (
    LABS,
    *(
        _absent(endpoint.operation, endpoint.status)
        for endpoint in ENDPOINTS
        if endpoint.operation != LABS.rule_id
    ),
)
