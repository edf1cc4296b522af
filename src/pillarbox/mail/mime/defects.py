"""What can be wrong with a mail's structure: a closed vocabulary."""

from enum import StrEnum


class Defect(StrEnum):
    """A repair the parser made or a limit it stopped at."""

    INVALID_HEADER = "invalid_header"
    MISSING_HEADER_END = "missing_header_end"
    MISSING_BOUNDARY = "missing_boundary"
    WRONG_BOUNDARY = "wrong_boundary"
    MISSING_BOUNDARY_END = "missing_boundary_end"
    MISSING_PARTS = "missing_parts"
    BARE_CARRIAGE_RETURNS = "bare_carriage_returns"
    LIMIT_HEADER = "limit_header"
    LIMIT_HEADERS = "limit_headers"
    LIMIT_NESTING = "limit_nesting"
    LIMIT_PARTS = "limit_parts"
