import { defineFunction } from "../define-function.ts";
import type { FunctionDefinition } from "../function-definition.ts";
import type { Fields } from "../time/calendar.ts";
import { weekdayOf } from "../time/calendar.ts";
import type { PointInTime } from "../time/point-in-time.ts";
import { DAY, HOUR, MILLISECOND, MINUTE, SECOND, TimeSpan } from "../time/time-span.ts";
import type { Value } from "../values/value.ts";
import { point, span } from "./date-time.ts";

const sample = "datetime(2020, 1, 2, 3, 4, 5, 6)";

function field(name: keyof Fields, result: number): FunctionDefinition {
  return defineFunction({
    name,
    kind: "property",
    description: `The ${name} of a point in time.`,
    parameters: { dt: point() },
    example: { expression: `${sample}.${name}`, result },
    call: ({ dt }) => BigInt(dt.fields[name]),
  });
}

function property(
  name: string,
  part: (dt: PointInTime) => Value,
  description: string,
  shown: readonly [string, unknown],
) {
  const [expression, result] = shown;
  return defineFunction({
    name,
    kind: "property",
    description,
    parameters: { dt: point() },
    example: { expression, result },
    call: ({ dt }) => part(dt),
  });
}

function length(name: string, unit: bigint, result: number): FunctionDefinition {
  return defineFunction({
    name,
    kind: "property",
    description: `The length of a span in ${name}.`,
    parameters: { ts: span() },
    example: { expression: `timespan(hours => 36).${name}`, result },
    call: ({ ts }) => Number(ts.microseconds) / Number(unit),
  });
}

/** What points in time and spans of it consist of. */
export const dateTimeParts: readonly FunctionDefinition[] = [
  field("year", 2020),
  field("month", 1),
  field("day", 2),
  field("hour", 3),
  field("minute", 4),
  field("second", 5),
  field("microsecond", 6),
  property("weekday", (dt) => BigInt(weekdayOf(dt.fields)), "The day of the week, 0 being Monday.", [
    `${sample}.weekday`,
    3,
  ]),
  property("offset", (dt) => new TimeSpan(dt.offset), "The offset from UTC.", [`${sample}.offset.seconds`, 0]),
  // As Heat: the offset is taken off twice, which shows where it is not zero.
  property(
    "timestamp",
    (dt) => new TimeSpan(dt.utc - dt.offset).seconds,
    "The seconds since the beginning of 1970, a float.",
    ["datetime(1970, 1, 2).timestamp", 86400],
  ),
  property("date", (dt) => dt.plus(-dt.sinceMidnight.microseconds), "The midnight the day began with.", [
    `${sample}.date = datetime(2020, 1, 2)`,
    true,
  ]),
  property("time", (dt) => dt.sinceMidnight, "The span since midnight.", [`${sample}.time.seconds`, 11045.000006]),
  // As Heat: the clock is set back by the offset, the offset itself stays.
  property("utc", (dt) => dt.plus(-dt.offset), "The point in time whose clock shows UTC.", [
    "datetime(2020, 1, 2, 3, offset => timespan(hours => 2)).utc.hour",
    1,
  ]),
  length("days", DAY, 1.5),
  length("hours", HOUR, 36),
  length("minutes", MINUTE, 2160),
  length("seconds", SECOND, 129_600),
  length("milliseconds", MILLISECOND, 129_600_000),
  defineFunction({
    name: "microseconds",
    kind: "property",
    description: "The length of a span in microseconds, an integer.",
    parameters: { ts: span() },
    example: { expression: "timespan(milliseconds => 2).microseconds", result: 2000 },
    call: ({ ts }) => ts.microseconds,
  }),
];
