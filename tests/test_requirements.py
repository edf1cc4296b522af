"""The manifest of promises against the tests and the route table."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from tests.requirements import absent, doors, events, mail, tenants

from pillarbox.edges.rest.table import ENDPOINTS

ROOT = Path(__file__).parents[1]
RULES = (*tenants.RULES, *mail.RULES, *events.RULES, *doors.RULES, *absent.RULES)


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests that a file holds; none when there is no such file."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


def is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return name in names_in(file) if name else (ROOT / file).is_file()


def test_every_rule_has_an_id_of_its_own_a_statement_and_tests() -> None:
    assert [rule_id for rule_id, times in Counter(rule.rule_id for rule in RULES).items() if times > 1] == []
    assert [rule.rule_id for rule in RULES if not (rule.statement.endswith(".") and rule.tests)] == []


def test_every_test_that_a_rule_names_is_there() -> None:
    missing = {rule.rule_id: [test for test in rule.tests if not is_there(test)] for rule in RULES}
    assert {rule_id: tests for rule_id, tests in missing.items() if tests} == {}


def test_every_operation_is_named_by_a_rule() -> None:
    ids = {rule.rule_id for rule in RULES}
    named = {".".join(rule_id.split(".")[:2]) for rule_id in ids}
    unnamed = {endpoint.operation for endpoint in ENDPOINTS} - named
    assert unnamed == set(), "add a rule for each to the file of its area in tests/requirements"
