"""How long an outlet asks to be left alone."""

import datetime as dt

import pytest

from bot.feeds.rhythm import rest

NOW = "Thu, 19 Dec 2024 10:20:00 GMT"  # a Thursday


@pytest.mark.parametrize(
    ("headers", "document", "minutes"),
    [
        ({}, "", None),
        ({"cache-control": "max-age=600"}, "", 10),
        ({"cache-control": "public, Max-Age=600, s-maxage=9"}, "", 10),
        ({"cache-control": "max-age=600", "age": "300"}, "", 5),
        ({"cache-control": "max-age=600", "age": "900"}, "", None),
        ({"cache-control": "max-age=0"}, "", None),
        ({"cache-control": "no-cache, max-age=600"}, "", None),
        ({"cache-control": "max-age=99999999999999"}, "", 1440),
        ({"expires": "Thu, 19 Dec 2024 10:50:00 GMT", "date": NOW}, "", 30),
        ({"expires": "Thu, 19 Dec 2024 09:00:00 GMT", "date": NOW}, "", None),
        ({"expires": "0", "date": NOW}, "", None),
        ({"expires": "Thu, 19 Dec 2024 10:50:00 GMT"}, "", None),
        ({"cache-control": "max-age=60", "expires": "Fri, 20 Dec 2024 10:00:00 GMT"}, "", 1),
        ({}, "<ttl>60</ttl>", 60),
        ({}, "<ttl> 0 </ttl>", None),
        ({}, "<ttl>9999999</ttl>", 1440),
        ({"cache-control": "max-age=60"}, "<ttl>15</ttl>", 15),
        ({}, "<sy:updatePeriod>hourly</sy:updatePeriod>", 60),
        (
            {},
            "<sy:updatePeriod> daily </sy:updatePeriod><x:updateFrequency>4</x:updateFrequency>",
            360,
        ),
        ({}, "<sy:updatePeriod>sometimes</sy:updatePeriod>", None),
        ({}, "<ttl>5</ttl><sy:updatePeriod>weekly</sy:updatePeriod>", 5),
        ({"date": NOW}, "<skipHours><hour>10</hour><hour>11</hour></skipHours>", 100),
        ({"date": NOW}, "<skipHours><hour>9</hour><hour>24</hour></skipHours>", None),
        ({"date": NOW}, "<skipDays><day>Thursday</day></skipDays>", 820),
        ({}, "<skipHours><hour>10</hour></skipHours>", None),
        ({"date": "nonsense"}, "<skipHours><hour>10</hour></skipHours>", None),
    ],
)
def test_rest(headers: dict[str, str], document: str, minutes: int | None) -> None:
    """The longest of what headers and feed ask for, at most a day."""
    asked = rest(headers, document)
    assert asked == (None if minutes is None else dt.timedelta(minutes=minutes))
