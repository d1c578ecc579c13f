import type { Place } from "#schema/diagnostic.ts";
import type { Reading } from "../document/source.ts";
import type { FoundVersion } from "../formats.ts";
import type { ExpressionParser } from "../parse-expression.ts";
import { Standing } from "../expression.ts";
import type { Expression, OutputDefinition } from "../template.ts";
import { checkKeys, looseTextAt, mapAt } from "./sections.ts";

/** An output as it was read. */
class ReadOutput implements OutputDefinition {
  readonly name: string;
  readonly description: string;
  readonly value: Expression;
  readonly condition?: Expression;
  readonly #standing: Standing;
  constructor(standing: Standing, parts: Omit<OutputDefinition, "place">) {
    this.#standing = standing;
    this.name = parts.name;
    this.description = parts.description;
    this.value = parts.value;
    if (parts.condition !== undefined) this.condition = parts.condition;
  }
  get place(): Place {
    return this.#standing.place;
  }
}

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
  const [ofDescription, ofValue, ofCondition] = [spell("description"), spell("value"), spell("condition")];
  const keys = version.hasConditions ? [ofDescription, ofValue, ofCondition] : [ofDescription, ofValue];
  const all = new Standing(reading, undefined, section);
  for (const [name, item] of Object.entries(mapAt(reading, value, [section], `the section ${section}`) ?? {})) {
    const path = [section, name];
    const output = mapAt(reading, item, path, `the output "${name}"`);
    if (output === undefined) continue;
    checkKeys(reading, output, path, { keys, code: "structure", what: "key of an output", loose: true });
    if (!Object.hasOwn(output, ofValue)) {
      reading.error("structure", path, `the output "${name}" has no value`);
      continue;
    }
    const standing = new Standing(reading, all, name);
    const description = looseTextAt(reading, output[ofDescription], [...path, ofDescription], "a description");
    outputs.set(
      name,
      new ReadOutput(standing, {
        name,
        description: description ?? "No description given",
        value: parser.parse(output[ofValue], standing, ofValue),
        ...(version.hasConditions && output[ofCondition] !== undefined
          ? { condition: parser.parseCondition(output[ofCondition], standing, ofCondition) }
          : {}),
      }),
    );
  }
  return outputs;
}
