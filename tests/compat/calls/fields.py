"""Which fields the installed SDK's models have."""

import importlib
import pkgutil

import agentmail
from pydantic import BaseModel

_RENAMED = {"BearerApiKey": "ApiKey"}
"""Models by their names of today, with what the 0.5 line calls them."""


def fields_by_model() -> dict[str, list[str]]:
    """The names on the wire of all fields, by model. Models of one name share theirs."""
    for module in pkgutil.walk_packages(agentmail.__path__, "agentmail."):
        if ".types." in module.name:
            importlib.import_module(module.name)
    found: dict[str, list[str]] = {}
    kinds = list(BaseModel.__subclasses__())
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("agentmail."):
            names = [field.alias or name for name, field in kind.model_fields.items()]
            found.setdefault(kind.__name__, []).extend(names)
    for name, former in _RENAMED.items():
        found[former] = found[name]
    return found
