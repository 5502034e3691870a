"""The series of composite indices in the kpi bucket: what each unit, sector and region comes to."""

from contract.measurement import VOID, Field, Measurement

_NULLABLE = (
    ("value", "of an indicator, in its own unit"),
    ("score", "points of the index's scale"),
    ("band_low", "5 % of a study's runs lie below; of units' indices only"),
    ("band_high", "5 % of a study's runs lie above; of units' indices only"),
    ("share_measured", "share of the index's weight that was measured; of units' indices only"),
    ("place", "place among units or sectors, 1 the best"),
    ("weight", "of an indicator: its share of this index, after gaps were shared out"),
    ("nominal_weight", "share of the node above it, before gaps are shared out"),
)

INDEX = Measurement(
    "index",
    "kpi",
    ("level", "window", "unit", "node", "period"),
    (
        Field("end", "int", "ms", "end of the period"),
        Field("kind", "text", "", "indicator, dimension or index"),
        *(Field(name, "float", "", doc) for name, doc in _NULLABLE),
        *(
            Field(f"{name}_null", "bool", "", f"{name} is absent; it is written as 0")
            for name, _ in _NULLABLE
        ),
        Field("status", "text", "", "of a unit's indicator: why there is a value"),
        Field("source", "text", "", "of a unit's indicator: where its value comes from"),
        Field(
            "aggregator", "text", "", "of a dimension or the index: how its members are added up"
        ),
        Field("edition", "text", "", "of the catalogue"),
        Field("vintage", "int", "ms", "when the newest observation behind it became known, wall"),
        Field("inputs", "text", "", "digest of observations and facts"),
        VOID,
    ),
    "one node of an index of a unit, sector or region and period; time = start of the period, UTC",
)
NULLABLE = tuple(name for name, _ in _NULLABLE)
"""Fields that have a flag for being absent."""
