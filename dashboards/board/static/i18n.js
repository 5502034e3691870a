// Words in the language of the reader: ?lang=, else what was chosen before, else the browser's.

const LANGUAGES = ["en", "zh"];
let words = {};
export let language = "en";

function wanted() {
  const asked = new URLSearchParams(location.search).get("lang");
  if (LANGUAGES.includes(asked)) return asked;
  try {
    const kept = localStorage.getItem("lang");
    if (LANGUAGES.includes(kept)) return kept;
  } catch { /* storage may be forbidden */ }
  return (navigator.language ?? "en").toLowerCase().startsWith("zh") ? "zh" : "en";
}

export async function loadLanguage(chosen = wanted()) {
  const answer = await fetch(`/static/i18n/${chosen}.json`);
  words = await answer.json();
  language = chosen;
  document.documentElement.lang = chosen === "zh" ? "zh-CN" : "en";
}

export async function switchLanguage() {
  const chosen = language === "en" ? "zh" : "en";
  try { localStorage.setItem("lang", chosen); } catch { /* lasts as long as the page then */ }
  const url = new URL(location.href);
  url.searchParams.set("lang", chosen);
  history.replaceState(null, "", url);
  await loadLanguage(chosen);
}

export const has = (key) => key in words;

export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

export const nameOf = (place) =>
  (language === "zh" ? place.name_zh || place.name_en : place.name_en || place.name_zh) || place.path.split("/").at(-1);
export const shiftText = (name) => (name && has(`shift.${name}`) ? t(`shift.${name}`) : name);
