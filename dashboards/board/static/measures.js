// Figures of the trade: those of a line with their parts, and those of its machines side by side.

import { measureOf, stopText, textOf } from "./catalogue.js";
import { h } from "./dom.js";
import { DASH, duration, percentSign, significant } from "./format.js";
import { t } from "./i18n.js";
import { unitOf } from "./losses.js";
import { machineText } from "./pareto.js";

const CONSTRAINT = "momentary_constraint"; // has a chart of its own
const COUNTED = new Set(["defects_per_hundred", "wip_pieces"]); // of unit 1, and no share

const unitText = (row) => (row.unit === "1" ? "" : row.unit);

function valueText(row) {
  if (row.value === null || row.value === undefined) return DASH;
  if (row.unit === "s") return duration(row.value * 1000);
  if (row.unit === "1" && !COUNTED.has(row.measure)) return percentSign(row.value);
  return `${significant(row.value)}${unitText(row) ? ` ${unitText(row)}` : ""}`;
}

function partText(row, nameOfUnit) {
  const kind = measureOf(row.measure).part;
  if (kind === "leaf") return t(`leaf.${row.part}`);
  if (kind === "reason") return stopText(row.part);
  if (kind === "use") return t(`use.${row.part}`);
  if (kind === "unit") return machineText(row.part, nameOfUnit);
  return row.part;
}

const said = (row) => { const { formula, source } = measureOf(row.measure); return `${formula} (${source})`; };
const name = (row) => h("span", { title: said(row) }, textOf(row));

export function lineMeasures(rows, nameOfUnit) {
  const own = rows.filter((row) => row.level === "line" && row.measure !== CONSTRAINT);
  if (!own.length) return h("p", { class: "dim" }, t("trade.none"));
  const groups = Map.groupBy(own, (row) => row.measure);
  return h("table", { class: "measures" }, h("tbody", null, [...groups.values()].map((parts) => {
    // A part that nothing fell to is no news; a measure without a value is.
    const news = parts.filter((row) => !row.part || row.value !== 0);
    if (news.length === 1 && !news[0].part) return h("tr", null, h("th", { scope: "row" }, name(news[0])), h("td", null, valueText(news[0])));
    const largest = [...news].sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
    return h("tr", null, h("th", { scope: "row" }, name(parts[0])), h("td", null, h("span", { class: "parts" },
      largest.map((row) => h("span", null, `${partText(row, nameOfUnit)} `, h("b", null, valueText(row)))))));
  })));
}

// Parts of one machine, such as operators, are added up: sums first, divided last.
function added(rows) {
  const sum = (field) => rows.reduce((total, row) => total + row[field], 0);
  const below = sum("denominator");
  return { ...rows[0], value: below ? sum("numerator") / below : null };
}

export function unitMeasures(rows, nameOfUnit) {
  const own = rows.filter((row) => row.level === "unit");
  if (!own.length) return null;
  const measures = Map.groupBy(own, (row) => row.measure);
  const units = Map.groupBy(own, (row) => row.path);
  return h("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": t("trade.units") }, h("table", { class: "measures of-units" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("stops.machine")), [...measures.values()].map(([row]) => h("th", { scope: "col" }, name(row))))),
    h("tbody", null, [...units].map(([path, of]) => h("tr", null, h("th", { scope: "row" }, nameOfUnit(unitOf(path))), [...measures.keys()].map((measure) => {
      const parts = of.filter((row) => row.measure === measure);
      return h("td", null, parts.length ? valueText(added(parts)) : "");
    }))))));
}

