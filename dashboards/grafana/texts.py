"""A visible text in both languages; a builder asks it for one."""

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads, in English and in Chinese."""

    en: str
    zh: str

    def __post_init__(self) -> None:
        if not self.en or not self.zh:
            raise ValueError(f"a text stands in both languages: {self.en!r}, {self.zh!r}")

    def in_(self, language: Language) -> str:
        """Return the text in one language."""
        return self.en if language == "en" else self.zh

    def then(self, other: "Text") -> "Text":
        """Return this text followed by another sentence."""
        return Text(f"{self.en} {other.en}", f"{self.zh}{other.zh}")


def same(text: str) -> Text:
    """Return a text that reads alike in both languages: a symbol, a unit, a placeholder."""
    return Text(text, text)
