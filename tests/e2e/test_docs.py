"""The documentation does what it says: its blocks run in order against one server, and what it names exists.

A block runs by its tag: `console` line by line in a shell, `python` as a program, or as the file that the
line before it names. `json` must be JSON. `text` and `javascript` are only shown. Three kinds of commands are
not run, for the fixture has done their work: `make …`, `.venv/bin/pip install …` and `pillarbox serve`. What
goes on until somebody ends it, `curl -N` and `pillarbox run`, is ended after its first event or line.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from shlex import quote
from sys import prefix
from threading import Timer

import pytest
import typer
from bench.extraction.locales import LOCALES
from tests.server_process import WAIT_S, ServerProcess, program, wait_until

from pillarbox.edges.cli.main import app
from pillarbox.edges.rest.openapi import describe
from pillarbox.edges.rest.table import RESOURCES
from pillarbox.mail.codes.words.nouns import NOUNS
from pillarbox.mail.reply.words import attributions, headers, separators
from pillarbox.settings import Settings

ROOT = Path(__file__).parents[2]
RUN = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("guide", "events", "extraction"))]
EXAMPLES = sorted(ROOT.glob("docs/examples/*.py"))
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.+(?:\n(?!\$ ).+)*)", re.MULTILINE)
DONE_BEFORE = ("make ", ".venv/bin/pip install ", "pillarbox serve")
SETTINGS = {f"PILLARBOX_{name.upper()}" for name in Settings.model_fields}
GOES_ON = re.compile(r"curl -N |pillarbox run ")


class Reader:
    """Somebody who follows the pages, in a place like the checkout. What is exported holds from there on."""

    def __init__(self, server: ServerProcess) -> None:
        self.place = server.data.parent
        (self.place / "docs").symlink_to(ROOT / "docs")
        (self.place / ".venv").symlink_to(prefix)
        (self.place / ".curlrc").write_text("fail\nshow-error\n")
        self._ports = {"127.0.0.1:8700": server.url.removeprefix("http://")}
        self._ports["'127.0.0.1', 2525"] = "'{}', {}".format(*server.smtp_address)
        self._exports = ["cd " + quote(str(self.place))]

    def read(self, page: Path) -> list[str]:
        """What the blocks of a page print."""
        text = page.read_text()
        printed = []
        for block in BLOCK.finditer(text):
            tag, content = block.groups()
            if tag == "console":
                assert content.startswith("$ "), content
                printed += [self.run(command) for command in COMMAND.findall(content)]
            elif tag == "python":
                named = re.search(r"`(\w+\.py)`:\n\n$", text[: block.start()])
                file = self.place / (named[1] if named else "block.py")
                file.write_text(self._here(content))
                printed += [] if named else [self.run(f"python {file.name}")]
            elif tag == "json":
                printed += [json.loads(line) and line for line in content.splitlines()]
            else:
                assert tag in ("text", "javascript"), f"{page.name} has a block tagged {tag!r}"
        return printed

    def run(self, command: str) -> str:
        """What a command prints; an error if it fails."""
        if command.startswith(DONE_BEFORE):
            return ""
        if GOES_ON.match(command):
            with self.going_on(command) as line:
                return line
        if command.startswith("export "):
            self._exports.append(self._here(command))
        with program(*self._shell(command), CURL_HOME=str(self.place)) as process:
            printed, errors = process.communicate(timeout=WAIT_S)
            assert process.returncode == 0, f"{command}\n{printed}\n{errors}"
            return printed

    @contextmanager
    def going_on(self, command: str) -> Iterator[str]:
        """A command that runs inside the block, and the first event or line it prints."""
        with program(*self._shell(f"exec {command}"), CURL_HOME=str(self.place)) as process:
            assert process.stdout and process.stderr
            begin = "data: " if command.startswith("curl") else ""
            too_late = Timer(WAIT_S, process.kill)
            too_late.start()
            line = next((line for line in process.stdout if line.startswith(begin)), "")
            too_late.cancel()
            assert line, f"{command}\n{process.stderr.read()}"
            yield line

    def _shell(self, command: str) -> tuple[str, ...]:
        return "bash", "-euo", "pipefail", "-c", "\n".join((*self._exports, self._here(command)))

    def _here(self, text: str) -> str:
        for written, meant in self._ports.items():
            text = text.replace(written, meant)
        return text


def test_the_pages_can_be_followed_in_their_order(own_server: ServerProcess) -> None:
    own_server.start()
    reader = Reader(own_server)
    printed = {page.name: reader.read(page) for page in RUN}
    assert any("First words." in text for text in printed["README.md"])
    assert any("DKIM" in text for text in printed["guide.md"])
    assert any('"message.received"' in text for text in printed["events.md"])
    assert any('"code": "481920"' in text for text in printed["extraction.md"])
    for example in EXAMPLES:
        if "client_id" in example.read_text():  # a name that another page may have taken
            assert reader.run(f"pillarbox run -- python docs/examples/{example.name}")

    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "html@example.com", "agent@pillarbox.test", "Markup only"
    mail.set_content("<p>No plain text here.</p>", subtype="html")
    with reader.going_on("pillarbox run -- python agent.py") as line, own_server.http() as http:
        assert line == "Write to agent@pillarbox.test\n"
        own_server.receive(mail)
        wait_until(lambda: "Got it:" in http.get("/v0/world/messages/html@example.com").text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text()
    missing = {
        *(f"make {name}" for name in set(re.findall(r"(?:`|\$ )make ([a-z-]+)", text)) - targets()),
        *(set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)) - options()),
        *(set(re.findall(r"PILLARBOX_[A-Z_]+", text)) - SETTINGS),
        *(name for name in re.findall(r"`([\w.-]+(?:/[\w.-]+)+/?)`", text) if not is_file(name)),
        *(link for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text) if not leads_somewhere(page, link)),
        *(path for path in re.findall(r"`[A-Z]+ (/v0/[^ ?`]+)", text) if shape(path) not in paths()),
    }
    assert missing == set()
    assert "$PILLARBOX_" not in text, "settings of the server are no place for what a client needs"


def test_a_username_has_one_client_id_everywhere() -> None:
    named = re.compile(r'"?username"?[=:] ?"([\w-]+)", "?client_id"?[=:] ?"([\w-]+)"')
    texts = [file.read_text() for file in (*PAGES, *EXAMPLES)]
    pairs = {pair for text in texts for pair in named.findall(text)}
    assert 1 < len(pairs) == len(dict(pairs)), sorted(pairs)


def test_as_many_languages_are_known_as_is_said() -> None:
    labels = {language for role in headers.LABELS.values() for language in role}
    counts = [len(known) for known in (attributions.TEMPLATES, labels, separators.ORIGINAL, LOCALES, NOUNS)]
    said = (
        "attributions in {} languages, header labels in {}, separators in {}. The [scores](#scores) cover {}."
    )
    readme, page = (" ".join(file.read_text().split()) for file in (RUN[0], RUN[-1]))
    assert said.format(*counts[:4]) in page
    assert f"name codes in {counts[4]} languages" in page
    assert f"signs of a quote in {counts[0]} languages, {counts[3]} of them scored" in readme


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def options() -> set[str]:
    """Every option of the commands, and those of the benchmarks."""
    found = {"--help", *re.findall(r'"(--[a-z-]+)"', (ROOT / "bench" / "__main__.py").read_text())}
    waiting = [typer.main.get_command(app)]
    for command in waiting:
        found |= {option for parameter in command.params for option in parameter.opts}
        waiting += getattr(command, "commands", {}).values()
    return found


def is_file(name: str) -> bool:
    return any((folder / name).exists() for folder in (ROOT, ROOT / "src" / "pillarbox"))


def leads_somewhere(page: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = page.parent / (file or page.name)
    headings = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE) if anchor else []
    return target.exists() and (not anchor or anchor in {each.lower().replace(" ", "-") for each in headings})


def paths() -> set[str]:
    return {shape(path) for path in describe(RESOURCES, "http://127.0.0.1")["paths"]}


def shape(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)
