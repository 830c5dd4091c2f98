"""Files that come with an answer, on each surface that draws one."""

from bot.commands import Attached, Reply, render
from bot.discord.pages import reply_sheets
from bot.slack import replies as slack

CHART = Attached(
    name="pledges.png",
    media="image/png",
    data=b"\x89PNG",
    description="Pledges to Ukraine <!channel>: United Kingdom GBP 225m",
)


def test_every_surface_names_a_file_and_says_what_it_shows() -> None:
    """The description is told where the picture cannot be; its marks do nothing."""
    reply = Reply(title="Pledges to Ukraine", parts=(CHART,))

    assert "[pledges.png] Pledges to Ukraine" in render(reply)
    assert "&lt;!channel&gt;" in slack.reply(reply).text
    files = [card.file for card in reply_sheets(reply)[0].cards if card.file]
    assert [file.name for file in files] == ["pledges.png"]
