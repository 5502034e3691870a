"""Refuse a study that cannot be drawn, before its first run."""

from analytics.index.config import ScaleConfig
from analytics.index.config_check import check_config, check_scale, check_types
from analytics.index.errors import BadIndex
from analytics.index.run import DRAWN
from analytics.index.scale import points, posts_of
from analytics.index.uncertainty_config import Study


def check_study(study: Study) -> None:
    """Check what is drawn from, and that every run has its anchors; raises BadIndex."""
    check_config(study.index)
    check_types(study.uncertainty)
    drawn = study.uncertainty
    for name in ("scales", "aggregators", "imputations"):
        if not getattr(drawn, name):
            raise BadIndex(f"{name} of a study is empty: name one at least")
    if not all(drawn.aggregators):
        raise BadIndex("aggregators of a study has an empty choice: name one for each depth")
    if not 0 <= drawn.low < drawn.high <= 100:
        raise BadIndex(f"percentiles of a study rise: low {drawn.low:g}, high {drawn.high:g}")
    for scale in drawn.scales:
        _check_drawn(scale)
    for indicator in study.index.indicators:
        points(indicator, "floor", "reference", "benchmark")
        if any(scale.method == "goalposts" for scale in drawn.scales):
            posts_of(indicator)


def _check_drawn(scale: ScaleConfig) -> None:
    check_scale(scale)
    if scale.method not in DRAWN:
        raise BadIndex(
            f"a study does not draw the scale {scale.method}: it draws {', '.join(sorted(DRAWN))}"
        )
    if scale.clamp is None or scale.clamp[0] <= 0:
        raise BadIndex(
            f"scale {scale.method} of a study must be kept above 0 (clamp), so that it goes"
            " with every aggregation"
        )
