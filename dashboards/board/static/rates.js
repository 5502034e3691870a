// Rates of automation as people look at them: the observed value, bounds and what is declared on one
// bar; the machines behind a rate; what machines use while they idle.

import { capital } from "./catalogue.js";
import { h } from "./dom.js";
import { DASH, day, percentSign, plotTime, quantity, significant } from "./format.js";
import { language, t } from "./i18n.js";

const LEAVES = ["production", "setup", "delay", "down", "planned_down", "unscheduled", "unknown"];
const known = (value) => value !== null && value !== undefined;
const place = (value) => `${Math.min(1, Math.max(0, value)) * 100}%`;

export const nameOfRate = (row) => (language === "zh" ? row.name_zh : capital(row.name_en));
export const isShare = (row) => row.unit === "1";

export function valueText(value, unit) {
  if (!known(value)) return DASH;
  if (unit === "1") return percentSign(value);
  return `${significant(value)}${unit === "%" ? " %" : ` ${unit}`}`;
}

// A period by the date on which it begins.
export function periodText(row, zone) {
  const date = plotTime(Date.parse(row.start), zone).slice(0, 10);
  if (row.period === "day") return day(date);
  if (row.period === "week") return t("period.week_of", { day: day(date) });
  if (row.period === "month") return date.slice(0, 7);
  if (row.period === "year") return date.slice(0, 4);
  return `${date.slice(0, 4)} Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
}

// The band is where the rate lies for certain; the mark is what was seen, the ring what is declared.
function bar(row) {
  return h("span", { class: "interval", "aria-hidden": "true" },
    known(row.lower) && known(row.upper) ? h("i", { class: "band", style: `left:${place(row.lower)};width:calc(${place(row.upper)} - ${place(row.lower)} + 2px)` }) : null,
    known(row.declared) ? h("i", { class: "declared", style: `left:${place(row.declared)}` }) : null,
    known(row.value) ? h("i", { class: "seen", style: `left:${place(row.value)}` }) : null);
}

const MOST_MACHINES = 12;
const CERTAIN = 1e-9;

const bounds = (row) => (known(row.value) && known(row.lower) && known(row.upper) && row.upper - row.lower < CERTAIN ? t("rate.sure")
  : known(row.lower) && known(row.upper) ? t("rate.between", { lower: valueText(row.lower, row.unit), upper: valueText(row.upper, row.unit) })
  : known(row.lower) ? t("rate.at_least", { lower: valueText(row.lower, row.unit) }) : "");

export function rateList(rows, chosen, hrefOf) {
  return h("ol", { class: "rates" }, rows.map((row) => h("li", { "data-key": row.rate },
    h("a", { class: "rate", href: hrefOf(row), "aria-current": row.rate === chosen ? "true" : null, "data-testid": "rate", "data-rate": row.rate, "data-status": row.status, title: row.definition },
      h("span", { class: "rate-name" }, row.code ? h("b", null, row.code, " ") : null, nameOfRate(row)),
      h("span", { class: "rate-value" }, valueText(row.value, row.unit)),
      isShare(row) ? bar(row) : null,
      h("span", { class: "rate-note" }, [known(row.declared) ? t("rate.declared", { value: valueText(row.declared, row.unit) }) : "", bounds(row), t(`status.${row.status}`),
        t("rate.seen", { n: quantity(row.machines), hours: significant(row.evidence_hours) })].filter(Boolean).join(" · "))))));
}

export const rateLegend = () => h("ul", { class: "legend" },
  h("li", null, h("i", { class: "key seen" }), t("rate.key.seen")), h("li", null, h("i", { class: "key band" }), t("rate.key.band")), h("li", null, h("i", { class: "key declared" }), t("rate.key.declared")));

// What a rate is made of, largest part of the denominator first.
export function itemTable(data, nameOfPath) {
  const rows = [...data.items].sort((one, other) => other.denominator - one.denominator || one.path.localeCompare(other.path) || one.part.localeCompare(other.part));
  if (!rows.length) return h("p", { class: "dim" }, t("rate.no_items"));
  const cell = (value) => h("td", null, valueText(value, "1"));
  return h("div", { class: "scroll tall" }, h("table", { "data-testid": "items" },
    h("thead", null, h("tr", null, ["item", "part", "numerator", "denominator", "lower", "upper", "declared"].map((name) => h("th", { scope: "col", class: name === "part" ? "words" : null }, t(`rate.${name}`))))),
    h("tbody", null, rows.map((row) => h("tr", { "data-key": `${row.path} ${row.part}`, "data-testid": "item", "data-path": row.path },
      h("th", { scope: "row" }, nameOfPath(row.path)), h("td", { class: "words" }, row.part || DASH), h("td", null, significant(row.numerator)), h("td", null, significant(row.denominator)), cell(row.lower), cell(row.upper), cell(row.declared))))));
}

// Machines by the energy that they used outside production, with what switching them off would save.
export function idleList(shares, savings, nameOfPath) {
  const rows = shares.filter((row) => row.numerator > 0).sort((one, other) => other.numerator - one.numerator);
  if (!rows.length) return h("p", { class: "dim" }, t("idle.none"));
  const saved = new Map(savings.map((row) => [row.path, row.value]));
  const largest = rows[0].numerator;
  const list = h("ol", { class: "causes" }, rows.slice(0, MOST_MACHINES).map((row) => h("li", { "data-key": row.path },
    h("div", { class: "cause", "data-testid": "idle-machine", "data-path": row.path },
      h("span", { class: "cause-name" }, h("b", null, nameOfPath(row.path))), h("span", { class: "cause-amount" }, `${significant(row.numerator)} kWh`),
      h("span", { class: "track", "aria-hidden": "true" }, h("i", { style: `width:${(row.numerator / largest) * 100}%` })),
      h("span", { class: "cause-note" }, [t("idle.share", { share: percentSign(row.value) }), known(saved.get(row.path)) ? t("idle.saving", { kwh: significant(saved.get(row.path)) }) : ""].filter(Boolean).join(" · "))))));
  const rest = rows.slice(MOST_MACHINES);
  const left = rest.reduce((sum, row) => sum + row.numerator, 0);
  return rest.length ? [list, h("p", { class: "dim" }, t("idle.rest", { n: rest.length, kwh: significant(left) }))] : list;
}

// What one good item took in each time leaf; without a good item, what was used.
export function leafList(leaves, perItem) {
  const rows = LEAVES.map((leaf) => leaves.find((row) => row.part === leaf)).filter((row) => row?.numerator > 0);
  if (!rows.length) return h("p", { class: "dim" }, t("leaf_energy.none"));
  const good = perItem?.denominator > 0 ? perItem.denominator : null;
  const largest = Math.max(...rows.map((row) => row.numerator));
  return h("ol", { class: "causes" }, rows.map((row) => h("li", { "data-key": row.part },
    h("div", { class: "cause", "data-testid": "leaf-energy", "data-leaf": row.part, style: `--own:var(--${row.part})` },
      h("span", { class: "cause-name" }, h("b", null, t(`leaf.${row.part}`))),
      h("span", { class: "cause-amount" }, good === null ? DASH : `${significant(row.numerator / good)} kWh`),
      h("span", { class: "track", "aria-hidden": "true" }, h("i", { style: `width:${(row.numerator / largest) * 100}%` })),
      h("span", { class: "cause-note" }, `${significant(row.numerator)} kWh · ${percentSign(row.value)}`)))));
}

export const greenTable = (rows) => h("table", { class: "measures" }, h("tbody", null, rows.map((row) =>
  h("tr", { "data-key": row.measure, "data-testid": "green", "data-measure": row.measure, title: row.definition },
    h("th", { scope: "row" }, nameOfRate(row)), h("td", null, valueText(row.value, row.unit)), h("td", { class: "dim" }, [bounds(row), row.status === "observed" ? "" : t(`status.${row.status}`)].filter(Boolean).join(" · "))))));
