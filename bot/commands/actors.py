"""From a name to the card of an actor: roles with dates, other names, stories, pledges."""

from collections.abc import Iterator, Sequence

from bot.commands.reply import Choice, Choices, Part, Reply, Say, StoryLink, Table
from bot.commands.words import STATUS_WORDS, money_words, story_words
from bot.model import Story
from summariser import Actor, Party, Pledge

STORIES = 5
PLEDGES = 8
"""Rows of each table: a card is read at a glance, and the commands below it give the rest."""


def meet(name: str, stories: Sequence[Story], pledges: Sequence[tuple[Story, Pledge]]) -> Reply:
    """Describe an actor, or let the reader choose between those of that name."""
    known = people(name, stories)
    if not known:
        return Reply(
            title=f"Nobody called {name} acts in the articles held",
            parts=(
                Choices(
                    prompt="Try",
                    options=(Choice(label=f"search {name}", command=f"search {name}"),),
                ),
            ),
            found=False,
        )
    exact = [full for full in known if full.casefold() == name.casefold()]
    if len(known) > 1 and not exact:
        return Reply(
            title=f"{len(known)} actors are called {name}",
            parts=(
                Choices(
                    prompt="Which one?",
                    options=tuple(
                        Choice(label=_with_role(full, seen), command=f"who {full}")
                        for full, seen in known.items()
                    ),
                ),
            ),
        )
    full = exact[0] if exact else next(iter(known))
    return _card(full, known[full], pledges)


Seen = list[tuple[Story, Actor]]


def people(name: str, stories: Sequence[Story]) -> dict[str, Seen]:
    """Group the actors who answer to the name by their full name, newest story first."""
    found: dict[str, Seen] = {}
    for story in stories:
        for actor in story.briefing.actors:
            if _answers_to(actor, name):
                found.setdefault(actor.name, []).append((story, actor))
    return found


def _answers_to(actor: Actor, name: str) -> bool:
    wanted = name.casefold()
    return any(wanted == known.casefold() for known in (actor.name, *actor.aliases))


def _with_role(full: str, seen: Seen) -> str:
    role = next((actor.role for _, actor in seen if actor.role), None)
    return f"{full}, {role}" if role else full


def _card(full: str, seen: Seen, pledges: Sequence[tuple[Story, Pledge]]) -> Reply:
    parts: list[Part] = []
    roles = _roles(seen)
    if roles:
        parts.append(Table(columns=("Role", "As of", "Said in"), rows=roles))
    others = sorted({alias for _, actor in seen for alias in actor.aliases} - {full})
    if others:
        parts.append(Say(text=f"Also written: {', '.join(others)}"))
    names = {full.casefold(), *(other.casefold() for other in others)}
    for caption, rows in (
        ("Pledges made", _pledged(names, pledges, made=True)),
        ("Pledges received", _pledged(names, pledges, made=False)),
    ):
        if rows:
            columns = ("Status", "With", "Amount", "What", "Story")
            parts.append(Table(columns=columns, rows=rows[:PLEDGES], caption=caption))
    recent = tuple((_link(story),) for story, _ in seen[:STORIES])
    parts.append(Table(columns=("Story",), rows=recent, caption="Recent stories"))
    return Reply(title=_with_role(full, seen), parts=tuple(parts))


def _roles(seen: Seen) -> tuple[tuple[str, str, StoryLink], ...]:
    """List each role once, with the newest day that states it."""
    found: dict[str, tuple[str, str, StoryLink]] = {}
    for story, actor in seen:
        for role in actor.roles:
            as_of = role.as_of.isoformat() if role.as_of else "not dated"
            found.setdefault(role.title.casefold(), (role.title, as_of, _link(story)))
    return tuple(found.values())


def _pledged(
    names: set[str], pledges: Sequence[tuple[Story, Pledge]], *, made: bool
) -> tuple[tuple[str, str, str, str, StoryLink], ...]:
    def rows() -> Iterator[tuple[str, str, str, str, StoryLink]]:
        for story, pledge in pledges:
            mine, other = pledge.pledger, pledge.recipient
            spoke = pledge.speaker
            if not made:
                mine, other, spoke = other, mine, None
            if _is(mine, names) or _is(spoke, names):
                yield (
                    STATUS_WORDS[pledge.status],
                    other.name if other else "",
                    money_words(pledge.amount) if pledge.amount else "",
                    " ".join(pledge.what.text.split()),
                    _link(story),
                )

    return tuple(rows())


def _is(party: Party | None, names: set[str]) -> bool:
    return party is not None and party.name.casefold() in names


def _link(story: Story) -> StoryLink:
    label = story_words(story)
    return StoryLink(label=label, story=story.id)
