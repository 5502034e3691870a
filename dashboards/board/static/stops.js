// Stops as a list, each a link to its machine at that time, and one stop as a heading says it.

import { attributionText, groupText, stopText } from "./catalogue.js";
import { h } from "./dom.js";
import { clock, duration, quantity } from "./format.js";
import { icon } from "./icons.js";
import { t } from "./i18n.js";
import { OUTSIDE, UNKNOWN, isWait, unitOf } from "./losses.js";
import { machineText } from "./pareto.js";
import { choice } from "./view.js";

const FEW = 15;
const MOST = 500; // of a page that is drawn every second; exports have all

const rootText = (stop, nameOfUnit) => (isWait(stop) ? machineText(stop.root_unit, nameOfUnit) : "");

// `hrefWith` changes what the list shows; `hrefOf` leads to a stop.
export function stopList(stops, asked, { zone, nameOfUnit, hrefWith, hrefOf, chosen = null, oneUnit = false }) {
  const shown = stops.slice(0, asked.all ? MOST : FEW);
  const filtered = asked.reason !== undefined || asked.units !== undefined || asked.root !== undefined;
  const waits = shown.some(isWait);
  const columns = ["start", "duration", "reason", ...(oneUnit ? [] : ["machine"]), "attribution", ...(waits ? ["root"] : []), "order"];
  return [
    h("div", { class: "choices" },
      choice(t("stops.sort"), ["longest", "time"].map((one) => ({ text: t(`stops.${one}`), href: hrefWith({ sort: one === "time" ? one : "" }), on: (asked.sort === "time") === (one === "time"), id: `sort-${one}` }))),
      choice(t("stops.which"), ["0", "1"].map((one) => ({ text: t(one === "1" ? "stops.with_waits" : "stops.own"), href: hrefWith({ waits: one }), on: (asked.waits ?? "0") === one, id: one === "1" ? "waits" : "own" }))),
      filtered ? h("a", { class: "button", href: hrefWith({ reason: undefined, units: undefined, root: undefined }), "data-testid": "unfilter" }, `✕ ${t("stops.unfilter")}`) : null),
    stops.length === 0 ? h("p", { class: "dim" }, t("stops.none")) : h("div", { class: "scroll" }, h("table", { class: "stops-table" },
      h("thead", null, h("tr", null, columns.map((name) => h("th", { scope: "col", class: ["start", "duration", "order"].includes(name) ? null : "words" }, t(`stops.${name}`))))),
      h("tbody", null, shown.map((stop) => row(stop, { zone, nameOfUnit, hrefOf, chosen, oneUnit, waits }))))),
    shown.length < Math.min(stops.length, MOST) ? h("p", null, h("a", { class: "button", href: hrefWith({ all: "1" }), "data-testid": "all-stops" }, t("stops.all", { n: quantity(Math.min(stops.length, MOST)) }))) : null,
  ];
}

function row(stop, { zone, nameOfUnit, hrefOf, chosen, oneUnit, waits }) {
  const reason = stopText(stop.reason);
  const machine = nameOfUnit(unitOf(stop.path));
  return h("tr", { "data-key": `${stop.path} ${stop.start}`, "aria-current": stop === chosen ? "true" : null },
    h("th", { scope: "row" }, clock(Date.parse(stop.start), zone, true)),
    h("td", null, duration(stop.duration_s * 1000)),
    h("td", { class: "words" }, h("a", { href: hrefOf(stop), "data-testid": "stop", "data-reason": stop.reason, "data-path": stop.path, "aria-label": `${reason}, ${machine}, ${clock(Date.parse(stop.start), zone)}` },
      h("span", { class: `chip ${stop.leaf}` }, icon(stop.leaf)), reason)),
    oneUnit ? null : h("td", { class: "words" }, machine),
    h("td", { class: "words" }, attributionText(stop.attribution)),
    waits ? h("td", { class: "words" }, rootText(stop, nameOfUnit)) : null,
    h("td", { class: "order" }, stop.order));
}

// What happened here: the answer to "why did it stand still at that time?".
export function namedStop(stop, { zone, nameOfUnit, unitHref }) {
  const root = stop.root_unit;
  const facts = [
    ["stops.duration", duration(stop.duration_s * 1000)], ["stops.group", groupText(stop.loss_group)], ["stops.attribution", attributionText(stop.attribution)],
    ["stops.order", [stop.order, stop.product].filter(Boolean).join(" · ")],
  ].filter(([, text]) => text);
  return h("section", { class: `panel named-stop ${stop.leaf}`, "data-testid": "named-stop", "data-reason": stop.reason, "data-path": stop.path, "data-key": "named-stop", "aria-label": t("stops.this") },
    h("h2", null, h("span", { class: `chip ${stop.leaf}` }, icon(stop.leaf)), stopText(stop.reason)),
    h("p", { class: "times" }, `${clock(Date.parse(stop.start), zone, true)} – ${clock(Date.parse(stop.end), zone, true)}`),
    h("dl", { class: "facts" }, facts.map(([key, text]) => h("div", null, h("dt", null, t(key)), h("dd", null, text))),
      isWait(stop) ? h("div", null, h("dt", null, t("stops.root")), h("dd", null,
        root === OUTSIDE || root === UNKNOWN ? machineText(root, nameOfUnit) : h("a", { href: unitHref(root, Date.parse(stop.start)), "data-testid": "root" }, nameOfUnit(root), " →"))) : null));
}
