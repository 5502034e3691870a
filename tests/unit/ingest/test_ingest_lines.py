"""What is known of a line from its births, statuses and deaths."""

from contract.messages import Birth, Clock, Death, Status
from contract.path import EquipmentPath
from ingest.lines import Lines

LINE = EquipmentPath("demo", "site", "area", "line")


def birth(boot: int, session: int = 0, clock: Clock = "wall") -> Birth:
    """A birth without units."""
    return Birth(boot=boot, session=session, clock=clock, agent_version="1", units=())


def test_death_older_than_the_newest_birth_is_ignored() -> None:
    """The will of a connection that was replaced says nothing of the present one."""
    lines = Lines()
    lines.birth(LINE, birth(5, 2))
    assert not lines.death(LINE, Death(boot=5, session=1))
    assert lines.speaking() == (LINE,)
    assert lines.death(LINE, Death(boot=5, session=2))
    assert lines.speaking() == ()


def test_birth_older_than_the_newest_is_ignored() -> None:
    """A late copy of an old birth does not undo a new one."""
    lines = Lines()
    assert lines.birth(LINE, birth(6))
    assert not lines.birth(LINE, birth(5, 9, "played"))
    assert lines.speaking() == (LINE,)


def test_new_boot_starts_a_new_run() -> None:
    """A line that ended is not ended any more when its agent starts again."""
    lines = Lines()
    lines.birth(LINE, birth(5, clock="played"))
    lines.status(LINE, Status(boot=5, session=0, at=1, seq=0, samples=1, ended=99))
    assert lines.ended() == {LINE: 99}
    lines.birth(LINE, birth(5, 1, "played"))
    assert lines.ended() == {LINE: 99}
    lines.birth(LINE, birth(6, clock="played"))
    assert lines.ended() == {}
    assert not lines.status(LINE, Status(boot=5, session=0, at=1, seq=0, samples=1, ended=99))
    assert lines.ended() == {}


def test_rebirth_is_asked_for_once_per_interval() -> None:
    """A flood of unknown units asks once; a birth that still lacks one may be asked again."""
    lines = Lines(rebirth_interval_ms=10_000)
    asked = [lines.wants_rebirth(LINE, wall_ms=now) for now in (0, 1, 9_999, 10_000, 10_001)]
    assert asked == [True, False, False, True, False]


def test_line_is_known_once_a_birth_arrived() -> None:
    """Data alone does not make a line known."""
    lines = Lines()
    lines.wants_rebirth(LINE, wall_ms=0)
    assert not lines.known(LINE)
    lines.birth(LINE, birth(5))
    assert lines.known(LINE)
