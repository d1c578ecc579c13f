import type { PatternBudget } from "#schema/pattern.ts";
import { PatternFault, patternText, SearchPattern } from "#schema/pattern.ts";
import { YaqlError } from "../yaql-error.ts";
import { dayNumber, dayOf, isoYearStart, weekdayOf } from "./calendar.ts";
import type { Day } from "./calendar.ts";
import { months, weekdays } from "./names.ts";
import { PointInTime } from "./point-in-time.ts";
import { DAY, HOUR, MINUTE, SECOND } from "./time-span.ts";

const short = (names: readonly string[]): string => names.map((name) => name.slice(0, 3)).join("|");

/** What each directive matches. */
const patterns: Readonly<Record<string, string>> = {
  a: short(weekdays),
  A: weekdays.join("|"),
  b: short(months),
  B: months.join("|"),
  d: "3[0-1]|[1-2]\\d|0[1-9]|[1-9]| [1-9]",
  f: "[0-9]{1,6}",
  G: "\\d\\d\\d\\d",
  H: "2[0-3]|[0-1]\\d|\\d",
  I: "1[0-2]|0[1-9]|[1-9]",
  j: "36[0-6]|3[0-5]\\d|[1-2]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]",
  m: "1[0-2]|0[1-9]|[1-9]",
  M: "[0-5]\\d|\\d",
  p: "am|pm",
  S: "6[0-1]|[0-5]\\d|\\d",
  u: "[1-7]",
  U: "5[0-3]|[0-4]\\d|\\d",
  V: "5[0-3]|0[1-9]|[1-4]\\d|\\d",
  w: "[0-6]",
  W: "5[0-3]|[0-4]\\d|\\d",
  y: "\\d\\d",
  Y: "\\d\\d\\d\\d",
  z: "[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|(?-i:Z)",
  Z: "utc|gmt",
};

