// Makes types/control.d.ts from the control API's own document, which a sandbox serves.
//
//   node scripts/types.mjs            writes the file
//   node scripts/types.mjs --check    fails if the file is not what would be written

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import backlot from "../lib/index.cjs";

const FILE = join(dirname(fileURLToPath(import.meta.url)), "../types/control.d.ts");

const sandbox = await backlot.Sandbox.connect();
const { components } = await sandbox.defaultWorld.control("GET", "/openapi.json");
await sandbox.stop();

const declarations = Object.entries(components.schemas).map(([name, schema]) => {
  const about = schema.description ? `/** ${schema.description}. */\n` : "";
  return `${about}export type ${name} = ${type(schema, "")};\n`;
});
const text = `// Made by scripts/types.mjs from the document of the control API.\n\n${declarations.join("\n")}`;

if (!process.argv.includes("--check")) writeFileSync(FILE, text);
else if (readFileSync(FILE, "utf8") !== text) throw new Error("types/control.d.ts is out of date: run node scripts/types.mjs");

/** Returns the type of a JSON schema. */
function type(schema, indent) {
  if (schema === true || Object.keys(schema).length === 0) return "unknown";
  if (schema.$ref) return schema.$ref.split("/").at(-1);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return [...new Set(choices.map((choice) => type(choice, indent)))].join(" | ");
  if (schema.allOf) return schema.allOf.map((part) => type(part, indent)).join(" & ");
  if (Array.isArray(schema.type)) return schema.type.map((each) => type({ ...schema, type: each }, indent)).join(" | ");
  switch (schema.type) {
    case "integer":
    case "number":
      return "number";
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    case "array":
      return `Array<${schema.items ? type(schema.items, indent) : "unknown"}>`;
    case "object":
      return object(schema, indent);
    default:
      return schema.properties ? object(schema, indent) : "unknown";
  }
}

function object({ properties = {}, required = [], additionalProperties }, indent) {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const about = schema.description ? `${inner}/** ${schema.description}. */\n` : "";
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${about}${inner}${key}${required.includes(name) ? "" : "?"}: ${type(schema, inner)};\n`;
  });
  const values = typeof additionalProperties === "object" ? type(additionalProperties, indent) : "unknown";
  if (lines.length === 0) return `Record<string, ${additionalProperties === false ? "never" : values}>`;
  return `{\n${lines.join("")}${indent}}`;
}
