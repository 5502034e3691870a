// How automated a place is, period by period: rates beside what is declared, the machines behind the
// chosen rate, and what energy its machines use while they do not produce.

import { ask, askAll } from "./api.js";
import { h } from "./dom.js";
import { plotTime } from "./format.js";
import { nameOf, t } from "./i18n.js";
import { drawTrend } from "./rate_charts.js";
import { greenTable, idleList, itemTable, leafList, nameOfRate, periodText, rateLegend, rateList } from "./rates.js";
import { exportLinks } from "./shifts.js";
import { View, choice, kept, section } from "./view.js";

export const EVERY_MS = 60_000;
const PERIODS = ["day", "week", "month", "quarter", "year"];
const HEADLINE = "automatic_execution_share";
const MOST_PERIODS = 8;
const DAY_MS = 86_400_000;
const BACK_DAYS = { day: 31, week: 182, month: 731, quarter: 1827, year: 3653 }; // as far as the trend goes

export class AutomationView extends View {
  find() {
    const { path, lines } = this.plant();
    const line = lines.find((one) => one.path === this.path);
    const above = path === this.path || path.startsWith(`${this.path}/`);
    return line || above ? { line: line ?? null, zone: (line ?? lines[0]).zone } : null;
  }

  // Other periods and rates are other answers.
  question() {
    const { period, rate, at } = this.asked;
    return [period, rate, at].join(" ");
  }

  range() {
    return { start: 0, end: 0 };
  }

  get period() {
    return PERIODS.includes(this.asked.period) ? this.asked.period : "day";
  }

  async read({ zone }) {
    const of = { path: this.path, period: this.period };
    const now = Math.max(...this.plant().lines.map((line) => line.now ?? 0));
    const rates = await askAll("/api/v1/automation", { ...of, from: Math.max(0, now - BACK_DAYS[this.period] * DAY_MS) });
    const starts = [...new Set(rates.map((row) => row.start))].sort().reverse();
    const start = starts.includes(this.asked.at) ? this.asked.at : starts[0];
    if (start === undefined) return { rates, starts };
    const own = rates.filter((row) => row.start === start);
    const rate = own.some((row) => row.rate === this.asked.rate) ? this.asked.rate : HEADLINE;
    const range = { from: start, to: own[0].end };
    const here = (rows) => rows.filter((row) => row.start === start);
    const [green, leaves, idle, saving, told] = await Promise.all([
      askAll("/api/v1/green", { ...of, ...range }), askAll("/api/v1/green", { ...of, ...range, by: "leaf", measure: "energy_by_leaf" }),
      askAll("/api/v1/green", { ...of, ...range, by: "unit", measure: "idle_energy_share" }), askAll("/api/v1/green", { ...of, ...range, by: "unit", measure: "standby_saving_kwh" }),
      ask(`/api/v1/automation/explain/${rate}`, { ...of, date: plotTime(Date.parse(start), zone).slice(0, 10) }).catch((error) => ({ error: error.message })),
    ]);
    return { rates, starts, start, rate, own, told, green: here(green), leaves: here(leaves), idle: here(idle), saving: here(saving) };
  }

  stay(changed) {
    return this.href("automation", this.path, { ...this.asked, ...changed });
  }

  nameOfPath(path) {
    const { lines, path: site } = this.plant();
    if (path === site) return nameOf(this.plant());
    const line = lines.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    const unit = line?.units.find((one) => one.path === path);
    if (path === line?.path) return nameOf(line);
    return unit ? nameOf(unit) : path.split("/").at(-1);
  }

  choices({ zone }) {
    const { path: site, lines } = this.plant();
    const places = [site.split("/")[0], site, ...lines.map((line) => line.path)];
    const { starts = [], start, own } = this.loaded ?? {};
    return h("div", { class: "choices", "data-key": "choices" },
      choice(t("rate.place"), places.map((path) => ({ text: path === places[0] ? t("rate.enterprise") : this.nameOfPath(path), href: this.href("automation", path, { ...this.asked }), on: path === this.path, id: "place" }))),
      choice(t("rate.period"), PERIODS.map((period) => ({ text: t(`period.${period}`), href: this.stay({ period, at: "" }), on: period === this.period, id: `period-${period}` }))),
      own ? choice(t("rate.when"), starts.slice(0, MOST_PERIODS).map((one) => ({ text: periodText({ ...own[0], start: one }, zone), href: this.stay({ at: one }), on: one === start, id: "when" }))) : null);
  }

  content(found) {
    const { loaded } = this;
    const none = loaded && loaded.start === undefined;
    const chosen = loaded?.own?.find((row) => row.rate === loaded.rate);
    const named = (path) => this.nameOfPath(path);
    const range = chosen ? { from: chosen.start, to: chosen.end } : {};
    const asked = { path: this.path, period: this.period, ...range };
    return [
      h("header", { class: "unit-head", "data-key": "head" },
        h("p", { class: "crumbs" }, h("a", { href: this.href("", "") }, "← ", t("nav.overview"))),
        h("h1", { "data-testid": "place-name" }, `${this.nameOfPath(this.path)} · ${t("nav.automation")}`)),
      this.choices(found),
      this.error ? h("p", { class: "banner alarm", role: "alert" }, this.error) : null,
      none ? h("section", { class: "panel" }, h("p", { "data-testid": "none" }, t("rate.none"))) : null,
      chosen ? h("div", { class: "unit-grid of-automation", "data-key": "grid" },
        section("rates", t("rate.title"), h("p", { class: "dim" }, t("rate.note")), rateLegend(), rateList(loaded.own, loaded.rate, (row) => this.stay({ rate: row.rate }))),
        section("trend", `${nameOfRate(chosen)} · ${t("rate.trend")}`, kept("trend")),
        section("items", `${nameOfRate(chosen)} · ${t("rate.behind")}`, loaded.told.error ? h("p", { class: "dim" }, loaded.told.error) : itemTable(loaded.told.data, named)),
        section("idle", t("idle.title"), idleList(loaded.idle, loaded.saving, named)),
        section("leaf", t("leaf_energy.title"), leafList(loaded.leaves, loaded.green.find((row) => row.measure === "energy_kwh_per_item"))),
        section("green", t("green.title"), greenTable(loaded.green))) : null,
      chosen ? exportLinks("/api/v1/automation", asked, t("export.rates")) : null,
      chosen ? exportLinks("/api/v1/green", asked, t("export.green")) : null,
    ];
  }

  charts({ zone }) {
    const { loaded } = this;
    if (loaded.start === undefined) return [];
    const rows = loaded.rates.filter((row) => row.rate === loaded.rate).sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
    return [["trend", (place) => drawTrend(place, rows, zone)]];
  }
}
