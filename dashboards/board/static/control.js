// Control charts of a line or a machine: which there are, and what stands above and below each.

import { h } from "./dom.js";
import { clock, dayAndClock, significant } from "./format.js";
import { nameOf, t } from "./i18n.js";
import { unitOf } from "./losses.js";
import { drawControl } from "./line_charts.js";
import { kept } from "./view.js";

const MOST_ALARMS = 6;
const keyOf = (row) => [row.path, row.characteristic, row.product].join(" ");

export function chartsOf(points, capabilities) {
  const groups = [...Map.groupBy(points, keyOf)].map(([key, rows]) => [key, rows.sort((one, other) => Date.parse(one.time) - Date.parse(other.time))]);
  return groups.map(([key, rows], number) => ({ name: `control-${number}`, rows, capability: capabilities.find((one) => keyOf(one) === key) ?? null }));
}

export const controlDraws = (charts, zone, range) => charts.map(({ name, rows }) => [name, (place) => drawControl(place, rows, zone, range)]);

function indices(one) {
  const shown = ["cp", "cpk", "pp", "ppk"].filter((index) => one !== null && one[index] !== null);
  return shown.map((index) => `${index.charAt(0).toUpperCase()}${index.slice(1)} ${significant(one[index])}`).join(" · ");
}

function limits(rows, zone) {
  const last = rows.at(-1);
  return last.frozen_at ? t("control.frozen", { time: dayAndClock(Date.parse(last.frozen_at), zone) }) : t("control.finding");
}

function panel({ name, rows, capability }, { zone, nameOfUnit, hrefOf }) {
  const [first] = rows;
  const alarms = rows.filter((row) => row.alarm);
  const title = [first.unit ? `${nameOf(first)} (${first.unit})` : nameOf(first), nameOfUnit(unitOf(first.path)), first.product].filter(Boolean).join(" · ");
  return h("section", { class: "panel for-control", "data-testid": "control", "data-key": `${name} ${keyOf(first)}`, "aria-label": title },
    h("h2", null, title),
    h("p", { class: "dim" }, [t(`control.chart.${first.chart}`), t("control.points", { n: rows.length }), limits(rows, zone), indices(capability)].filter(Boolean).join(" · ")),
    kept(name),
    h("p", { class: "alarms", "data-testid": "alarms" }, alarms.length === 0 ? t("control.calm") : [h("b", { class: "poor" }, t("control.alarms", { n: alarms.length })), " ",
      alarms.slice(0, MOST_ALARMS).map((row) => [h("a", { href: hrefOf(row.path, Date.parse(row.time)), title: t("control.rules", { rules: row.rules }) }, clock(Date.parse(row.time), zone)), " "]),
      alarms.length > MOST_ALARMS ? "…" : ""]));
}

export const controlPanels = (charts, options) => charts.map((chart) => panel(chart, options));
export const noCharts = () => h("p", { class: "dim" }, t("control.none"));
