"""Serial numbers: one form for search, and which of them nobody should rely on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from hospital_assets.foundation.text import match_key

# What the column that keeps the key can hold; some letters grow when normalised.
LONGEST_KEY = 80

# Spaces, hyphens of every kind, and characters that nobody sees.
LEFT_OUT = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})
MINUS_SIGN = "\u2212"

# Two devices cannot be told apart by less.
SHORTEST_SERIAL = 3

# What people write where they have no value, in five languages.
PLACEHOLDERS = """
    NA, NC, ND, NI, NO, NV, SD, SN, SNO, SNR, SC, NIL, NULL, NAN, NONE, VOID, NOTHING,
    EMPTY, BLANK, UNKNOWN, UNK, NOT KNOWN, NOT AVAILABLE, NOT APPLICABLE, NOT FOUND,
    NOT LEGIBLE, NOT READABLE, NOT VISIBLE, ILLEGIBLE, UNREADABLE, NO SERIAL,
    NO DATA, NO SN, NO SERIAL NUMBER, WITHOUT SERIAL, MISSING, TBD, TBC, TBA, PENDING,
    TO BE CONFIRMED, TO BE DETERMINED, SEE NOTES, VARIOUS, SAME, DITTO,
    NOT ASSIGNED, UNASSIGNED,
    NO CONSTA, NO TIENE, NO APLICA, NO DISPONIBLE, NO VISIBLE, NO LEGIBLE, NO REGISTRA,
    NO IDENTIFICADO, NO SE VE, NINGUNO, NINGUNA, SIN SERIE, SIN NUMERO, SIN NRO,
    SIN NUMERO DE SERIE, SIN DATO, SIN DATOS, SIN INFORMACION, SIN PLACA, SIN ETIQUETA,
    DESCONOCIDO, DESCONOCIDA, ILEGIBLE, BORRADO, POR VERIFICAR, POR CONFIRMAR, VACIO,
    PENDIENTE, NAO CONSTA, NAO TEM, NAO APLICAVEL, NAO DISPONIVEL, NAO VISIVEL,
    NAO IDENTIFICADO, NAO INFORMADO, NAO SE APLICA, SEM SERIE, SEM NUMERO, SEM DADOS,
    SEM NUMERO DE SERIE, SEM INFORMACAO, DESCONHECIDO, ILEGIVEL, NENHUM, PENDENTE,
    NON DISPONIBLE, NON RENSEIGNE, NON COMMUNIQUE, NON APPLICABLE, NON VISIBLE, INCONNU,
    NON CONNU, INCONNUE, ILLISIBLE, AUCUN, AUCUNE, SANS, SANS NUMERO, SANS SERIE, NEANT,
    SANS NUMERO DE SERIE, PAS DE NUMERO, EFFACE, A VERIFIER, A DEFINIR, MANQUANT, VIDE,
    UNBEKANNT, KEINE, KEINER, KEIN, KEINE ANGABE, KA, KEINE NUMMER, KEINE SERIENNUMMER,
    OHNE, OHNE NUMMER, OHNE SERIENNUMMER, NICHT VORHANDEN, NICHT BEKANNT, UNLESERLICH,
    NICHT LESBAR, NICHT VERFUEGBAR, NICHT VERFUGBAR, FEHLT, ENTFALLT, ENTFAELLT, LEER
"""
_PLACEHOLDER_KEYS = frozenset(
    "".join(word.split()).lower() for word in PLACEHOLDERS.split(",")
)
_EXCEL_ERROR = re.compile(
    r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|#+)", re.IGNORECASE
)
_SCIENTIFIC = re.compile(r"\d([.,]\d+E\+?|E\+)\d+", re.IGNORECASE)
_ROUNDED = re.compile(r"\d{15}0+|\d{3,}\.0")
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d( .*)?|\d{1,2}-[A-Za-z]{3}(-\d{2,4})?|[A-Za-z]{3}-\d\d"
)
_ODD_HYPHEN = re.compile(r"--|\s-|-\s|^-|-$")
_COUNTING_UP = "1234567890"


# An import asks about each serial number several times in a row.
@lru_cache(maxsize=5_000)
def normalise_serial(text: str) -> str:
    """The form in which two spellings of one serial number are equal.

    Case, spaces and hyphens go. So do the zeros before a serial of digits alone:
    spreadsheets drop them, so the same plate comes once with and once without; no
    maker gives both 0012 and 12 to devices of one model. "A0012" stays.
    """
    folded = unicodedata.normalize("NFKC", match_key(text))
    kept = "".join(c for c in folded if not _is_left_out(c)).upper()
    if kept.isdigit():
        kept = kept.lstrip("0") or "0"
    return kept[:LONGEST_KEY]


def _is_left_out(character: str) -> bool:
    return character == MINUS_SIGN or unicodedata.category(character) in LEFT_OUT


def is_placeholder(text: str) -> bool:
    """Whether `text` only says that there is no value: N/A, NIL, "-", "no consta"."""
    letters = "".join(c for c in match_key(text) if c.isalnum())
    return (
        not letters
        or letters in _PLACEHOLDER_KEYS
        or set(letters) in ({"0"}, {"x"})
        or _EXCEL_ERROR.fullmatch(text.strip()) is not None
    )


@lru_cache(maxsize=5_000)
def doubt(text: str) -> str:
    """Why this serial number should be checked on the device, or nothing."""
    if not text:
        return ""
    return next((reason for doubtful, reason in _DOUBTS if doubtful(text)), "")


def _is_one_character(text: str) -> bool:
    return len(set(normalise_serial(text))) == 1 and len(text) >= SHORTEST_SERIAL


def _is_counting_up(text: str) -> bool:
    key = normalise_serial(text)
    return len(key) >= SHORTEST_SERIAL and _COUNTING_UP.startswith(key)


def _has_other_hyphens(text: str) -> bool:
    return any(c != "-" and _is_left_out(c) and not c.isspace() for c in text)


def _is_zero_padded(text: str) -> bool:
    return text.isdigit() and text.startswith("0")


_DOUBTS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (is_placeholder, "Says that there is no serial number."),
    (lambda text: bool(_SCIENTIFIC.fullmatch(text.strip())), "Rounded by Excel."),
    (lambda text: bool(_ROUNDED.fullmatch(text.strip())), "Rounded by Excel."),
    (lambda text: bool(_DATE.fullmatch(text.strip())), "Turned into a date by Excel."),
    (lambda text: len(text.splitlines()) > 1, "Holds several lines."),
    (_is_one_character, "One character, repeated."),
    (_is_counting_up, "Counts up, as test data does."),
    (lambda text: len(normalise_serial(text)) < SHORTEST_SERIAL, "Very short."),
    (lambda text: text != text.strip(), "Has spaces around it."),
    (_has_other_hyphens, "Holds unusual hyphens or invisible characters."),
    (lambda text: bool(_ODD_HYPHEN.search(text)), "Has hyphens in odd places."),
    (_is_zero_padded, "Begins with zeros, which Excel drops."),
)
