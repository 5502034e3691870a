"""The [operators] table enters: whether terminals send badges or pseudonyms; a conversion leaves.

A file that reads who attends and does not say which is refused, because both guesses are wrong
somewhere: one publishes badges, the other makes pseudonyms of pseudonyms.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretBytes, model_validator

from edge_agent.mapping_config import FieldFrom, MappingConfig, Strict
from edge_agent.pseudonym import Pseudonym, to_pseudonym

KEY_VARIABLE = "EDGE_AGENT_OPERATORS__KEY"
_SHORTEST_KEY = 16


class OperatorsConfig(Strict):
    """What becomes of the texts that say who attends."""

    pseudonyms: Literal["keyed", "as_sent"] = "keyed"
    key: SecretBytes = Field(default=SecretBytes(b""), repr=False)
    key_file: str = ""  # holds nothing but the key
    nobody: tuple[str, ...] = ()  # what a terminal says besides "" while nobody is signed in

    @model_validator(mode="before")
    @classmethod
    def _key_from_file(cls, said: object) -> object:
        if not isinstance(said, dict) or not said.get("key_file"):
            return said
        if said.get("key"):
            raise ValueError(f"key_file and {KEY_VARIABLE} are both given; keep one")
        return said | {"key": _read_key(str(said["key_file"]))}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        length = len(self._key)
        if self.pseudonyms == "as_sent":
            if length or self.nobody:
                raise ValueError(
                    'pseudonyms = "as_sent" changes nothing and so uses no key and no nobody;'
                    ' remove them, or say pseudonyms = "keyed"'
                )
        elif not length:
            raise ValueError(
                'pseudonyms = "keyed" needs a key: name its file in key_file, or set the'
                f" environment variable {KEY_VARIABLE}; the same key on every line"
            )
        elif length < _SHORTEST_KEY:
            raise ValueError(
                f"the key has {length} bytes and must have at least {_SHORTEST_KEY};"
                " make one with: openssl rand -hex 32"
            )
        return self

    @property
    def _key(self) -> bytes:
        # An editor's line end must not make another key than the environment gives.
        return self.key.get_secret_value().strip()

    def pseudonym(self) -> Pseudonym | None:
        """Return the conversion of a badge; None where terminals send pseudonyms themselves."""
        if self.pseudonyms == "as_sent":
            return None
        return to_pseudonym(self._key, nobody=self.nobody)

    def check(self, name: str, mapping: MappingConfig) -> None:
        """Refuse, without quoting a badge, what a mapping cannot do once badges are replaced."""
        origin = mapping.tags.get("operator")
        if self.pseudonyms == "as_sent" or origin is None:
            return
        if origin.tag is None and _names_somebody(origin):
            raise ValueError(
                f"mapping {name}: tags.operator is a constant that names somebody, and a badge"
                ' must not stand in a file; read it from a tag, or leave value = ""'
            )
        if origin.words is not None:
            raise ValueError(
                f"mapping {name}: tags.operator cannot have words beside keyed pseudonyms;"
                " remove them, and list in operators.nobody what means that nobody is there"
            )
        if any(value != "" for value in _compared(mapping, origin.tag)):
            raise ValueError(
                f"mapping {name}: a row compares the tag {origin.tag!r} with something else than"
                ' "" (nobody), which no pseudonym equals; compare with "", and list in'
                " operators.nobody what else means that nobody is there"
            )


def check_unsaid(name: str, mapping: MappingConfig) -> None:
    """Refuse a mapping that says who attends in a file without [operators]."""
    origin = mapping.tags.get("operator")
    if origin is not None and _names_somebody(origin):
        raise ValueError(
            f"mapping {name}: tags.operator says who attends, and nothing says whether that is a"
            ' badge; add [operators] with pseudonyms = "keyed" and a key_file (badges become'
            ' pseudonyms here and go nowhere), or with pseudonyms = "as_sent" (the terminals send'
            " pseudonyms already)"
        )


def _names_somebody(origin: FieldFrom) -> bool:
    return origin.tag is not None or origin.value != ""


def _compared(mapping: MappingConfig, tag: str | None) -> Iterator[object]:
    for row in mapping.rows:
        for name, value in row.when.items():
            if name == tag:
                yield from value if isinstance(value, list) else (value,)


def _read_key(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            key = file.read()
    except OSError as error:
        raise ValueError(f"key_file {name!r} cannot be read ({error.strerror})") from error
    # A group is fine: that is how a container is given its secrets.
    if mode & stat.S_IRWXO:
        raise ValueError(
            f"key_file {name!r} is open to everybody on this machine (mode {mode:04o});"
            f" close it with: chmod o= {name}"
        )
    if not key.strip():
        raise ValueError(f"key_file {name!r} is empty; write the key into it")
    return key
