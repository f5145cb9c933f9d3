"""How the words of a label are broken, shortened and sized to fit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, takewhile

MM_PER_POINT = 25.4 / 72
LINE_SPACING = 1.18
SMALLEST_LETTERS = 4.0
ELLIPSIS = "…"

PLAIN, BOLD = "", "B"

# The width of each letter in millimetres, at one point, by style.
Widths = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Line:
    words: str
    style: str
    size: float

    @property
    def letter_height(self) -> float:
        return self.size * MM_PER_POINT

    @property
    def height(self) -> float:
        return self.letter_height * LINE_SPACING


@dataclass(frozen=True)
class Lettering:
    """Sets words in a column that is `column` millimetres wide."""

    widths: Widths
    column: float

    def width_of(self, text: str, style: str, size: float) -> float:
        widths = self.widths[style]
        return size * sum(widths[letter] for letter in text)

    def whole(self, text: str, *, size: float) -> list[Line]:
        """All of `text`: in smaller letters if it is long, then in several lines."""
        needed = self.width_of(text, BOLD, size)
        if needed > self.column:
            size = max(SMALLEST_LETTERS, size * self.column / needed)
        lines = []
        while text:
            fitting = self.beginning_of(text, BOLD, size)
            lines.append(Line(fitting, BOLD, size))
            text = text[len(fitting) :]
        return lines

    def shortened(self, text: str, *, size: float, most: int) -> list[Line]:
        """`text` in at most so many lines; what is too long ends with dots."""
        lines = wrapped(text, lambda line: self.fits(line, size))
        if len(lines) > most:
            lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        return [Line(self.cut(words, size), PLAIN, size) for words in lines if words]

    def cut(self, text: str, size: float) -> str:
        if self.fits(text, size):
            return text
        room = self.column - self.width_of(ELLIPSIS, PLAIN, size)
        return self.beginning_of(text, PLAIN, size, room=room).rstrip() + ELLIPSIS

    def fits(self, text: str, size: float) -> bool:
        return self.width_of(text, PLAIN, size) <= self.column

    def beginning_of(
        self, text: str, style: str, size: float, *, room: float | None = None
    ) -> str:
        """As many letters as have room, and never none."""
        limit = (self.column if room is None else room) / size + 1e-9
        widths = self.widths[style]
        ends: Iterator[float] = accumulate(widths[letter] for letter in text)
        fitting = takewhile(lambda end: end <= limit, ends)
        return text[: max(1, sum(1 for _ in fitting))]


def wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Lines of whole words; a word that is too long has a line that is too long."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and not fits(longer):
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
