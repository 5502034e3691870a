"""What an exported run says of itself, so that its period can be computed again as it was.

A run goes into its JSON export as an edition with its observations; they come back from that file.
"""

import msgspec

from analytics.errors import BadConfig, BadQuery
from analytics.index.config import Entry
from analytics.index.digital.edition_run import EditionRun
from analytics.index.digital.editions import Edition, Stand, stand
from analytics.index.digital.observation import Observation

# Of the entry below; other forms are refused.
FORM = 1


class Published(Entry, frozen=True, kw_only=True):
    """An edition of one period, and every observation that counted in it."""

    form: int
    period: str
    edition: Edition
    observations: tuple[Observation, ...]

    def stand(self) -> Stand:
        """Compute the period as it was published."""
        return stand(self.edition, self.observations, self.period)


class _Form(msgspec.Struct, frozen=True):
    form: int


class _File(msgspec.Struct, frozen=True):
    published: msgspec.Raw = msgspec.Raw()
    run: msgspec.Raw = msgspec.Raw()


def published_of(run: EditionRun) -> Published:
    """Return what is published by a run."""
    config = run.config
    return Published(
        form=FORM,
        period=config.period,
        edition=Edition(
            id=config.edition,
            vintage=run.vintage if config.as_of is None else config.as_of,
            catalogue=run.catalogue,
            config=config.study.index,
            members={config.period: tuple(run.facts)},
            facts=dict(run.facts),
        ),
        observations=run.observations,
    )


def published_in(content: bytes, *, period: str) -> Published:
    """Read what an exported JSON published of a period.

    Raises BadConfig for a file that does not hold it, BadQuery for one of another period.
    """
    try:
        file = msgspec.json.decode(content, type=_File)
    except msgspec.MsgspecError as error:
        raise BadConfig(
            f"this is no JSON that `factory index export` wrote of a run: {error}"
        ) from error
    if not bytes(file.published):
        raise BadConfig(
            "this is no JSON that `factory index export` wrote of a run"
            if not bytes(file.run)
            else "this export does not hold its edition: it is a public one, or from before exports"
            " did; export it again, not for publication"
        )
    try:
        form = msgspec.json.decode(file.published, type=_Form).form
        if form != FORM:
            raise BadConfig(f"this export holds an edition of form {form}; form {FORM} is read")
        found = msgspec.json.decode(file.published, type=Published)
    except msgspec.MsgspecError as error:
        raise BadConfig(f"the edition of this export cannot be read: {error}") from error
    if found.period != period:
        raise BadQuery(f"this export is of {found.period}, not of {period}")
    return found
