"""A picture in, a PNG out, readable at the size at which chats show pictures.

Colours are of Okabe and Ito's palette (2008), which people with any common colour blindness tell
apart; none carries a meaning alone: what does not bind is hatched or dotted and says so, lines
are named at their ends, and what was said differs by the marker's shape. 1280 pixels wide with 11
point letters: 13 pixels where Discord shows 550.
"""

import datetime as dt
import io
import textwrap
import warnings
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.pictures import Bars, Course, Picture, Timeline, short

INK, SOFT, RULE = "#191c1f", "#565c62", "#d9d5cc"
BLUE, ORANGE, GREEN, VERMILION, SKY = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9"
WIDTH, DPI = 6.4, 200
LETTERS = 88
"""Characters of the foot in a line."""

_STYLE: dict[Any, Any] = {
    "font.size": 11,
    "font.family": ["DejaVu Sans"],
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "text.parse_math": False,  # a dollar is a dollar
    "hatch.linewidth": 0.8,
    "path.simplify": True,
}


def draw(picture: Picture) -> bytes:
    """Draw it; a letter that the font lacks is a box, and said rightly in the words beside it."""
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        out = io.BytesIO()
        FigureCanvasAgg(_figure(picture)).print_png(out, metadata={"Title": picture.title})
    return out.getvalue()


def _figure(picture: Picture) -> Figure:
    match picture:
        case Bars():
            return _bars(picture)
        case Course():
            return _course(picture)
        case Timeline():
            return _timeline(picture)


def _sheet(picture: Picture, height: float) -> tuple[Figure, Axes]:
    """Lay out a title above, the foot below, and room of ``height`` inches between them."""
    title = textwrap.wrap(picture.title, 48)
    foot = [part for line in picture.foot for part in textwrap.wrap(line, LETTERS)]
    above, below = 0.24 + 0.27 * len(title), 0.18 + 0.16 * len(foot)
    whole = height + above + below
    figure = Figure(figsize=(WIDTH, whole), dpi=DPI, facecolor="white")
    for number, line in enumerate(title):
        figure.text(
            0.035, 1 - (0.14 + 0.27 * number) / whole, line, va="top", size=14, weight="bold"
        )
    for number, line in enumerate(foot):
        place = (below - 0.08 - 0.16 * number) / whole
        figure.text(0.035, place, line, va="top", size=8.5, color=SOFT)
    axes = figure.add_axes((0.035, below / whole, 0.93, height / whole))
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)
    return figure, axes


NAME = 1.95
"""Inches for the pledgers' names; the bars have what is left."""

LETTER = 0.083
"""Inches of an average letter of the words beside a bar, a little more than measured."""


def _bars(picture: Bars) -> Figure:
    """Draw a line a sum: the name, the bar, and the sum in words behind it."""
    rows = [
        (bar, amount, words, firm)
        for bar in picture.bars
        for amount, words, firm in (
            (bar.firm, bar.firm_words, True),
            (bar.loose, bar.loose_words, False),
        )
        if amount
    ]
    loose = not all(firm for *_, firm in rows)
    figure, axes = _sheet(picture, 0.36 * (len(rows) + loose) + 0.1)
    room = WIDTH * 0.93 - NAME
    axes.set(xlim=(-NAME, room), ylim=(len(rows) + loose, 0))
    axes.set_axis_off()
    greatest = max(amount for _, amount, _, _ in rows)
    scale = min((room - LETTER * len(words) - 0.1) * greatest / most for _, most, words, _ in rows)
    scale = min(max(scale, 0.3 * room), room)
    named = None
    for place, (bar, amount, words, firm) in enumerate(rows):
        if bar is not named:
            _name(axes, place, bar.label, rest=bar.rest)
        named = bar
        _bar(axes, place, amount / greatest * scale, words, firm=firm, rest=bar.rest)
    if loose:
        _bar(axes, len(rows), 0.3, "considered or conditional: not binding", firm=False)
    return figure


def _name(axes: Axes, place: int, label: str, *, rest: bool) -> None:
    lines = textwrap.wrap(label, 25) or [""]
    if len(lines) > 2:  # noqa: PLR2004 # two lines stand beside a bar
        lines = [lines[0], f"… {_end(' '.join(lines[1:]), 23)}"]
    axes.text(
        -NAME, place + 0.5, "\n".join(lines), va="center", linespacing=1.0,
        size=10.5 if len(lines) == 1 else 8.5, style="italic" if rest else "normal",
    )  # fmt: skip