const combined: Readonly<Record<string, string>> = {
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

const STEPS = 100_000;

function refuse(problem: string): never {
  throw new YaqlError("value", problem);
}

/** The format as a pattern with a group for each directive, named after it. */
function patternOf(format: string): string {
  const expanded = format.replaceAll(/%([cxX])/g, (_, letter: string) => combined[letter]!);
  return expanded.replaceAll(/%([^]?)|(\s+)|([^%\s]+)/g, (_, letter?: string, space?: string, text?: string) => {
    if (space !== undefined) return "\\s+";
    if (text !== undefined) return text.replaceAll(/[\\^$.|?*+()[\]{}#-]/g, "\\$&");
    if (letter === "%") return "%";
    const pattern = patterns[letter!];
    return pattern === undefined
      ? refuse(`the format has a bad directive "%${letter!}"`)
      : `(?P<${letter!}>${pattern})`;
  });
}

function match(text: string, format: string): ReadonlyMap<string, string> {
  const budget: PatternBudget = { steps: STEPS };
  try {
    const search = new SearchPattern(`\\A(?:${patternOf(format)})\\Z`, { ignoreCase: true });
    const codes = patternText(text);
    const found = search.find(codes, 0, budget);
    if (found === undefined) return refuse("the text does not match the format");
    const characters = [...text];
    return new Map(
      [...search.names].map(([name, group]) => {
        const { start, end } = found[group]!;
        return [name, characters.slice(start, end).join("")];
      }),
    );
  } catch (error) {
    if (error instanceof PatternFault) return refuse(`the format cannot be used: ${error.message}`);
    throw error;
  }
}

/** The number of a name in a list, by its first letters; -1 if it is none. */
function numberOfName(names: readonly string[], name: string | undefined): number {
  return name === undefined
    ? -1
    : names.findIndex((each) => each.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase());
}

function offsetOf(text: string | undefined): bigint {
  if (text === undefined || text === "Z") return 0n;
  const digits = text.slice(1).replaceAll(":", "");
  const [whole = "", fraction = ""] = digits.split(".");
  const [hours, minutes, seconds] = [whole.slice(0, 2), whole.slice(2, 4), whole.slice(4, 6) || "0"].map(BigInt);
  const magnitude = hours! * HOUR + minutes! * MINUTE + seconds! * SECOND + BigInt(fraction.padEnd(6, "0"));
  return text.startsWith("-") ? -magnitude : magnitude;
}

function hourOf(parts: ReadonlyMap<string, string>): number {
  const hour = parts.get("I");
  if (hour === undefined) return Number(parts.get("H") ?? 0);
  const isAfternoon = parts.get("p")?.toLowerCase() === "pm";
  return (Number(hour) % 12) + (isAfternoon ? 12 : 0);
}

function yearOf(parts: ReadonlyMap<string, string>): number | undefined {
  const year = parts.get("Y");
  if (year !== undefined) return Number(year);
  const short = parts.get("y");
  if (short === undefined) return undefined;
  return Number(short) + (Number(short) <= 68 ? 2000 : 1900);
}

/** The day of the week, Monday being 0. */
function weekdayNamed(parts: ReadonlyMap<string, string>): number | undefined {
  const named = numberOfName(weekdays, parts.get("A") ?? parts.get("a"));
  if (named >= 0) return named;
  const [iso, fromSunday] = [parts.get("u"), parts.get("w")];
  if (iso !== undefined) return Number(iso) - 1;
  return fromSunday === undefined ? undefined : (Number(fromSunday) + 6) % 7;
}

/** The day that a week of a year and a day of the week name. */
function dayOfWeek(parts: ReadonlyMap<string, string>, year: number, weekday: number): Day | undefined {
  const [fromSunday, fromMonday] = [parts.get("U"), parts.get("W")];
  const week = fromSunday ?? fromMonday;
  if (week === undefined) return undefined;
  const isSunday = fromSunday !== undefined;
  const first = (weekdayOf({ year, month: 1, day: 1 }) + (isSunday ? 1 : 0)) % 7;
  const wanted = (weekday + (isSunday ? 1 : 0)) % 7;
  const ofYear = Number(week) === 0 ? wanted - first : ((7 - first) % 7) + 7 * (Number(week) - 1) + wanted;
  return dayOf(dayNumber({ year, month: 1, day: 1 }) + ofYear);
}

function dayIn(parts: ReadonlyMap<string, string>): Day {
  const weekday = weekdayNamed(parts);
  const [isoYear, isoWeek, yearDay] = [parts.get("G"), parts.get("V"), parts.get("j")];
  const year = yearOf(parts);
  if (isoYear !== undefined || isoWeek !== undefined) {
    if (isoYear === undefined || isoWeek === undefined || weekday === undefined || yearDay !== undefined)
      refuse("an ISO year needs an ISO week and a day of the week, and the other way round");
    if (Number(isoWeek) === 0) refuse("there is no ISO week 0");
    return dayOf(isoYearStart(Number(isoYear)) + (Number(isoWeek) - 1) * 7 + weekday);
  }
  if (yearDay !== undefined) return dayOf(dayNumber({ year: year ?? 1900, month: 1, day: 1 }) + Number(yearDay) - 1);
  const ofWeek = year === undefined || weekday === undefined ? undefined : dayOfWeek(parts, year, weekday);
  if (ofWeek !== undefined) return ofWeek;
  const month = numberOfName(months, parts.get("B") ?? parts.get("b")) + 1;
  return { year: year ?? 1900, month: month || Number(parts.get("m") ?? 1), day: Number(parts.get("d") ?? 1) };
}

/** Reads a point in time by a format, as Python's `strptime` does. */
export function parseTime(text: string, format: string): PointInTime {
  const parts = match(text, format);
  const second = Number(parts.get("S") ?? 0);
  const fields = {
    ...dayIn(parts),
    hour: hourOf(parts),
    minute: Number(parts.get("M") ?? 0),
    second,
    microsecond: Number((parts.get("f") ?? "").padEnd(6, "0")),
  };
  const offset = offsetOf(parts.get("z"));
  if (offset <= -DAY || offset >= DAY) refuse("the offset is not within a day");
  return PointInTime.of(fields, offset);
}
