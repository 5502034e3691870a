// One machine over one shift: what it did, where the time went, how fast it ran, and why.

import { ask, unitAddress } from "./api.js";
import { drawHours, drawLosses, drawRate, drawTimeline } from "./charts.js";
import { h, patchChildren } from "./dom.js";
import { clock, dayAndClock, duration, percent, percentSign, quantity } from "./format.js";
import { gauge } from "./gauge.js";
import { icon } from "./icons.js";
import { nameOf, reasonText, shiftText, t } from "./i18n.js";
import { behind, ratios, unknown } from "./kpis.js";
import { elapsedOf, lossesOf, stopsOf } from "./losses.js";
import { exportLinks, keyOf } from "./shifts.js";

const EVERY_MS = 5000;
const kept = (name) => h("div", { class: `chart ${name}`, "data-kept": true, id: `chart-${name}` });

// The row of a shift that still runs, in the shape of a line now.
const behindOf = ({ row, range, timeline }, line) =>
  row === null ? null : behind({ path: line.path, zone: line.zone, now: timeline.end, shift_start: range.start, shift: { elapsed_time_s: elapsedOf(row) } });

export class UnitView {
  constructor(path, shift, { main, plant }) {
    Object.assign(this, { path, shift, shiftKey: shift?.key ?? "", main, plant, loaded: null, error: "", asked: -EVERY_MS, closed: false, busy: false });
    main.replaceChildren();
  }

  close() {
    this.closed = true;
    this.main.replaceChildren();
  }

  // Charts are drawn anew in another language or theme.
  renew() {
    this.main.replaceChildren();
    this.drawn = null;
  }

  find() {
    for (const line of this.plant().lines) {
      const unit = line.units.find((one) => one.path === this.path);
      if (unit) return { line, unit };
    }
    return null;
  }

  update() {
    const found = this.find();
    if (!found) {
      patchChildren(this.main, [h("section", { class: "panel" }, h("p", null, t("unit.unheard", { path: this.path })), h("p", null, h("a", { href: "#/" }, t("nav.overview"))))]);
      return;
    }
    const due = this.loaded === null || (!this.shift && performance.now() - this.asked > EVERY_MS);
    if (due && !this.busy) this.load(found);
    this.draw(found);
  }

  async load({ line }) {
    const range = this.shift ?? { start: line.shift_start, end: line.shift_end };
    if (range.start === null) return;
    this.busy = true;
    this.asked = performance.now();
    const end = this.shift ? range.end : Math.min(line.now ?? range.end, range.end);
    const window = { from: range.start, to: range.end };
    try {
      const [timeline, shifts, hours, told] = await Promise.all([
        ask(unitAddress(this.path), { from: range.start, to: Math.max(end, range.start + 1) }),
        ask("/api/v1/oee", { by: "unit", window: "shift", path: this.path, ...window }),
        ask("/api/v1/oee", { by: "unit", window: "hour", path: this.path, ...window }),
        ask("/api/v1/explain", { path: this.path, at: range.start, window: "shift" }).catch((error) => ({ text: error.message })),
      ]);
      const own = shifts.filter((row) => row.path === this.path);
      const row = own.find((one) => (this.shift ? keyOf(one) === this.shift.key : Date.parse(one.window_start) === range.start)) ?? own.at(-1) ?? null;
      this.loaded = { timeline, row, hours: hours.filter((one) => one.path === this.path), told: told.text, range };
      this.error = "";
    } catch (error) {
      this.error = error.message;
    }
    this.busy = false;
    if (this.closed) return;
    const found = this.find();
    if (found) this.draw(found);
  }

