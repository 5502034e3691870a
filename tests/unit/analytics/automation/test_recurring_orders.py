"""Orders that recur are told by name for the orders at work, and only where nobody names them."""

from analytics.automation.records import OrderRecord, Records
from analytics.automation.recurring_orders import named_orders
from contract.path import EquipmentPath

ONE, OTHER = (EquipmentPath("e", "s", "a", line) for line in ("one", "other"))


def _record(line: EquipmentPath, order: str, issued_by: str = "system") -> OrderRecord:
    return OrderRecord(line, order, "system", issued_by, "system")


def test_the_first_pattern_that_fits_tells_of_an_order() -> None:
    """Each order at work gets one record; a name that nothing fits gets none."""
    records = Records(orders=(_record(ONE, "B*-1", "hand"), _record(ONE, "B*")))
    found = named_orders(records, [(ONE, "B7-1"), (ONE, "B7-2"), (ONE, "C1"), (ONE, "B7-1")])
    assert found.orders == (_record(ONE, "B7-1", "hand"), _record(ONE, "B7-2"))


def test_a_line_whose_orders_are_named_has_no_patterns() -> None:
    """What an ERP does not name of its own line is not told; other lines keep their patterns."""
    records = Records(orders=(_record(ONE, "*"), _record(OTHER, "*"), _record(ONE, "B7-1", "hand")))
    found = named_orders(records, [(ONE, "B7-1"), (ONE, "B7-2"), (OTHER, "B7-2")])
    assert found.orders == (_record(ONE, "B7-1", "hand"), _record(OTHER, "B7-2"))


def test_records_without_patterns_are_as_they_were() -> None:
    """Nothing is invented for orders that nobody recorded."""
    records = Records(orders=(_record(ONE, "B7-1"),))
    assert named_orders(records, [(ONE, "B7-2")]) is records
