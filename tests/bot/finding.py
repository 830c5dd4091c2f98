"""The search of a library in memory: what has all the words, with quotes, as the store finds it."""

from collections.abc import Iterator, Sequence

from bot.model import Story
from bot.ports import EVERYTHING, Filters, Hit, Order, Sort
from bot.snippets import quotes
from bot.store.words import fold


class Finding:
    """`bot.ports.Finder` over the stories that whoever inherits it searches."""

    async def search(self, words: str, *, limit: int = 20) -> Sequence[Story]:
        """Find stories with all these words, newest first."""
        raise NotImplementedError

    async def find(
        self,
        query: str,
        filters: Filters = EVERYTHING,
        *,
        order: Order = Order.NEWEST,
        limit: int = 20,
    ) -> Sequence[Hit]:
        """Find stories, their actors and pledges; the best match says the words most often."""
        words = fold(query).split()
        told = list(await self.search(query, limit=1000))
        if order is Order.BEST:
            told.sort(key=lambda story: -_often(story, words))
        hits = [hit for story in told for hit in _hits(story, words)]
        wanted = [hit for hit in hits if hit.sort in (filters.sorts or Sort)]
        return [
            hit
            for sort in (Sort.STORY, Sort.ACTOR, Sort.PLEDGE)
            for hit in [hit for hit in wanted if hit.sort is sort][:limit]
        ]


def _often(story: Story, words: Sequence[str]) -> int:
    said = fold(story.article.article.text).split()
    return sum(said.count(word) for word in words)


def _hits(story: Story, words: Sequence[str]) -> Iterator[Hit]:
    it, made = story.article.article, story.briefing
    about = {"story": story.id, "when": story.last, "article": story.article.id}
    yield Hit(
        sort=Sort.STORY,
        title=made.what.text if made.what else "",
        key=str(story.id),
        quotes=quotes(it, words, most=1),
        outlet=it.outlet,
        url=it.url,
        **about,  # type: ignore[arg-type] # three fields of every hit
    )
    for actor in made.actors:
        if set(words) & set(fold(actor.name).split()):
            yield Hit(
                sort=Sort.ACTOR,
                title=actor.name,
                key=actor.name,
                quotes=actor.mentions[:1],
                **about,  # type: ignore[arg-type] # as above
            )
    for place, pledge in enumerate(made.pledges):
        if set(words) <= set(fold(pledge.evidence.text).split()):
            yield Hit(
                sort=Sort.PLEDGE,
                title=pledge.what.text,
                key=f"{story.id}:{place}",
                quotes=(pledge.evidence,),
                **about,  # type: ignore[arg-type] # as above
            )
