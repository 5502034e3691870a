// The plant at a glance: a card per line, a tile per machine.

import { h } from "./dom.js";
import { gauge } from "./gauge.js";
import { icon } from "./icons.js";
import { clock, duration, percentSign } from "./format.js";
import { reasonText } from "./catalogue.js";
import { nameOf, shiftText, t } from "./i18n.js";
import { behind, production, ratios, toTarget, unknown } from "./kpis.js";
import { exportLinks } from "./shifts.js";

const STALE_MS = 30_000;

export function lineAge(line, wallNow) {
  if (line.now === null) return null;
  return Math.max(0, wallNow - line.now);
}

export function badge(line, wallNow) {
  const stale = line.badge === "live" && (lineAge(line, wallNow) ?? 0) > STALE_MS;
  const kind = stale ? "stale" : line.badge;
  return h("span", { class: `badge ${kind}`, "data-testid": "badge", "data-path": line.path }, t(`badge.${kind}`));
}

export function asOf(line, wallNow) {
  if (line.now === null) return t("age.never");
  const time = clock(line.now, line.zone, true);
  const live = line.badge === "live" || line.badge === "silent";
  return live ? t("age.live", { time, age: duration(lineAge(line, wallNow)) }) : t("age.played", { time });
}

export function tile(unit, line, { past, suffix }) {
  const since = unit.since === null || line.now === null ? "" : duration(line.now - unit.since);
  const state = t(`leaf.${unit.leaf}`);
  const reason = reasonText(unit.reason);
  const oee = unit.shift?.oee_index ?? null;
  const doing = past ? "" : [state, reason, since].filter(Boolean).join(", ");
  return h("a", {
    class: `tile ${past ? "past" : unit.leaf}`, href: `#/unit/${unit.path}${suffix}`, "data-key": unit.path,
    "data-testid": "tile", "data-path": unit.path, "data-leaf": past ? null : unit.leaf,
    "aria-label": `${nameOf(unit)}: ${doing}${doing ? ", " : ""}OEE ${percentSign(oee)}`, title: [nameOf(unit), doing].filter(Boolean).join(" · "),
  },
    h("span", { class: "name" }, past ? null : icon(unit.leaf), h("span", null, nameOf(unit))),
    past ? null : h("span", { class: "state" }, h("b", null, state), since && reason ? ` · ${since}` : ""),
    h("span", { class: "foot" }, h("span", { class: "reason" }, past ? "" : reason || since), h("span", { class: "oee" }, percentSign(oee, 0))));
}

function legend(line) {
  const counted = new Map();
  for (const unit of line.units) counted.set(unit.leaf, (counted.get(unit.leaf) ?? 0) + 1);
  const order = ["production", "setup", "delay", "down", "planned_down", "unscheduled", "unknown"];
  return h("ul", { class: "legend", "aria-label": t("legend.title") }, order.filter((leaf) => counted.has(leaf)).map((leaf) =>
    h("li", { class: leaf }, icon(leaf), h("b", null, counted.get(leaf)), " ", t(`leaf.${leaf}`))));
}

export function card(line, wallNow, { past, suffix }) {
  const times = line.shift_start === null ? "" : `${clock(line.shift_start, line.zone)}–${clock(line.shift_end, line.zone)}`;
  const product = past ? "" : line.product;
  return h("article", { class: "card", "data-key": line.path, "data-testid": "line", "data-path": line.path, "aria-label": nameOf(line) },
    h("header", null,
      h("h2", null, h("a", { href: `#/line/${line.path}${suffix}`, "data-testid": "line-link", "data-path": line.path }, nameOf(line))),
      past ? null : badge(line, wallNow),
      h("p", { class: "meta" }, h("span", { class: "shift-name" }, `${shiftText(line.shift_name) || t("shift.none")} ${times}`), product ? h("span", { class: "product", title: line.order }, product) : null,
        past ? null : h("span", { class: "as-of" }, asOf(line, wallNow)))),
    h("div", { class: "headline" },
      h("div", { class: "dial" }, gauge(line.path, line.shift, line.target_oee), toTarget(line.shift, line.target_oee)),
      ratios(line.path, line.shift)),
    h("div", { class: "to-causes" }, unknown(line.path, line.shift),
      h("a", { class: "button", href: `#/line/${line.path}${suffix}`, "data-testid": "causes", "data-path": line.path, "aria-label": t("overview.causes_of", { line: nameOf(line) }) }, t("overview.causes"))),
    past ? null : behind(line),
    production(line),
    h("section", { class: "machines", "aria-label": t("machines.title") },
      past ? null : legend(line),
      h("div", { class: line.units.length > 9 ? "tiles" : "tiles few" }, line.units.map((unit) => tile(unit, line, { past, suffix })))));
}

// Lines with many machines get more of a wide screen.
const columns = (lines) => lines.map((line) => `minmax(0, ${Math.min(1.8, Math.max(1, Math.sqrt(line.units.length / 9))).toFixed(2)}fr)`).join(" ");

export function overview(plant, wallNow, options) {
  return [h("h1", { class: "hidden" }, nameOf(plant)),
    options.note ? h("p", { class: "note", role: "note" }, options.note) : null,
    h("div", { class: "cards", style: `--columns:${columns(plant.lines)}` }, plant.lines.map((line) => card(line, wallNow, options))),
    exportLinks("/api/v1/oee", { by: "line", window: "shift" }, t("export.lines"))].filter(Boolean);
}

export function waiting(plant, health) {
  const doing = plant?.doing ?? "connecting";
  const steps = ["machines", "agents", "broker", "ingest", "oee"];
  return [h("section", { class: "panel waiting", "data-testid": "waiting" },
    h("h1", null, t("waiting.title")),
    h("p", null, t(`doing.${doing}`)),
    h("ol", { class: "steps" }, steps.map((step) => h("li", null, t(`waiting.${step}`)))),
    h("p", { class: "dim" }, health ? `${t("health.title")}: ${health.reason}` : ""),
    h("p", { class: "dim" }, t("waiting.hint")))];
}
