import { YaqlError } from "../yaql-error.ts";
import type { Day, Fields } from "./calendar.ts";
import { daysInMonth, weekdayOf } from "./calendar.ts";
import { months, weekdays } from "./names.ts";
import { PointInTime } from "./point-in-time.ts";
import { DAY, HOUR, MINUTE } from "./time-span.ts";

/** What was read of a date; what is missing is taken from today, the time from midnight. */
interface Found {
  time:
    | { readonly hour: number; readonly minute: number; readonly second: number; readonly microsecond: number }
    | undefined;
  offset: bigint | undefined;
  month: number | undefined;
  weekday: number | undefined;
  /** The numbers of the date in their order, with what tells a year: more than two digits, an apostrophe. */
  numbers: { readonly value: number; readonly digits: number; readonly afterName: boolean }[];
}

const MAX_LENGTH = 200;

function refuse(): never {
  throw new YaqlError("value", "the text is no date that can be read without a format");
}

function numberOfName(names: readonly string[], word: string): number {
  const name = word.toLowerCase();
  if (name.length < 3) return -1;
  return names.findIndex((each) => each.toLowerCase() === name || each.slice(0, 3).toLowerCase() === name);
}

function microseconds(fraction: string | undefined): number {
  return Number((fraction ?? "").slice(0, 6).padEnd(6, "0"));
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour > 12) refuse();
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
}

/** What can be read next, each with what it adds to what was found. */
const readers: readonly (readonly [
  pattern: RegExp,
  read: (parts: readonly (string | undefined)[], found: Found) => void,
])[] = [
  [
    /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?(?!\d)\s*(?:([ap])\.?m\.?(?![a-z]))?/i,
    ([, hour, minute, second, fraction, half], found) => {
      if (found.time !== undefined) refuse();
      const time = { minute: Number(minute), second: Number(second ?? 0), microsecond: microseconds(fraction) };
      found.time = { hour: hourOf(Number(hour), half), ...time };
    },
  ],
  [
    /^(\d{1,2})\s*(?:h(?:ours?)?)(?:\s*(\d{1,2})\s*m(?:in(?:utes?)?)?|(\d{1,2})(?!\d))?(?:\s*(\d{1,2})(?:[.,](\d+))?\s*s(?:ec(?:onds?)?)?)?(?![a-z])/i,
    ([, hour, minute, bareMinute, second, fraction], found) => {
      if (found.time !== undefined) refuse();
      const time = {
        minute: Number(minute ?? bareMinute ?? 0),
        second: Number(second ?? 0),
        microsecond: microseconds(fraction),
      };
      found.time = { hour: Number(hour), ...time };
    },
  ],
  [
    /^(\d{1,2})\s*([ap])\.?m\.?(?![a-z])/i,
    ([, hour, half], found) => {
      if (found.time !== undefined) refuse();
      found.time = { hour: hourOf(Number(hour), half), minute: 0, second: 0, microsecond: 0 };
    },
  ],
  [
    /^T?(\d{2})(\d{2})(\d{2})?(?:[.,](\d+))?(?![\d./:-])/i,
    ([whole, hour, minute, second, fraction], found) => {
      // Digits without colons are a time only after the letter T, or behind a whole date.
      if (!/^t/i.test(whole!) && (found.numbers.length < 3 || found.time !== undefined)) {
        const digits = [hour, minute, second].join("");
        found.numbers.push({ value: Number(digits), digits: digits.length, afterName: found.month !== undefined });
        return;
      }
      const time = { minute: Number(minute), second: Number(second ?? 0), microsecond: microseconds(fraction) };
      found.time = { hour: Number(hour), ...time };
    },
  ],
  [
    /^T(\d{2})(?!\d|:)/i,
    ([, hour], found) => {
      found.time = { hour: Number(hour), minute: 0, second: 0, microsecond: 0 };
    },
  ],
];

function pushCompact(text: string, found: Found): boolean {
  const short = /^(\d{2})(\d{2})(\d{2})(?!\d)/.exec(text);
  if (short !== null && found.numbers.length === 0) {
    found.numbers.push(...short.slice(1).map((part) => ({ value: Number(part), digits: 2, afterName: false })));
    return true;
  }
  const compact = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?!\d)/.exec(text);
  if (compact === null || found.numbers.length > 0) return false;
  const [, year, month, day, hour, minute, second] = compact;
  found.numbers.push(
    { value: Number(year), digits: 4, afterName: false },
    { value: Number(month), digits: 2, afterName: false },
    { value: Number(day), digits: 2, afterName: false },
  );
  if (hour !== undefined) {
    found.time = { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0), microsecond: 0 };
  }
  return true;
}

/** A name, an offset, or the one after the other; and a name in parentheses, as mails have it. */
const zonePattern =
  /^(?:([A-Z]{3,5}|[Zz])(?![A-Za-z]))?\s*(?:(?:([+-])(\d{2})(?::?(\d{2}))?(?!\d)|([+-])(\d)(?!\d))(?:\s*\([A-Z]{3,5}\))?)?/;

function readZone(text: string, found: Found): number {
  // Without a time there is nothing to be in a zone; names other than those of UTC are read and mean nothing.
  if (found.time === undefined || found.offset !== undefined) return 0;
  const zone = zonePattern.exec(text)!;
  const [whole, name, sign, hours, minutes, shortSign, shortHours] = zone;
  const direction = sign ?? shortSign;
  if (name === undefined && direction === undefined) return 0;
  const magnitude = BigInt(hours ?? shortHours ?? 0) * HOUR + BigInt(minutes ?? 0) * MINUTE;
  // As POSIX has it, "UTC+3" is what UTC is ahead of; a bare "+3" what is ahead of UTC.
  found.offset = (direction === "-") === (name === undefined) ? -magnitude : magnitude;
  return whole.length;
}

