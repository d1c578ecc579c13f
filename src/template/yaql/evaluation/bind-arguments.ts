import type { Context, Evaluation, FunctionDefinition, Parameter } from "../function-definition.ts";
import type { CallNode, Node, PairNode } from "../syntax/tree.ts";
import type { Value } from "../values/value.ts";
import { YaqlError } from "../yaql-error.ts";

/** Evaluates a node in a context. */
export type Evaluate = (node: Node, context: Context) => Value;

/** Stands for an argument that does not fit. */
const rejected = Symbol("rejected");

/** The arguments of one call: each is evaluated at most once, whatever overloads are tried. */
export class CallArguments {
  readonly pairs: readonly PairNode[];
  /** How many arguments by position there are, those that were left out included. */
  readonly count: number;
  readonly #nodes: readonly (Node | undefined)[];
  /** How many arguments were given as values; they come before the nodes. */
  readonly #given: number;
  readonly #values: (Value | undefined)[];
  #namedValues: Map<PairNode, Value> | undefined;
  readonly #context: Context;
  readonly #evaluate: Evaluate;

  constructor(
    { positional, pairs }: Pick<CallNode, "positional" | "pairs">,
    given: readonly Value[],
    context: Context,
    evaluate: Evaluate,
  ) {
    this.pairs = pairs;
    this.count = given.length + positional.length;
    this.#nodes = positional;
    this.#given = given.length;
    this.#values = [...given];
    this.#context = context;
    this.#evaluate = evaluate;
  }

  /** The arguments by position that the functions take as values, for messages; undefined stands for the others. */
  takenBy(definitions: readonly FunctionDefinition[]): readonly (Value | undefined)[] {
    return Array.from({ length: this.count }, (_, index) => {
      const isTaken = definitions.every(
        (definition) => (parameterAt(definition, index)?.passing ?? "value") === "value",
      );
      return isTaken && this.#hasArgument(index) ? this.#value(index) : undefined;
    });
  }

  /** What the parameters of a function get; undefined if the arguments do not fit. */
  bind(definition: FunctionDefinition, evaluation: Evaluation): Record<string, unknown> | undefined {
    const pairsByPosition = definition.takesPairs ? this.pairs.length : 0;
    const supplied = this.count + pairsByPosition;
    if (supplied > definition.most || supplied + this.pairs.length < definition.least) return undefined;
    if (definition.isPlain && this.pairs.length === 0) return this.#bindPlain(definition, evaluation);
    return this.#bindAny(definition, evaluation);
  }

  /** The way of most calls: values by position, for which nothing is made before all are known to fit. */
  #bindPlain({ parameters }: FunctionDefinition, evaluation: Evaluation): Record<string, unknown> | undefined {
    for (let index = 0; index < parameters.length; index += 1) {
      const [, parameter] = parameters[index] as FunctionDefinition["parameters"][number];
      if (this.#hasArgument(index)) {
        const value = this.#value(index);
        if (value === null ? !parameter.nullable : !parameter.accepts(value)) return undefined;
      } else if (!parameter.optional) return undefined;
    }
    const bound: Record<string, unknown> = {};
    for (let index = 0; index < parameters.length; index += 1) {
      const [name, parameter] = parameters[index] as FunctionDefinition["parameters"][number];
      const value = this.#values[index];
      if (value === undefined) bound[name] = parameter.fallback;
      else bound[name] = parameter.convert && value !== null ? parameter.convert(value, evaluation) : value;
    }
    return bound;
  }

  #bindAny(definition: FunctionDefinition, evaluation: Evaluation): Record<string, unknown> | undefined {
    const pairsByPosition = definition.takesPairs ? this.pairs.length : 0;
    const supplied = this.count + pairsByPosition;
    const bound: Record<string, unknown> = {};
    let next = 0;
    let usedPairs = pairsByPosition;
    for (const [name, parameter] of definition.parameters) {
      if (parameter.rest === "positional") {
        const items = this.#remaining(next, supplied, parameter);
        if (items === undefined) return undefined;
        next = supplied;
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

  #remaining(from: number, to: number, parameter: Parameter<unknown>): readonly unknown[] | undefined {
    const items: unknown[] = [];
    for (let index = from; index < to; index += 1) {
      const item = this.#positionalArgument(index, parameter);
      if (item === rejected) return undefined;
      items.push(item);
    }
    return items;
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

  /** Whether the argument was not left out. */
  #hasArgument(index: number): boolean {
    return index < this.#given || this.#nodes[index - this.#given] !== undefined;
  }

  #value(index: number): Value {
    let value = this.#values[index];
    if (value === undefined) {
      value = this.#evaluate(this.#nodes[index - this.#given] as Node, this.#context);
      this.#values[index] = value;
    }
    return value;
  }

  #positionalArgument(index: number, parameter: Parameter<unknown>): unknown {
    if (index >= this.count) return this.#pairArgument(this.pairs[index - this.count] as PairNode, parameter);
    if (!this.#hasArgument(index)) {
      return parameter.optional && parameter.rest === "none" ? parameter.fallback : rejected;
    }
    if (parameter.passing === "value") return accepted(this.#value(index), parameter);
    const node = this.#nodes[index - this.#given] ?? literal(this.#value(index));
    return this.#unevaluated(node, parameter);
  }

  #namedArgument(pair: PairNode, parameter: Parameter<unknown>): unknown {
    if (parameter.passing !== "value") return this.#unevaluated(pair.value, parameter);
    this.#namedValues ??= new Map();
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

function parameterAt({ parameters }: FunctionDefinition, index: number): Parameter<unknown> | undefined {
  return (parameters[index] ?? parameters.find(([, { rest }]) => rest === "positional"))?.[1];
}

/** A node that evaluates to a value. */
export function literal(value: Value): Node {
  return { kind: "literal", at: 0, value };
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
