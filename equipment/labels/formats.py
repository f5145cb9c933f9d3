"""How sheets and tapes of labels are cut, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import checks

A4 = (210.0, 297.0)
LETTER = (215.9, 279.4)

# Below it a phone reads no QR code and a person no tag.
SMALLEST = 9


@dataclass(frozen=True)
class LabelFormat:
    """Labels of `width` by `height` in `columns` and `rows`; a tape has one a page.

    `left` and `top` is where the first begins, the gaps are between two.
    """

    title: str
    width: float
    height: float
    # Width and height; without, each label is a page.
    page: tuple[float, float] = (0, 0)
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    column_gap: float = 0
    row_gap: float = 0

    def __post_init__(self) -> None:
        if min(self.width, self.height) < SMALLEST or min(self.columns, self.rows) < 1:
            raise ValueError(f"“{self.title}” has labels that are too small to read.")
        across, down = self.corner_of(self.per_page - 1)
        right, bottom = across + self.width, down + self.height
        page_width, page_height = self.paper
        if right > page_width + 1 or bottom > page_height + 1:
            raise ValueError(f"“{self.title}” has labels that hang over the page.")

    @property
    def paper(self) -> tuple[float, float]:
        return self.page if any(self.page) else (self.width, self.height)

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    def corner_of(self, position: int) -> tuple[float, float]:
        """The upper left corner of the label, counted from 0 along the rows."""
        row, column = divmod(position, self.columns)
        return (
            self.left + column * (self.width + self.column_gap),
            self.top + row * (self.height + self.row_gap),
        )


BUILT_IN = {
    "l7160": LabelFormat(
        "A4 sheet, 21 labels of 63.5 × 38.1 mm (like Avery L7160)",
        width=63.5,
        height=38.1,
        columns=3,
        rows=7,
        left=7.25,
        top=15.15,
        column_gap=2.5,
        page=A4,
    ),
    "l6009": LabelFormat(
        "A4 sheet, 48 durable labels of 45.7 × 21.2 mm (like Avery L6009)",
        width=45.7,
        height=21.2,
        columns=4,
        rows=12,
        left=9.7,
        top=21.3,
        column_gap=2.6,
        page=A4,
    ),
    "l4731": LabelFormat(
        "A4 sheet, 189 small labels of 25.4 × 10 mm (like Avery L4731)",
        width=25.4,
        height=10,
        columns=7,
        rows=27,
        left=8.5,
        top=13.5,
        column_gap=2.54,
        page=A4,
    ),
    "5160": LabelFormat(
        "Letter sheet, 30 labels of 2⅝ × 1 in (like Avery 5160)",
        width=66.675,
        height=25.4,
        columns=3,
        rows=10,
        left=4.76,
        top=12.7,
        column_gap=3.175,
        page=LETTER,
    ),
    "tape-62x29": LabelFormat("Label printer, 62 × 29 mm", width=62, height=29),
    "tape-50x25": LabelFormat("Label printer, 50 × 25 mm", width=50, height=25),
}


def label_formats() -> dict[str, LabelFormat]:
    """All that can be chosen, the usual one first."""
    further = dict(settings.LABEL_FORMATS)
    own = {key: LabelFormat(**values) for key, values in further.items()}
    formats = BUILT_IN | own
    usual = settings.LABEL_FORMAT
    return {usual: formats[usual]} | formats


def check_label_formats(**kwargs: Any) -> list[checks.CheckMessage]:
    try:
        label_formats()
    except KeyError:
        problem = f"LABEL_FORMAT is no known format: “{settings.LABEL_FORMAT}”."
    except (AttributeError, TypeError, ValueError) as error:
        problem = f"LABEL_FORMATS is not understood: {error}"
    else:
        return []
    return [
        checks.Error(
            problem,
            hint=(
                f"Known formats are {', '.join(BUILT_IN)}. Further ones are JSON: "
                '{"own": {"title": "Ours", "width": 50, "height": 20}}'
            ),
            id="equipment.E001",
        )
    ]