function readWord(text: string, found: Found): number {
  const word = /^[a-z]+/i.exec(text)?.[0];
  if (word === undefined) return 0;
  const month = numberOfName(months, word === "Sept" ? "sep" : word);
  if (month >= 0 && found.month === undefined) found.month = month + 1;
  else {
    const weekday = numberOfName(weekdays, word);
    if (weekday >= 0) found.weekday = weekday;
    else if (!/^(?:of|at|on|and|ad|st|nd|rd|th|t)$/i.test(word)) refuse();
  }
  return word.length;
}

function read(text: string): Found {
  const found: Found = { time: undefined, offset: undefined, month: undefined, weekday: undefined, numbers: [] };
  // As Heat: of a number with a fraction, which is none of seconds, only the whole part counts.
  let rest = text.trim().replaceAll(/(?<![\w.:,])(\d+)\.\d+(?![\d.s])/g, "$1");
  while (rest !== "") {
    const matched = readers.find(([pattern]) => pattern.test(rest));
    const number = /^'?(\d+)/.exec(rest);
    let taken = readZone(rest, found);
    if (taken === 0 && pushCompact(rest, found)) taken = /^\d+/.exec(rest)![0].length;
    else if (taken === 0 && matched !== undefined) {
      const parts = matched[0].exec(rest)!;
      matched[1](parts, found);
      taken = parts[0].length;
    } else if (taken === 0 && number !== null) {
      if (number[1]!.length === 3) refuse();
      found.numbers.push({ value: Number(number[1]), digits: number[1]!.length, afterName: found.month !== undefined });
      taken = number[0].length;
    } else if (taken === 0) taken = readWord(rest, found) || (/^(?:[\s;./-]|,(?=\s|$))/.test(rest) ? 1 : refuse());
    rest = rest.slice(taken).replace(/^\s+/, "");
  }
  return found;
}

/** A year of two digits lies within 50 years of now. */
function fullYear({ value, digits }: { readonly value: number; readonly digits: number }, now: number): number {
  if (digits > 2) return value;
  const year = Math.floor(now / 100) * 100 + value;
  return year >= now + 50 ? year - 100 : year < now - 50 ? year + 100 : year;
}

/** The day that up to three numbers mean: month before day, unless they can only mean something else. */
function dayFrom(found: Found, today: Day): Day {
  const { numbers } = found;
  if (numbers.length + (found.month === undefined ? 0 : 1) > 3) refuse();
  let rest = [...numbers];
  const take = (isWanted: (number: (typeof rest)[number]) => boolean) => {
    const taken = rest.find(isWanted);
    rest = rest.filter((each) => each !== taken);
    return taken;
  };
  const isFirstYear = rest.length > 0 && (rest[0]!.digits > 2 || rest[0]!.value > 31);
  const long = take(({ value, digits }) => digits > 2 || value > 31);
  let year = long && fullYear(long, today.year);
  let { month } = found;
  if (month !== undefined) {
    const day = take(({ value }) => value >= 1 && value <= 31)?.value;
    const last = take(() => true);
    year ??= last && fullYear(last, today.year);
    return { year: year ?? today.year, month, day: day ?? fitting(today, year ?? today.year, month) };
  }
  if (year === undefined && rest.length === 3) {
    const last = rest.pop()!;
    year = fullYear(last, today.year);
  }
  const [first, second] = rest;
  if (first === undefined) return { ...today, year: year ?? today.year };
  if (second === undefined) {
    // One number beside a year is a month, alone a day.
    if (year === undefined) return { ...today, day: first.value };
    month = first.value;
    return { year, month, day: fitting(today, year, month) };
  }
  const isDayFirst = first.value > 12 && !isFirstYear;
  const [monthNumber, day] = isDayFirst ? [second.value, first.value] : [first.value, second.value];
  const isSwapped = isFirstYear && monthNumber > 12;
  return { year: year ?? today.year, month: isSwapped ? day : monthNumber, day: isSwapped ? monthNumber : day };
}

/** Today's day of the month, or the last one of a shorter month. */
function fitting(today: Day, year: number, month: number): number {
  return month >= 1 && month <= 12 ? Math.min(today.day, daysInMonth(year, month)) : today.day;
}

/**
 * Reads a date as people and programs write it: ISO 8601, `Jan 5, 2020`, `5 January 2020 3:04 PM`,
 * `01/02/2020` (month first), mail headers. What is missing is today's, the time midnight in UTC.
 */
export function readWrittenDate(text: string, today: Day): PointInTime {
  if (text.length > MAX_LENGTH) refuse();
  const found = read(text);
  const isNothing = found.numbers.length === 0 && found.month === undefined && found.time === undefined;
  if (isNothing && found.weekday === undefined) refuse();
  const fields: Fields = {
    ...dayFrom(found, today),
    ...(found.time ?? { hour: 0, minute: 0, second: 0, microsecond: 0 }),
  };
  const point = PointInTime.of(fields, found.offset ?? 0n);
  if (found.weekday === undefined || found.numbers.length > 0) return point;
  return point.plus(BigInt((found.weekday - weekdayOf(fields) + 7) % 7) * DAY);
}
