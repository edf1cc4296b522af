"""Fails when a Python module grows past the size a reader can hold: 400 lines."""

import sys
from pathlib import Path

CAP_LINES = 400
ROOT = Path(__file__).resolve().parent.parent

too_long = [
    f"{path.relative_to(ROOT)}: {lines} lines (cap {CAP_LINES})"
    for folder in ("src", "tests", "bench")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if (lines := len(path.read_text(encoding="utf-8").splitlines())) > CAP_LINES
]
if too_long:
    sys.exit("Modules over the size cap:\n  " + "\n  ".join(too_long))
