"""Compare text as people do: without case, accents and spacing."""

from __future__ import annotations

import unicodedata


def match_key(text: str) -> str:
    """`text` in the form in which two spellings of one name are equal."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(plain.split())
