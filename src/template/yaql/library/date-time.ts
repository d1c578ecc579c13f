import { defineFunction } from "../define-function.ts";
import type { Evaluation, FunctionDefinition } from "../function-definition.ts";
import { any, host, integer, nullable, numeric, optional, text } from "../parameter.ts";
import { roundHalfEven } from "../text/decimal.ts";
import type { Fields } from "../time/calendar.ts";
import { parseTime } from "../time/parse-time.ts";
import { PointInTime } from "../time/point-in-time.ts";
import { DAY, HOUR, MILLISECOND, MINUTE, SECOND, TimeSpan } from "../time/time-span.ts";
import { readWrittenDate } from "../time/written-date.ts";
import type { Numeric } from "../values/number.ts";

/** A point in time. */
export const point = () => host("datetime", PointInTime);
/** A span of time. */
export const span = () => host("timespan", TimeSpan);

const noSpan = new TimeSpan(0n);
const zero = () => optional(integer(), 0n);
const same = () => optional(nullable(integer()), null);
const MOST = 10n ** 18n;

/** An integer of a date as a JavaScript number; what is out of reach is refused later by its range. */
function small(value: bigint): number {
  return Number(value > MOST ? MOST : value < -MOST ? -MOST : value);
}

function ofTimestamp(timestamp: Numeric, { microseconds: offset }: TimeSpan, evaluation: Evaluation): PointInTime {
  if (typeof timestamp === "bigint") return PointInTime.at(timestamp * SECOND, offset);
  if (!Number.isFinite(timestamp)) return evaluation.fail("the timestamp is no finite number");
  const seconds = Math.trunc(timestamp);
  const fraction = roundHalfEven((timestamp - seconds) * 1e6);
  return PointInTime.at(BigInt(seconds) * SECOND + BigInt(fraction), offset);
}

function today(evaluation: Evaluation): Fields {
  return PointInTime.at(BigInt(Math.floor(evaluation.surroundings.now() * 1000)), 0n).fields;
}

/** Points in time and spans of it: how they are made. */
export const dateTimeFunctions: readonly FunctionDefinition[] = [
  defineFunction({
    name: "datetime",
    kind: "function",
    description: "The point in time with these fields, at an offset from UTC.",
    parameters: {
      year: integer(),
      month: integer(),
      day: integer(),
      hour: zero(),
      minute: zero(),
      second: zero(),
      microsecond: zero(),
      offset: optional(span(), noSpan),
    },
    example: { expression: "str(datetime(2020, 1, 2, hour => 3))", result: "2020-01-02 03:00:00+00:00" },
    call({ offset, ...fields }) {
      const { year, month, day, hour, minute, second, microsecond } = fields;
      const date = { year: small(year), month: small(month), day: small(day) };
      const time = { hour: small(hour), minute: small(minute), second: small(second), microsecond: small(microsecond) };
      return PointInTime.of({ ...date, ...time }, offset.microseconds);
    },
  }),
  defineFunction({
    name: "datetime",
    kind: "function",
    description: "The point in time a text names, by a format (`%Y-%m-%d %H:%M`) or as it is commonly written.",
    parameters: { string: text(), format: optional(nullable(text()), null) },
    example: { expression: "datetime('2 Jan 2020 3 PM').hour", result: 15 },
    call({ string, format }, evaluation) {
      evaluation.spend(string.length + (format?.length ?? 0) * 10);
      return format ? parseTime(string, format) : readWrittenDate(string, today(evaluation));
    },
  }),
  defineFunction({
    name: "datetime",
    kind: "function",
    description: "The point in time that many seconds after the beginning of 1970, at an offset from UTC.",
    parameters: { timestamp: numeric(), offset: optional(span(), noSpan) },
    example: { expression: "str(datetime(86400))", result: "1970-01-02 00:00:00+00:00" },
    call: ({ timestamp, offset }, evaluation) => ofTimestamp(timestamp, offset, evaluation),
  }),
  defineFunction({
    name: "now",
    kind: "function",
    description: "The present, at an offset from UTC.",
    parameters: { offset: optional(nullable(span()), noSpan) },
    example: { expression: "now() > datetime(2020, 1, 1)", result: true },
    call({ offset }, evaluation) {
      const now = BigInt(Math.floor(evaluation.surroundings.now() * 1000));
      return PointInTime.at(now, offset?.microseconds ?? 0n);
    },
  }),
  defineFunction({
    name: "timespan",
    kind: "function",
    description: "The span of time of this length; the parts may be negative.",
    parameters: {
      days: zero(),
      hours: zero(),
      minutes: zero(),
      seconds: optional(integerOnly(), 0n),
      milliseconds: optional(integerOnly(), 0n),
      microseconds: optional(integerOnly(), 0n),
    },
    example: { expression: "timespan(days => 1, hours => -1).hours", result: 23 },
    call: ({ days, hours, minutes, seconds, milliseconds, microseconds }) =>
      new TimeSpan(
        days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND + milliseconds * MILLISECOND + microseconds,
      ),
  }),
  defineFunction({
    name: "localtz",
    kind: "function",
    description: "The offset of the service's own clock from UTC: none.",
    parameters: {},
    example: { expression: "localtz().seconds", result: 0 },
    call: () => noSpan,
  }),
  defineFunction({
    name: "utctz",
    kind: "function",
    description: "The offset of UTC: none.",
    parameters: {},
    example: { expression: "datetime(2020, 1, 1).offset = utctz()", result: true },
    call: () => noSpan,
  }),
  defineFunction({
    name: "isDatetime",
    kind: "function",
    description: "Whether the value is a point in time.",
    parameters: { value: any() },
    example: { expression: "isDatetime('2020-01-01')", result: false },
    call: ({ value }) => value instanceof PointInTime,
  }),
  defineFunction({
    name: "isTimespan",
    kind: "function",
    description: "Whether the value is a span of time.",
    parameters: { value: any() },
    example: { expression: "isTimespan(utctz())", result: true },
    call: ({ value }) => value instanceof TimeSpan,
  }),
  defineFunction({
    name: "format",
    kind: "method",
    description: "The point in time as text by a format as C's `strftime` has them.",
    parameters: { dt: point(), format: text() },
    example: { expression: "datetime(2020, 1, 2).format('%d/%m %a')", result: "02/01 Thu" },
    call({ dt, format }, evaluation) {
      evaluation.spend(format.length * 10);
      return dt.format(format);
    },
  }),
  defineFunction({
    name: "replace",
    kind: "method",
    description: "The point in time with other fields in place of its own.",
    parameters: {
      dt: point(),
      year: same(),
      month: same(),
      day: same(),
      hour: same(),
      minute: same(),
      second: same(),
      microsecond: same(),
      offset: optional(nullable(span()), null),
    },
    example: { expression: "datetime(2020, 1, 2).replace(day => 5).day", result: 5 },
    call({ dt, offset, ...given }) {
      const changed = Object.entries(given).filter((entry): entry is [string, bigint] => entry[1] !== null);
      const fields = { ...dt.fields, ...Object.fromEntries(changed.map(([name, value]) => [name, small(value)])) };
      return PointInTime.of(fields, offset?.microseconds ?? dt.offset);
    },
  }),
];

function integerOnly() {
  return { ...integer(), accepts: (value: unknown) => typeof value === "bigint" };
}
