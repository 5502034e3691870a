// Lists the endpoints from the OpenAPI document of this very server.

import { h } from "./dom.js";

const optionOf = (schema = {}) => schema.anyOf?.find((option) => option.type !== "null") ?? schema;

// What may be written there; a list is a parameter that may be given again.
function kindOf(schema) {
  const one = optionOf(schema);
  if (one.type === "array") return `${kindOf(one.items)}, several times`;
  const [least, most] = [one.minimum ?? one.exclusiveMinimum, one.maximum];
  const range = most === undefined ? "" : ` ${least} to ${most}`;
  return one.enum?.join(" | ") ?? one.const ?? one.format ?? `${one.type ?? ""}${range}`;
}

const noteOf = (schema = {}) => {
  const one = optionOf(schema);
  return [schema.default === undefined ? "" : `default ${schema.default}`, one.description ?? schema.description, one.examples && `such as ${one.examples.join(", ")}`].filter(Boolean).join("; ");
};

function endpoint(method, path, operation) {
  const parameters = operation.parameters ?? [];
  const plain = method === "get" && !path.includes("{") && !parameters.some((one) => one.required);
  return h("section", { class: "panel endpoint" },
    h("h2", null, method.toUpperCase(), " ", plain ? h("a", { href: path }, path) : path),
    h("p", null, operation.description ?? operation.summary),
    parameters.length === 0 ? null : h("div", { class: "scroll" }, h("table", null, h("tbody", null, parameters.map((one) => h("tr", null,
      h("th", { scope: "row" }, one.name, one.required ? " *" : ""), h("td", null, kindOf(one.schema)), h("td", null, noteOf(one.schema))))))),
    h("p", { class: "dim" }, Object.entries(operation.responses).map(([status, answer]) => `${status} ${Object.keys(answer.content ?? {}).join(", ")}`).join(" · ")));
}

const document_ = await (await fetch("/api/openapi.json")).json();
document.getElementById("endpoints").replaceChildren(...Object.entries(document_.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => endpoint(method, path, operation))));
