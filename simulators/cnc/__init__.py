"""The furniture CNC cell: two nesting routers, an edge bander and a through-feed drill.

A cell section of the scenario enters; four machines that speak OPC 40550-1 beside an energy meter
leave. Cabinets are made in batch size 1: an order is a batch of them, nested on sheets.

Reading order: `section` (parameters), `situation` (what a machine can be in, as data), `machine`
(what all machines do), `router`, `edge_bander`, `drill`, `cell` (what they share), `line`.
"""
