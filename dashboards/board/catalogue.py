"""What codes are called and mean, in English and Chinese, for whoever shows rows of the API.

The catalogues of the contract enter; one struct leaves, so that no page keeps a second list.
"""

from collections.abc import Mapping
from functools import cache

import msgspec

from contract.loss_names import ATTRIBUTION_NAMES, GROUP_NAMES, Names
from contract.reasons import REASONS, UNMAPPED, Attribution, LossGroup, reason_of
from contract.trade_measures import TRADE_MEASURES


class Word(msgspec.Struct, frozen=True):
    """A code and its names."""

    code: str
    name_en: str
    name_zh: str


class ReasonWord(Word, frozen=True):
    """A stop reason; `""` is none given, `unmapped` a word that nobody translated."""

    loss_group: str
    attribution: str


class MeasureWord(Word, frozen=True):
    """A measure of a trade; `part` says what its parts are, empty where it has none."""

    level: str
    unit: str
    part: str
    formula: str
    source: str


class Catalogue(msgspec.Struct, frozen=True):
    """Every code that rows of losses, stops and measures hold."""

    reasons: tuple[ReasonWord, ...]
    loss_groups: tuple[Word, ...]
    attributions: tuple[Word, ...]
    measures: tuple[MeasureWord, ...]


@cache
def catalogue() -> Catalogue:
    """Return the catalogue; it is the same for as long as this version runs."""
    return Catalogue(
        reasons=tuple(
            ReasonWord(code, one.name_en, one.name_zh, one.group, one.attribution)
            for code in ("", UNMAPPED, *REASONS)
            for one in (reason_of(code),)
        ),
        loss_groups=_words(GROUP_NAMES),
        attributions=_words(ATTRIBUTION_NAMES),
        measures=tuple(
            MeasureWord(
                one.id,
                one.name_en,
                one.name_zh,
                one.level,
                one.unit,
                one.part,
                one.formula,
                one.source,
            )
            for one in TRADE_MEASURES.values()
        ),
    )


def _words(names: Mapping[LossGroup, Names] | Mapping[Attribution, Names]) -> tuple[Word, ...]:
    return tuple(Word(code, *pair) for code, pair in names.items())
