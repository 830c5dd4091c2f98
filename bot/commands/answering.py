"""From a question in words to its answer: stories that may hold it, read and quoted.

A question that is asked of a story is answered from it where it can be, else from all.
"""

import asyncio
from collections.abc import Sequence

from bot.commands.asking import Found, choose, chosen, tell
from bot.commands.command import Asker
from bot.commands.lookup import everything, search_words, telling
from bot.commands.question import Question, understand
from bot.commands.reply import Reply
from bot.model import HeldArticle, Story
from bot.ports import Library, Phrasing

NEAREST = 12
"""Stories whose sentences are weighed for a question."""
NEAREST_WHOLE = 3
"""Of those, the first ones whose every article is weighed and not only the one that leads."""
OFFERED = 3
"""Stories that are shown as near where none answers."""


class Questions:
    """Answers questions in words.

    Args:
        library: As who asks may see it.
        asker: Who asks, and of which story.
        phrasing: Words answers better; ``None`` where quotes are the answer.
    """

    def __init__(self, library: Library, asker: Asker, phrasing: Phrasing | None) -> None:
        self._library = library
        self._asker = asker
        self._phrasing = phrasing

    async def ask(self, question: str) -> Reply:
        """Answer from the story that is talked about, where it does, else from all."""
        if self._asker.story is not None:
            story = await self._library.story(self._asker.story)
            if story:
                articles = await self._library.articles(story.id)
                _, found = await asyncio.to_thread(choose, question, [(story, articles)])
                if found:
                    return await self._told(question, found, ())
        return await self.from_all(question)

    async def from_all(self, question: str) -> Reply:
        """Quote what answers; weighing sentences is work for a thread."""
        understood = understand(question)
        near = await self._holding(understood)
        stories: list[tuple[Story, Sequence[HeldArticle]]] = [
            # The article that leads is there already; the others of the nearest are read too.
            (story, await self._articles(story) if place < NEAREST_WHOLE else [story.article])
            for place, story in enumerate(near)
        ]
        _, found = await asyncio.to_thread(choose, question, stories)
        return await self._told(question, found, near or await self._nearest(understood))

    async def _articles(self, story: Story) -> Sequence[HeldArticle]:
        return await self._library.articles(story.id)

    async def _holding(self, question: Question) -> Sequence[Story]:
        """Find stories that have every telling word, those with all words of it first."""
        every, needed = everything(question), telling(question)
        if not needed:
            return await self._library.holding(every, limit=NEAREST)
        found = list(await self._library.holding(every, limit=NEAREST))
        if len(found) < NEAREST and every != needed:
            more = await self._library.holding(needed, limit=NEAREST)
            known = {story.id for story in found}
            found += [story for story in more if story.id not in known]
        return found[:NEAREST]

    async def _nearest(self, question: Question) -> Sequence[Story]:
        """Find stories with as much of the question as any has."""
        return await self._library.related(search_words(question), limit=OFFERED)

    async def _told(self, question: str, found: Sequence[Found], near: Sequence[Story]) -> Reply:
        """Give the quotes, under sentences that they prove where somebody can word such."""
        shown = chosen(found)
        if not shown or self._phrasing is None:
            return tell(question, shown, near)
        quotes = [(one.held, one.sentence) for one in shown]
        workspace = self._asker.tenant if self._asker.circle != "page" else ""
        worded = await self._phrasing.phrase(question, quotes, workspace=workspace)
        return tell(question, shown, near, worded)
