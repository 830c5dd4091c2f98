"""Errors by who can mend them.

ThreelineError
├── ConfigError    the operator: a setting, a file, an argument; exit code 2
│   └── StoreError the operator: the database cannot be used just now; loops wait and try again
├── FeedError      the outlet: an address that does not answer, a feed that is none
├── DeliveryError  the platform: refused, limited, gone
├── ModelError     the operator: a language model that does not answer; briefings go on without
└── CommandError   the reader: shown to them as written
"""

import datetime as dt


class ThreelineError(Exception):
    """Base of every error that Threeline raises on purpose; its text is for a person."""


class ConfigError(ThreelineError):
    """A setting or argument is wrong; the text names every fault and how to mend it."""


class StoreError(ConfigError):
    """The database does not do what is asked (full, gone, locked); it may again, later."""


class FeedError(ThreelineError):
    """An outlet's feed or page could not be used; the text is the plain reason.

    Attributes:
        retry_after: How long the outlet asked us to wait, where it did.
        gone: The outlet says that it will not come back (HTTP 410).
    """

    def __init__(
        self, reason: str, *, retry_after: dt.timedelta | None = None, gone: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.gone = gone


class DeliveryError(ThreelineError):
    """A platform did not take a post.

    Attributes:
        retry_after: Wait this long for this lane; ``None`` leaves the wait to our backoff.
        forbidden: The target cannot be posted to until somebody changes something there.
        unknown: The answer was lost: the post may or may not be there.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: dt.timedelta | None = None,
        forbidden: bool = False,
        unknown: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.forbidden = forbidden
        self.unknown = unknown


class CommandError(ThreelineError):
    """What the reader asked cannot be done; the text tells them what to do instead."""


class ModelError(ThreelineError):
    """A language model did not answer; what it was asked for stands as it is without.

    Attributes:
        retry_after: How long to wait before it is asked again.
        final: Asking the same again is of no use: it refuses the key, the model or the question.
    """

    def __init__(
        self, reason: str, *, retry_after: dt.timedelta | None = None, final: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.final = final
