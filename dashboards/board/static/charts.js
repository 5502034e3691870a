// Charts of a line or a machine, drawn by the plotly.js that the installed plotly package carries.

import { groupText, reasonText } from "./catalogue.js";
import { clock, duration, percentSign, plotTime } from "./format.js";
import { language, t } from "./i18n.js";

const LEAVES = ["production", "setup", "delay", "down", "planned_down", "unscheduled", "unknown"];
let loading = null;

function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "/static/plotly.min.js";
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = () => { loading = null; reject(new Error(t("chart.missing"))); };
    document.head.append(script);
  });
  return loading;
}

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const fill = (leaf) => ({
  color: colour(leaf), line: { width: 0 },
  pattern: leaf === "unknown" ? { shape: "/", fgcolor: colour("unknown-line"), size: 8, solidity: 0.4 } : undefined,
});

export async function draw(place, traces, { axes, ...more }, height) {
  const library = await plotly();
  const text = colour("text");
  const axis = { gridcolor: colour("line"), linecolor: colour("line"), zeroline: false, fixedrange: true, automargin: true, tickfont: { size: 14 } };
  const layout = {
    height, margin: { l: 8, r: 16, t: 8, b: 32 }, paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 14, color: text },
    hoverlabel: { bgcolor: colour("panel"), bordercolor: colour("line"), font: { color: text, size: 14 }, align: "left" },
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { size: 13 } }, showlegend: false, bargap: 0.2, dragmode: false,
    xaxis: { ...axis, ...axes?.x }, yaxis: { ...axis, ...axes?.y }, ...more,
  };
  await library.react(place, traces, layout, { displayModeBar: false, responsive: true, locale: language === "zh" ? "zh-CN" : "en" });
}

export const timeAxis = (place, zone, range) => ({ type: "date", range: [plotTime(range.start, zone), plotTime(range.end, zone)], tickformat: "%H:%M", nticks: Math.max(3, Math.min(12, Math.floor(place.clientWidth / 70))) });

// `stop` is the one that is looked at: a frame around its time.
export function drawTimeline(place, timeline, zone, range, stop = null) {
  const traces = LEAVES.map((leaf) => {
    const own = timeline.stretches.filter((one) => one.leaf === leaf);
    return {
      type: "bar", orientation: "h", name: t(`leaf.${leaf}`), y: own.map(() => ""), base: own.map((one) => plotTime(one.start, zone)), x: own.map((one) => one.end - one.start),
      marker: fill(leaf), width: 1, hovertemplate: "%{text}<extra></extra>", textposition: "none", showlegend: own.length > 0,
      text: own.map((one) => [`<b>${t(`leaf.${leaf}`)}</b> · ${t(`leaf.${leaf}.iso`)}`, reasonText(one.reason), `${clock(one.start, zone, true)} – ${clock(one.end, zone, true)} · ${duration(one.end - one.start)}`,
        [one.product, one.order].filter(Boolean).join(" · ")].filter(Boolean).map(escape).join("<br>")),
    };
  });
  const shapes = stop === null ? [] : [{
    type: "rect", xref: "x", yref: "paper", x0: plotTime(Math.max(Date.parse(stop.start), range.start), zone), x1: plotTime(Math.min(Date.parse(stop.end), range.end), zone), y0: -0.03, y1: 1.03,
    line: { color: colour("text"), width: 3 }, fillcolor: "rgba(0,0,0,0)",
  }];
  return draw(place, traces, { barmode: "overlay", showlegend: true, shapes, margin: { l: 8, r: 16, t: 8, b: 32 }, axes: { x: timeAxis(place, zone, range), y: { visible: false, range: [-0.5, 0.5] } } }, 230);
}

// Plotly reads a little HTML; words from the plant must not become markup. Our own <b> stays.
export const escape = (text) => text.replace(/<(?!\/?b>)/g, "&lt;");

const MARKS = { window: "window", valuable: "production", unrated: "speed" };

