import type { Diagnostic } from "#schema/diagnostic.ts";
import { didYouMean } from "#schema/suggest.ts";
import { constraintFaults } from "./parameters/constraints.ts";
import { coerceParameter, parameterText } from "./parameters/coerce.ts";
import type { StackIdentity } from "./parameters/pseudo.ts";
import { pseudoParameters } from "./parameters/pseudo.ts";
import type { ParameterSchema, Read, Template } from "./template.ts";

/** The parameters of a stack with their values. */
export interface Parameters {
  has(name: string): boolean;
  /** The typed value; pseudo-parameters included. */
  value(name: string): unknown;
  /** The text form for showing; `******` where it is hidden. */
  shown(name: string): string;
  /** All names, pseudo-parameters included. */
  names(): readonly string[];
}

/** What is shown instead of a hidden parameter's value. */
const hiddenValue = "******";

interface Bound {
  readonly value: unknown;
  readonly hidden: boolean;
  readonly type: ParameterSchema["type"];
  /** Where the value does not tell it. */
  readonly text?: string | undefined;
}

class BoundParameters implements Parameters {
  readonly #bound: ReadonlyMap<string, Bound>;
  constructor(bound: ReadonlyMap<string, Bound>) {
    this.#bound = bound;
  }
  has(name: string): boolean {
    return this.#bound.has(name);
  }
  value(name: string): unknown {
    return this.#bound.get(name)?.value;
  }
  shown(name: string): string {
    const bound = this.#bound.get(name);
    if (bound === undefined) return "";
    return bound.hidden ? hiddenValue : (bound.text ?? parameterText(bound.type, bound.value));
  }
  names(): readonly string[] {
    return [...this.#bound.keys()];
  }
}

/** Binds one parameter: its value, and what is wrong. As Heat: a default that its own constraints refuse is a mistake of the schema. */
function bind(
  schema: ParameterSchema,
  raw: unknown,
  isDefault: boolean,
): { readonly bound?: Bound; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostic = (code: "parameter" | "parameter-schema", fault: string): Diagnostic => ({
    severity: "error",
    code,
    message: `the parameter "${schema.name}" ${fault}`,
    place: schema.place,
  });
  const coerced = coerceParameter(schema, raw);
  if (coerced.fault !== undefined) {
    const ofSchema = isDefault && schema.type === "comma_delimited_list";
    return { diagnostics: [diagnostic(ofSchema ? "parameter-schema" : "parameter", coerced.fault)] };
  }
  const { value, text } = coerced;
  const code = isDefault ? "parameter-schema" : "parameter";
  return {
    bound: { value, text, hidden: schema.hidden, type: schema.type },
    diagnostics: constraintFaults(schema, value).map((fault) => diagnostic(code, fault)),
  };
}

/** What was given for a parameter, else the environment's default, else the template's. As Heat: null is nothing. */
function rawValue(schema: ParameterSchema, ...sources: readonly Values[]): unknown {
  const found = sources.map((values) => (Object.hasOwn(values, schema.name) ? values[schema.name] : undefined));
  return found.find((value) => value !== undefined && value !== null) ?? schema.default;
}

type Values = Readonly<Record<string, unknown>>;

function unknownParameters(template: Template, given: Values): readonly Diagnostic[] {
  return Object.keys(given)
    .filter((name) => !template.parameters.has(name))
    .map((name) => ({
      severity: "error",
      code: "unknown-parameter",
      message: `the template has no parameter "${name}"`,
      place: { path: ["parameters", name] },
      ...(template.parameters.size === 0
        ? { hint: "it takes no parameters" }
        : didYouMean(name, template.parameters.keys())),
    }));
}

function bindDeclared(
  template: Template,
  given: Values,
  defaults: Values,
): { readonly bound: Map<string, Bound>; readonly diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const bound = new Map<string, Bound>();
  for (const [name, schema] of template.parameters) {
    const raw = rawValue(schema, given, defaults);
    if (raw === undefined) {
      const hint = "give it when the stack is created, or add a default to the template";
      diagnostics.push({
        severity: "error",
        code: "missing-parameter",
        message: `the parameter "${name}" has no value`,
        place: schema.place,
        hint,
      });
      continue;
    }
    const one = bind(schema, raw, raw === schema.default);
    diagnostics.push(...one.diagnostics);
    if (one.bound !== undefined) bound.set(name, one.bound);
  }
  return { bound, diagnostics };
}

/**
 * Gives a template's parameters their values: those given, else the environment's defaults, else the
 * template's own. Missing, unknown and wrong ones are in the diagnostics; a hidden value never is.
 */
export function bindParameters(
  template: Template,
  given: Values,
  defaults: Values,
  stack: StackIdentity,
): Read<Parameters> {
  const { bound, diagnostics } = bindDeclared(template, given, defaults);
  diagnostics.unshift(...unknownParameters(template, given));
  for (const [name, value] of pseudoParameters(stack, template))
    bound.set(name, { value, hidden: false, type: "string" });
  return diagnostics.length > 0 ? { diagnostics } : { value: new BoundParameters(bound), diagnostics };
}

/**
 * The parameters as far as they are known, of a stack that is not there yet: those without a value,
 * and those whose value is not known yet (`waiting`), are just not there.
 */
export function bindKnownParameters(
  template: Template,
  given: Values,
  defaults: Values,
  waiting: Pick<ReadonlySet<string>, "has">,
): { readonly parameters: Parameters; readonly diagnostics: readonly Diagnostic[] } {
  const { bound, diagnostics } = bindDeclared(template, given, defaults);
  for (const name of bound.keys()) if (waiting.has(name)) bound.delete(name);
  return { parameters: new BoundParameters(bound), diagnostics };
}
