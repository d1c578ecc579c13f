import type { Context, Evaluation, FunctionDefinition, Parameter } from "../function-definition.ts";
import type { Node, PairNode } from "../syntax/tree.ts";
import type { Value } from "../values/value.ts";
import { YaqlError } from "../yaql-error.ts";

/** Evaluates a node in a context. */
export type Evaluate = (node: Node, context: Context) => Value;

/** Stands for an argument that does not fit. */
const rejected = Symbol("rejected");

/** The arguments of one call: each is evaluated at most once, whatever overloads are tried. */
export class CallArguments {
  readonly positional: readonly (Node | undefined)[];
  readonly pairs: readonly PairNode[];
  readonly #values: (Value | undefined)[];
  readonly #namedValues = new Map<PairNode, Value>();
  readonly #context: Context;
  readonly #evaluate: Evaluate;

  /** A method's receiver comes as the first positional argument, of which `receiver` is the value. */
  constructor(
    { positional, pairs }: { readonly positional: readonly (Node | undefined)[]; readonly pairs: readonly PairNode[] },
    receiver: Value | undefined,
    context: Context,
    evaluate: Evaluate,
  ) {
    this.positional = receiver === undefined ? positional : [undefined, ...positional];
    this.pairs = pairs;
    this.#values = receiver === undefined ? [] : [receiver];
    this.#context = context;
    this.#evaluate = evaluate;
  }

  /** The types of the arguments that were evaluated, for messages. */
  evaluated(): readonly (Value | undefined)[] {
    return this.positional.map((_, index) => this.#values[index]);
  }

  /** What the parameters of a function get; undefined if the arguments do not fit. */
  bind(definition: FunctionDefinition, evaluation: Evaluation): Record<string, unknown> | undefined {
    const pairsByPosition = definition.takesPairs ? this.pairs.length : 0;
    const supplied = this.positional.length + pairsByPosition;
    if (supplied > definition.most || supplied + this.pairs.length < definition.least) return undefined;
    const bound: Record<string, unknown> = {};
    let next = 0;
    let usedPairs = pairsByPosition;
    for (const [name, parameter] of definition.parameters) {
      if (parameter.rest === "positional") {
        const items: unknown[] = [];
        for (; next < supplied; next += 1) {
          const item = this.#positionalArgument(next, parameter);
          if (item === rejected) return undefined;
          items.push(item);
        }
        bound[name] = items;
        continue;
      }
      if (parameter.rest === "named") {
        const named = this.#remainingByName(parameter, definition);
        if (named === undefined) return undefined;
        usedPairs += named.count;
        bound[name] = named.values;
        continue;
      }
      let argument: unknown;
      if (next < supplied) argument = this.#positionalArgument(next++, parameter);
      else {
        const pairs = definition.takesPairs ? [] : this.pairs.filter((pair) => pairName(pair) === name);
        const last = pairs.at(-1);
        usedPairs += pairs.length;
        if (last !== undefined) argument = this.#namedArgument(last, parameter);
        else argument = parameter.optional ? parameter.fallback : rejected;
      }
      if (argument === rejected) return undefined;
      bound[name] = argument;
    }
    if (usedPairs !== this.pairs.length) return undefined;
    if (definition.converts) convertAll(definition, bound, evaluation);
    return bound;
  }

  #remainingByName(parameter: Parameter<unknown>, definition: FunctionDefinition) {
    const values = new Map<string, unknown>();
    let count = 0;
    for (const pair of this.pairs) {
      const name = pairName(pair);
      if (definition.parameters.some(([declared, { rest }]) => rest === "none" && declared === name)) continue;
      const value = this.#namedArgument(pair, parameter);
      if (value === rejected) return undefined;
      values.set(name, value);
      count += 1;
    }
    return { values, count };
  }

  #positionalArgument(index: number, parameter: Parameter<unknown>): unknown {
    const node = this.positional[index] ?? this.pairs[index - this.positional.length];
    if (node?.kind === "pair") return this.#pairArgument(node, parameter);
    if (node === undefined && this.#values[index] === undefined) {
      return parameter.optional && parameter.rest === "none" ? parameter.fallback : rejected;
    }
    if (node !== undefined && parameter.passing !== "value") return this.#unevaluated(node, parameter);
    let value = this.#values[index];
    if (value === undefined) {
      value = this.#evaluate(node as Node, this.#context);
      this.#values[index] = value;
    }
    return accepted(value, parameter);
  }

  #namedArgument(pair: PairNode, parameter: Parameter<unknown>): unknown {
    if (parameter.passing !== "value") return this.#unevaluated(pair.value, parameter);
    let value = this.#namedValues.get(pair);
    if (value === undefined) {
      value = this.#evaluate(pair.value, this.#context);
      this.#namedValues.set(pair, value);
    }
    return accepted(value, parameter);
  }

  #pairArgument(node: PairNode, parameter: Parameter<unknown>): unknown {
    if (parameter.passing === "lazy pair") return { key: this.#lambda(node.key), value: this.#lambda(node.value) };
    if (parameter.passing !== "pair") return rejected;
    return { key: this.#evaluate(node.key, this.#context), value: this.#evaluate(node.value, this.#context) };
  }

  #unevaluated(node: Node, parameter: Parameter<unknown>): unknown {
    if (parameter.passing === "lambda") return this.#lambda(node);
    if (parameter.passing !== "context lambda") return rejected;
    const evaluate = this.#evaluate;
    return (context: Context, ...args: readonly Value[]) =>
      evaluate(node, args.length > 0 ? context.child(args) : context);
  }

  #lambda(node: Node) {
    const evaluate = this.#evaluate;
    const context = this.#context;
    return (...args: readonly Value[]) => evaluate(node, args.length > 0 ? context.child(args) : context);
  }
}

function accepted(value: Value, parameter: Parameter<unknown>): unknown {
  if (value === null) return parameter.nullable ? null : rejected;
  return parameter.passing === "value" && parameter.accepts(value) ? value : rejected;
}

/** The parameter that a pair names; only a bare word can. */
function pairName({ key, at }: PairNode): string {
  if (key.kind !== "keyword") throw new YaqlError("call", "what stands before => is no name of an argument", at);
  return key.name;
}

function convertAll(definition: FunctionDefinition, bound: Record<string, unknown>, evaluation: Evaluation): void {
  for (const [name, parameter] of definition.parameters) {
    const { convert } = parameter;
    const value = bound[name];
    if (convert === undefined || value === undefined || value === null || value === parameter.fallback) continue;
    const one = (item: unknown) => (item === null ? null : convert(item as Value, evaluation));
    if (parameter.rest === "none") bound[name] = one(value);
    else if (parameter.rest === "positional") bound[name] = (value as readonly unknown[]).map(one);
    else bound[name] = new Map([...(value as ReadonlyMap<string, unknown>)].map(([key, item]) => [key, one(item)]));
  }
}
