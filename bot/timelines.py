"""One pledge's account in, the picture of its life out: what was said, by whom and when."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from bot.accounts import Account, Life, is_money, side_by_side
from bot.ledger import Relation, Said
from bot.pictures import Moment, Timeline, alternative, cut, day_words, iso_words, short
from summariser import Status

MOMENTS = 8
"""Things said that a timeline shows: the first, and the latest."""

TITLE = 64
HEAD = 64
DETAIL = 72
"""Characters that fit into one line at a chat's size."""

OUTLETS = 2
"""Outlets named in a line; the others are counted."""

LONG = dt.timedelta(days=45)
"""From here on a gap between two things said is named, since they are drawn evenly."""

_MANNER = {
    Relation.NEW: "new",
    Relation.PART_OF: "new",
    Relation.RESTATES: "again",
    Relation.RAISES_TO: "more",
    Relation.FULFILS: "arrived",
    Relation.WITHDRAWS: "against",
    Relation.CONFLICTS: "against",
}
_WORDS = {
    Relation.NEW: "announced",
    Relation.PART_OF: "announced as a part",
    Relation.RESTATES: "said again",
    Relation.RAISES_TO: "raised",
    Relation.FULFILS: "delivered",
    Relation.WITHDRAWS: "withdrawn",
    Relation.CONFLICTS: "told differently",
}
_LOOSE = {Status.UNDER_CONSIDERATION: "considered", Status.CONDITIONAL: "conditional"}


def timeline(account: Account, *, today: dt.date, parts: Iterable[Account] = ()) -> Timeline:
    """Show what was said of one pledge, by whom and when, and the day by which it is due.

    Args:
        account: The pledge.
        today: The day on which its state is told.
        parts: Its parts: what is said to have arrived of them is shown with it.
    """
    arrived = [
        said for part in parts for said in part.history if said.claim.status is Status.FULFILLED
    ]
    told = _gathered(sorted((*account.history, *arrived), key=lambda said: said.claim.order))
    shown = told if len(told) <= MOMENTS else [told[0], *told[-(MOMENTS - 1) :]]
    moments: list[Moment] = []
    last: dt.datetime | None = None
    for said, outlets in shown:
        when = said.claim.published
        moments.append(_moment(said, outlets, _gap(when - last) if last else ""))
        last = when
    if account.deadline and account.life(today) not in {Life.DELIVERED, Life.WITHDRAWN}:
        late = ", and the day has passed" if account.life(today) is Life.OVERDUE else ""
        moments.append(Moment(day=iso_words(account.deadline), manner="awaited", head=f"due{late}"))
    foot = [f"State on {day_words(today)}: {account.life(today).value}."]
    if account.delivered is not None and account.sum:
        some = _sum((account.delivered, account.sum[1]))
        foot.append(f"Said to have arrived: {some} of {_sum(account.sum)}.")
    if len(told) > MOMENTS:
        foot.append(f"Left out: {len(told) - MOMENTS} between the first and the latest.")
    if account.parts:
        many = len(account.parts)
        foot.append(
            "It has 1 part, told on its own."
            if many == 1
            else f"It has {many} parts, told on their own."
        )
    if account.whole:
        foot.append("It is a part of a larger pledge and is not added to it.")
    differ = side_by_side(account)
    if differ:
        foot.append(f"Outlets differ: {'; '.join(differ)}.")
    title = _title(account)
    words = [f"{each.day}: {each.head}{_in(each.detail)}." for each in moments]
    return Timeline(
        name="pledge-timeline",
        title=title,
        moments=tuple(moments),
        foot=tuple(foot),
        alt=alternative(f"Timeline: {title}.", words, tuple(foot)),
    )


def _gathered(history: Sequence[Said]) -> list[tuple[Said, list[str]]]:
    """Put repetitions of one day and figure together: they are one thing said by several."""
    found: list[tuple[Said, list[str]]] = []
    for said in history:
        outlet = said.claim.outlet or "outlet not named"
        before = found[-1][0] if found else None
        alike = before is not None and (
            said.relation is Relation.RESTATES
            and before.relation in {Relation.NEW, Relation.RESTATES}
            and said.claim.published.date() == before.claim.published.date()
            and said.claim.sum in {None, before.claim.sum}
        )
        if alike:
            found[-1][1].append(outlet)
        else:
            found.append((said, [outlet]))
    return found


def _moment(said: Said, outlets: Sequence[str], gap: str) -> Moment:
    claim = said.claim
    head = _LOOSE.get(claim.status, _WORDS[said.relation])
    if claim.status is Status.FULFILLED and said.target not in {None, said.entry}:
        head = "a part delivered"
    if claim.sum:
        other = said.after is not None and said.after[1] != claim.sum[1]
        other = other and said.after is not None and said.after[0] != claim.sum[0]
        converted = ", converted" if other and said.relation is Relation.RESTATES else ""
        head = f"{head}{converted}: {_sum(claim.sum)}"
        if said.after and said.after != claim.sum and said.relation is Relation.RAISES_TO:
            head = f"{head}, to {_sum(said.after)}"
    names = list(dict.fromkeys(outlets))
    more = f" and {len(names) - OUTLETS} more" if len(names) > OUTLETS else ""
    who = ", ".join(names[:OUTLETS]) + more
    return Moment(
        day=day_words(claim.published.date()),
        manner=_MANNER[said.relation],
        head=cut(head, HEAD),
        detail=cut(f"{who}: {claim.what}", DETAIL),
        gap=gap,
    )


def _gap(between: dt.timedelta) -> str:
    if between < LONG:
        return ""
    months = round(between.days / 30.44)
    years, left = divmod(months, 12)
    if years and left < 2:  # noqa: PLR2004 # a month more or less is no news after years
        return f"{years} {'year' if years == 1 else 'years'} later"
    return f"{months} months later"


def _title(account: Account) -> str:
    to = f" → {account.recipient}" if account.recipient else ""
    much = f": {_sum(account.sum)}" if account.sum else ""
    return cut(f"{account.pledger or 'Pledger not named'}{to}{much}", TITLE)


def _sum(said: tuple[Decimal, str]) -> str:
    amount, unit = short(float(said[0])), said[1]
    return f"{unit} {amount}" if is_money(unit) else f"{amount} {unit}"


def _in(detail: str) -> str:
    return f" ({detail})" if detail else ""
