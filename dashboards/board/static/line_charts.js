// Charts of causes: which machine held a line back, hour by hour, and control charts.

import { colour, draw, escape, timeAxis } from "./charts.js";
import { clock, plotTime } from "./format.js";
import { t } from "./i18n.js";
import { UNKNOWN } from "./losses.js";

const MOST_MACHINES = 7;
const TICKS = [0, 25, 50, 75, 100];

// The machines that held the line back longest have a colour of their own; the rest share one.
export function constraintParts({ shares }, nameOfUnit) {
  const known = shares.filter((one) => one.unit !== UNKNOWN);
  const parts = known.slice(0, MOST_MACHINES).map((one, number) => ({ name: nameOfUnit(one.unit), units: [one.unit], mark: `series-${number + 1}`, share: one.share, ms: one.ms }));
  const rest = known.slice(MOST_MACHINES);
  const sum = (field) => rest.reduce((total, one) => total + one[field], 0);
  if (rest.length) parts.push({ name: t("constraint.others", { n: rest.length }), units: rest.map((one) => one.unit), mark: "series-8", share: sum("share"), ms: sum("ms") });
  for (const one of shares) if (one.unit === UNKNOWN) parts.push({ name: nameOfUnit(one.unit), units: [one.unit], mark: "unknown", share: one.share, ms: one.ms });
  return parts;
}

export function drawConstraint(place, constraint, parts, zone, range) {
  const at = constraint.windows.map((one) => plotTime((one.start + one.end) / 2, zone));
  const traces = parts.map((part) => ({
    type: "bar", name: escape(part.name), x: at, y: constraint.windows.map((one) => part.units.reduce((sum, unit) => sum + (one.of.get(unit) ?? 0), 0) / one.seconds * 100),
    width: constraint.windows.map((one) => (one.end - one.start) * 0.92), marker: { color: colour(part.mark), pattern: part.mark === "unknown" ? { shape: "/", fgcolor: colour("unknown-line"), size: 8 } : undefined },
    customdata: constraint.windows.map((one) => `${clock(one.start, zone)}–${clock(one.end, zone)}`), hovertemplate: "%{customdata} · %{y:.1f} %<extra>%{fullData.name}</extra>",
  }));
  return draw(place, traces, { barmode: "stack", axes: { x: timeAxis(place, zone, range), y: { range: [0, 104], tickvals: TICKS, ticktext: TICKS.map((one) => `${one} %`) } } }, 220);
}

// What one point of a chart is, where it is no mean.
const POINT = { u: "control.rate", p: "control.rate", individuals: "control.value" };

export function drawControl(place, points, zone, range) {
  const at = points.map((one) => plotTime(Date.parse(one.time), zone));
  const line = (field, name, style, more = {}) => ({
    type: "scatter", mode: "lines", name, x: at, y: points.map((one) => one[field]), connectgaps: false, line: { width: 1.5, shape: "hv", ...style }, hoverinfo: "skip", ...more,
  });
  const limit = { color: colour("dim"), dash: "dash" };
  const specification = { color: colour("down"), dash: "dot", width: 2 };
  const alarms = points.filter((one) => one.alarm);
  const said = (one) => [`<b>${clock(Date.parse(one.time), zone, true)}</b> · ${one.mean.toPrecision(5)}`, one.order, one.rules ? t("control.rules", { rules: one.rules }) : ""].filter(Boolean).map(escape).join("<br>");
  const traces = [
    line("lower_spec", t("control.specification"), specification), line("upper_spec", t("control.specification"), specification),
    line("lower_limit", t("control.limits"), limit), line("upper_limit", t("control.limits"), limit),
    line("centre", t("control.centre"), { color: colour("dim") }),
    { type: "scatter", mode: "lines+markers", name: t(POINT[points[0].chart] ?? "control.mean"), x: at, y: points.map((one) => one.mean), line: { color: colour("accent"), width: 2 }, marker: { size: 6 },
      text: points.map(said), hovertemplate: "%{text}<extra></extra>" },
    line("ewma", t("control.ewma"), { color: colour("near"), width: 2, shape: "linear" }),
    { type: "scatter", mode: "markers", name: t("control.alarm"), x: alarms.map((one) => plotTime(Date.parse(one.time), zone)), y: alarms.map((one) => one.mean),
      marker: { symbol: "diamond", size: 12, color: colour("down"), line: { color: colour("text"), width: 1.5 } }, text: alarms.map(said), hovertemplate: "%{text}<extra></extra>" },
  ].filter((trace) => trace.y.some((value) => value !== null && value !== undefined))
    .map((trace, number, all) => ({ ...trace, showlegend: all.findIndex((one) => one.name === trace.name) === number })); // a pair of limits is one entry
  return draw(place, traces, { showlegend: true, margin: { l: 8, r: 16, t: 40, b: 32 }, axes: { x: timeAxis(place, zone, range) } }, 320);
}
