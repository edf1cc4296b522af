"""A rule of what the server promises on its wires, and the tests that hold it to its word."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`rule_id` is an operation of the route table, or begins with one and a dot, where it speaks of one.
    `tests` are node names as pytest takes them, or dialogues."""

    rule_id: str
    statement: str
    tests: tuple[str, ...]


def rule(rule_id: str, statement: str, *tests: str) -> Rule:
    return Rule(rule_id, statement, tests)
