"""Flowed text (RFC 3676): soft line breaks joined again."""

_SIGNATURE = "-- "
_MAX_LINES = 1_000_000


def join_flowed(text: str, *, delete_space: bool) -> str:
    """`text` with its paragraphs on one line each; `delete_space` is the DelSp parameter.

    Lines end in LF. Text of more than a million lines stays as it is.
    """
    if text.count("\n") > _MAX_LINES:
        return text
    joined: list[str] = []
    paragraph: list[str] = []
    paragraph_depth = 0
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")  # space-stuffing
        if paragraph and (depth != paragraph_depth or content in ("", _SIGNATURE)):
            joined.append("".join(paragraph))
            paragraph = []
        if not paragraph:
            paragraph_depth = depth
            paragraph.append(">" * depth + " " if depth else "")
        flows = content.endswith(" ") and content != _SIGNATURE
        paragraph.append(content[:-1] if flows and delete_space else content)
        if not flows:
            joined.append("".join(paragraph))
            paragraph = []
    if paragraph:
        joined.append("".join(paragraph))
    return "\n".join(joined)
