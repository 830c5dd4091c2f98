"""From a name to the card of an actor: roles with dates, other names, stories, pledges."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.accounts import Account
from bot.commands.account_words import sum_of
from bot.commands.reply import Choice, Choices, Part, Reply, Say, StoryLink, Table
from bot.commands.words import story_words
from bot.model import Story
from summariser import Actor

Seen = list[tuple[Story, Actor]]
"""The stories that an actor is in, with how each tells of them."""
STORIES = 5
"""Rows of each table: a card is read at a glance, and the commands below it give the rest."""


def the_one(name: str, known: Mapping[str, object]) -> str | None:
    """Give the full name that is meant; ``None`` where there is none, or several."""
    exact = [full for full in known if full.casefold() == name.casefold()]
    return next(iter(exact or (known if len(known) == 1 else ())), None)


def which(name: str, known: Mapping[str, Seen], verb: str) -> Reply:
    """Let the reader choose between several of one name."""
    return Reply(
        title=f"{len(known)} actors are called {name}",
        parts=(
            Choices(
                prompt="Which one?",
                options=tuple(
                    Choice(label=_with_role(full, seen), command=f"{verb} {full}")
                    for full, seen in known.items()
                ),
            ),
        ),
    )


def meet(
    name: str,
    stories: Sequence[Story],
    made: Sequence[Account],
    received: Sequence[Account],
    *,
    today: dt.date,
) -> Reply:
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
    full = the_one(name, known)
    if full is None:
        return which(name, known, "who")
    return _card(full, known[full], made, received, today)


def is_name(words: str) -> bool:
    """Tell whether words read like somebody's name: few, or most of them with a capital."""
    every = words.split()
    return len(every) < 3 or sum(word[:1].isupper() for word in every) * 2 > len(every)  # noqa: PLR2004 # a name and a surname


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


def _card(
    full: str, seen: Seen, made: Sequence[Account], received: Sequence[Account], today: dt.date
) -> Reply:
    parts: list[Part] = []
    roles = _roles(seen)
    if roles:
        parts.append(Table(columns=("Role", "As of", "Said in"), rows=roles))
    others = sorted({alias for _, actor in seen for alias in actor.aliases} - {full})
    if others:
        parts.append(Say(text=f"Also written: {', '.join(others)}"))
    for caption, accounts in (("Pledges made", made), ("Pledges received", received)):
        if accounts:
            rows = tuple(
                (
                    account.life(today).value,
                    (account.recipient if accounts is made else account.pledger) or "",
                    sum_of(account),
                    " ".join(account.purpose.split()),
                    account.key,
                )
                for account in accounts
            )
            columns = ("State", "With", "Amount", "What", "Pledge")
            parts.append(Table(columns=columns, rows=rows, caption=caption))
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


def _link(story: Story) -> StoryLink:
    label = story_words(story)
    return StoryLink(label=label, story=story.id)
