// What the pages of a line and of a machine share: a shift's range, answers of the API renewed while
// the shift runs, charts drawn once per answer.

import { h, patchChildren } from "./dom.js";
import { t } from "./i18n.js";
import { hrefOf } from "./route.js";

export const kept = (name) => h("div", { class: `chart ${name}`, "data-kept": true, id: `chart-${name}`, "data-key": name });
export const section = (name, title, ...content) =>
  h("section", { class: `panel for-${name}`, "aria-label": title, "data-testid": name, "data-key": name }, h("h2", null, title), content);

// Links of which one is the present choice.
export const choice = (label, options) => h("div", { class: "choice", role: "group", "aria-label": label }, options.map(({ text, href, on, id }) =>
  h("a", { class: "button", href, "aria-current": on ? "true" : null, "data-testid": id }, text)));

export class View {
  constructor({ kind, path, shift }, { main, plant, everyMs }) {
    Object.assign(this, { kind, path, shift, shiftKey: shift?.key ?? "", main, plant, everyMs, loaded: null, error: "", askedAt: -everyMs, asked: {}, answered: null, closed: false, busy: false, drawn: "", answers: 0 });
    delete main.dataset.charts;
    main.replaceChildren();
  }

  close() {
    this.closed = true;
    this.main.replaceChildren();
  }

  // Charts are drawn anew in another language or theme.
  renew() {
    this.main.replaceChildren();
    this.drawn = "";
  }

  find() {
    for (const line of this.plant().lines) {
      if (line.path === this.path) return { line, unit: null };
      const unit = line.units.find((one) => one.path === this.path);
      if (unit) return { line, unit };
    }
    return null;
  }

  // What the address asks for beside the shift that needs another answer.
  question() {
    return "";
  }

  // Without a shift that was chosen the running one.
  range({ line }) {
    return this.shift ?? { start: line.shift_start, end: line.shift_end };
  }

  // A link that stays in this shift.
  href(kind, path, asked = {}) {
    return hrefOf(kind, path, { shift: this.shiftKey, ...asked });
  }

  update(asked) {
    this.asked = asked;
    const found = this.find();
    if (!found) {
      patchChildren(this.main, [h("section", { class: "panel" }, h("p", null, t("unit.unheard", { path: this.path })), h("p", null, h("a", { href: "#/" }, t("nav.overview"))))]);
      return;
    }
    const due = this.loaded === null || this.answered !== this.question() || (!this.shift && performance.now() - this.askedAt > this.everyMs);
    if (due && !this.busy) this.load(found);
    this.show(found);
  }

  async load(found) {
    const range = this.range(found);
    const question = this.question();
    if (range.start === null) return;
    this.busy = true;
    this.askedAt = performance.now();
    try {
      this.loaded = { range, ...await this.read(found, range) };
      this.answers += 1;
      this.error = "";
    } catch (error) {
      this.error = error.message;
    }
    this.answered = question;
    this.busy = false;
    const now = this.find();
    if (!this.closed && now) this.show(now);
  }

  show(found) {
    patchChildren(this.main, this.content(found).filter(Boolean));
    if (!this.loaded) return;
    const draws = this.charts(found);
    const places = draws.map(([name]) => document.getElementById(`chart-${name}`));
    const drawn = `${this.answers} ${this.asked.at ?? ""}`;
    if (this.drawn === drawn && places.every((place) => place.hasChildNodes())) return;
    this.drawn = drawn;
    Promise.all(draws.map(([, draw], number) => draw(places[number])))
      .then(() => { this.main.dataset.charts = "drawn"; })
      .catch((error) => { this.error = error.message; });
  }
}