export function drawLosses(place, bars) {
  const twice = (bar) => bars.some((other) => other !== bar && other.group === bar.group); // while an order runs, and without
  const label = (bar) => bar.bar === "window" ? t("loss.window") : `${groupText(bar.group)}${twice(bar) ? ` (${t(`leaf.${bar.bar}`)})` : ""}`;
  const whole = bars[0]?.seconds || 1;
  const narrow = place.clientWidth < 500;
  const room = narrow ? 1.75 : place.clientWidth < 700 ? 1.6 : 1.35; // for the words behind the bars
  const share = (bar) => (narrow ? "" : ` · ${percentSign(bar.seconds / whole)}`);
  const tick = (bar) => (narrow ? label(bar).replace(/^(.{9,}?) (.+)$/, "$1<br>$2") : label(bar));
  const traces = [{
    type: "bar", orientation: "h", y: bars.map((_, at) => at), x: bars.map((bar) => Math.abs(bar.seconds) / 3600), base: bars.map((bar) => (bar.seconds < 0 ? bar.from + bar.seconds : bar.from) / 3600),
    marker: { color: bars.map((bar) => colour(MARKS[bar.bar] ?? bar.bar)), pattern: { shape: bars.map((bar) => (bar.bar === "unknown" ? "/" : "")), fgcolor: colour("unknown-line"), size: 8 } },
    text: bars.map((bar) => `${bar.seconds < 0 ? `${t("loss.gain")} ` : ""}${duration(Math.abs(bar.seconds) * 1000)}${share(bar)}`), textposition: "outside", cliponaxis: false,
    textfont: { size: 13, color: colour("text") }, customdata: bars.map(label), hovertemplate: "<b>%{customdata}</b> %{text}<extra></extra>",
  }];
  return draw(place, traces, { axes: {
    x: { title: { text: t("chart.hours"), font: { size: 13 } }, range: [0, (whole / 3600) * room], nticks: narrow ? 4 : 6 },
    y: { autorange: "reversed", showgrid: false, tickmode: "array", tickvals: bars.map((_, at) => at), ticktext: bars.map(tick), tickfont: { size: narrow ? 12 : 14 } },
  }, margin: { l: 8, r: 8, t: 4, b: 44 } }, 90 + 27 * Math.max(4, bars.length));
}

export function drawRate(place, timeline, zone, range) {
  const at = timeline.rate.map((one) => plotTime((one.start + one.end) / 2, zone));
  const traces = [
    { type: "bar", name: t("chart.produced"), x: at, y: timeline.rate.map((one) => one.produced), marker: { color: colour("accent") }, hovertemplate: "%{x|%H:%M} · %{y:,.0f}<extra></extra>" },
    { type: "scatter", mode: "lines", name: t("chart.ideal"), x: at, y: timeline.rate.map((one) => one.ideal), connectgaps: false, line: { color: colour("text"), width: 2, dash: "dot", shape: "hvh" }, hovertemplate: "%{y:,.1f}<extra></extra>" },
  ];
  return draw(place, traces, { showlegend: true, axes: { x: timeAxis(place, zone, range), y: { rangemode: "tozero" } } }, 260);
}

export function drawHours(place, hours, zone, range) {
  const at = hours.map((row) => plotTime((Date.parse(row.window_start) + Date.parse(row.window_end)) / 2, zone));
  const line = (field, dash, width, name, symbol) => ({
    type: "scatter", mode: "lines+markers", name: t(`kpi.${name}`), x: at, y: hours.map((row) => row[field] === null ? null : row[field] * 100), connectgaps: false,
    line: { color: colour(field), width, dash }, marker: { symbol, size: 9 }, hovertemplate: "%{y:.1f} %<extra>%{fullData.name}</extra>",
  });
  const traces = [
    line("availability", "solid", 2, "availability", "circle"), line("effectiveness", "dash", 2, "effectiveness", "square"), line("quality_ratio", "dot", 2, "quality_ratio", "diamond"),
    { ...line("oee_index", "solid", 4, "oee_index", "circle"), mode: "lines+markers" },
  ];
  const top = Math.max(100, ...hours.map((row) => (row.effectiveness ?? 0) * 100));
  return draw(place, traces, { showlegend: true, axes: { x: timeAxis(place, zone, range), y: { range: [0, top * 1.05], ticksuffix: " %" } } }, 280);
}
