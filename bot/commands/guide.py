"""From nothing asked to what can be asked: help, with examples that all parse."""

from bot.commands.reply import Choice, Choices, Reply, Say, Table

GUIDE: dict[str, tuple[str, tuple[str, ...]]] = {
    "latest": (
        "The newest briefings, of a topic if you name one",
        ("latest", "latest climate 3", "what's new in politics?"),
    ),
    "brief": (
        "Three lines of any article, held or not; a bare link does the same",
        ("brief https://example.org/news/1", "https://example.org/news/1"),
    ),
    "more": (
        "A briefing in about ten lines, with quotes and every pledge",
        ("more", "more 12", "more on the harbour"),
    ),
    "evidence": (
        "The verbatim quotes behind the lines",
        ("evidence", "evidence pledges", "show me the quote"),
    ),
    "sources": (
        "Who reports it, when, with links",
        ("sources", "sources 12", "who else reported it?"),
    ),
    "changed": (
        "What the versions of a story say differently",
        ("changed", "changed 12", "what changed?"),
    ),
    "who": (
        "An actor: roles with dates, other names, stories, pledges",
        ("who John Smith", "who is John Smith?"),
    ),
    "pledges": (
        "Pledges by, to, of a kind or status, since a day, over a sum; with totals",
        (
            "pledges to Ukraine since March",
            "pledges by Germany military over €100m",
            "how much in total?",
        ),
    ),
    "timeline": (
        "The stories about a topic or actor, day by day, with their pledges",
        ("timeline Norland", "timeline of harbour"),
    ),
    "ask": (
        "A question, answered with quotes from the articles held or not at all",
        ("ask how many ships sank?", "where do the cranes go?"),
    ),
    "search": ("Stories that have all these words", ("search port strike",)),
    "why": (
        "What became of an article or story, step by step",
        ("why https://example.org/news/1", "why was this posted?"),
    ),
    "feeds": ("How each feed is doing", ("feeds",)),
    "help": ("This list, or one command of it", ("help", "help pledges")),
}
"""Each command word with what it does and examples, in the order of the help page."""


def explain(topic: str | None) -> Reply:
    """List all commands, or explain one."""
    if topic not in GUIDE:
        rows = tuple((name, what, examples[-1]) for name, (what, examples) in GUIDE.items())
        return Reply(
            title="What you can ask",
            parts=(Table(columns=("Command", "What it gives", "Example"), rows=rows),),
        )
    what, examples = GUIDE[topic]
    options = tuple(Choice(label=example, command=example) for example in examples)
    return Reply(
        title=f"{topic}: {what[0].lower()}{what[1:]}",
        parts=(
            Say(text="Name no story, and it is the one where you ask, or else the newest.")
            if topic in {"more", "evidence", "sources", "changed", "why"}
            else Say(text="Words may stand in any order that reads well; slips are forgiven."),
            Choices(prompt="Examples", options=options),
        ),
    )
