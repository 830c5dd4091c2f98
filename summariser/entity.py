"""What is known of one actor while its mentions are being gathered."""

from dataclasses import dataclass, field

from summariser.mentions import Certainty, Mention
from summariser.records import ActorKind
from summariser.roles import RoleWords


@dataclass(slots=True)
class Entity:
    """All mentions of one actor, while they are being gathered.

    Attributes:
        own: Whether it is the government of the publisher's country.
    """

    name: str
    kind: ActorKind
    mentions: list[Mention] = field(default_factory=list)
    roles: list[RoleWords] = field(default_factory=list)
    certainty: Certainty = Certainty.GUESS
    own: bool = False

    def take(self, mention: Mention) -> None:
        """Add one more place."""
        self.mentions.append(mention)
        self.certainty = max(self.certainty, mention.certainty)
