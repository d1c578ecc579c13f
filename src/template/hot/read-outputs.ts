import type { Place } from "#schema/diagnostic.ts";
import type { Reading } from "../document/source.ts";
import type { FoundVersion } from "../formats.ts";
import type { ExpressionParser } from "../parse-expression.ts";
import type { OutputDefinition } from "../template.ts";
import { checkKeys, mapAt, textAt } from "./sections.ts";

/** Reads the section `outputs`. */
export function readOutputs(
  value: unknown,
  { parser, version, format }: FoundVersion & { readonly parser: ExpressionParser },
  reading: Reading,
): ReadonlyMap<string, OutputDefinition> {
  const { spell } = format;
  const outputs = new Map<string, OutputDefinition>();
  if (value === undefined || value === null) return outputs;
  const section = spell("outputs");
  const keys = version.hasConditions ? ["description", "value", "condition"] : ["description", "value"];
  const given = mapAt(reading, value, [section], `the section ${section}`);
  for (const [name, item] of Object.entries(given ?? {})) {
    const path = [section, name];
    const output = mapAt(reading, item, path, `the output "${name}"`);
    if (output === undefined) continue;
    if (format.strictKeys) {
      checkKeys(reading, output, path, { keys: keys.map(spell), code: "structure", what: "key of an output" });
    }
    if (!Object.hasOwn(output, spell("value"))) {
      reading.error("structure", path, `the output "${name}" has no value`);
      continue;
    }
    const read = (key: string): unknown => output[spell(key)];
    const at = (key: string): Place["path"] => [...path, spell(key)];
    const description = textAt(reading, read("description") ?? undefined, at("description"), "a description");
    outputs.set(name, {
      name,
      description: description ?? "No description given",
      value: parser.parse(read("value"), at("value")),
      ...(version.hasConditions && read("condition") !== undefined
        ? { condition: parser.parseCondition(read("condition"), at("condition")) }
        : {}),
      place: reading.source.place(path),
    });
  }
  return outputs;
}
