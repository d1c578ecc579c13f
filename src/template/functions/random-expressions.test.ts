import fc from "fast-check";
import { expect, test } from "vitest";
import { dependenciesOf } from "../dependencies.ts";
import { hotVersions } from "../hot/versions.ts";
import { bindParameters } from "../parameters.ts";
import { readTemplate } from "../read.ts";
import { createScope } from "../scope.ts";
import type { Scope, Template } from "../template.ts";
import { ResolveFailure, UnknownValue } from "../template.ts";

const around = {
  parameters: {
    word: { type: "string", default: "w" },
    words: { type: "comma_delimited_list", default: "x,y" },
    map: { type: "json", default: { k: "v" } },
  },
  resources: { a: { type: "T" }, b: { type: "T" }, c: { type: "T" } },
};
const conditions = { yes: true, no: { not: "yes" }, same: { equals: [{ get_param: "word" }, "w"] } };
const names = fc.constantFrom("a", "b", "c");

type Call = readonly [name: string, argument: fc.Arbitrary<unknown>];

/** Values of a kind: plain ones, and calls that give such values as far as the version has the function. */
function valuesOf(version: string, plain: fc.Arbitrary<unknown>, calls: readonly Call[]): fc.Arbitrary<unknown> {
  const known = hotVersions.find(({ name }) => name === version)!.functions;
  const possible = calls
    .filter(([name]) => known.some((definition) => definition.name === name))
    .map(([name, argument]) => argument.map((given) => ({ [name]: given })));
  return fc.oneof({ maxDepth: 4, depthIdentifier: version }, plain, ...possible);
}

interface Kinds {
  readonly text: unknown;
  readonly list: unknown;
  readonly map: unknown;
}

/** Expressions of a version with all of its functions, right in their arguments' kinds. */
function expressions(version: string): fc.Arbitrary<unknown> {
  const { text, list, map } = fc.letrec<Kinds>((tie) => {
    const [words, lists, maps] = [tie("text"), tie("list"), tie("map")];
    const condition = fc.constantFrom<unknown>("yes", "no", "same", true, { not: "same" }, { or: ["no", "yes"] });
    const choice = (kind: fc.Arbitrary<unknown>): Call => ["if", fc.tuple(condition, kind, kind)];
    const replacement = fc.record({ template: fc.constant("one two"), params: fc.record({ one: words, two: words }) });
    const plainList = fc.array(words, { minLength: 1, maxLength: 3 });
    return {
      text: valuesOf(version, fc.constantFrom("t", "%v%", ""), [
        ["get_param", fc.constant("word")],
        ["get_resource", names],
        ["get_attr", fc.tuple(names, fc.constantFrom("x", "y"))],
        ["str_replace", replacement],
        ["str_replace_strict", replacement],
        ["list_join", fc.tuple(fc.constant(","), lists)],
        ["digest", fc.tuple(fc.constant("sha1"), words)],
        ["str_split", fc.tuple(fc.constant("-"), words, fc.constant(0))],
        ["make_url", fc.record({ host: words, query: fc.record({ q: words }) })],
        ["Fn::Join", fc.tuple(fc.constant(","), lists)],
        ["Ref", fc.constantFrom("a", "b", "word")],
        choice(words),
      ]),
      list: valuesOf(version, plainList, [
        ["get_param", fc.constant("words")],
        ["repeat", fc.record({ template: words, for_each: fc.record({ "%v%": lists }) })],
        ["str_split", fc.tuple(fc.constant("-"), words)],
        ["list_concat", fc.array(lists, { maxLength: 3 })],
        ["list_concat_unique", fc.array(lists, { maxLength: 3 })],
        ["filter", fc.tuple(lists, lists)],
        choice(lists),
      ]),
      map: valuesOf(version, fc.record({ one: words, two: lists }), [
        ["get_param", fc.constant("map")],
        ["map_merge", fc.array(maps, { maxLength: 3 })],
        ["map_replace", fc.tuple(maps, fc.record({ values: fc.record({ t: words }) }))],
        choice(maps),
      ]),
    };
  });
  return fc.oneof(text, list, map, fc.record({ one: text, two: list, three: map }));
}

function templateOf(version: string, value: unknown): Template | undefined {
  return readTemplate({
    heat_template_version: version,
    ...around,
    ...(version >= "2016-10-14" ? { conditions } : {}),
    resources: { ...around.resources, r: { type: "T", properties: { p: value } } },
  }).value;
}

function recordingScope(template: Template, asked: Set<string>): Scope {
  return createScope({
    template,
    parameters: bindParameters(template, {}, {}, { id: "i", name: "n", projectId: "p" }).value!,
    files: () => undefined,
    reference(resource) {
      asked.add(resource);
      return `id of ${resource}`;
    },
    attribute(resource, attribute) {
      asked.add(`${resource}.${attribute}`);
      return `${attribute} of ${resource}`;
    },
  });
}

/** The value, or nothing where resolving fails as it may; anything else that is thrown is a bug. */
function attempt(resolve: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: resolve() };
  } catch (error) {
    if (error instanceof ResolveFailure || error instanceof UnknownValue) return undefined;
    throw error;
  }
}

const versions = fc.constantFrom(...hotVersions.map(({ name }) => name));
const cases = versions.chain((version) => fc.tuple(fc.constant(version), expressions(version)));

test("what an expression says it needs is what resolving it asks for, each time the same", () => {
  let resolved = 0;
  fc.assert(
    fc.property(cases, ([version, value]) => {
      const template = templateOf(version, value)!;
      const definition = template.resources.get("r")!;
      const expression = definition.properties.get("p")!;
      const asked = new Set<string>();
      const scope = recordingScope(template, asked);
      const needed = new Set(
        dependenciesOf(definition, scope).attributes.map(({ resource, attribute }) =>
          attribute === undefined ? resource : `${resource}.${attribute}`,
        ),
      );
      const first = attempt(() => expression.resolve(scope));
      expect(attempt(() => expression.resolve(scope))).toEqual(first);
      expect([...asked].filter((name) => !needed.has(name))).toEqual([]);
      // Where it fails, what comes after is not asked for.
      if (first === undefined) return;
      resolved += 1;
      expect(asked.size).toBe(needed.size);
    }),
    { numRuns: 500 },
  );
  expect(resolved).toBeGreaterThan(250);
});

test("whatever a function is given, it fails with a diagnostic or gives a value", () => {
  const functions = hotVersions.flatMap(({ name, functions: known, conditionFunctions }) =>
    [...known, ...conditionFunctions].map((definition) => [name, definition.name] as const),
  );
  const word = fc.constantFrom("a", "template", "params", "for_each", "keys", "values", "yes", "", "0", "%");
  const data = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null), fc.double(), fc.string()),
      fc.array(tie("any"), { maxLength: 4 }),
      fc.dictionary(word, tie("any"), { maxKeys: 4 }),
    ),
  })).any;
  const resolveAll = ([version, name]: readonly [string, string], argument: unknown): void => {
    for (const value of [{ [name]: argument }, { if: [{ [name]: argument }, "a", "b"] }]) {
      const template = templateOf(version, value);
      const expression = template?.resources.get("r")?.properties.get("p");
      if (template && expression) attempt(() => expression.resolve(recordingScope(template, new Set())));
    }
  };
  const property = fc.property(fc.constantFrom(...functions), data, resolveAll);
  expect(fc.check(property, { numRuns: 1000 }).counterexample).toBeNull();
});
