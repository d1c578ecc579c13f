import { Dictionary } from "../values/dictionary.ts";
import type { Value } from "../values/value.ts";
import { isList } from "../values/value.ts";
import { ValueSet } from "../values/value-set.ts";

const LARGE = 1n << 64n;
const SMALL = -LARGE;

/** Whether a value can be seen at once to take less than `limit` bytes, as most do. */
export function isSmall(value: Value, limit: number): boolean {
  if (typeof value === "string") return value.length * 5 + 80 < limit;
  if (typeof value === "bigint") return value < LARGE && value > SMALL && limit > 80;
  return typeof value !== "object";
}

/** How many bytes Python takes for a value by itself, without what it holds; what the memory quota counts. */
export function memorySize(value: Value): number {
  if (typeof value === "string") return textSize(value);
  if (typeof value === "bigint") return integerSize(value);
  if (isList(value)) return listSize(value.length);
  if (value instanceof Dictionary) return dictionarySize(value.size);
  if (value instanceof ValueSet) return setSize(value.size);
  return 56;
}

/** The size of a list of `length` items. */
export function listSize(length: number): number {
  return 56 + 8 * length;
}

/** A dictionary's table has a power of two of places, of which two thirds can be used. */
function dictionarySize(entries: number): number {
  let places = 8;
  while (Math.floor((places * 2) / 3) < entries) places *= 2;
  return 104 + places * (places < 256 ? 1 : 2) + Math.floor((places * 2) / 3) * 24;
}

/** A set's table grows fourfold whenever three fifths of it are used. */
function setSize(items: number): number {
  let places = 8;
  while (items * 5 >= places * 3) places *= 4;
  return 216 + (places === 8 ? 0 : places * 16);
}

function textSize(text: string): number {
  if (ascii.test(text)) return 49 + text.length;
  if (latin.test(text)) return 73 + text.length;
  return surrogate.test(text) ? 76 + 4 * text.length : 74 + 2 * text.length;
}

const ascii = /^[\0-\x7f]*$/;
const latin = /^[\0-\xff]*$/;
const surrogate = /[\ud800-\udfff]/;

function integerSize(value: bigint): number {
  if (value < LARGE && value > SMALL) return 32;
  // Python keeps 30 bits in each 4 bytes; a hexadecimal digit has 4.
  return 24 + 4 * Math.ceil((value.toString(16).length * 4) / 30);
}
