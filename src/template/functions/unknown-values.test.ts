import { expect, test } from "vitest";
import { emptyEnvironment } from "../environment/environment.ts";
import { bindParameters } from "../parameters.ts";
import { readTemplate } from "../read.ts";
import { resolveProperties, resolveValue } from "../resolve.ts";
import { createScope } from "../scope.ts";
import type { Expression, Scope, Template } from "../template.ts";
import { UnknownValue } from "../template.ts";
import { validateTemplate } from "../validate.ts";

const type = { properties: { p: { type: { kind: "any" }, description: "Any." } }, attributes: {} } as const;

function templateWith(value: unknown): Template {
  const read = readTemplate({
    heat_template_version: "2021-04-16",
    parameters: { words: { type: "comma_delimited_list", default: "x,y" } },
    conditions: { yes: true },
    resources: { a: { type: "T" }, b: { type: "T" }, r: { type: "T", properties: { p: value } } },
  });
  expect(read.diagnostics).toEqual([]);
  return read.value!;
}

/** A scope in which the resource a is not there yet. */
function scopeOf(template: Template): Scope {
  const known = (resource: string, attribute?: string): string => {
    if (resource === "a") throw new UnknownValue(attribute === undefined ? { resource } : { resource, attribute });
    return `${attribute ?? "id"} of ${resource}`;
  };
  return createScope({
    template,
    parameters: bindParameters(template, {}, {}, { id: "i", name: "n", projectId: "p" }).value!,
    files: () => undefined,
    reference: known,
    attribute: known,
  });
}

/** The value as far as it is known, `?` for what is not. */
function knownPart(expression: Expression, scope: Scope): unknown {
  try {
    return resolveValue(expression, scope);
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
  }
  const { members } = expression.expanded?.(scope) ?? expression;
  if (members === undefined) return "?";
  const parts = [...members].map(([key, member]) => [key, knownPart(member, scope)] as const);
  return parts.every(([key], index) => key === String(index))
    ? parts.map(([, part]) => part)
    : Object.fromEntries(parts);
}

const unknown = { get_resource: "a" };
const known = { get_resource: "b" };

test.each<[unknown, unknown]>([
  [{ map_merge: [{ x: unknown, z: 1 }, { y: known, z: 2 }, null] }, { x: "?", y: "id of b", z: 2 }],
  [{ map_merge: [{ x: 1 }, unknown] }, "?"],
  [{ list_concat: [[unknown, 1], { get_param: "words" }] }, ["?", 1, "x", "y"]],
  [{ list_concat: [[1], { get_attr: ["a", "list"] }] }, "?"],
  [{ list_concat_unique: [[unknown], ["x"]] }, "?"],
  [
    { repeat: { template: { "%w%": [unknown, "w %w%"] }, for_each: { "%w%": { get_param: "words" } } } },
    [{ x: ["?", "w x"] }, { y: ["?", "w y"] }],
  ],
  [{ repeat: { template: "%w%", for_each: { "%w%": [unknown] } } }, "?"],
  [{ if: ["yes", { x: unknown, y: 1 }, known] }, { x: "?", y: 1 }],
  [
    { if: ["yes", { map_merge: [{ x: unknown }, { y: { list_concat: [[unknown], [2]] } }] }, 1] },
    { x: "?", y: ["?", 2] },
  ],
  [{ str_replace: { template: "a b", params: { a: unknown, b: known } } }, "?"],
  [{ filter: [["x"], ["x", unknown]] }, "?"],
  [
    [{ digest: ["md5", unknown] }, { digest: ["md5", "a"] }],
    ["?", "0cc175b9c0f1b6a831c399e269772661"],
  ],
])("of %j is known %j, and the rest waits for a", (value, expected) => {
  const template = templateWith(value);
  const definition = template.resources.get("r")!;
  const scope = scopeOf(template);
  expect(knownPart(definition.properties.get("p")!, scope)).toEqual(expected);
  const waiting = resolveProperties(definition, type, scope).unknown.get("p");
  expect(new Set(waiting?.map(({ resource }) => resource))).toEqual(new Set(["a"]));
});

test.each<unknown>([
  { str_replace: { template: "x y", params: { x: unknown, y: { get_param: "wrods" } } } },
  { map_merge: [{ x: unknown }, { y: { get_param: "wrods" } }] },
  { if: ["yes", [unknown, { get_param: "wrods" }], 1] },
])("a mistake in %j is told although something before it is not known yet", (value) => {
  const template = templateWith(value);
  const faults = validateTemplate(template, {
    parameters: bindParameters(template, {}, {}, { id: "i", name: "n", projectId: "p" }).value!,
    environment: emptyEnvironment,
    catalogue: { find: () => type, names: () => [] },
    files: () => undefined,
  });
  expect(faults).toMatchObject([{ message: 'there is no parameter "wrods"', hint: 'did you mean "words"?' }]);
});
