// One rate period by period: its value, the band between its bounds, and what is declared.

import { colour, draw, escape } from "./charts.js";
import { t } from "./i18n.js";
import { isShare, periodText, valueText } from "./rates.js";

export function drawTrend(place, rows, zone) {
  const scale = rows.length && isShare(rows[0]) ? 100 : 1;
  const at = rows.map((row) => escape(periodText(row, zone)));
  const of = (field) => rows.map((row) => (row[field] === null ? null : row[field] * scale));
  const said = rows.map((row) => `${valueText(row.value, row.unit)} · ${t(`status.${row.status}`)}`);
  const line = (field, name, style, more = {}) => ({ type: "scatter", mode: "lines", name, x: at, y: of(field), connectgaps: false, line: style, hoverinfo: "skip", ...more });
  const band = colour("accent");
  const traces = [
    line("lower", t("rate.lower"), { width: 0 }, { showlegend: false }),
    line("upper", t("rate.key.band"), { width: 0 }, { fill: "tonexty", fillcolor: `${band}33` }),
    line("declared", t("rate.key.declared"), { color: colour("near"), width: 2, dash: "dash" }),
    { ...line("value", t("rate.key.seen"), { color: band, width: 3 }), mode: "lines+markers", marker: { size: 10 }, hoverinfo: undefined, text: said, hovertemplate: "%{x} · %{text}<extra></extra>" },
  ];
  const top = Math.max(scale, ...traces.flatMap((trace) => trace.y.filter((value) => value !== null)));
  return draw(place, traces, { showlegend: true, margin: { l: 8, r: 16, t: 36, b: 32 }, axes: {
    x: { type: "category", showgrid: false }, y: { range: [0, top * 1.05], ticksuffix: scale === 100 ? " %" : ` ${rows[0]?.unit ?? ""}` },
  } }, 300);
}
