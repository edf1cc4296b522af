"""The environment in which programs written for the hosted AgentMail service reach this server instead.

It knows addresses and keys, not where they come from.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_PRELOAD: Final = Path(__file__).parent / "preload"
_PYTHON_DIRECTORY: Final = _PRELOAD / "python"
_NODE_FILE: Final = _PRELOAD / "node" / "preload.cjs"


def client_environment(environment: Mapping[str, str], *, url: str, api_key: str) -> dict[str, str]:
    """`environment` with what leads AgentMail's Python and npm SDKs, its CLI and MCP server to `url`.

    `url` is an origin without `/v0`. What the environment says to Python, Node and proxies stays in force.
    """
    told = dict(environment)
    told["AGENTMAIL_API_KEY"] = api_key
    told["AGENTMAIL_BASE_URL"] = url  # the CLI, and both preloaded files
    told["AGENTMAIL_API_URL"] = url  # the MCP server
    told["PYTHONPATH"] = _joined(":", str(_PYTHON_DIRECTORY), environment.get("PYTHONPATH"))
    told["NODE_OPTIONS"] = _joined(" ", f"--require {_quoted(_NODE_FILE)}", environment.get("NODE_OPTIONS"))
    host = urlsplit(url).hostname or ""
    for name in ("no_proxy", "NO_PROXY"):
        told[name] = _joined(",", environment.get(name), host)
    return told


def _joined(separator: str, *values: str | None) -> str:
    return separator.join(value for value in values if value)


def _quoted(path: Path) -> str:
    """`path` as NODE_OPTIONS reads it, spaces and all."""
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
