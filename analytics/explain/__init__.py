"""Why a figure is what it is: a stored row in, what it was computed from out, as data and text.

`kpi` explains one row by `formulas`, `difference` two revisions of a window, `rate` a rate of
automation or a green measure; `text` says a KPI's as a person would. `index` explains a kept index
and `index_change` what became of it, both from the rows that `index_kept` reads.
"""
