"""What one Discord message may hold, and how full it is.

Characters are counted as UTF-16 units, the larger of the two counts in use (an emoji is 2), so
that a message which fits here fits whichever way Discord counts.

Sources: Discord's developer documentation (message, embed, component and interaction limits),
except `BYTES`, which is not documented and was measured: past it the answer is HTTP 500.
"""

from typing import Final

COMPONENTS: Final = 40
"""Components of a layout, nested ones counted."""

CHARACTERS: Final = 4_000
"""Characters of all text displays of a layout together."""

BYTES: Final = 10_170
"""UTF-8 bytes of all text displays plus `BYTES_EACH` for each of them."""

BYTES_EACH: Final = 12

CONTENT: Final = 2_000
EMBEDS: Final = 10
EMBEDS_CHARACTERS: Final = 6_000
EMBED_TITLE: Final = 256
EMBED_DESCRIPTION: Final = 4_096
EMBED_FIELDS: Final = 25
EMBED_FIELD_NAME: Final = 256
EMBED_FIELD_VALUE: Final = 1_024
EMBED_FOOTER: Final = 2_048

ROWS: Final = 5
"""Action rows of a message without a layout."""

ROW_BUTTONS: Final = 5
BUTTON_LABEL: Final = 80
CUSTOM_ID: Final = 100
CHOICES: Final = 25
CHOICE: Final = 100
THREAD_NAME: Final = 100
TAGS: Final = 5
NONCE: Final = 25


UPLOAD: Final = 10 * 2**20 - 65_536
"""Bytes of one message's files, with room for the words: 10 MiB where nobody pays for more."""

DESCRIPTION: Final = 1_024
"""Characters of a file's description."""


def units(text: str) -> int:
    """Count UTF-16 units: code points, with those beyond the basic plane twice."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def weight(text: str) -> int:
    """Give what one text display adds to the byte cap."""
    return len(text.encode()) + BYTES_EACH
