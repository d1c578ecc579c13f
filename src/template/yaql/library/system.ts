import { defineFunction, tableKey } from "../define-function.ts";
import { NestedContext } from "../evaluation/context.ts";
import type { Context, FunctionDefinition } from "../function-definition.ts";
import type { ContextLambda } from "../parameter.ts";
import {
  any,
  contextLambda,
  dictionary,
  host,
  iterable,
  lambda,
  list,
  optional,
  rest,
  restByName,
  text,
} from "../parameter.ts";
import { isTrue } from "../values/truth.ts";

/** A function of the expression's own; its body sees the function, and else what it saw where it was defined. */
function userFunction(name: string, body: ContextLambda, outer: Context): Context {
  const definition = defineFunction({
    name,
    kind: "function",
    description: "A function that an expression defines.",
    parameters: { args: rest(any()), named: restByName(any()) },
    call: ({ args, named }) => body(inner.child(args, named)),
  });
  const inner = outer.withFunction(tableKey(definition), definition);
  return inner;
}

/** What has to do with variables, functions and the flow of evaluation. */
export const systemFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "->",
    kind: "operator",
    description: "The right operand in the context that is the left one.",
    parameters: { context: host("context", NestedContext), expression: contextLambda() },
    example: { expression: "let(a => 1) -> $a + 1", result: 2 },
    call: ({ context, expression }) => expression(context),
  }),
  defineFunction({
    name: "let",
    kind: "function",
    description: "A context with the arguments as `$1`, `$2`, … and the named ones by their names.",
    parameters: { args: rest(any()), named: restByName(any()) },
    example: { expression: "let(1, b => 2) -> $ + $b", result: 3 },
    call: ({ args, named }, _evaluation, context) => context.child(args, named),
  }),
  defineFunction({
    name: "with",
    kind: "function",
    description: "A context with the arguments as `$1`, `$2`, ….",
    parameters: { args: rest(any()) },
    example: { expression: "with(1, 2) -> $1 + $2", result: 3 },
    call: ({ args }, _evaluation, context) => context.child(args),
  }),
  defineFunction({
    name: "unpack",
    kind: "method",
    description: "A context with the items under the given names, or as `$1`, `$2`, … without names.",
    parameters: { sequence: iterable(), args: rest(text()) },
    example: { expression: "[1, 2].unpack(a, b) -> $a - $b", result: -1 },
    call({ sequence, args: names }, evaluation, context) {
      const items = [...sequence];
      if (names.length === 0) return context.child(items);
      if (names.length !== items.length) {
        evaluation.fail(`${items.length} items cannot be unpacked into ${names.length} names`);
      }
      return context.child([], new Map(names.map((name, index) => [name, items[index] ?? null])));
    },
  }),
  defineFunction({
    name: "def",
    kind: "function",
    description: "A context with one more function: the expression `func` of `$`, `$2`, … and named arguments.",
    parameters: { name: text(), func: contextLambda() },
    example: { expression: "def(double, $ * 2) -> [1, 2].select(double($))", result: [2, 4] },
    call: ({ name, func }, _evaluation, context) => userFunction(name, func, context),
  }),
  defineFunction({
    name: "call",
    kind: "function",
    description: "Calls a function by its name with a list and a dictionary of arguments; with a receiver, a method.",
    parameters: { name: text(), args: list(), kwargs: dictionary(), receiver: optional(any()) },
    example: { expression: "call(range, [1], {stop => 3})", result: [1, 2] },
    call: ({ name, args, kwargs, receiver }, evaluation, context) =>
      evaluation.invoke(name, args, context, { named: kwargs.entries(), receiver }),
  }),
  defineFunction({
    name: "assert",
    kind: "method",
    description: "The value itself, or an error with the message if the condition is not true of it.",
    parameters: { obj: any(), condition: lambda(), message: optional(text(), "Assertion failed") },
    example: { expression: "5.assert($ > 1)", result: 5 },
    call: ({ obj, condition, message }, evaluation) => (isTrue(condition(obj)) ? obj : evaluation.fail(message)),
  }),
];
