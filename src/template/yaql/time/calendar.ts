/** A day of the Gregorian calendar, continued to all times. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** A point in time by the calendar and clock of its offset from UTC. */
export interface Fields extends Day {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** The first year that a point in time can lie in. */
export const firstYear = 1;
/** The last year that a point in time can lie in. */
export const lastYear = 9999;

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** How many days a month has; months count from 1. */
export function daysInMonth(year: number, month: number): number {
  return month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days from 1970-01-01 to a day. */
export function dayNumber({ year, month, day }: Day): number {
  // Years that begin in March have their leap day last.
  const shifted = month > 2 ? year : year - 1;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leaps + ofYear - 719_468;
}

/** The day that many days after 1970-01-01. */
export function dayOf(number: number): Day {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: ofYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** The day of the week, Monday being 0. */
export function weekdayOf(day: Day): number {
  return (((dayNumber(day) + 3) % 7) + 7) % 7;
}

/** The day of the year, from 1. */
export function yearDayOf(day: Day): number {
  return dayNumber(day) - dayNumber({ year: day.year, month: 1, day: 1 }) + 1;
}

/** The number of the first day of the first ISO week of a year: the Monday of the week with January 4th. */
export function isoYearStart(year: number): number {
  const fourth = { year, month: 1, day: 4 };
  return dayNumber(fourth) - weekdayOf(fourth);
}

/** The ISO year and week that a day lies in. */
export function isoWeekOf(day: Day): { readonly year: number; readonly week: number } {
  const number = dayNumber(day);
  const year = [day.year + 1, day.year].find((each) => number >= isoYearStart(each)) ?? day.year - 1;
  return { year, week: Math.floor((number - isoYearStart(year)) / 7) + 1 };
}
