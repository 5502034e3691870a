// What codes are called: reasons, loss groups, attributions and measures, from the server's catalogue.

import { ask } from "./api.js";
import { language } from "./i18n.js";

const KINDS = ["reasons", "loss_groups", "attributions"];
const words = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
const measures = new Map();
const UNMAPPED = "unmapped";

export async function loadCatalogue() {
  const found = await ask("/api/v1/catalogue");
  for (const kind of KINDS) for (const one of found[kind]) words[kind].set(one.code, one);
  for (const one of found.measures) measures.set(one.code, one);
}

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const textOf = (one) => (language === "zh" ? one.name_zh : capital(one.name_en));
const word = (kind, code) => (words[kind].has(code) ? textOf(words[kind].get(code)) : capital(code.replaceAll("_", " ")));

export const groupText = (code) => word("loss_groups", code);
export const attributionText = (code) => word("attributions", code);
export const measureOf = (id) => measures.get(id) ?? { part: "", formula: "", source: "" };

// A reason that nobody translated is shown as the machine said it; without one there is no text.
export function reasonText(code) {
  if (!code) return "";
  if (!code.startsWith(`${UNMAPPED}:`)) return word("reasons", code);
  return `${word("reasons", UNMAPPED)}: ${code.slice(UNMAPPED.length + 1)}`;
}

// Of a stop, where no reason is a finding, too.
export const stopText = (code) => reasonText(code) || word("reasons", "");
