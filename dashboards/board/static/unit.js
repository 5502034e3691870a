// One machine over one shift: what it did, where the time went and why, how fast it ran; where
// the address names an instant, the stop that it stood in.

import { ask, askAll, unitAddress } from "./api.js";
import { reasonText } from "./catalogue.js";
import { drawHours, drawLosses, drawRate, drawTimeline } from "./charts.js";
import { chartsOf, controlDraws, controlPanels } from "./control.js";
import { h } from "./dom.js";
import { clock, dayAndClock, duration, percent, quantity } from "./format.js";
import { gauge } from "./gauge.js";
import { icon } from "./icons.js";
import { nameOf, shiftText, t } from "./i18n.js";
import { behind, ratios, unknown } from "./kpis.js";
import { asWord, barsOf, causesOf, elapsedOf, stopAt, stopsOf } from "./losses.js";
import { unitMeasures } from "./measures.js";
import { paretoList } from "./pareto.js";
import { exportLinks, keyOf } from "./shifts.js";
import { namedStop, stopList } from "./stops.js";
import { View, kept, section } from "./view.js";

export const EVERY_MS = 5000;

export class UnitView extends View {
  async read({ line }, range) {
    const end = this.shift ? range.end : Math.min(line.now ?? range.end, range.end);
    const place = { path: this.path, from: range.start, to: range.end };
    const losses = (more) => askAll("/api/v1/losses", { ...place, level: "unit", ...more });
    const split = ["reason", "root_unit", "attribution"];
    const [timeline, shifts, hours, told, bars, byDuration, byCount, stops, trade, points, capabilities] = await Promise.all([
      ask(unitAddress(this.path), { from: range.start, to: Math.max(end, range.start + 1) }),
      ask("/api/v1/oee", { ...place, by: "unit", window: "shift" }), ask("/api/v1/oee", { ...place, by: "unit", window: "hour" }),
      ask("/api/v1/explain", { path: this.path, at: range.start, window: "shift" }).catch((error) => ({ text: error.message })),
      losses({ show: "waterfall" }), losses({ show: "pareto_duration", by: split }), losses({ show: "pareto_count", by: split }), askAll("/api/v1/stops", place),
      askAll("/api/v1/trade", { ...place, level: "unit" }), askAll("/api/v1/spc", place), askAll("/api/v1/spc", { ...place, show: "capability" }),
    ]);
    const own = shifts.filter((row) => row.path === this.path);
    const row = own.find((one) => (this.shift ? keyOf(one) === this.shift.key : Date.parse(one.window_start) === range.start)) ?? own.at(-1) ?? null;
    const at = () => ({ units: [], sure: true }); // all here but waits
    return { timeline, row, hours: hours.filter((one) => one.path === this.path), told: told.text, bars: barsOf(bars),
      causes: { duration: causesOf(byDuration, at), count: causesOf(byCount, at) }, stops, trade, charts: chartsOf(points, capabilities) };
  }

  // The stop that the address asks for.
  stop() {
    const at = Number(this.asked.at);
    return this.asked.at && this.loaded ? stopAt(this.loaded.stops, at) : null;
  }

