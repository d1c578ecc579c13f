import { expect } from "vitest";
import { bindParameters } from "#template/parameters.ts";
import { readTemplate } from "#template/read.ts";
import { resolveOutput } from "#template/resolve.ts";
import { createScope } from "#template/scope.ts";
import { ResolveFailure } from "#template/template.ts";

const attributes: Readonly<Record<string, unknown>> = {
  addresses: { net: [{ addr: "10.0.0.1" }], "1": "one" },
  text: "abc",
  nested: { b: null },
  "*": { text: "abc" },
};

const around = {
  parameters: {
    list: { type: "comma_delimited_list", default: "z,y" },
    map: { type: "json", default: { "%v%": ["z", "y"], a: ["b"], text: "abc", none: null, "5": "five" } },
    maps: { type: "json", default: [{ a: 1 }, { b: 2 }] },
    empty: { type: "string", default: "" },
    yes: { type: "boolean", default: true },
    condition: { type: "string", default: "true_one" },
  },
  resources: { r: { type: "T" } },
};
const conditions = { true_one: true, false_one: { not: "true_one" } };

/** The value of an expression in an output, or the message that says why there is none. */
export function outcomeOfCall(value: unknown, version: string): unknown {
  const { value: template, diagnostics } = readTemplate({
    heat_template_version: version,
    ...around,
    ...(version >= "2016-10-14" ? { conditions } : {}),
    outputs: { o: { value } },
  });
  if (template === undefined) return `refused: ${diagnostics.find(({ severity }) => severity === "error")?.message}`;
  const stack = { id: "id", name: "shop", projectId: "p" };
  const scope = createScope({
    template,
    parameters: bindParameters(template, {}, {}, stack).value!,
    files: (name) => (name === "hello.txt" ? "hello" : undefined),
    reference: (name) => `id of ${name}`,
    attribute: (_, attribute) => attributes[attribute] ?? null,
  });
  try {
    return resolveOutput(template.outputs.get("o")!, scope);
  } catch (error) {
    if (error instanceof ResolveFailure) return `failed: ${error.diagnostic.message}`;
    throw error;
  }
}

/** In a version, what a call gives; a text that begins with `failed:` or `refused:` is the beginning of the message instead. */
export type CallRow = readonly [version: string, call: unknown, expected: unknown];

/** What the outcome must equal for it. */
export function asExpected(expected: unknown): unknown {
  const isMessage = typeof expected === "string" && /^(failed|refused): /.test(expected);
  return isMessage ? expect.stringContaining(expected) : expected;
}
