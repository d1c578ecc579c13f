import type { Reading } from "../document/source.ts";
import type { ExpressionParser } from "../parse-expression.ts";
import type { OutputDefinition } from "../template.ts";
import { checkKeys, mapAt, textAt } from "./sections.ts";
import type { LanguageVersion } from "./versions.ts";

/** Reads the section `outputs`. */
export function readOutputs(
  value: unknown,
  { parser, version }: { readonly parser: ExpressionParser; readonly version: LanguageVersion },
  reading: Reading,
): ReadonlyMap<string, OutputDefinition> {
  const outputs = new Map<string, OutputDefinition>();
  if (value === undefined || value === null) return outputs;
  const keys = version.hasConditions ? ["description", "value", "condition"] : ["description", "value"];
  for (const [name, given] of Object.entries(mapAt(reading, value, ["outputs"], "the section outputs") ?? {})) {
    const path = ["outputs", name];
    const output = mapAt(reading, given, path, `the output "${name}"`);
    if (output === undefined) continue;
    checkKeys(reading, output, path, { keys, code: "structure", what: "key of an output" });
    if (!Object.hasOwn(output, "value")) {
      reading.error("structure", path, `the output "${name}" has no value`);
      continue;
    }
    const description = textAt(reading, output["description"] ?? undefined, [...path, "description"], "a description");
    outputs.set(name, {
      name,
      description: description ?? "No description given",
      value: parser.parse(output["value"], [...path, "value"]),
      ...(version.hasConditions && output["condition"] !== undefined
        ? { condition: parser.parseCondition(output["condition"], [...path, "condition"]) }
        : {}),
      place: reading.source.place(path),
    });
  }
  return outputs;
}
