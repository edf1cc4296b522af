"""Reply extraction: the sender's new words, apart from quotes, forwards, signatures and footers."""

from pillarbox.mail.reply.extraction import extract
from pillarbox.mail.reply.model import ENGINE_VERSION, Extraction, Forwarded, Kind, Method, Parent, Span

__all__ = ["ENGINE_VERSION", "Extraction", "Forwarded", "Kind", "Method", "Parent", "Span", "extract"]
