"""What mail clients put before the subject of a message passed on, by language (BCP 47)."""

from typing import Final

FORWARD_PREFIXES: Final[dict[str, str]] = {
    "da": "vs",
    "de": "wg|weitergeleitet",
    "el": "πρθ",
    "en": "fw|fwd",
    "es": "rv|reenv",
    "fi": "vl",
    "fr": "tr",
    "he": "הועבר",
    "hu": "továbbítás",
    "it": "i|inoltra",
    "ja": "転送",
    "ko": "전달",
    "nb": "vs",
    "nl": "doorst",
    "pl": "pd",
    "pt": "enc",
    "ru": "пересл",
    "sv": "vb",
    "tr": "ilt",
    "zh": "转发|轉寄",
}
