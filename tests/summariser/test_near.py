"""A name that several currencies share means the money of the country that is spoken of."""

import datetime as dt

import pytest

from summariser import Article, brief


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Denmark will give Kenya 85 million kroner for wells, the Danish minister said.", "DKK"),
        ("Norway will give Kenya 85 million kroner for wells, the Norwegian minister said.", "NOK"),
        ("Sweden will give Kenya 85 million kronor for wells, the Swedish minister said.", "SEK"),
        ("Pakistan will spend 9 billion rupees on wells, Pakistan's prime minister said.", "PKR"),
        ("Kenya will get $5 million from Norway, which will give Kenya $5 million.", "USD"),
        ("The fund will spend $5 million Canadian dollars on wells.", "CAD"),
        ("New Zealand will give Kenya $38 million for wells in Kenya. Kenya is glad.", "NZD"),
        ("Switzerland offered Mali 20 million francs for wells in Mali. Mali is glad.", "CHF"),
        ("Kenya and Uganda are glad. The World Bank will give Kenya $5 million.", "USD"),
    ],
)
def test_shared_name_is_resolved_by_the_article(text: str, currency: str) -> None:
    """The sum's code follows the country; a dollar is American unless said otherwise."""
    found = brief(Article(id="a", text=text), as_of=dt.date(2025, 1, 1))
    codes = {pledge.amount.currency for pledge in found.pledges if pledge.amount}
    assert codes == {currency}
