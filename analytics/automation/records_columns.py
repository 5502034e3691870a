"""The columns of the records' CSV files: what each cell may say."""

from analytics.automation.cells import (
    amount,
    instant,
    name,
    number,
    one_of,
    positive,
    segment,
    yes_no,
)
from analytics.automation.cells import text as words
from analytics.automation.links import LINKS
from analytics.automation.sheet import Column, WrongCell
from contract.sample import CONSUMPTION_FIELDS, SAMPLE_FIELDS

ALWAYS = "every row needs it"
_ENTRIES = ("system", "hand")


def _evidence(text: str) -> tuple[str, ...]:
    """Read fields of samples divided by spaces."""
    names = tuple(text.split())
    wrong = [one for one in names if one not in SAMPLE_FIELDS]
    if wrong:
        raise WrongCell(f"{wrong[0]!r} is no field of a sample", "docs/series.md names them")
    return names


ORDER = Column("order", words)
PLANNED_BY = Column("planned_by", one_of(_ENTRIES))
ISSUED_BY = Column("issued_by", one_of(_ENTRIES))
COMPLETED_BY = Column("completed_by", one_of(_ENTRIES))
OF_ORDER = (ORDER, PLANNED_BY, ISSUED_BY, COMPLETED_BY)

TIME = Column("time", instant)
UNIT = Column("unit", segment)
MATERIAL = Column("material", words)
QUANTITY = Column("quantity", number)
SOURCE = Column("source", one_of(_ENTRIES))
OF_STOCK = (UNIT, ORDER, MATERIAL, QUANTITY, SOURCE)

LINK = Column("link", one_of(tuple(LINKS)))
CAPTURED = Column("captured_automatically", yes_no)
ON_SYSTEM = Column("run_on_system", yes_no)
EVIDENCE = Column("evidence", _evidence)
OF_LINK = (LINK, CAPTURED, ON_SYSTEM, EVIDENCE)

CARRIER = Column("carrier", name)
AMOUNT = Column("amount", amount)
UNIT_OF_AMOUNT = Column("unit", words)
TCE_PER_UNIT = Column("tce_per_unit", amount)
OF_BILL = (AMOUNT, UNIT_OF_AMOUNT, TCE_PER_UNIT)

METER = Column("meter", one_of(CONSUMPTION_FIELDS))
FACTOR = Column("kg_co2e_per_unit", amount)
CITED = Column("source", words)

PRODUCT = Column("product", words)
VALUE = Column("value_cny", positive)
REWORK = Column("rework_cny", amount)
REUSED = Column("reused_kg", amount)
