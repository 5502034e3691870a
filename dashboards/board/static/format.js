// Numbers and times for people. What is null is told as a dash, never as 0.

import { language, t } from "./i18n.js";

export const DASH = "–";
const locale = () => (language === "zh" ? "zh-CN" : "en-GB");
const known = (value) => value !== null && value !== undefined && Number.isFinite(value);

export const percent = (ratio, digits = 1) =>
  known(ratio) ? (ratio * 100).toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }) : DASH;
export const percentSign = (ratio, digits = 1) => (known(ratio) ? `${percent(ratio, digits)} %` : DASH);
export const quantity = (value) =>
  known(value) ? value.toLocaleString(locale(), { maximumFractionDigits: value % 1 && value < 1000 ? 1 : 0 }) : DASH;
export const significant = (value) => (known(value) ? value.toLocaleString(locale(), { maximumSignificantDigits: 3 }) : DASH);

export function duration(ms) {
  if (!known(ms)) return DASH;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return t("time.seconds", { s: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return t("time.minutes", { m: minutes });
  return t("time.hours", { h: Math.floor(minutes / 60), m: String(minutes % 60).padStart(2, "0") });
}

const formatters = new Map();
function formatter(zone, options) {
  const key = `${locale()}|${zone}|${JSON.stringify(options)}`;
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(locale(), { timeZone: zone, hourCycle: "h23", ...options }));
  return formatters.get(key);
}

export const clock = (ms, zone, seconds = false) =>
  known(ms) ? formatter(zone, { hour: "2-digit", minute: "2-digit", ...(seconds && { second: "2-digit" }) }).format(ms) : DASH;
export const dayAndClock = (ms, zone) =>
  known(ms) ? formatter(zone, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(ms) : DASH;
export const day = (date) =>
  new Intl.DateTimeFormat(locale(), { timeZone: "UTC", weekday: "short", month: "short", day: "numeric" }).format(new Date(`${date}T00:00:00Z`));

// The wall clock of the plant as plotly wants it; plotly knows no zones.
const PARTS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
export const plotTime = (ms, zone) => new Intl.DateTimeFormat("sv-SE", { timeZone: zone, hourCycle: "h23", ...PARTS }).format(ms);
