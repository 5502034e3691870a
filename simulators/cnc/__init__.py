"""The furniture CNC cell: two nesting routers, an edge bander and a through-feed drill, batch size 1.

A cell section of the scenario enters; four machines that speak OPC 40550-1 and an energy meter leave.

Reading order: `section` (parameters), `situation` (what a machine can be in, as data), `machine` (what all
machines do), `router`, `edge_bander`, `drill`, `cell` (orders, people and panels between them), `line`.
"""
