"""`python -m tests.compat.page`: make every call with every client and write `docs/compatibility.md`."""

import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.compat import strict
from tests.compat.calls.client import Report
from tests.compat.calls.clients import SDKS, TOOLKIT, Client
from tests.server_process import ServerProcess

PAGE = Path(__file__).parents[2] / "docs" / "compatibility.md"

_HEAD = """# Compatibility with AgentMail's clients

Every public method of these clients is called once against a running server, and every answer is held to the
client's own models: a field that is missing, of the wrong type or not documented fails the test. The clients
themselves would not notice; they take any answer.

`make compatibility` makes the calls and writes this page. `make test` makes them too, and fails when a client
has a method that nobody called, or when this page says something else.
"""

_CALLS = """## Calls

✓ is an answer as the client's models describe it. A number is a refusal with that status: sign-in at apps,
calendars, Agent Armor and previews stay with the hosted service, and are answered as it answers organizations
that do not have them. – is a method that the client does not have. The names are Python's; those of the npm
SDK are the same in camel case.
"""

_EXTRAS = f"""## Fields beyond the models

Answers say a little more than the models of {SDKS[0].title} know. All clients pass over it. The older ones
are also given the fields that newer models added.
"""

_NOT_TRIED = """## Not tried

- `agentmail-mcp` 1.0.0 from PyPI has no tools of its own: it passes everything on to the hosted MCP server.
- The npm packages `agentmail-toolkit` and `agentmail-mcp` were not on the registry at hand.
- Of the toolkit, the tools themselves are used, without one of the agent frameworks around them. It reads PDF
  and DOCX attachments only from servers with HTTPS, which is left out.
"""


def render(reports: Mapping[str, Report]) -> str:
    """The page, from one report for each client's title."""
    sections = [
        _HEAD,
        _lines(_summary(reports)),
        _CALLS,
        _lines(_calls(SDKS, reports)),
        f"## Tools of {TOOLKIT.title}\n",
        _lines(_calls((TOOLKIT,), reports)),
        _EXTRAS,
        _lines(_extras()),
        _NOT_TRIED,
    ]
    return "\n".join(sections)


def _summary(reports: Mapping[str, Report]) -> Iterator[str]:
    yield "| Client | Methods | As documented |"
    yield "|---|---|---|"
    for client in (*SDKS, TOOLKIT):
        report = reports[client.title]
        total = len(report["methods"])
        yield f"| {client.title} | {total} | {total - len(client.deviations(report))} |"


def _calls(clients: Sequence[Client], reports: Mapping[str, Report]) -> Iterator[str]:
    yield f"| Call | {' | '.join(client.title for client in clients)} |"
    yield f"|---|{'---|' * len(clients)}"
    wrong = {client.title: client.deviations(reports[client.title]) for client in clients}
    for name in sorted({name for client in clients for name in reports[client.title]["methods"]}):
        cells = (_cell(name, client, reports[client.title], wrong[client.title]) for client in clients)
        yield f"| `{name}` | {' | '.join(cells)} |"


def _cell(name: str, client: Client, report: Report, wrong: Mapping[str, str]) -> str:
    if name not in report["methods"]:
        return "–"
    if name in wrong:
        return f"✗ {wrong[name]}"
    return str(client.calls[name].refusal or "✓")


def _extras() -> Iterator[str]:
    models_by_field = defaultdict(set)
    for model, names in strict.EXTRAS.items():
        for name in names:
            models_by_field[name].add(model)
    for name in strict.MESSAGE_EXTRAS:
        models_by_field[name] |= {"Message", "MessageItem"}
    yield "| Field | In |"
    yield "|---|---|"
    for name, models in sorted(models_by_field.items()):
        yield f"| `{name}` | {', '.join(f'`{model}`' for model in sorted(models))} |"
    for name in sorted(strict.FRAME_EXTRAS):
        yield f"| `{name}` | messages in events |"


def _lines(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def report_of(client: Client) -> Report:
    """What came of the client's calls on a new server: what one client leaves behind hinders no other."""
    with tempfile.TemporaryDirectory() as directory:
        server = ServerProcess(Path(directory) / "data")
        try:
            server.start()
            report = client.report(server)
            assert server.stop() == 0
        finally:
            server.close()
    return report


def main() -> None:
    reports = {client.title: report_of(client) for client in (*SDKS, TOOLKIT)}
    PAGE.write_text(render(reports), encoding="utf-8")
    wrong = [client.title for client in (*SDKS, TOOLKIT) if client.deviations(reports[client.title])]
    if wrong:
        sys.exit(f"Not as documented: {', '.join(wrong)}; see {PAGE}")


if __name__ == "__main__":
    main()
