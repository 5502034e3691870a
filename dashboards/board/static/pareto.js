// The largest losses, longest or most frequent first, each with its machine and a way to its stops.

import { attributionText, groupText, reasonText } from "./catalogue.js";
import { h } from "./dom.js";
import { duration, percentSign, quantity } from "./format.js";
import { t } from "./i18n.js";
import { OUTSIDE, UNKNOWN } from "./losses.js";
import { choice } from "./view.js";

const MOST_CAUSES = 12;
const MOST_NAMED = 2;

export const machineText = (unit, nameOfUnit) => (unit === OUTSIDE ? t("cause.outside") : unit === UNKNOWN ? t("leaf.unknown") : nameOfUnit(unit));

function whereText(cause, { nameOfUnit }) {
  if (!cause.units.length) return "";
  const units = cause.units.slice(0, MOST_NAMED).map((unit) => machineText(unit, nameOfUnit)).join(", ") + (cause.units.length > MOST_NAMED ? " …" : "");
  return cause.wait ? t("cause.caused_at", { units }) : t(cause.sure ? "cause.at" : "cause.at_constraint", { units });
}

function cell(cause, by, look) {
  const { hrefOf, largest } = look;
  const href = hrefOf(cause);
  const name = reasonText(cause.reason) || groupText(cause.group);
  const amount = by === "count" ? t("cause.times", { n: quantity(cause.count) }) : duration(cause.ms);
  const weight = by === "count" ? cause.count : cause.ms;
  return h("li", { "data-key": `${cause.group} ${cause.reason} ${cause.units.join()} ${cause.attribution}` },
    h(href ? "a" : "div", { class: `cause of-${cause.group}`, href, "data-testid": "cause", "data-reason": cause.reason, "data-units": cause.units.join() },
      h("span", { class: "cause-name" }, h("b", null, name), " ", h("span", { class: "where" }, whereText(cause, look))),
      h("span", { class: "cause-amount" }, amount),
      h("span", { class: "track", "aria-hidden": "true" }, h("i", { style: `width:${(weight / largest) * 100}%` })),
      h("span", { class: "cause-note" }, `${attributionText(cause.attribution)} · ${groupText(cause.group)} · ${percentSign(cause.share, 0)} · Σ ${percentSign(cause.cumulative, 0)}`)));
}

export function paretoList(causes, by, look) {
  const shown = causes.slice(0, MOST_CAUSES);
  const largest = Math.max(...shown.map((cause) => (by === "count" ? cause.count : cause.ms)), 1e-9);
  return [
    choice(t("cause.rank"), ["duration", "count"].map((one) => ({ text: t(`cause.by_${one}`), href: look.hrefBy(one), on: by === one, id: `by-${one}` }))),
    shown.length ? h("ol", { class: "causes" }, shown.map((cause) => cell(cause, by, { ...look, largest }))) : h("p", { class: "dim" }, t("cause.none")),
    causes.length > shown.length ? h("p", { class: "dim" }, t("cause.rest", { n: causes.length - shown.length })) : null,
  ];
}
