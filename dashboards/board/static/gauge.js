// The OEE of a window as an arc from 0 to 100 %: value, target, and what is unknown as hatching.

import { s } from "./dom.js";
import { percent, percentSign } from "./format.js";
import { t } from "./i18n.js";

const CENTRE = { x: 120, y: 116 };
const RADIUS = 98;
const SWEEP = 240;
const clip = (share) => Math.min(1, Math.max(0, share));

function point(share, radius) {
  const angle = ((150 + SWEEP * clip(share)) * Math.PI) / 180;
  return [CENTRE.x + radius * Math.cos(angle), CENTRE.y + radius * Math.sin(angle)].map((n) => n.toFixed(2));
}

function arc(from, to, properties) {
  if (clip(to) - clip(from) < 0.001) return null;
  const large = (clip(to) - clip(from)) * SWEEP > 180 ? 1 : 0;
  return s("path", { d: `M${point(from, RADIUS)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${point(to, RADIUS)}`, fill: "none", "stroke-width": 20, ...properties });
}

export const standing = (oee, target) => {
  if (oee === null || target === null || target === undefined) return "plain";
  if (oee >= target) return "good";
  return oee >= target * 0.85 ? "near" : "poor";
};

export function gauge(path, kpi, target) {
  const oee = kpi?.oee_index ?? null;
  const doubtful = kpi && kpi.unknown_time_s > 0 && kpi.oee_low !== null && kpi.oee_high !== null;
  const said = oee === null ? t("gauge.none") : t("gauge.said", { oee: percentSign(oee), target: percentSign(target ?? null, 0) });
  const mark = target === null || target === undefined ? null : [point(target, RADIUS - 15), point(target, RADIUS + 15)];
  return s(
    "svg",
    { class: `gauge ${standing(oee, target)}`, viewBox: "0 0 240 186", role: "img", "aria-label": said },
    s("defs", null, s("pattern", { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      s("rect", { width: 7, height: 7, class: "hatch-ground" }), s("rect", { width: 3, height: 7, class: "hatch-line" }))),
    arc(0, 1, { class: "track" }),
    oee === null ? null : arc(0, oee, { class: "value" }),
    doubtful ? arc(kpi.oee_low, kpi.oee_high, { stroke: "url(#hatch)", "stroke-width": 9 }) : null,
    mark && s("line", { class: "target", x1: mark[0][0], y1: mark[0][1], x2: mark[1][0], y2: mark[1][1] }),
    s("text", { class: "figure", x: 120, y: 132, "text-anchor": "middle", "data-testid": "oee", "data-path": path }, percent(oee)),
    s("text", { class: "unit", x: 120, y: 160, "text-anchor": "middle" }, t("kpi.oee_unit")),
  );
}
