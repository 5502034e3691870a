// Elements from functions, and a patch that changes only what differs, so that focus and hover
// survive each new picture of the plant.

const SVG = "http://www.w3.org/2000/svg";
const HANDLERS = ["onclick", "onchange"];

function build(node, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (HANDLERS.includes(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const h = (tag, properties, ...children) => build(document.createElement(tag), properties, children);
export const s = (tag, properties, ...children) => build(document.createElementNS(SVG, tag), properties, children);

const same = (old, wanted) =>
  old.nodeType === wanted.nodeType &&
  old.nodeName === wanted.nodeName &&
  (old.nodeType !== 1 || (old.getAttribute("data-key") === wanted.getAttribute("data-key")));

export function patch(old, wanted) {
  if (old.nodeType === 3) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  // What a chart library drew into a kept element is its own.
  if (old.hasAttribute("data-kept")) return;
  for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const handler of HANDLERS) if (old[handler] !== wanted[handler]) old[handler] = wanted[handler];
  if (old.nodeName === "SELECT" && document.activeElement === old) return;
  patchChildren(old, [...wanted.childNodes]);
}

// What moved keeps its element, and with it what a chart library drew there.
const keyed = (parent, child, from) => child.nodeType === 1 && child.hasAttribute("data-key")
  ? [...parent.childNodes].slice(from).find((old) => same(old, child)) : undefined;

export function patchChildren(parent, wanted) {
  wanted.forEach((child, index) => {
    const present = parent.childNodes[index];
    const old = present && !same(present, child) ? keyed(parent, child, index) ?? present : present;
    if (old !== present) parent.insertBefore(old, present);
    if (old === undefined) parent.append(child);
    else if (same(old, child)) patch(old, child);
    else old.replaceWith(child);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild.remove();
}
