"""From nothing asked to what can be asked: help, with examples that all parse."""

from bot.commands.order_words import ORDER_HEADS
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
    "pledge": (
        "One pledge of the ledger: its life, what was said of it, and its parts",
        ("pledge 12:345:0",),
    ),
    "timeline": (
        "The stories about a topic or actor, day by day, with their pledges",
        ("timeline Norland", "timeline of harbour"),
    ),
    "ask": (
        "A question, answered with quotes from the articles held or not at all",
        ("ask how many ships sank?", "where do the cranes go?"),
    ),
    "search": (
        "Stories, pledges and actors that have all these words",
        ("search port strike, best match first", "search port strike"),
    ),
    "why": (
        "What became of an article or story, step by step",
        ("why https://example.org/news/1", "why was this posted?"),
    ),
    "feeds": ("How each feed is doing", ("feeds",)),
    "follow": (
        "Post here from now on: everything, a feed, site, topic, actor or rule",
        ("follow", "follow topic aid", "follow https://example.org", 'follow any:"air defence"'),
    ),
    "unfollow": (
        "Post it no more: everything, or one wish by its number or name",
        ("unfollow", "unfollow 2", "stop posting here"),
    ),
    "following": ("What is followed here", ("following", "what is followed here?")),
    "digest": (
        "Several at a time, instead of each one",
        ("digest weekdays 08:30 Europe/Kyiv", "digest now", "digest off"),
    ),
    "quiet": (
        "Nothing in some hours; a watch is posted all the same",
        ("quiet 22:00-07:00", "quiet off"),
    ),
    "watch": (
        "Pledges that match, in quiet hours as well",
        ("watch any pledge to Ukraine of at least EUR 100m", "watch pledges by Norway"),
    ),
    "mute": ("Never what matches, whatever else is followed", ("mute any:football",)),
    "settings": ("What holds here and for you", ("settings",)),
    "feedback": (
        "Say whether a briefing is right, and in your words what is not",
        ("feedback right", "feedback wrong the sum is GBP 225m", "that's wrong"),
    ),
    "correct": (
        "An editor's correction of one pledge, kept beside what was said",
        ("correct 12:345:0 amount=GBP 225m because the article says so",),
    ),
    "forget": ("Delete what you have left here", ("forget me",)),
    "add": (
        "Read one more feed, found by its address or its site's",
        ("add https://example.org", "add https://example.org topic aid"),
    ),
    "remove": ("Read a feed no more", ("remove feed 3",)),
    "editors": (
        "Who may correct pledges",
        ("editors", "editors add @ida", "editors remove @ida"),
    ),
    "model": (
        "Whether a language model may be sent the text of your private feeds",
        ("model", "model refuse", "model allow"),
    ),
    "help": ("This list, or one command of it", ("help", "help pledges")),
}
"""Each command word with what it does and examples, in the order of the help page."""


_DOES = "For a channel or direct message, for feeds and for what is held"


def explain(topic: str | None) -> Reply:
    """List all commands, or explain one."""
    if topic not in GUIDE:
        rows = [(name, what, examples[-1]) for name, (what, examples) in GUIDE.items()]
        asks = tuple(row for row in rows if row[0] not in ORDER_HEADS)
        does = tuple(row for row in rows if row[0] in ORDER_HEADS)
        return Reply(
            title="What you can ask",
            parts=(
                Table(columns=("Command", "What it gives", "Example"), rows=asks),
                Table(columns=("Command", "What it does", "Example"), rows=does, caption=_DOES),
            ),
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