def _end(words: str, most: int) -> str:
    """Keep the last words: offices of one kind differ in their ends."""
    return textwrap.shorten(words[::-1], most, placeholder="")[::-1] or words[-most:]


def _bar(
    axes: Axes, place: int, long: float, words: str, *, firm: bool, rest: bool = False
) -> None:
    """Draw one bar, hatched when it does not bind; a tiny sum is still a mark that is seen."""
    colour = SOFT if rest else BLUE if firm else ORANGE
    axes.barh(
        place + 0.5, max(long, 0.02), height=0.62, color=colour if firm else "white",
        edgecolor=colour, hatch=None if firm else "/////", linewidth=1.0,
    )  # fmt: skip
    axes.text(max(long, 0.02) + 0.06, place + 0.5, words, va="center_baseline", size=9.5)


_LINE: dict[str, dict[str, Any]] = {
    "firm": {"color": BLUE, "linewidth": 2.6},
    "arrived": {"color": GREEN, "linewidth": 2.6, "linestyle": (0, (6, 2))},
    "loose": {"color": VERMILION, "linewidth": 1.8, "linestyle": (0, (1, 1.6))},
}


def _course(picture: Course) -> Figure:
    key = 0.26 * len(picture.lines)
    figure, axes = _sheet(picture, 3.1 + key)
    box = axes.get_position()
    whole = figure.get_figheight()
    axes.set_position((0.125, box.y0 + 0.36 / whole, 0.84, box.height - (0.50 + key) / whole))
    days = [dt.date.fromisoformat(day) for line in picture.lines for day, _ in line.points]
    until = dt.date.fromisoformat(picture.until)
    first = min(days)
    if first == until:  # all on one day: give it a week before, to have a width
        first = until - dt.timedelta(days=7)
    for line in picture.lines:
        when = [dt.date.fromisoformat(day) for day, _ in line.points]
        sums = [amount for _, amount in line.points]
        axes.step(
            date2num([first, *when, until]), [0.0, *sums, sums[-1]], where="post",
            **_LINE[line.manner],
        )  # fmt: skip
    axes.set_ylim(bottom=0, top=max(1.0, 1.08 * max(p for s in picture.lines for _, p in s.points)))
    axes.set_xlim(date2num(first), date2num(until))
    axes.xaxis_date()
    locator = AutoDateLocator(minticks=3, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda amount, _: short(amount) if amount else "0")
    )
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(True)
    _key(figure, picture, box.y1)
    return figure


def _key(figure: Figure, picture: Course, top: float) -> None:
    """Name the lines with their last sums, above the axes: ends may lie on one another."""
    whole = figure.get_figheight()
    for number, line in enumerate(picture.lines):
        place = top - (0.13 + 0.26 * number) / whole
        figure.add_artist(mpl.lines.Line2D((0.04, 0.10), (place, place), **_LINE[line.manner]))
        figure.text(0.115, place, f"{line.label}: {line.end}", va="center")


_MARK = {
    "new": ("o", BLUE, True),
    "again": ("o", BLUE, False),
    "more": ("^", BLUE, True),
    "arrived": ("s", GREEN, True),
    "against": ("X", VERMILION, True),
    "awaited": ("D", SOFT, False),
}


def _timeline(picture: Timeline) -> Figure:
    heights = [0.46 + (0.22 if each.gap else 0) for each in picture.moments]
    figure, axes = _sheet(picture, sum(heights))
    axes.set(xlim=(0, 1), ylim=(sum(heights), 0))
    axes.set_axis_off()
    line, places, top = 0.205, [], 0.0
    for each, height in zip(picture.moments, heights, strict=True):
        place = top + height - 0.30
        places.append(place)
        if each.gap:
            axes.text(
                line + 0.03, top + 0.10, each.gap, va="center", size=9, style="italic", color=SOFT
            )
        axes.text(line - 0.025, place, each.day, va="center", ha="right", size=10, color=SOFT)
        axes.text(line + 0.03, place, each.head, va="center", weight="bold", size=10.5)
        axes.text(line + 0.03, place + 0.19, each.detail, va="center", size=9, color=SOFT)
        top += height
    axes.plot([line, line], [places[0], places[-1]], color=RULE, linewidth=2, zorder=1)
    for each, place in zip(picture.moments, places, strict=True):
        marker, colour, full = _MARK[each.manner]
        axes.plot(
            [line], [place], marker=marker, markersize=9, zorder=2, color=colour,
            markerfacecolor=colour if full else "white", markeredgewidth=1.8, clip_on=False,
        )  # fmt: skip
    return figure
