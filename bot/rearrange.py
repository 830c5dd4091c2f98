"""An admin's word in, stories split or merged out; each move can be taken back.

What the rule decided about an article stays in its log (`why`); a move is written beside it with
who made it and why, and an article that was moved stays where it was put, also when its outlet
edits it.
"""

from collections.abc import Collection

from bot.errors import CommandError
from bot.model import Move, Rearranged
from bot.ports import Rearranging


async def merge(store: Rearranging, story: int, *, into: int, by: str, reason: str) -> Rearranged:
    """Move all articles of one story into another; raise `CommandError` where that is none."""
    async with store.turn("stories"):
        one, other = await _known(store, story), await _known(store, into)
        if one == other:
            raise CommandError(f"story #{story} is in story #{other} already")
        keys = [held.id for held in await store.articles(one)]
        return await _moved(store, keys, to=other, kind=Move.MERGE, by=by, reason=reason)


async def split(
    store: Rearranging, story: int, articles: Collection[int], *, by: str, reason: str
) -> Rearranged:
    """Make a new story of some of a story's articles; raise `CommandError` where that is none."""
    async with store.turn("stories"):
        key = await _known(store, story)
        known = {held.id for held in await store.articles(key)}
        strange = sorted(set(articles) - known)
        if strange or not articles:
            named = ", ".join(map(str, strange)) or "none was named"
            raise CommandError(f"these are no articles of story #{key}: {named}")
        if known == set(articles):
            raise CommandError(f"story #{key} has no other articles; there is nothing to split")
        return await _moved(store, articles, to=None, kind=Move.SPLIT, by=by, reason=reason)


async def undo(store: Rearranging, move: int, *, by: str, reason: str) -> Rearranged:
    """Move articles back to where a move took them from; those that came since stay.

    Raises:
        CommandError: There is no such move, it was undone, or its articles have moved on.
    """
    async with store.turn("stories"):
        made = await store.rearrangement(move)
        if made is None:
            raise CommandError(f"there is no move {move}")
        if made.undone:
            raise CommandError(f"move {move} was undone already")
        here = {held.id for held in await store.articles(made.target)}
        back = [key for key in made.articles if key in here]
        if not back:
            raise CommandError(f"the articles of move {move} are no longer in #{made.target}")
        return await _moved(
            store, back, to=made.source, kind=Move.UNDO, by=by, reason=reason, undoes=move
        )


async def _known(store: Rearranging, story: int) -> int:
    found = await store.story(story)
    if found is None:
        raise CommandError(f"there is no story #{story}")
    return found.id


async def _moved(
    store: Rearranging,
    articles: Collection[int],
    *,
    to: int | None,
    kind: Move,
    by: str,
    reason: str,
    undoes: int | None = None,
) -> Rearranged:
    made = await store.rearrange(articles, to=to, kind=kind, by=by, reason=reason, undoes=undoes)
    if made is None:
        raise CommandError("the articles are not of one story any more; look and try again")
    return made
