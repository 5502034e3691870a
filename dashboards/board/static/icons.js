// One sign per time leaf, so that colour is never alone; drawn here, in a 24 by 24 box.

import { s } from "./dom.js";

const SHAPES = {
  production: [["path", { d: "M7 4.5v15l13-7.5z", fill: "currentColor" }]],
  setup: [["path", { d: "M20.5 6.5a5 5 0 0 1-6.7 6L7 19.3a2 2 0 0 1-2.8-2.8L11 9.8a5 5 0 0 1 6-6.7L14 6l.7 2.8 2.8.7z", fill: "currentColor" }]],
  delay: [["path", { d: "M6 4.5h4.5v15H6zM13.500 4.5H18v15h-4.5z", fill: "currentColor" }]],
  down: [["path", { d: "M5 5h14v14H5z", fill: "currentColor" }]],
  unknown: [["path", { d: "M8 9a4 4 0 1 1 6 3.4c-1.3.8-2 1.5-2 3.1", fill: "none", stroke: "currentColor", "stroke-width": "2.6", "stroke-linecap": "round" }], ["circle", { cx: "12", cy: "19.5", r: "1.8", fill: "currentColor" }]],
  planned_down: [["path", { d: "M4 9h12v5a5 5 0 0 1-5 5H9a5 5 0 0 1-5-5zM16 10.500h2a2.300 2.3 0 0 1 0 4.600h-2M7.500 3v3M12 3v3", fill: "none", stroke: "currentColor", "stroke-width": "2.2", "stroke-linecap": "round", "stroke-linejoin": "round" }]],
  unscheduled: [["path", { d: "M19.500 14.500A8 8 0 0 1 9.5 4.500a8 8 0 1 0 10 10z", fill: "currentColor" }]],
};

export const icon = (leaf) =>
  s("svg", { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" }, (SHAPES[leaf] ?? SHAPES.unknown).map(([tag, properties]) => s(tag, properties)));
