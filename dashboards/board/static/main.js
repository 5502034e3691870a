// Wires the page: the stream of pictures in, the view that the address names out.

import { EVERY_MS as AUTOMATION_MS, AutomationView } from "./automation.js";
import { loadCatalogue } from "./catalogue.js";
import { h, patchChildren } from "./dom.js";
import { clock, dayAndClock, day } from "./format.js";
import { language, loadLanguage, nameOf, shiftText, switchLanguage, t } from "./i18n.js";
import { EVERY_MS as LINE_MS, LineView } from "./line.js";
import { follow } from "./live.js";
import { overview, waiting } from "./overview.js";
import { hrefOf, route } from "./route.js";
import { loadShifts, pastPlant, selector } from "./shifts.js";
import { EVERY_MS as UNIT_MS, UnitView } from "./unit.js";

const state = { plant: null, heardAt: 0, connected: null, health: null, shifts: [], shiftsKnown: false, past: null, error: "" };
const place = (id) => document.getElementById(id);
const PATIENCE_MS = 3000;
let view = null;
let shiftsAsked = 0;

// The wall clock of the server, carried on since its last picture.
const wallNow = () => (state.plant ? state.plant.at + (performance.now() - state.heardAt) : 0);

const VIEWS = { line: [LineView, LINE_MS], unit: [UnitView, UNIT_MS], automation: [AutomationView, AUTOMATION_MS] };

// What else the address asks for belongs to the shift that is left.
function chooseShift(key) {
  const { kind, path } = route();
  location.hash = hrefOf(kind, path, { shift: key });
}

function header() {
  const { plant } = state;
  const zones = [...new Set((plant?.lines ?? []).map((line) => line.zone))];
  const newest = Math.max(...(plant?.lines ?? []).map((line) => line.now ?? -Infinity));
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  return [
    h("a", { class: "brand", href: "#/", "aria-label": t("nav.overview") }, h("img", { src: "/static/icon.svg", alt: "", width: 32, height: 32 }),
      h("span", null, plant ? nameOf(plant) : t("title"))),
    h("p", { class: "clock" }, Number.isFinite(newest) ? [h("b", { "data-testid": "clock" }, clock(newest, zones[0], true)), " ",
      h("span", null, zones.join(", "))] : null),
    h("nav", { "aria-label": t("nav.title") },
      plant?.path ? h("a", { class: "button", href: hrefOf("automation", plant.path), "data-testid": "automation", "aria-current": route().kind === "automation" ? "true" : null }, t("nav.automation")) : null,
      state.shifts.length ? selector(state.shifts, route().shift, chooseShift) : null,
      healthSign(),
      h("button", { type: "button", class: "button", "data-testid": "language", lang: language === "en" ? "zh-CN" : "en",
        onclick: async () => { await switchLanguage(); view?.renew(); draw(); } }, language === "en" ? "中文" : "English"),
      h("button", { type: "button", class: "button", "data-testid": "theme", "aria-label": t(dark ? "theme.light" : "theme.dark"), title: t(dark ? "theme.light" : "theme.dark"),
        onclick: () => { chooseTheme(dark ? "light" : "dark"); } }, dark ? "☀" : "☾")),
  ].filter(Boolean);
}

function chooseTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try { localStorage.setItem("theme", theme); } catch { /* lasts as long as the page then */ }
  view?.renew();
  draw();
}

function healthSign() {
  if (!state.health) return null;
  const { ok, reason } = state.health;
  return h("span", { class: `health ${ok ? "ok" : "bad"}`, title: reason, "data-testid": "health" },
    h("span", { "aria-hidden": "true" }, ok ? "●" : "▲"), " ", t(ok ? "health.ok" : "health.bad"));
}