  content({ line, unit }) {
    const { loaded, asked } = this;
    const kpi = loaded?.row ?? (this.shift ? null : unit.shift);
    const range = loaded?.range;
    const stop = this.stop();
    const nameOfUnit = (id) => { const found = line.units.find((one) => one.path.endsWith(`/${id}`)); return found ? nameOf(found) : id; };
    const look = { zone: line.zone, nameOfUnit };
    const unitHref = (id, at) => this.href("unit", `${line.path}/${id}`, { at });
    const stay = (changed) => this.href("unit", this.path, { ...asked, ...changed });
    const shown = { waits: "1", ...asked };
    const by = asked.by === "count" ? "count" : "duration";
    return [
      h("header", { class: "unit-head", "data-key": "head" },
        h("p", { class: "crumbs" }, h("a", { href: this.href("", "") }, "← ", t("nav.overview")), " / ", h("a", { href: this.href("line", line.path), "data-testid": "to-line" }, nameOf(line))),
        h("h1", { "data-testid": "unit-name" }, nameOf(unit)),
        this.shift ? null : this.now(line, unit),
        range ? h("p", { class: "meta" }, `${shiftText(this.shift?.shift ?? line.shift_name)} · ${dayAndClock(range.start, line.zone)} – ${clock(range.end, line.zone)} · ${line.zone}`) : null),
      loaded?.row ? behind({ path: line.path, zone: line.zone, now: loaded.timeline.end, shift_start: range.start, shift: { elapsed_time_s: elapsedOf(loaded.row) } }) : null,
      this.error ? h("p", { class: "banner alarm", role: "alert" }, this.error) : null,
      h("div", { class: "unit-grid of-unit", "data-key": "grid" },
        stop ? namedStop(stop, { ...look, unitHref }) : null,
        asked.at && loaded && !stop ? h("p", { class: "panel named-stop", "data-key": "no-stop" }, t("stops.gone", { time: clock(Number(asked.at), line.zone, true) })) : null,
        h("section", { class: "panel headline", "data-key": "headline" }, h("div", { class: "dial" }, gauge(this.path, kpi, null)), ratios(this.path, kpi), unknown(this.path, kpi), this.counts(kpi)),
        section("timeline", t("unit.timeline"), kept("timeline")),
        section("losses", t("unit.losses"), h("p", { class: "dim" }, t("unit.losses_note")), kept("losses")),
        section("pareto", t("line.pareto"), loaded ? paretoList(loaded.causes[by], by, { nameOfUnit, hrefBy: (one) => stay({ by: one === "count" ? one : "" }), hrefOf: (cause) => (cause.stopped ? stay({ reason: asWord(cause.reason), root: cause.wait ? asWord(cause.units[0]) : "", at: "" }) : null) }) : null),
        section("stops", t("unit.stops"), loaded ? stopList(stopsOf(loaded.stops, shown), shown, { ...look, oneUnit: true, chosen: stop, hrefWith: stay, hrefOf: (one) => stay({ at: Date.parse(one.start) }) }) : null),
        section("rate", t("unit.rate"), kept("rate")),
        loaded && unitMeasures(loaded.trade, nameOfUnit) ? section("trade", t("line.trade"), unitMeasures(loaded.trade, nameOfUnit)) : null,
        loaded ? controlPanels(loaded.charts, { ...look, hrefOf: (path, at) => this.href("unit", path, { at }) }) : null,
        section("hours", t("unit.hours"), kept("hours"), loaded ? this.hourTable(loaded.hours, line.zone) : null),
        h("section", { class: "panel explain", "data-key": "explain", "aria-label": t("unit.explain") }, h("h2", null, t("unit.explain")), h("pre", { "data-testid": "explain", tabindex: 0, lang: "en" }, loaded?.told ?? "…"))),
      exportLinks("/api/v1/oee", { by: "unit", window: "hour", path: this.path, from: range?.start, to: range?.end }, t("export.unit")),
    ];
  }

  charts({ line }) {
    const { loaded } = this;
    const { range, timeline } = loaded;
    return [
      ["timeline", (place) => drawTimeline(place, timeline, line.zone, range, this.stop())], ["losses", (place) => drawLosses(place, loaded.bars)],
      ["rate", (place) => drawRate(place, timeline, line.zone, range)], ["hours", (place) => drawHours(place, loaded.hours, line.zone, range)],
      ...controlDraws(loaded.charts, line.zone, range),
    ];
  }

  now(line, unit) {
    const since = unit.since === null || line.now === null ? "" : t("tile.since", { time: duration(line.now - unit.since) });
    return h("p", { class: `now ${unit.leaf}`, "data-testid": "state", "data-leaf": unit.leaf }, icon(unit.leaf), h("b", null, t(`leaf.${unit.leaf}`)), " ",
      [reasonText(unit.reason), since, unit.product, unit.order].filter(Boolean).join(" · "));
  }

  counts(kpi) {
    return h("p", { class: "counts" }, t("unit.counts", { produced: quantity(kpi?.produced_quantity ?? null), good: quantity(kpi?.good_quantity ?? null), scrap: quantity(kpi?.scrap_quantity ?? null) }));
  }

  hourTable(hours, zone) {
    const columns = ["oee_index", "availability", "effectiveness", "quality_ratio", "coverage"];
    return h("div", { class: "scroll" }, h("table", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("unit.hour")), columns.map((name) => h("th", { scope: "col" }, t(`kpi.${name}`), " %")), h("th", { scope: "col" }, t("kpi.good")))),
      h("tbody", null, hours.map((row) => h("tr", null, h("th", { scope: "row" }, clock(Date.parse(row.window_start), zone)),
        columns.map((name) => h("td", null, percent(row[name]))), h("td", null, quantity(row.good_quantity)))))));
  }
}
