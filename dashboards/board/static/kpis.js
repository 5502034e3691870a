// The figures beside the gauge: A, E and Q, the distance to the target, unknown time, quantities.

import { h } from "./dom.js";
import { DASH, clock, percent, percentSign, quantity, duration } from "./format.js";
import { t } from "./i18n.js";

const BEHIND_MS = 120_000;
const RATIOS = [["availability", "A"], ["effectiveness", "E"], ["quality_ratio", "Q"]];

export const ratios = (path, kpi) =>
  h("dl", { class: "ratios" }, RATIOS.map(([name, letter]) => {
    const value = kpi?.[name] ?? null;
    return h("div", { class: "ratio" },
      h("dt", null, h("b", null, letter), " ", t(`kpi.${name}`)),
      h("dd", null,
        h("span", { class: "figure", "data-testid": name, "data-path": path }, percent(value), h("small", null, value === null ? "" : " %")),
        h("span", { class: "bar", "aria-hidden": "true" }, h("i", { style: `width:${Math.min(100, Math.max(0, (value ?? 0) * 100))}%` }))));
  }));

export function toTarget(kpi, target) {
  const oee = kpi?.oee_index ?? null;
  if (target === null || target === undefined) return null;
  const text = t("kpi.target", { target: percentSign(target, 0) });
  if (oee === null) return h("p", { class: "to-target" }, text);
  const points = (oee - target) * 100;
  return h("p", { class: "to-target" }, text, " ",
    h("b", { class: points >= 0 ? "good" : "poor" }, `${points >= 0 ? "▲ +" : "▼ −"}${Math.abs(points).toFixed(1)}`));
}

export function unknown(path, kpi) {
  if (!kpi) return null;
  if (!(kpi.unknown_time_s > 0)) return h("p", { class: "unknown none", "data-testid": "unknown", "data-path": path }, t("unknown.none"));
  const share = kpi.planned_busy_time_s > 0 ? kpi.unknown_time_s / kpi.planned_busy_time_s : null;
  const text = t(kpi.withheld ? "unknown.withheld" : "unknown.some", {
    share: percentSign(share), time: duration(kpi.unknown_time_s * 1000),
    low: percent(kpi.oee_low), high: percent(kpi.oee_high), coverage: percentSign(kpi.coverage),
  });
  return h("p", { class: "unknown", "data-testid": "unknown", "data-path": path }, h("span", { class: "hatched", "aria-hidden": "true" }), text);
}

// While analytics catches up the figures stand for a part of the shift only: say which.
export function behind(line) {
  const elapsed = line.shift?.elapsed_time_s ?? null;
  if (elapsed === null || line.shift_start === null || line.now === null) return null;
  const computed = line.shift_start + elapsed * 1000;
  return line.now - computed < BEHIND_MS ? null
    : h("p", { class: "behind", "data-testid": "behind", "data-path": line.path }, "… ", t("shift.behind", { time: clock(computed, line.zone) }));
}

// Good pieces against the plan; without a plan against what the elapsed planned busy time allows.
export function production(line) {
  const kpi = line.shift;
  const planned = line.planned_quantity !== null;
  const aim = planned ? line.planned_quantity : line.ideal_quantity;
  const good = kpi?.good_quantity ?? null;
  const share = good !== null && aim ? good / aim : null;
  return h("section", { class: "production", "aria-label": t("production.title") },
    h("p", { class: "amount" },
      h("span", { class: "figure", "data-testid": "good", "data-path": line.path }, quantity(good)),
      h("span", { class: "good" }, t("production.good")),
      h("span", { class: "share" }, share === null ? DASH : percentSign(share, 0))),
    h("div", { class: "progress", role: "img", "aria-label": t("production.said", { share: percentSign(share, 0) }) },
      h("i", { style: `width:${Math.min(100, (share ?? 0) * 100)}%` })),
    h("p", { class: "aim" }, t("production.of"), " ",
      h("b", { "data-testid": "aim", "data-path": line.path }, quantity(aim === null ? null : Math.round(aim))), " ",
      h("span", { "data-testid": "aim-kind", "data-path": line.path }, t(aim === null ? "production.no_aim" : planned ? "production.planned" : "production.ideal"))),
    h("p", { class: "counts" }, t("production.counts", {
      produced: quantity(kpi?.produced_quantity ?? null), scrap: quantity(kpi?.scrap_quantity ?? null) })));
}
