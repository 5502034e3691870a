"""Equipment paths of the ISA-95 hierarchy, parsed once and valid for ever after."""

import re
from dataclasses import dataclass
from typing import Literal, Self

from contract.errors import BadName

Level = Literal["enterprise", "site", "area", "line", "unit"]

SEGMENT = re.compile(r"[a-z0-9-]{1,64}")


def check_segment(text: str, *, what: str) -> str:
    """Return `text` when it is a valid path segment, else raise BadName that names `what`."""
    if SEGMENT.fullmatch(text) is None:
        raise BadName(f"{what} {text!r} must be 1 to 64 characters of a-z, 0-9 and '-'")
    return text


@dataclass(frozen=True, slots=True, order=True)
class EquipmentPath:
    """A place in enterprise / site / area / work center (line) / work unit (machine), ISA-95."""

    enterprise: str
    site: str = ""
    area: str = ""
    work_center: str = ""
    work_unit: str = ""

    def __post_init__(self) -> None:
        """Refuse a malformed segment and a gap in the hierarchy."""
        names = ("enterprise", "site", "area", "work_center", "work_unit")
        ended = False
        for name in names:
            text: str = getattr(self, name)
            if not text and name != "enterprise":
                ended = True
                continue
            if ended:
                raise BadName(f"{name} {text!r} stands below an empty level of its path")
            check_segment(text, what=name)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse "enterprise/site/area/work-center/work-unit" or a shorter prefix of it."""
        parts = text.split("/")
        if len(parts) > 5 or not all(parts):
            raise BadName(f"path {text!r} must have one to five segments divided by '/'")
        return cls(*parts)

    @property
    def level(self) -> Level:
        """The level this path ends at; work center and work unit are shown as line and unit."""
        if self.work_unit:
            return "unit"
        if self.work_center:
            return "line"
        if self.area:
            return "area"
        return "site" if self.site else "enterprise"

    @property
    def line(self) -> "EquipmentPath":
        """The work center this path lies in."""
        if not self.work_center:
            raise BadName(f"path {self} lies above a work center")
        return EquipmentPath(self.enterprise, self.site, self.area, self.work_center)

    @property
    def at_site(self) -> "EquipmentPath":
        """The site this path lies in."""
        if not self.site:
            raise BadName(f"path {self} lies above a site")
        return EquipmentPath(self.enterprise, self.site)

    def lies_in(self, place: "EquipmentPath") -> bool:
        """Tell whether this path is a place or stands below it."""
        return f"{self}/".startswith(f"{place}/")

    def unit(self, name: str) -> "EquipmentPath":
        """The work unit `name` of this work center."""
        line = self.line
        return EquipmentPath(line.enterprise, line.site, line.area, line.work_center, name)

    def __str__(self) -> str:
        """Return the segments joined by '/'."""
        parts = (self.enterprise, self.site, self.area, self.work_center, self.work_unit)
        return "/".join(part for part in parts if part)
