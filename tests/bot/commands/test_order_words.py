"""The grammar of what changes something, as a table."""

import pytest

from bot.commands.about import About
from bot.commands.command import (
    Command,
    Feeds,
    Help,
    Latest,
    Pledges,
    Search,
    ShowPledge,
    Timeline,
    Unknown,
)
from bot.commands.grammar import parse
from bot.commands.orders import (
    AddFeed,
    Correct,
    DigestWhen,
    Editors,
    Feedback,
    Follow,
    Following,
    ForgetMe,
    Mute,
    QuietHours,
    RemoveFeed,
    Settings,
    Unfollow,
    WatchPledges,
)

LINK = "https://example.org/news"

PHRASINGS: tuple[tuple[str, Command], ...] = (
    # follow
    ("follow", Follow()),
    ("/briefadmin follow", Follow()),
    ("follow here", Follow()),
    ("follow everything", Follow()),
    ("follow all stories here", Follow()),
    ("post every new briefing here", Follow()),
    ("send us all the news", Follow()),
    ("subscribe", Follow()),
    ("follow topic aid", Follow(words="topic aid")),
    ("follow aid", Follow(words="aid")),
    ("subscribe to aid", Follow(words="aid")),
    ("follow the climate talks", Follow(words="the climate talks")),
    ("follow actor Ida Solberg", Follow(words="actor Ida Solberg")),
    ('follow topic:aid any:"air defence"', Follow(words='topic:aid any:"air defence"')),
    ('follow any:"air defence"', Follow(words='any:"air defence"')),
    ("follow pledges to Ukraine", Follow(words="pledges to Ukraine")),
    ("notify me of floods", Follow(words="floods")),
    (f"follow {LINK}", Follow(url=LINK)),
    (f"follow <{LINK}|news>", Follow(url=LINK)),
    ("follow example.org", Follow(url="https://example.org")),
    ("please follow example.org/feed.xml", Follow(url="https://example.org/feed.xml")),
    # unfollow
    ("unfollow", Unfollow()),
    ("unsubscribe", Unfollow()),
    ("unfollow everything", Unfollow()),
    ("stop", Unfollow()),
    ("stop posting here", Unfollow()),
    ("stop sending me", Unfollow()),
    ("unfollow 2", Unfollow(words="2")),
    ("unfollow topic aid", Unfollow(words="topic aid")),
    ("stop following football", Unfollow(words="football")),
    ("stop posting about football", Unfollow(words="football")),
    (f"unfollow {LINK}", Unfollow(url=LINK)),
    # following
    ("following", Following()),
    ("what is followed here?", Following()),
    ("what do I follow?", Following()),
    ("what are we following", Following()),
    ("subscriptions", Following()),
    # digest
    ("digest", DigestWhen()),
    ("digest weekdays 08:30", DigestWhen(words="weekdays 08:30")),
    ("digest weekdays 08:30 Europe/Kyiv", DigestWhen(words="weekdays 08:30 Europe/Kyiv")),
    ("digest 30 8 * * 1-5", DigestWhen(words="30 8 * * 1-5")),
    ("send me a digest on weekdays at 8", DigestWhen(words="weekdays at 8")),
    ("daily digest at 8:00", DigestWhen(words="daily 8:00")),
    ("digest off", DigestWhen(words="off")),
    ("digest stop", DigestWhen(words="off")),
    ("no digest", DigestWhen(words="off")),
    ("digest now", DigestWhen(words="now")),
    # quiet
    ("quiet", QuietHours()),
    ("quiet 22:00-07:00", QuietHours(words="22:00-07:00")),
    ("quiet 22-7", QuietHours(words="22:00-07:00")),
    ("quiet from 10pm to 7am", QuietHours(words="22:00-07:00")),
    ("quiet hours 22:00 - 07:00", QuietHours(words="22:00-07:00")),
    ("be quiet from 22:00 to 07:00 Europe/Oslo", QuietHours(words="22:00-07:00 Europe/Oslo")),
    ("quiet off", QuietHours(words="off")),
    ("no quiet hours", QuietHours(words="off")),
    # watch, mute
    ("watch any pledge to Ukraine", WatchPledges(words="any pledge to Ukraine")),
    ("watch for pledges by Norway", WatchPledges(words="pledges by Norway")),
    ("follow watch pledges by Norway", WatchPledges(words="pledges by Norway")),
    ("alert me when there are pledges to Fiji", WatchPledges(words="pledges to Fiji")),
    ("watch", Help(topic="watch")),
    ("mute any:football", Mute(words="any:football")),
    ("mute football", Mute(words="football")),
    ("ignore football", Mute(words="football")),
    # settings
    ("settings", Settings()),
    ("my settings", Settings()),
    ("preferences", Settings()),
    ("what do you know about me?", Settings()),
    # feedback
    ("feedback right", Feedback(right=True)),
    ("feedback good", Feedback(right=True)),
    ("that's right", Feedback(right=True)),
    ("feedback wrong", Feedback(right=False)),
    ("that's wrong", Feedback(right=False)),
    ("this is not right", Feedback(right=False)),
    ("wrong", Feedback(right=False)),
    ("wrong 12", Feedback(right=False, about=About(story=12))),
    ("feedback wrong #12 the sum", Feedback(right=False, words="the sum", about=About(story=12))),
    ("feedback wrong the sum is 20m", Feedback(right=False, words="the sum is 20m")),
    ("wrong: the sum is 20m", Feedback(right=False, words="the sum is 20m")),
    ("wrong 4 people died", Feedback(right=False, words="4 people died")),
    (f"feedback wrong {LINK} sum", Feedback(right=False, words="sum", about=About(url=LINK))),
    ("report a mistake", Feedback(right=False)),
    ("feedback", Help(topic="feedback")),
    ("feedback maybe", Help(topic="feedback")),
    # correct
    ("correct 12:3:0 amount=GBP 225m", Correct(pledge="12:3:0", changes=(("amount", "GBP 225m"),))),
    (
        'correct pledge 12:3:0 recipient="New Zealand" status=conditional because it says so',
        Correct(
            pledge="12:3:0",
            changes=(("recipient", "New Zealand"), ("status", "conditional")),
            reason="it says so",
        ),
    ),
    ("correct", Help(topic="correct")),
    ("correct 12:3:0", Help(topic="correct")),
    # forget
    ("forget me", ForgetMe()),
    ("delete all my data", ForgetMe()),
    ("forget everything about me", ForgetMe()),
    ("forget it", Help(topic="forget")),
    # feeds
    (f"add {LINK}", AddFeed(url=LINK)),
    (f"add {LINK} aid", AddFeed(url=LINK, topic="aid")),
    ("add feed example.org to topic aid", AddFeed(url="https://example.org", topic="aid")),
    (f"add {LINK} private", AddFeed(url=LINK, private=True)),
    (f"add {LINK} to aid for us only", AddFeed(url=LINK, topic="aid", private=True)),
    ("add https://u:p@example.org/f", AddFeed(url="https://u:p@example.org/f", private=True)),
    ("add", Help(topic="add")),
    ("remove feed 3", RemoveFeed(words="3")),
    (f"remove {LINK}", RemoveFeed(words=LINK)),
    ("remove the feed Northern Wire", RemoveFeed(words="Northern Wire")),
    # editors
    ("editors", Editors()),
    ("who are the editors?", Editors()),
    ("editors add @ida", Editors(add=True, who="@ida")),
    ("make @ida an editor", Editors(add=True, who="@ida")),
    ("editors remove @ida", Editors(add=False, who="@ida")),
    # pledges
    ("pledge 12:345:0", ShowPledge(key="12:345:0")),
    ("pledge #12:345:0", ShowPledge(key="12:345:0")),
    ("pledge by Norway", Pledges(by="Norway")),
    ("pledges to Ukraine chart", Pledges(to="Ukraine", chart=True)),
    ("chart of pledges to Ukraine", Pledges(to="Ukraine", chart=True)),
    ("export csv", Pledges(export="csv")),
    ("export", Pledges(export="csv")),
    ("export pledges by Norway as json", Pledges(by="Norway", export="json")),
    ("pledges by Norway export iati", Pledges(by="Norway", export="iati")),
    # parts of a long answer
    ("latest aid page 2", Latest(topic="aid", page=2)),
    ("search veskar page 3", Search(words="veskar", page=3)),
    ("pledges to Ukraine page 2", Pledges(to="Ukraine", page=2)),
    ("timeline norland, page 2", Timeline(about="norland", page=2)),
    ("feeds page 2", Feeds(page=2)),
    ("latest page 0", Latest()),
    ("latest page 9999", Latest(page=50)),
    ("pledges page 9999", Pledges(page=9999)),
    # slips of what changes something are named, never guessed
    ("folow aid", Unknown(text="folow aid", nearest="follow aid")),
    ("unfolow 2", Unknown(text="unfolow 2", nearest="unfollow 2")),
    ("/brief /brief latest", Latest()),
)


@pytest.mark.parametrize(("text", "command"), PHRASINGS, ids=[text for text, _ in PHRASINGS])
def test_phrasing(text: str, command: Command) -> None:
    """Each phrasing is read as the command beside it."""
    assert parse(text) == command
