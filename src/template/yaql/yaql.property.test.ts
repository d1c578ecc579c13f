import fc from "fast-check";
import { expect, test } from "vitest";
import { YaqlError, defaultLimits, evaluate, parse, standardLibrary } from "./yaql.ts";

const still = { now: () => 0, random: () => 0.5 };
const limits = { ...defaultLimits, steps: 5000 };

/** Runs what may fail, but only by a `YaqlError`. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof YaqlError)) throw error;
    return error;
  }
}

const pieces = ["$", "$x", "1", "2.5", "'a'", "`b`", "a", "f(", "len(", "(", ")", "[", "]", "{", "}", ",", "=>", "."];
const operators = ["?.", "->", "+", "-", "*", "/", "mod", "=", "!=", "<", ">=", "=~", "!~", "in", "and", "or", "not"];

test("no text makes the parser throw anything but a YaqlError that names a place in it", () => {
  const soup = fc
    .array(fc.constantFrom(...pieces, ...operators, " "), { maxLength: 30 })
    .map((words) => words.join(" "));
  const characters = fc.string({ unit: fc.constantFrom(...`"'\`\\$_.09aé日𝒳\ud800\n \u00a0([{}])=>?~!-x41`) });
  fc.assert(
    fc.property(fc.oneof(soup, characters), (text) => {
      const error = outcome(() => parse(text));
      if (!(error instanceof YaqlError)) return;
      expect(error.kind).toBe("syntax");
      expect(error.position).toBeGreaterThanOrEqual(0);
      expect(error.position).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 500 },
  );
});

const named = (kinds: readonly string[]) =>
  standardLibrary.filter(({ kind, name }) => kinds.includes(kind) && /^[a-z]/i.test(name)).map(({ name }) => name);
const functions = named(["function", "extension"]);
const methods = named(["method", "extension"]);

/** Expressions that the grammar allows, many of which have a result. */
const { expression } = fc.letrec<{ expression: string; args: string }>((tie) => ({
  args: fc.array(tie("expression"), { maxLength: 3 }).map((args) => args.join(", ")),
  expression: fc.oneof(
    { maxDepth: 5, depthSize: "small", withCrossShrink: true },
    fc.constantFrom("$", "$.a", "$.b", "$2", "null", "true", "0", "1", "-3", "2.5", "'ab'", "c", "range(3)", "set(1)"),
    tie("args").map((args) => `[${args}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([key, value]) => `{${key} => ${value}}`),
    fc
      .tuple(tie("expression"), fc.constantFrom(...operators.slice(2, -1)), tie("expression"))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    fc
      .tuple(tie("expression"), fc.constantFrom(...methods), tie("args"))
      .map(([on, name, args]) => `${on}.${name}(${args})`),
    fc.tuple(fc.constantFrom(...functions), tie("args")).map(([name, args]) => `${name}(${args})`),
    fc.tuple(tie("expression"), tie("expression")).map(([on, index]) => `${on}[${index}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([value, body]) => `(let(${value}) -> ${body})`),
    fc.tuple(tie("expression"), tie("expression")).map(([body, use]) => `(def(f, ${body}) -> ${use} + f(1))`),
  ),
}));

test("every expression ends, with plain data or a YaqlError, and comes to the same again", () => {
  const data = { a: [3, 1, 2], b: { c: "d", e: null } };
  fc.assert(
    fc.property(expression, (text) => {
      const parsed = parse(text);
      const first = outcome(() => JSON.stringify(evaluate(parsed, data, still, limits)));
      expect(outcome(() => JSON.stringify(evaluate(parsed, data, still, limits)))).toEqual(first);
      outcome(() => evaluate(parsed, data, still, { iterators: Infinity, memory: Infinity, steps: 5000 }));
    }),
    { numRuns: 500 },
  );
});
