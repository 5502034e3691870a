"""What a comparison of losses with their truth reports."""

from factory.truth.losses import LossAt, LossMismatch, compare_amounts, reasons_of
from factory.world_run import load_setup

FILLER = "demo/chongqing/bottling/line-1/filler"
KEY = LossAt(FILLER, "hour", "2026-03-02T00:00:00Z", "delay", "own", "cap_jam", "", "")
OTHER = KEY._replace(reason="bottle_jam")


def test_equal_amounts_are_no_mismatch() -> None:
    """A difference of the last bits is none."""
    assert compare_amounts({KEY: (3.0 + 1e-9, 1.0, 0.0)}, {KEY: (3.0, 1.0, 0.0)}) == []


def test_what_differs_or_is_on_one_side_only_is_named() -> None:
    """A wrong length, a row too many and a row too few are told in a line each."""
    found = compare_amounts({KEY: (3.1, 1.0, 0.0)}, {KEY: (3.0, 1.0, 0.0)})
    assert found == [LossMismatch(KEY, (3.1, 1.0, 0.0), (3.0, 1.0, 0.0))]
    assert "cap_jam - -: got (3.1, 1.0, 0.0), truth (3.0, 1.0, 0.0)" in str(found[0])
    one_sided = compare_amounts({KEY: (3.0, 1.0, 0.0)}, {OTHER: (3.0, 1.0, 0.0)})
    assert [mismatch.key for mismatch in one_sided] == [OTHER, KEY]


def test_every_cause_of_the_demo_plant_has_a_reason_of_the_catalogue() -> None:
    """No cause is lost between a machine's numbers and the agents' mapping files."""
    setup = load_setup("demo-plant")
    for line in setup.scenario.lines:
        reasons = reasons_of(setup, line.config.path)
        assert len(reasons) > 5
        assert [cause for cause, reason in reasons.items() if reason == "unmapped"] == []
