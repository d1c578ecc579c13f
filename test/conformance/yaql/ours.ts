import { NestedContext } from "#template/yaql/evaluation/context.ts";
import type { Evaluation } from "#template/yaql/function-definition.ts";
import { Interpreter } from "#template/yaql/evaluation/interpreter.ts";
import { defaultLimits } from "#template/yaql/evaluation/limits.ts";
import { functionTable } from "#template/yaql/library/standard-library.ts";
import { PointInTime } from "#template/yaql/time/point-in-time.ts";
import { TimeSpan } from "#template/yaql/time/time-span.ts";
import { Regex } from "#template/yaql/library/regex-value.ts";
import { Dictionary } from "#template/yaql/values/dictionary.ts";
import { fromPlain } from "#template/yaql/values/plain.ts";
import { isIterable } from "#template/yaql/values/iterable.ts";
import type { HostValue, Value } from "#template/yaql/values/value.ts";
import { ValueSet } from "#template/yaql/values/value-set.ts";
import { View } from "#template/yaql/values/view.ts";
import { parse, standardLibrary, YaqlError } from "#template/yaql/yaql.ts";
import type { Answer, Encoded } from "./answer.ts";
import type { Question } from "./corpus.ts";

function encodeHost(value: HostValue): Encoded {
  if (value instanceof PointInTime) return { $datetime: value.isoText() };
  if (value instanceof TimeSpan) return { $timespan: String(value.microseconds) };
  return value instanceof Regex ? { $regex: value.source } : { $other: value.typeName };
}

function encode(value: Value, evaluation: Evaluation): Encoded {
  // Values that hold others twice would else be written out without end.
  evaluation.spend();
  if (typeof value === "bigint") {
    return Number.isSafeInteger(Number(value)) ? Number(value) : { $int: String(value) };
  }
  if (typeof value === "number") {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return { $float: text.replace("Infinity", "inf").replace("NaN", "nan") };
  }
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Dictionary) {
    return {
      $map: [...evaluation.limited(value.keys())].map((key) => [
        encode(key, evaluation),
        encode(value.get(key) ?? null, evaluation),
      ]),
    };
  }
  if (!isIterable(value)) return encodeHost(value);
  const items: Encoded[] = [];
  for (const item of evaluation.limited(value)) items.push(encode(item, evaluation));
  return value instanceof ValueSet || (value instanceof View && value.kind === "set") ? { $set: items } : items;
}

const root = NestedContext.root(functionTable(standardLibrary));

/** What this project's implementation makes of an expression, its values as they are before they become plain data. */
export function ask({ expression, data }: Question): Answer {
  let isParsed = false;
  try {
    const { tree } = parse(expression);
    isParsed = true;
    const interpreter = new Interpreter(defaultLimits, { now: () => Date.now(), random: () => Math.random() });
    const value = interpreter.evaluate(tree, root.child([fromPlain({ data }, interpreter.evaluation)]));
    return { value: encode(value, interpreter.evaluation) };
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("call stack")) {
      return { error: "evaluation", message: error.message };
    }
    if (!(error instanceof YaqlError))
      throw new TypeError(`${expression} ended with ${String(error)}`, { cause: error });
    return { error: isParsed ? "evaluation" : "syntax", message: error.message };
  }
}
