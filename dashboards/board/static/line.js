// One line over one shift: where its time went, what cost it most and at which machine, who held it
// back, its stops, the figures of its trade and its control charts.

import { ask, askAll } from "./api.js";
import { stopText } from "./catalogue.js";
import { drawLosses } from "./charts.js";
import { chartsOf, controlDraws, controlPanels, noCharts } from "./control.js";
import { h } from "./dom.js";
import { clock, dayAndClock, duration, percentSign } from "./format.js";
import { gauge } from "./gauge.js";
import { nameOf, shiftText, t } from "./i18n.js";
import { behind, production, ratios, toTarget, unknown } from "./kpis.js";
import { constraintParts, drawConstraint } from "./line_charts.js";
import { OUTSIDE, UNKNOWN, asWord, barsOf, causesOf, constraintOf, elapsedOf, lostAt, stopsOf } from "./losses.js";
import { lineMeasures, unitMeasures } from "./measures.js";
import { machineText, paretoList } from "./pareto.js";
import { exportLinks, keyOf, pastLine } from "./shifts.js";
import { stopList } from "./stops.js";
import { View, choice, kept, section } from "./view.js";

export const EVERY_MS = 15_000;
const SPLIT = ["reason", "root_unit", "attribution"];

export class LineView extends View {
  async read({ line }, range) {
    const place = { path: line.path, from: range.start, to: range.end };
    const losses = (more) => askAll("/api/v1/losses", { ...place, ...more });
    const [rows, hours, bars, byDuration, byCount, ofUnits, stops, trade, constraint, points, capabilities] = await Promise.all([
      ask("/api/v1/oee", { ...place, by: "line", window: "shift" }), ask("/api/v1/oee", { ...place, by: "line", window: "hour" }),
      losses({ show: "waterfall" }), losses({ show: "pareto_duration", by: SPLIT }), losses({ show: "pareto_count", by: SPLIT }),
      losses({ level: "unit", by: ["loss_group", ...SPLIT] }), askAll("/api/v1/stops", place), askAll("/api/v1/trade", place),
      askAll("/api/v1/trade", { ...place, measure: "momentary_constraint", window: "hour" }), askAll("/api/v1/spc", place), askAll("/api/v1/spc", { ...place, show: "capability" }),
    ]);
    const row = rows.find((one) => (this.shift ? keyOf(one) === this.shift.key : Date.parse(one.window_start) === range.start)) ?? null;
    const at = lostAt(line, hours, ofUnits);
    return { row, bars: barsOf(bars), causes: { duration: causesOf(byDuration, at), count: causesOf(byCount, at) }, stops, trade, constraint: constraintOf(constraint), charts: chartsOf(points, capabilities) };
  }

