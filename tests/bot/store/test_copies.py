"""Texts that several outlets print are one voice, on both databases."""

from bot.model import HeldArticle, Move
from bot.store import SqlStore
from tests.bot.making import LEASE, Watch, briefing, entry, page

AGENCY = " ".join(
    f"In town number {n} the {who} said that {n * 7} wells had run dry and that help was late."
    for n, who in enumerate("mayor nurse teacher farmer priest driver baker judge".split() * 3)
)
OTHER = " ".join(
    f"Ship {n} left the harbour with {n * 3} tons of grain although the {what} was closed."
    for n, what in enumerate("canal bridge road port lock gate quay dock".split() * 3)
)


async def _print(
    store: SqlStore, watch: Watch, outlet: str, text: str, **given: object
) -> HeldArticle:
    url = f"https://{outlet.lower()}.example/{len(text)}"
    await store.add_feed(f"https://{outlet.lower()}.example/feed", title=None, topic=None)
    watch.move(61)
    for leased in await store.claim_feeds(9, LEASE):
        if leased.row.url == f"https://{outlet.lower()}.example/feed":
            await store.finish_poll(leased, leased.row, [entry(url, url=url)])
    [pending] = await store.claim_entries(9, LEASE)
    key = await store.keep_article(pending, page(url, text, outlet=outlet, **given))
    assert key
    found = [one.row for one in await store.claim_articles(99, LEASE) if one.row.id == key]
    return found[0]


async def test_a_copy_is_the_voice_of_what_was_there_first(store: SqlStore, watch: Watch) -> None:
    """A text printed again, shortened or framed, is credited to its first outlet."""
    first = await _print(store, watch, "Castellan", AGENCY)
    copy = await _print(
        store, watch, "Quayside", AGENCY.replace("help was late", "aid was late", 3)
    )
    short = await _print(
        store, watch, "Northern", f"From our desk. {AGENCY[: len(AGENCY) * 3 // 4]}"
    )
    other = await _print(store, watch, "Wharf", OTHER)
    voices = [one.credit for one in (first, copy, short, other)]
    assert voices == [None, "Castellan", "Castellan", None]
    assert any("same voice, Castellan" in line for line in await store.why(copy.article.url or ""))


async def test_whom_the_original_voices_is_the_voice(store: SqlStore, watch: Watch) -> None:
    """Two papers that print an agency's text are the agency, though only one says so."""
    said = await _print(store, watch, "Castellan", AGENCY, credit="Reuters", licence="(c) Reuters")
    silent = await _print(store, watch, "Quayside", AGENCY)
    assert (said.credit, said.licence, silent.credit) == ("Reuters", "(c) Reuters", "Reuters")


async def test_a_story_knows_which_of_its_outlets_print_a_copy(
    store: SqlStore, watch: Watch
) -> None:
    """An outlet that writes itself, too, is a voice of its own; moving an article keeps it so."""
    key = None
    for outlet, text, credit in (
        ("Castellan", AGENCY, "Reuters"), ("Quayside", AGENCY, None),
        ("Northern", AGENCY, "Reuters"), ("Northern", OTHER, None),
    ):  # fmt: skip
        await _print(store, watch, outlet, text, credit=credit)
        watch.move(1000)
        [leased] = [one for one in await store.claim_articles(9, LEASE) if one.row.story is None]
        made = briefing(leased.row.article)
        told = await store.keep_briefing(leased, made, story=key, post=True)
        assert told
        key = told.id
    told = await store.story(key or 0)
    assert told
    known = dict(zip(told.outlets, told.credits, strict=True))
    assert known == {"Castellan": "Reuters", "Quayside": "Reuters", "Northern": None}
    members = await store.articles(told.id)
    first = [each.id for each in members if each.article.outlet == "Castellan"]
    moved = await store.rearrange(first, to=None, kind=Move.SPLIT, by="ann", reason="another")
    assert moved
    left, gone = await store.story(told.id), await store.story(moved.target)
    assert left
    assert gone
    assert dict(zip(left.outlets, left.credits, strict=True)) == {
        "Quayside": "Reuters", "Northern": None,
    }  # fmt: skip
    assert gone.credits == ("Reuters",)


async def test_an_outlet_does_not_copy_itself(store: SqlStore, watch: Watch) -> None:
    """The same outlet's second print of a text is its own voice."""
    await _print(store, watch, "Castellan", AGENCY)
    again = await _print(store, watch, "Castellan", f"{AGENCY} More to come.")
    assert again.credit is None


async def test_old_texts_are_no_originals(store: SqlStore, watch: Watch) -> None:
    """What was printed a week ago is a series or a form letter, not a copy."""
    await _print(store, watch, "Castellan", AGENCY)
    watch.move(7 * 86400)
    assert (await _print(store, watch, "Quayside", AGENCY)).credit is None
