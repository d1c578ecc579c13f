import type { DiagnosticCode, Place } from "#schema/diagnostic.ts";
import type { Conditions, Node, Parsed, Standing } from "../expression.ts";
import type { Scope } from "../template.ts";
import { ResolveFailure, UnknownValue } from "../template.ts";

/** What a call may ask, while it is parsed, of the template it stands in. */
export interface Surroundings {
  isResource(name: string): boolean;
  /** The names of all resources, for suggestions. */
  resourceNames(): readonly string[];
  /** The section of maps from which CFN's `Fn::FindInMap` reads. */
  readonly mappings: unknown;
}

/** The surroundings of an expression that stands in no template. */
export const noSurroundings: Surroundings = {
  isResource: () => false,
  resourceNames: () => [],
  mappings: undefined,
};

/** The call that is being parsed or resolved. */
export interface CallSite {
  readonly standing: Standing;
  readonly place: Place;
  readonly around: Surroundings;
  /** Ends parsing (or resolving) with the user's mistake. The function's name is put before the message. */
  fail(message: string, options?: { code?: DiagnosticCode; hint?: string }): never;
  /** Tells, while the call is parsed, what is doubtful but no mistake. The function's name is put before it. */
  warn(message: string): void;
}

/** A call for the reference, in YAML, with what it gives in the world of `example-world.ts`. */
export interface FunctionExample {
  readonly call: string;
  readonly gives: unknown;
}

/** A function of the template language. */
export interface FunctionDefinition {
  readonly name: string;
  /** One sentence for the reference. */
  readonly description: string;
  readonly example?: FunctionExample;
  /** What is different from the variant of older versions, one sentence. */
  readonly variant?: string;
  /** Checks the arguments' shape and says what the call needs and resolves to. */
  parse(argument: Node, at: CallSite): Parsed;
  /** Which arguments (by index) are a condition. */
  readonly conditions?: readonly number[];
  /** Which arguments (by index) are branches: a mistake in one counts only once it is chosen. */
  readonly branches?: readonly number[];
}

/** Declares a function. */
export function defineFunction(definition: FunctionDefinition): FunctionDefinition {
  return definition;
}

class CallStanding implements CallSite {
  readonly standing: Standing;
  readonly around: Surroundings;
  readonly #name: string;
  constructor(name: string, standing: Standing, around: Surroundings) {
    this.#name = name;
    this.standing = standing;
    this.around = around;
  }
  get place(): Place {
    return this.standing.place;
  }
  fail(message: string, options?: { code?: DiagnosticCode; hint?: string }): never {
    throw new ResolveFailure({
      severity: "error",
      code: options?.code ?? "function",
      message: `${this.#name} ${message}`,
      place: this.place,
      ...(options?.hint === undefined ? {} : { hint: options.hint }),
    });
  }
  warn(message: string): void {
    this.standing.reading.warn("function", this.standing.path, `${this.#name} ${message}`);
  }
}

/** The site of a call of `name`. */
export function callSite(name: string, standing: Standing, around: Surroundings = noSurroundings): CallSite {
  return new CallStanding(name, standing, around);
}

/** A scope in which nothing is known but parameters and conditions: what `needs` may ask. */
export function scopeOfConditions(conditions: Conditions): Scope {
  return {
    parameter: (name) => conditions.parameter(name),
    condition: (name) => conditions.condition(name),
    reference: (resource) => {
      throw new UnknownValue({ resource });
    },
    attribute: (resource, attribute) => {
      throw new UnknownValue({ resource, attribute });
    },
    file: (name) => {
      throw new UnknownValue({ resource: name });
    },
  };
}

/** Runs `resolve`; undefined where the value is not known yet or cannot be had: resolving will say why. */
export function attempt<T>(resolve: () => T): T | undefined {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return undefined;
    throw error;
  }
}

/** A text argument, literal or itself the result of a function. */
export interface TextArgument {
  /** The text, as far as parameters tell it; undefined where they do not. */
  known(conditions: Conditions): string | undefined;
  resolve(scope: Scope): string;
}

/** Takes `node` as text; as Heat, what is no text fails only when it is resolved. */
export function textArgument(node: Node | undefined, what: string, at: CallSite): TextArgument {
  const check = (value: unknown): string => {
    if (typeof value === "string") return value;
    // YAML reads on, off, yes and no as booleans, which nobody expects of a name.
    const quoted =
      typeof value === "boolean" || typeof value === "number" ? `, not ${String(value)}: put it in quotes` : "";
    return at.fail(node === undefined ? `has no ${what}` : `takes text as ${what}${quoted}`);
  };
  return {
    known: (conditions) => {
      const value = attempt(() => node?.resolve(scopeOfConditions(conditions)));
      return typeof value === "string" ? value : undefined;
    },
    resolve: (scope) => check(node?.resolve(scope)),
  };
}

/** Fails at once where `node` is literally something else than text. */
export function refuseOtherLiteral(node: Node | undefined, what: string, at: CallSite): void {
  const isOther = node?.literal === undefined ? node?.members !== undefined : typeof node.literal.value !== "string";
  if (isOther) at.fail(`takes text as ${what}`);
}
