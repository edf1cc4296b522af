"""JSON schemas of the structs that requests and answers are made of."""

from collections.abc import Iterable
from typing import Any, TypeAlias, get_args

import msgspec
from msgspec import Struct, structs

from pillarbox.edges.rest.endpoint import Nothing
from pillarbox.edges.rest.instants import Instant

Json: TypeAlias = dict[str, Any]

_TEMPLATE = "#/components/schemas/{name}"
_NULL = {"type": "null"}


def reference(shape: type[Struct]) -> Json:
    """Where the schema of `shape` stands in the document."""
    return {"$ref": _TEMPLATE.format(name=shape.__name__)}


def body_schemas(shapes: Iterable[type[Struct]]) -> dict[str, Json]:
    """The schemas of request bodies and of what they hold, by name. An absent field may be null."""
    return _components(shapes)


def answer_schemas(shapes: Iterable[type[Struct]]) -> dict[str, Json]:
    """The schemas of answers and of what they hold, by name. Where a struct omits defaults, an absent field
    is left out, never null."""
    held = _held(shapes)
    components = _components(held)
    for shape in held:
        if shape.__struct_config__.omit_defaults:
            fields = components[shape.__name__]["properties"]
            for name, field in fields.items():
                fields[name] = _present(field) if "default" in field else field
    return components


def query_parameters(query: type[Struct]) -> list[Json]:
    """The parameters of a query, as OpenAPI puts them."""
    if query is Nothing:
        return []
    shape = _components([query])[query.__name__]
    parameters = []
    for name, field in shape["properties"].items():
        schema = _present(field)
        parameter = {"name": name, "in": "query", "required": name in shape["required"]}
        if "description" in schema:
            parameter["description"] = schema.pop("description")
        parameters.append(parameter | {"schema": schema})
    return parameters


def _components(shapes: Iterable[type[Struct]]) -> dict[str, Json]:
    wanted = [shape for shape in dict.fromkeys(shapes) if shape is not Nothing]
    _, components = msgspec.json.schema_components(wanted, schema_hook=_schema, ref_template=_TEMPLATE)
    return {name: _tidy(schema) for name, schema in sorted(components.items())}


def _held(kinds: Iterable[object]) -> list[type[Struct]]:
    """The structs among `kinds`, and those that they hold."""
    found: list[type[Struct]] = []
    waiting = [*kinds]
    while waiting:
        kind = waiting.pop()
        waiting.extend(get_args(kind))
        if isinstance(kind, type) and issubclass(kind, Struct) and kind not in found:
            found.append(kind)
            waiting.extend(field.type for field in structs.fields(kind))
    return found


def _tidy(schema: Any) -> Any:
    """`schema` with descriptions on one line, and patterns as JSON Schema writes them (ECMA-262)."""
    if isinstance(schema, (list, tuple)):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {name: _tidy(value) for name, value in schema.items()}
    if isinstance(text := tidy.get("description"), str):
        tidy["description"] = " ".join(text.split())
    if isinstance(pattern := tidy.get("pattern"), str):
        tidy["pattern"] = pattern.replace(r"\Z", "$")
    return tidy


def _schema(kind: type) -> Json:
    return {"type": "string", "format": "date-time"} if kind is Instant else {"description": "Any value."}


def _present(field: Json) -> Json:
    """A field's schema without the null that stands for its absence."""
    schema = {name: value for name, value in field.items() if name != "anyOf"}
    if schema.get("default", ...) is None:
        del schema["default"]
    options: list[Json] = [option for option in field.get("anyOf", ()) if option != _NULL]
    if len(options) == 1:
        return options[0] | schema
    return schema | ({"anyOf": options} if options else {})
