"""The reference as one HTML page that needs nothing else: no other host, no cookie, and hardly a script."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib import resources

from pillarbox.edges.rest.schemas import Json

_JSON = "application/json"
_FOLDER = resources.files("pillarbox.edges.rest") / "static"
_STYLE = (_FOLDER / "reference.css").read_text("utf-8")
_SCRIPT = (_FOLDER / "reference.js").read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_hash(_STYLE)}; script-src {_hash(_SCRIPT)}; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page: this style, this script, nothing else."""


def page(document: Json) -> bytes:
    """An OpenAPI document as HTML."""
    sections: dict[str, list[str]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            sections[operation["tags"][0]].append(_operation(path, method, operation))
    origin = document["servers"][0]["url"]
    links = "".join(f'<a href="#{_id(tag)}">{escape(_title(tag))}</a>' for tag in sections)
    shown = "".join(
        f'<section id="{_id(tag)}"><h2>{escape(_title(tag))}</h2>{"".join(operations)}</section>'
        for tag, operations in sections.items()
    )
    schemas = "".join(_schema(name, schema) for name, schema in document["components"]["schemas"].items())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Pillarbox API</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<nav aria-label="Resources">
<h1>Pillarbox <small>{escape(document["info"]["version"])}</small></h1>
<input id="filter" type="search" placeholder="Filter" aria-label="Filter operations" autocomplete="off">
{links}<a href="#schemas">Schemas</a>
<p><a href="/openapi.json">openapi.json</a> <a href="/llms.txt">llms.txt</a></p>
</nav>
<main>
<header><p>{_prose(document["info"]["description"])}</p>
<pre>curl -H "Authorization: Bearer $KEY" {escape(origin)}/v0/inboxes</pre></header>
{shown}
<section id="schemas"><h2>Schemas</h2>{schemas}</section>
</main>
<script>{_SCRIPT}</script>
</body>
</html>
""".encode()


def _operation(path: str, method: str, operation: Json) -> str:
    parts = [f"<p>{_prose(paragraph)}</p>" for paragraph in operation["description"].split("\n\n")]
    if operation["parameters"]:
        rows = "".join(_parameter(parameter) for parameter in operation["parameters"])
        parts.append(f"<h4>Parameters</h4><dl>{rows}</dl>")
    if body := operation.get("requestBody"):
        kinds = " or ".join(_content(*kind) for kind in body["content"].items())
        parts.append(f"<h4>Body</h4><p>{kinds}</p>")
    answers = "".join(_answer(status, answer) for status, answer in operation["responses"].items())
    parts.append(f"<h4>Answers</h4><p>{answers}</p>")
    return (
        f'<details id="{_id(operation["operationId"])}"><summary><b class="{method}">{method.upper()}</b> '
        f"<code>{escape(path)}</code> <span>{_prose(operation['summary'])}</span></summary>"
        f"{''.join(parts)}</details>"
    )


def _parameter(parameter: Json) -> str:
    need = " <em>required</em>" if parameter["required"] and parameter["in"] == "query" else ""
    return (
        f"<dt><code>{escape(parameter['name'])}</code> <small>{parameter['in']}</small>{need}</dt>"
        f"<dd>{_type(parameter['schema'])} {_prose(parameter.get('description', ''))}</dd>"
    )


def _answer(status: str, answer: Json) -> str:
    if "$ref" in answer:
        return f'<span class="status">{status}</span> '
    kinds = " or ".join(_content(*kind) for kind in answer.get("content", {}).items())
    return f'<span class="status good">{status}</span> {kinds or "nothing"} · '


def _content(media_type: str, content: Json) -> str:
    return _type(content["schema"]) if media_type == _JSON else f"<code>{escape(media_type)}</code>"


def _schema(name: str, schema: Json) -> str:
    required = schema.get("required", ())
    rows = "".join(
        f"<dt><code>{escape(field)}</code>{' <em>required</em>' if field in required else ''}</dt>"
        f"<dd>{_type(value)} {_prose(value.get('description', ''))}</dd>"
        for field, value in schema.get("properties", {}).items()
    )
    about = f"<p>{_prose(schema['description'])}</p>" if "description" in schema else ""
    shown = f"<dl>{rows}</dl>" if rows else f"<p>{_type(schema)}</p>"
    return f'<details id="{_id(name)}"><summary><code>{escape(name)}</code></summary>{about}{shown}</details>'


def _type(schema: Json) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return f'<a href="#{_id(name)}">{escape(name)}</a>'
    if "anyOf" in schema:
        return " or ".join(_type(option) for option in schema["anyOf"])
    if "enum" in schema:
        return " ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    kinds = schema.get("type", "any")
    kind = escape(" or ".join(kinds) if isinstance(kinds, list) else kinds)
    if "items" in schema:
        return f"{kind} of {_type(schema['items'])}"
    if isinstance(values := schema.get("additionalProperties"), dict):
        return f"{kind} of {_type(values)}"
    return f"{kind} ({escape(schema['format'])})" if "format" in schema else kind


def _prose(text: str) -> str:
    """Plain words as HTML; what stands between backticks becomes code."""
    pieces = escape(text).split("`")
    shown = [f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces)]
    return "".join(shown)


def _title(tag: str) -> str:
    return tag.replace("_", " ").capitalize()


def _id(name: str) -> str:
    return escape(name.replace(".", "-"))
