"""The report page: self-contained, the same bytes for the same data, safe with plant words."""

import re
import subprocess
import sys

import pytest

from contract.states import Leaf
from dashboards.board.model import Bucket, Stretch
from dashboards.report.figures import pareto, waterfall
from dashboards.report.model import (
    Alarm,
    Bar,
    Cause,
    Figure,
    LinePart,
    LongStop,
    Report,
    Text,
    UnitStory,
)
from dashboards.report.page import report_page

START = 1_772_402_400_000
HOUR = 3_600_000
ZONE = "Asia/Shanghai"


def stretch(leaf: Leaf, start: int, end: int, reason: str = "") -> Stretch:
    """Spell what a machine did."""
    return Stretch(
        start=START + start,
        end=START + end,
        leaf=leaf,
        state=None,
        operation_mode=None,
        reason=reason,
        order="O-1",
        product="cola-500",
    )


def report(reason: str = "capping head breakdown") -> Report:
    """Build a small report."""
    told = Text(reason, "旋盖头故障")
    line = LinePart(
        path="demo/site/bottling/line-1",
        name=Text("Bottling line 1", "灌装一线"),
        kpi={
            "oee_index": 0.5,
            "availability": 0.75,
            "quality_ratio": None,
            "good_quantity": 1234.0,
        },
        flags=(Text("buffers were drained", "缓冲被消耗"),),
        revision=1,
        waterfall=(
            Bar("delay", Text("breakdown", "故障"), 900.0),
            Bar("speed", Text("speed", "速度"), -60.0),
            Bar("valuable", Text("good pieces", "合格品"), 2760.0),
        ),
        causes=(
            Cause(told, "filler", "breakdown", 900.0, 1.0),
            Cause(Text("cap jam", "卡盖"), "filler", "minor_stop", 100.0, 4.0),
        ),
        units=(
            UnitStory(
                Text("Filler", "灌装机"),
                (stretch("production", 0, HOUR), stretch("unknown", HOUR, 2 * HOUR)),
            ),
        ),
        rate=(Bucket(START, START + 300_000, 1500.0, 1490.0),),
        stops=(
            LongStop(
                unit=Text("Filler", "灌装机"),
                start=START + 60_000,
                seconds=900.0,
                leaf="delay",
                reason=told,
                attribution=Text("own", "自身"),
                root_unit="",
                order="O-1",
            ),
        ),
        measures=(Figure(Text("Buffer fill", "缓冲区"), "%", 41.5),),
        alarms=(Alarm(START, Text("Filler", "灌装机"), Text("Fill level", "液位"), "1 2"),),
    )
    return Report(
        site=Text("Demo plant", "示范工厂"),
        title=Text("early shift, 2026-03-02", "早班, 2026-03-02"),
        start=START,
        end=START + 8 * HOUR,
        zone=ZONE,
        lines=(line,),
        provenance={"master_data": "abc", "formula": "iso22400-2/1"},
    )


def test_page_asks_nobody_for_anything() -> None:
    """No element of the page names an address, so that it can be mailed and opened anywhere."""
    text = re.sub(r"<script[^>]*>.*?</script>", "", report_page(report()), flags=re.DOTALL)
    assert not re.search(r"\b(src|href|action|data)\s*=", text)
    assert "@import" not in text
    assert "url(" not in text


def test_page_says_everything_in_both_languages() -> None:
    """Headings and names stand in English and in Chinese, a value that is null as a dash."""
    text = report_page(report())
    for words in (
        "Where the time went",
        "时间去向",
        "灌装一线",
        "旋盖头故障",
        "50.0 %",
        "revision",
    ):
        assert words in text
    assert '<td class="n">–</td>' in text


def test_page_is_the_same_in_another_process() -> None:
    """Equal reports are equal bytes, whatever process wrote them and when."""
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); "
        "from test_report_page import report, report_page; "
        "print(hashlib.sha256(report_page(report()).encode()).hexdigest())"
    )
    folder = __file__.rpartition("/")[0]
    found = {
        subprocess.run(
            [sys.executable, "-c", code, folder],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "TZ": zone},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(found) == 1


@pytest.mark.parametrize("word", ["<img src=x onerror=alert(1)>", "</script><b>"])
def test_words_of_the_plant_are_no_markup(word: str) -> None:
    """A reason or name with markup in it is shown, not run."""
    text = report_page(report(word))
    assert word not in text


def test_waterfall_ends_at_zero() -> None:
    """Each bar begins where the one before ended, and the last ends at nothing."""
    figure = waterfall(report().lines[0].waterfall)
    (bar,) = figure.data
    assert [round(base * 3600) for base in bar.base] == [2700, 2700, 0]
    assert [round(size * 3600) for size in bar.x] == [900, 60, 2760]


def test_pareto_is_sorted_and_adds_up_to_all() -> None:
    """The largest cause stands first, and the cumulative share ends at 100 %."""
    causes = report().lines[0].causes
    (by_time,), (by_count,) = (pareto(causes, by_count=flag).data for flag in (False, True))
    assert "breakdown" in by_time.y[0]
    assert by_time.text == ("0:15:00 · 90% · Σ 90%", "0:01:40 · 10% · Σ 100%")
    assert "cap jam" in by_count.y[0]
    assert by_count.text == ("4 x · 80% · Σ 80%", "1 x · 20% · Σ 100%")