  draw({ line, unit }) {
    const { loaded } = this;
    const kpi = loaded?.row ?? (this.shift ? null : unit.shift);
    const range = loaded?.range;
    patchChildren(this.main, [
      h("header", { class: "unit-head" },
        h("p", { class: "crumbs" }, h("a", { href: `#/${this.shift ? `?shift=${this.shift.key}` : ""}` }, "← ", t("nav.overview")), " / ", nameOf(line)),
        h("h1", { "data-testid": "unit-name" }, nameOf(unit)),
        this.shift ? null : this.now(line, unit),
        range ? h("p", { class: "meta" }, `${shiftText(this.shift?.shift ?? line.shift_name)} · ${dayAndClock(range.start, line.zone)} – ${clock(range.end, line.zone)} · ${line.zone}`) : null),
      loaded ? behindOf(loaded, line) : null,
      this.error ? h("p", { class: "banner alarm", role: "alert" }, this.error) : null,
      h("div", { class: "unit-grid" },
        h("section", { class: "panel headline" }, h("div", { class: "dial" }, gauge(this.path, kpi, null)), ratios(this.path, kpi), unknown(this.path, kpi), this.counts(kpi)),
        this.section("timeline", t("unit.timeline")),
        this.section("losses", t("unit.losses"), t("unit.losses_note")),
        h("section", { class: "panel stops", "aria-label": t("unit.stops") }, h("h2", null, t("unit.stops")), loaded ? this.stopTable(loaded.timeline) : null),
        this.section("rate", t("unit.rate")),
        this.section("hours", t("unit.hours"), null, loaded ? this.hourTable(loaded.hours, line.zone) : null),
        h("section", { class: "panel explain", "aria-label": t("unit.explain") }, h("h2", null, t("unit.explain")), h("pre", { "data-testid": "explain", tabindex: 0, lang: "en" }, loaded?.told ?? "…"))),
      exportLinks({ by: "unit", window: "hour", path: this.path, from: range?.start, to: range?.end }, t("export.unit")),
    ].filter(Boolean));
    if (loaded && this.drawn !== loaded) {
      this.drawn = loaded;
      const places = Object.fromEntries(["timeline", "losses", "rate", "hours"].map((name) => [name, document.getElementById(`chart-${name}`)]));
      Promise.all([drawTimeline(places.timeline, loaded.timeline, line.zone, range), drawLosses(places.losses, lossesOf(loaded.row)),
        drawRate(places.rate, loaded.timeline, line.zone, range), drawHours(places.hours, loaded.hours, line.zone, range)])
        .then(() => { this.main.dataset.charts = "drawn"; })
        .catch((error) => { this.error = error.message; });
    }
  }

  now(line, unit) {
    const since = unit.since === null || line.now === null ? "" : t("tile.since", { time: duration(line.now - unit.since) });
    return h("p", { class: `now ${unit.leaf}`, "data-testid": "state", "data-leaf": unit.leaf }, icon(unit.leaf), h("b", null, t(`leaf.${unit.leaf}`)), " ",
      [reasonText(unit.reason), since, unit.product, unit.order].filter(Boolean).join(" · "));
  }

  counts(kpi) {
    return h("p", { class: "counts" }, t("unit.counts", { produced: quantity(kpi?.produced_quantity ?? null), good: quantity(kpi?.good_quantity ?? null), scrap: quantity(kpi?.scrap_quantity ?? null) }));
  }

  section(name, title, note = null, more = null) {
    return h("section", { class: `panel for-${name}`, "aria-label": title, "data-testid": name }, h("h2", null, title), note ? h("p", { class: "dim" }, note) : null, kept(name), more);
  }

  hourTable(hours, zone) {
    const columns = ["oee_index", "availability", "effectiveness", "quality_ratio", "coverage"];
    return h("div", { class: "scroll" }, h("table", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, t("unit.hour")), columns.map((name) => h("th", { scope: "col" }, t(`kpi.${name}`), " %")), h("th", { scope: "col" }, t("kpi.good")))),
      h("tbody", null, hours.map((row) => h("tr", null, h("th", { scope: "row" }, clock(Date.parse(row.window_start), zone)),
        columns.map((name) => h("td", null, percent(row[name]))), h("td", null, quantity(row.good_quantity)))))));
  }

  stopTable(timeline) {
    const stops = stopsOf(timeline);
    if (!stops.length) return h("p", { class: "dim" }, t("unit.no_stops"));
    return h("table", null,
      h("thead", null, h("tr", null, ["unit.reason", "unit.times", "unit.total", "unit.share"].map((key) => h("th", { scope: "col" }, t(key))))),
      h("tbody", null, stops.slice(0, 8).map((stop) => h("tr", null,
        h("th", { scope: "row" }, h("span", { class: `chip ${stop.leaf}` }, icon(stop.leaf), t(`leaf.${stop.leaf}`)), " ", reasonText(stop.reason) || t("unit.no_reason")),
        h("td", null, quantity(stop.times)), h("td", null, duration(stop.ms)), h("td", null, percentSign(stop.share))))));
  }
}
