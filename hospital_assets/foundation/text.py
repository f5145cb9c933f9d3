"""Compare text as people do: without case, accents and spacing."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters with a stroke or a ligature, which Unicode does not take apart.
PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae"})
PLAIN_LETTERS |= str.maketrans({"œ": "oe", "\u200b": "", "\ufeff": "", "\u00ad": ""})


# A register names the same makers and places in row after row.
@lru_cache(maxsize=20_000)
def match_key(text: str) -> str:
    """`text` in the form in which two spellings of one name are equal."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.translate(PLAIN_LETTERS).split())
