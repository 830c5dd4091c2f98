"""A briefing and editors' words in, one that shows both out; the article's stay beside."""

from collections.abc import Mapping
from dataclasses import replace

from summariser.layout import pledges_line
from summariser.records import Amendment, Briefing, Mark


def amend(briefing: Briefing, amendments: Mapping[int, tuple[Amendment, ...]]) -> Briefing:
    """Show a briefing as editors corrected it.

    Args:
        briefing: As the article says it, or amended before.
        amendments: All that hold, by the pledge's place in ``briefing.pledges``; what is not
            here any more is taken back.

    Returns:
        The same briefing where nothing changes. Evidence, records and the other two lines stay.
    """
    pledges = tuple(
        replace(pledge, amended=amendments.get(place, ()))
        for place, pledge in enumerate(briefing.pledges)
    )
    if pledges == briefing.pledges:
        return briefing
    corrected = any(pledge.amended for pledge in pledges)
    others = (mark for mark in briefing.marks if mark is not Mark.CORRECTED)
    marks: tuple[Mark, ...] = (*others, *((Mark.CORRECTED,) if corrected else ()))
    what, actors, _ = briefing.layout
    layout = (what, actors, pledges_line(pledges, briefing.actors))
    return replace(briefing, pledges=pledges, marks=marks, layout=layout)