function banner() {
  const box = place("banner");
  const { plant } = state;
  let text = "";
  let kind = "info";
  if (state.connected === false) [text, kind] = [t("connection.lost"), "alarm"];
  else if (state.error) [text, kind] = [state.error, "alarm"];
  else if (state.health && !state.health.ok && plant?.doing !== "ended") [text, kind] = [`${t("health.bad")}: ${state.health.reason}`, "alarm"];
  else if (plant?.doing === "playing" && plant.lines.length) {
    const line = plant.lines.find((one) => one.now !== null);
    text = t("doing.playing_at", { time: line ? dayAndClock(line.now, line.zone) : "" });
  } else if (plant?.doing === "ended" && plant.lines.length) text = t("doing.ended");
  box.hidden = !text;
  box.className = `banner ${kind}`;
  if (box.textContent !== text) box.textContent = text;
}

function draw() {
  document.title = state.plant ? `${nameOf(state.plant)} · OEE` : t("title");
  place("skip").textContent = t("nav.skip");
  patchChildren(place("top"), header());
  banner();
  const main = place("main");
  main.setAttribute("aria-busy", String(state.plant === null));
  const { kind, path, shift, asked } = route();
  const chosen = state.shifts.find((one) => one.key === shift) ?? null;
  if (!state.plant?.lines.some((line) => line.now !== null)) {
    patchChildren(main, waiting(state.plant, state.health));
  } else if (shift && !chosen && !state.shiftsKnown) {
    patchChildren(main, [h("p", { class: "dim", "data-testid": "loading" }, t("shift.loading"))]);
  } else if (kind) {
    if (view?.kind !== kind || view.path !== path || view.shiftKey !== (chosen?.key ?? "")) {
      view?.close();
      const [View, everyMs] = VIEWS[kind];
      view = new View({ kind, path, shift: chosen }, { main, plant: () => state.plant, everyMs });
      scrollTo(0, 0);
    }
    view.update(asked);
  } else {
    view?.close();
    view = null;
    const past = chosen !== null && state.past?.key === chosen.key ? state.past.plant : null;
    if (chosen && !past) {
      if (state.past?.key !== chosen.key) showPast(chosen);
      patchChildren(main, [h("p", { class: "dim", "data-testid": "loading" }, t("shift.loading"))]);
    } else {
      patchChildren(main, overview(past ?? state.plant, wallNow(), {
        past: past !== null, suffix: past ? `?shift=${chosen.key}` : "",
        note: past ? t("shift.past", { day: day(chosen.day), shift: shiftText(chosen.shift) }) : "",
      }));
    }
  }
  patchChildren(place("bottom"), [h("p", null, t("footer.meaning")), h("p", null, h("a", { href: "/api" }, t("footer.api")))]);
}

async function showPast(chosen) {
  state.past = { key: chosen.key, plant: null };
  try {
    state.past = { key: chosen.key, plant: await pastPlant(state.plant, chosen) };
    state.error = "";
  } catch (error) {
    state.error = error.message;
    setTimeout(() => { state.past = null; }, PATIENCE_MS); // then it is asked for again
  }
  draw();
}

async function refreshShifts() {
  const now = Math.max(...(state.plant?.lines ?? []).map((line) => line.now ?? 0), 0);
  if (!now || performance.now() - shiftsAsked < 60_000 && shiftsAsked) return;
  shiftsAsked = performance.now();
  try { state.shifts = await loadShifts(now); } catch (error) { state.error = error.message; }
  state.shiftsKnown = true;
}

async function refreshHealth() {
  try { state.health = await (await fetch("/healthz")).json(); } catch { state.health = null; }
}

await Promise.all([loadLanguage(), loadCatalogue().catch((error) => { state.error = error.message; })]);
draw();
follow({
  onPlant: (plant, heardAt) => {
    Object.assign(state, { plant, heardAt, error: "" });
    draw();
    refreshShifts().then(draw);
  },
  onConnection: (connected) => {
    if (state.connected === connected) return;
    state.connected = connected;
    draw();
  },
});
addEventListener("hashchange", draw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { view?.renew(); draw(); });
setInterval(draw, 1000);
refreshHealth().then(draw);
setInterval(refreshHealth, 10_000);
