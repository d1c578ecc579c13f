import type { Context, FunctionDefinition, MoreArguments, Result, Surroundings } from "../function-definition.ts";
import type { CallNode, KeywordNode, MemberNode, Node, PairNode } from "../syntax/tree.ts";
import { Dictionary } from "../values/dictionary.ts";
import { isIterable } from "../values/iterable.ts";
import { Stream } from "../values/stream.ts";
import { typeName } from "../values/type-name.ts";
import type { Value } from "../values/value.ts";
import { YaqlError, placed } from "../yaql-error.ts";
import { CallArguments, literal } from "./bind-arguments.ts";
import { BudgetedEvaluation } from "./evaluation.ts";
import type { YaqlLimits } from "./limits.ts";
import { writtenName } from "./written-name.ts";

const noValues: readonly Value[] = [];

/** Evaluates trees: variables by context, everything else by calls of functions of the context. */
export class Interpreter {
  readonly evaluation: BudgetedEvaluation;
  readonly #evaluate = (node: Node, context: Context): Value => this.evaluate(node, context);

  constructor(limits: YaqlLimits, surroundings: Surroundings) {
    this.evaluation = new BudgetedEvaluation(limits, surroundings, (name, values, context, more) =>
      this.#callValues(name, values, context, more),
    );
  }

  evaluate(node: Node, context: Context): Value {
    switch (node.kind) {
      case "literal":
        return node.value;
      case "keyword":
        return node.name;
      case "variable":
        return context.variable(node.name, node.index);
      case "pair":
        throw new YaqlError("call", "=> can only stand among arguments", node.at);
      case "call":
      case "member":
        return this.#nested(node, context);
    }
  }

  #nested(node: CallNode | MemberNode, context: Context): Value {
    this.evaluation.enter();
    try {
      if (node.kind === "member") return this.#member(node, context);
      return this.#call(node, new CallArguments(node, noValues, context, this.#evaluate), context, false);
    } catch (error) {
      throw placed(error, node.at);
    } finally {
      this.evaluation.leave();
    }
  }

  #member({ receiver, member, nullSafe, at }: MemberNode, context: Context): Value {
    const value = this.evaluate(receiver, context);
    if (nullSafe && value === null) return null;
    if (member.kind === "call" && isFunctionName(member.name)) {
      try {
        return this.#call(member, new CallArguments(member, [value], context, this.#evaluate), context, true);
      } catch (error) {
        throw placed(error, member.at);
      }
    }
    if (member.kind !== "keyword") throw new YaqlError("call", "only a name or a call can follow the dot", at);
    return this.#attribute(value, member, context);
  }

  /** `value.name`: of a dictionary its key, of a collection a list of its items', else a property of the library. */
  #attribute(value: Value, member: KeywordNode, context: Context): Value {
    const { name } = member;
    if (value instanceof Dictionary) {
      const found = value.get(name);
      if (found === undefined) throw new YaqlError("value", `the dictionary has no key ${JSON.stringify(name)}`);
      return this.#measured(found);
    }
    if (isIterable(value)) return this.evaluation.stream(this.#attributes(value, member, context));
    const key = `#property#${name}`;
    if (context.overloads(key).length === 0) {
      throw new YaqlError("call", `a value of type ${typeName(value)} has no attribute ${JSON.stringify(name)}`);
    }
    return this.#callValues(key, [value], context);
  }

  *#attributes(items: Iterable<Value>, member: KeywordNode, context: Context): Iterator<Value> {
    try {
      for (const item of this.evaluation.limited(items)) yield this.#attribute(item, member, context);
    } catch (error) {
      throw placed(error, member.at);
    }
  }

  #callValues(name: string, values: readonly Value[], context: Context, more: MoreArguments = {}): Value {
    const pairs = more.named === undefined ? [] : [...more.named].map(pairOf);
    const given = more.receiver === undefined ? values : [more.receiver, ...values];
    const call = new CallArguments({ positional: [], pairs }, given, context, this.#evaluate);
    return this.#call({ name }, call, context, more.receiver !== undefined);
  }

  #call({ name }: { readonly name: string }, call: CallArguments, context: Context, isMethod: boolean): Value {
    const layers = context.overloads(name);
    for (const overloads of layers) {
      for (const definition of overloads) {
        if (!isCallable(definition, isMethod)) continue;
        const bound = call.bind(definition, this.evaluation);
        if (bound !== undefined) return this.#result(definition.call(bound, this.evaluation, context));
      }
    }
    throw new YaqlError("call", mismatch(name, layers.flat(), call, isMethod));
  }

  /** As yaql, which measures whatever a call gives, dictionaries only where they are made. */
  #measured(value: Value): Value {
    return value instanceof Dictionary ? value : this.evaluation.sized(value);
  }

  #result(result: Result): Value {
    if (result === undefined) return null;
    return isSource(result) ? this.evaluation.stream(result) : this.#measured(result);
  }
}

function pairOf([key, value]: readonly [Value, Value]): PairNode {
  if (typeof key !== "string") throw new YaqlError("value", "the name of an argument must be text");
  return { kind: "pair", at: 0, key: { kind: "keyword", at: 0, name: key }, value: literal(value) };
}

function isSource(result: Value | Iterator<Value>): result is Iterator<Value> {
  return typeof result === "object" && result !== null && "next" in result && !(result instanceof Stream);
}

function isFunctionName(name: string): boolean {
  return !name.startsWith("#") && !name.startsWith("*");
}

function isCallable({ kind }: FunctionDefinition, isMethod: boolean): boolean {
  return kind === "extension" || (kind === "method") === isMethod;
}

/** Why no overload could be called. */
function mismatch(
  name: string,
  overloads: readonly FunctionDefinition[],
  call: CallArguments,
  isMethod: boolean,
): string {
  const written = writtenName(name);
  const callable = overloads.filter((definition) => isCallable(definition, isMethod));
  const types = call.takenBy(callable).map((value) => (value === undefined ? "…" : typeName(value)));
  if (callable.length === 0) {
    const other =
      overloads.length > 0 ? (isMethod ? ", only a function of that name" : ", only a method of that name") : "";
    return isMethod ? `there is no method ${written}${other}` : `there is no function ${written}${other}`;
  }
  const given = types.length === 0 ? "no arguments" : `(${types.join(", ")})`;
  return `${written} cannot be called with ${given}${call.pairs.length > 0 ? " and these named arguments" : ""}`;
}
