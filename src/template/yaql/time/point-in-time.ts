import { YaqlError } from "../yaql-error.ts";
import { FormattedValue } from "../text/format.ts";
import type { HashKey, Value } from "../values/value.ts";
import type { Fields } from "./calendar.ts";
import { dayNumber, dayOf, daysInMonth, firstYear, lastYear } from "./calendar.ts";
import { formatTime } from "./format-time.ts";
import { DAY, floorQuotient, fractionText, HOUR, MINUTE, SECOND, TimeSpan } from "./time-span.ts";

const ranges = { hour: 23, minute: 59, second: 59, microsecond: 999_999 } as const;

function two(value: number | bigint): string {
  return String(value).padStart(2, "0");
}

/** An offset from UTC as `+02:00`, with seconds where it has some; or without the colons. */
function offsetText(offset: bigint, colon: ":" | ""): string {
  const magnitude = offset < 0n ? -offset : offset;
  const hours = `${offset < 0n ? "-" : "+"}${two(magnitude / HOUR)}${colon}${two((magnitude % HOUR) / MINUTE)}`;
  if (magnitude % MINUTE === 0n) return hours;
  return `${hours}${colon}${two((magnitude % MINUTE) / SECOND)}${fractionText(magnitude)}`;
}

/** A point in time with an offset from UTC, exact to the microsecond, in the years 1 to 9999. */
export class PointInTime extends FormattedValue {
  readonly typeName = "datetime";
  /** Microseconds since 1970-01-01 by the clock of the offset. */
  readonly #local: bigint;
  /** Microseconds. */
  readonly offset: bigint;

  constructor(local: bigint, offset: bigint) {
    super();
    const { year } = dayOf(Number(floorQuotient(local, DAY)));
    if (year < firstYear || year > lastYear) throw new YaqlError("value", "the year is not within 1 to 9999");
    if (offset <= -DAY || offset >= DAY) throw new YaqlError("value", "the offset is not within a day");
    this.#local = local;
    this.offset = offset;
  }

  /** The point in time with these fields; one out of its range is an error. */
  static of(fields: Fields, offset: bigint): PointInTime {
    const { year, month, day } = fields;
    if (year < firstYear || year > lastYear) throw new YaqlError("value", "the year is not within 1 to 9999");
    if (month < 1 || month > 12) throw new YaqlError("value", "the month is not within 1 to 12");
    if (day < 1 || day > daysInMonth(year, month)) throw new YaqlError("value", "the month has no such day");
    for (const [name, most] of Object.entries(ranges)) {
      const value = fields[name as keyof typeof ranges];
      if (value < 0 || value > most) throw new YaqlError("value", `the ${name} is not within 0 to ${most}`);
    }
    const time = BigInt(fields.hour) * HOUR + BigInt(fields.minute) * MINUTE + BigInt(fields.second) * SECOND;
    return new PointInTime(BigInt(dayNumber(fields)) * DAY + time + BigInt(fields.microsecond), offset);
  }

  /** The point in time that many microseconds after 1970-01-01 in UTC. */
  static at(microseconds: bigint, offset: bigint): PointInTime {
    return new PointInTime(microseconds + offset, offset);
  }

  /** Microseconds since 1970-01-01 in UTC. */
  get utc(): bigint {
    return this.#local - this.offset;
  }

  get fields(): Fields {
    const days = floorQuotient(this.#local, DAY);
    const time = Number(this.#local - days * DAY);
    return {
      ...dayOf(Number(days)),
      hour: Math.floor(time / 3_600_000_000),
      minute: Math.floor(time / 60_000_000) % 60,
      second: Math.floor(time / 1_000_000) % 60,
      microsecond: time % 1_000_000,
    };
  }

  /** The time since the day began. */
  get sinceMidnight(): TimeSpan {
    return new TimeSpan(this.#local - floorQuotient(this.#local, DAY) * DAY);
  }

  plus(microseconds: bigint): PointInTime {
    return new PointInTime(this.#local + microseconds, this.offset);
  }

  override equals(other: Value): boolean {
    return other instanceof PointInTime && other.utc === this.utc;
  }

  override hashKey(): HashKey {
    return `\0datetime${this.utc}`;
  }

  /** As ISO 8601 has it: `2020-01-02T03:04:05.000006+02:00`. */
  isoText(between = "T"): string {
    const { year, month, day, hour, minute, second } = this.fields;
    const date = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
    const fraction = fractionText(this.sinceMidnight.microseconds);
    return `${date}${between}${two(hour)}:${two(minute)}:${two(second)}${fraction}${offsetText(this.offset, ":")}`;
  }

  text(): string {
    return this.isoText(" ");
  }

  representation(): string {
    const { year, month, day, hour, minute, second, microsecond } = this.fields;
    const seconds = microsecond > 0 ? [second, microsecond] : second > 0 ? [second] : [];
    const zone = this.offset === 0n ? "tzutc()" : `tzoffset(None, ${this.offset / SECOND})`;
    return `datetime.datetime(${[year, month, day, hour, minute, ...seconds].join(", ")}, tzinfo=${zone})`;
  }

  format(format: string): string {
    return formatTime(format, this.fields, this.offset, offsetText(this.offset, ""));
  }
}
