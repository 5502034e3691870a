"""Which set of formulas gave a row, for provenance; the formulas are `contract.kpi_catalogue`."""

# Raised whenever a formula or a rule below it changes a figure.
FORMULA_SET = "iso22400-2/2"
