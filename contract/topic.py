"""How a topic is spelled, and nowhere else.

sf/v1/<enterprise>/<site>/<area>/<work-center>/<kind>
"""

from dataclasses import dataclass
from typing import Literal, Self, get_args

from contract.errors import BadName
from contract.path import EquipmentPath, check_segment

Kind = Literal["birth", "data", "status", "death", "command"]
KINDS: tuple[Kind, ...] = get_args(Kind)
PREFIX = "sf/v1"


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic of one message kind of one work center."""

    line: EquipmentPath
    kind: Kind

    def __post_init__(self) -> None:
        """Refuse a path that is not a work center and a kind that is not ours."""
        if self.line.level != "line":
            raise BadName(f"a topic belongs to a work center, and {self.line} is none")
        if self.kind not in KINDS:
            raise BadName(f"kind {self.kind!r} must be one of {', '.join(KINDS)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse the topic of a received message."""
        parts = text.split("/")
        if len(parts) != 7 or "/".join(parts[:2]) != PREFIX:
            raise BadName(
                f"topic {text!r} is not {PREFIX}/<enterprise>/<site>/<area>/<work-center>/<kind>"
            )
        kind = parts[6]
        for known in KINDS:
            if known == kind:
                return cls(EquipmentPath(*parts[2:6]), known)
        raise BadName(f"topic {text!r}: kind {kind!r} must be one of {', '.join(KINDS)}")

    def __str__(self) -> str:
        """Return the spelling on the wire."""
        return f"{PREFIX}/{self.line}/{self.kind}"


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """What a subscriber asks for; "+" stands for any value of one level."""

    enterprise: str = "+"
    site: str = "+"
    area: str = "+"
    work_center: str = "+"
    kind: Kind | Literal["+"] = "+"

    def __post_init__(self) -> None:
        """Refuse a level that is neither "+" nor a valid segment."""
        for name in ("enterprise", "site", "area", "work_center"):
            text: str = getattr(self, name)
            if text != "+":
                check_segment(text, what=name)
        if self.kind != "+" and self.kind not in KINDS:
            raise BadName(f"kind {self.kind!r} must be '+' or one of {', '.join(KINDS)}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse "enterprise/site/area/work-center", each level a segment or "+"."""
        parts = text.split("/")
        if len(parts) != 4:
            raise BadName(f"filter {text!r} must have four levels divided by '/', '+' for any")
        enterprise, site, area, work_center = parts
        return cls(enterprise, site, area, work_center)

    def of(self, kind: Kind) -> "TopicFilter":
        """The same work centers, one kind only."""
        return TopicFilter(self.enterprise, self.site, self.area, self.work_center, kind)

    def matches(self, topic: Topic) -> bool:
        """Tell whether a broker would deliver `topic` to this filter."""
        pairs = (
            (self.enterprise, topic.line.enterprise),
            (self.site, topic.line.site),
            (self.area, topic.line.area),
            (self.work_center, topic.line.work_center),
            (self.kind, topic.kind),
        )
        return all(mine in {"+", theirs} for mine, theirs in pairs)

    def __str__(self) -> str:
        """Return the spelling on the wire."""
        levels = (self.enterprise, self.site, self.area, self.work_center, self.kind)
        return f"{PREFIX}/{'/'.join(levels)}"
