// Earlier shifts: which there are, the choice among them, and a past shift in the shape of a line now.

import { address, ask } from "./api.js";
import { h } from "./dom.js";
import { day } from "./format.js";
import { shiftText, t } from "./i18n.js";

const BACK_MS = 14 * 86_400_000;

export const keyOf = (row) => `${row.production_day}/${row.shift}`;

// Rows of one key, newest shift first; a shift that still runs is the current one.
export async function loadShifts(now) {
  const rows = await ask("/api/v1/oee", { by: "line", window: "shift", from: now - BACK_MS });
  const found = new Map();
  for (const row of rows) {
    const start = Date.parse(row.window_start);
    const end = Date.parse(row.window_end);
    if (!row.shift || end > now) continue;
    const known = found.get(keyOf(row));
    found.set(keyOf(row), { key: keyOf(row), day: row.production_day, shift: row.shift,
      start: Math.min(start, known?.start ?? start), end: Math.max(end, known?.end ?? end) });
  }
  return [...found.values()].sort((one, other) => other.start - one.start);
}

export function selector(shifts, chosen, onChoose) {
  return h("label", { class: "selector" }, h("span", { class: "hidden" }, t("shift.choose")),
    h("select", { "data-testid": "shift-selector", onchange: (event) => onChoose(event.target.value) },
      h("option", { value: "", selected: !chosen }, t("shift.current")),
      shifts.map((one) => h("option", { value: one.key, selected: one.key === chosen }, `${day(one.day)} · ${shiftText(one.shift)}`))));
}

export const kpiOf = (row) => (row ? { ...row } : null);

// A line as it stood over an earlier shift, by its KPI row.
export function pastLine(line, row, shift) {
  const rate = row && row.actual_production_time_s > 0 && row.planned_run_time_produced_s > 0
    ? row.produced_quantity / row.planned_run_time_produced_s : null;
  return { ...line, shift: kpiOf(row), shift_name: shift.shift,
    shift_start: row ? Date.parse(row.window_start) : shift.start, shift_end: row ? Date.parse(row.window_end) : shift.end,
    planned_quantity: null, ideal_quantity: rate === null ? null : rate * row.planned_busy_time_s };
}

// The lines of the plant as they stood over an earlier shift.
export async function pastPlant(plant, shift) {
  const range = { window: "shift", from: shift.start, to: shift.end };
  const [lines, units] = await Promise.all([
    ask("/api/v1/oee", { by: "line", ...range }),
    ask("/api/v1/oee", { by: "unit", ...range }),
  ]);
  const rowOf = (rows, path) => rows.find((row) => row.path === path && keyOf(row) === shift.key);
  return { ...plant, lines: plant.lines.map((line) => ({ ...pastLine(line, rowOf(lines, line.path), shift),
    units: line.units.map((unit) => ({ ...unit, shift: kpiOf(rowOf(units, unit.path)) })) })) };
}

// `list` is the path of a list of the API.
export const exportLinks = (list, parameters, what) =>
  h("p", { class: "exports" }, h("span", null, what), ["csv", "parquet"].map((format) =>
    h("a", { class: "button", href: address(list, { ...parameters, format }), download: true, "data-testid": `export-${format}` }, t(`export.${format}`))),
    h("a", { class: "button", href: "/api" }, "API"));