  content({ line: now }) {
    const { loaded, asked } = this;
    const line = this.shift ? pastLine(now, loaded?.row ?? null, this.shift) : now;
    const nameOfUnit = (id) => { const unit = now.units.find((one) => one.path.endsWith(`/${id}`)); return unit ? nameOf(unit) : id; };
    const range = loaded?.range;
    const look = { zone: now.zone, nameOfUnit };
    const unitHref = (path, at) => this.href("unit", path, { at });
    const parts = loaded ? constraintParts(loaded.constraint, (unit) => machineText(unit, nameOfUnit)) : [];
    return [
      h("header", { class: "unit-head", "data-key": "head" },
        h("p", { class: "crumbs" }, h("a", { href: this.href("", "") }, "← ", t("nav.overview"))),
        h("h1", { "data-testid": "line-name" }, nameOf(now)),
        range ? h("p", { class: "meta" }, `${shiftText(line.shift_name)} · ${dayAndClock(range.start, now.zone)} – ${clock(range.end, now.zone)} · ${now.zone}`) : null),
      loaded?.row ? behind({ ...line, now: this.shift ? null : now.now, shift: { elapsed_time_s: elapsedOf(loaded.row) } }) : null,
      this.error ? h("p", { class: "banner alarm", role: "alert" }, this.error) : null,
      h("div", { class: "unit-grid of-line", "data-key": "grid" },
        h("section", { class: "panel headline", "data-key": "headline" }, h("div", { class: "dial" }, gauge(now.path, line.shift, line.target_oee), toTarget(line.shift, line.target_oee)), ratios(now.path, line.shift), unknown(now.path, line.shift), production(line)),
        section("losses", t("unit.losses"), kept("losses")),
        section("pareto", t("line.pareto"), loaded ? paretoList(loaded.causes[asked.by === "count" ? "count" : "duration"], asked.by === "count" ? "count" : "duration", {
          nameOfUnit, hrefBy: (by) => this.href("line", this.path, { ...asked, by: by === "count" ? by : "" }), hrefOf: (cause) => this.hrefOfCause(cause, now),
        }) : null),
        section("stops", this.stopsTitle(look), loaded ? stopList(stopsOf(loaded.stops, asked), asked, {
          ...look, hrefWith: (changed) => this.href("line", this.path, { ...asked, ...changed }), hrefOf: (stop) => unitHref(stop.path, Date.parse(stop.start)),
        }) : null),
        section("constraint", t("line.constraint"), h("p", { class: "dim" }, t("line.constraint_note")), kept("constraint"), this.shares(parts)),
        section("trade", t("line.trade"), loaded ? lineMeasures(loaded.trade, nameOfUnit) : null),
        loaded && unitMeasures(loaded.trade, nameOfUnit) ? section("units", t("trade.units"), unitMeasures(loaded.trade, nameOfUnit)) : null,
        loaded?.charts.length ? controlPanels(loaded.charts, { ...look, hrefOf: unitHref }) : section("control", t("line.control"), loaded ? noCharts() : null),
        h("section", { class: "panel machines", "data-key": "machines", "aria-label": t("machines.title") }, h("h2", null, t("machines.title")),
          choice(t("machines.title"), now.units.map((unit) => ({ text: nameOf(unit), href: this.href("unit", unit.path) }))))),
      exportLinks("/api/v1/losses", { path: this.path, by: ["loss_group", ...SPLIT], from: range?.start, to: range?.end }, t("export.losses")),
      exportLinks("/api/v1/stops", { path: this.path, from: range?.start, to: range?.end }, t("export.stops")),
    ];
  }

  // Each cause leads to the stops it is made of; what was lost while producing to the machine.
  hrefOfCause(cause, line) {
    const [unit] = cause.units;
    if (!cause.stopped) return unit ? this.href("unit", `${line.path}/${unit}`) : null;
    const known = cause.wait && unit !== OUTSIDE && unit !== UNKNOWN;
    const wanted = known ? { units: unit } : cause.wait ? { reason: cause.reason, root: asWord(unit) } : { reason: asWord(cause.reason), units: cause.sure ? cause.units.join() : undefined };
    return this.href("line", this.path, { by: this.asked.by, sort: this.asked.sort, ...wanted });
  }

  stopsTitle({ nameOfUnit }) {
    const { reason, units } = this.asked;
    const told = [reason === undefined ? "" : stopText(reason === asWord("") ? "" : reason), units ? units.split(",").map((unit) => nameOfUnit(unit)).join(", ") : ""].filter(Boolean);
    return [t("line.stops"), ...told].join(" · ");
  }

  shares(parts) {
    return h("ul", { class: "shares" }, parts.map((part) => h("li", { "data-testid": "constraint-share", "data-units": part.units.join() },
      h("i", { class: part.mark === "unknown" ? "hatched" : "swatch", style: part.mark === "unknown" ? null : `background:var(--${part.mark})`, "aria-hidden": "true" }), part.name, " ", h("b", null, percentSign(part.share)), " ", h("span", { class: "dim" }, duration(part.ms)))));
  }

  charts({ line }) {
    const { loaded } = this;
    const parts = constraintParts(loaded.constraint, (unit) => machineText(unit, (id) => { const found = line.units.find((one) => one.path.endsWith(`/${id}`)); return found ? nameOf(found) : id; }));
    return [
      ["losses", (place) => drawLosses(place, loaded.bars)],
      ["constraint", (place) => drawConstraint(place, loaded.constraint, parts, line.zone, loaded.range)],
      ...controlDraws(loaded.charts, line.zone, loaded.range),
    ];
  }
}
