"""Charts that the server draws as SVG; each stands beside a table of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 400, 180
LEFT, TOP, BOTTOM = 48, 12, 24
# The most columns whose names fit side by side.
MOST_NAMES = 12


@dataclass(frozen=True)
class Bar:
    """`value` in percent; None draws nothing, as there is no rate of nothing."""

    label: str
    value: Decimal | None


def percent_bars(bars: Sequence[Bar], *, title: str) -> SafeString:
    """Columns from 0 to 100 %, one for each of `bars`."""
    step = (WIDTH - LEFT) / max(len(bars), 1)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        "{}{}{}</svg>",
        WIDTH,
        HEIGHT,
        f"{title}. The table beside it has the numbers.",
        _lines(),
        format_html_join(
            "",
            '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}">'
            "<title>{}: {} %</title></rect>",
            (
                (
                    f"{LEFT + step * n + step * 0.15:.1f}",
                    f"{_y(bar.value):.1f}",
                    f"{step * 0.7:.1f}",
                    f"{_y(Decimal(0)) - _y(bar.value):.1f}",
                    bar.label,
                    bar.value,
                )
                for n, bar in enumerate(bars)
                if bar.value is not None
            ),
        ),
        _names(bars, step),
    )


def _lines() -> SafeString:
    return format_html_join(
        "",
        '<line class="chart-line" x1="{}" x2="{}" y1="{}" y2="{}"></line>'
        '<text class="chart-text" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (LEFT, WIDTH, y := round(_y(Decimal(at))), y, LEFT - 4, y + 4, f"{at} %")
            for at in (0, 50, 100)
        ),
    )


def _names(bars: Sequence[Bar], step: float) -> SafeString:
    every = -(-len(bars) // MOST_NAMES)
    return format_html_join(
        "",
        '<text class="chart-text" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (f"{LEFT + step * (n + 0.5):.1f}", HEIGHT - 8, bar.label)
            for n, bar in enumerate(bars)
            if n % max(every, 1) == 0
        ),
    )


def _y(value: Decimal) -> float:
    return HEIGHT - BOTTOM - float(value) / 100 * (HEIGHT - TOP - BOTTOM)
