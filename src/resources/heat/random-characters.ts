import type { Random } from "#lib/ports.ts";

const lowercase = "abcdefghijklmnopqrstuvwxyz";
const uppercase = lowercase.toUpperCase();
const digits = "0123456789";

/** The characters of each class. */
export const characterClasses = {
  lettersdigits: lowercase + uppercase + digits,
  letters: lowercase + uppercase,
  lowercase,
  uppercase,
  digits,
  hexdigits: `${digits}abcdefABCDEF`,
  octdigits: "01234567",
} as const;

/** Names of the classes. */
export const characterClassNames = [
  "lettersdigits",
  "letters",
  "lowercase",
  "uppercase",
  "digits",
  "hexdigits",
  "octdigits",
] as const;

/** Characters to choose from, and how many of them there must be at least. */
export interface CharacterPool {
  readonly characters: string;
  readonly min: number;
}

/** A whole number below `limit` (at most 65536), each equally likely. */
function below(limit: number, random: Random): number {
  const fair = 65536 - (65536 % limit);
  for (;;) {
    const [high = 0, low = 0] = random.bytes(2);
    const drawn = high * 256 + low;
    if (drawn < fair) return drawn % limit;
  }
}

function pick(characters: readonly string[], random: Random): string {
  return characters[below(characters.length, random)] ?? "";
}

/** A random text of that length with at least `min` characters of each pool; every character equally likely among all pools. */
export function randomText(length: number, pools: readonly CharacterPool[], random: Random): string {
  const all = [...pools.map((pool) => pool.characters).join("")];
  const text = pools.flatMap(({ characters, min }) => Array.from({ length: min }, () => pick([...characters], random)));
  while (text.length < length) text.push(pick(all, random));
  for (let last = text.length - 1; last > 0; last--) {
    const other = below(last + 1, random);
    [text[last], text[other]] = [text[other] ?? "", text[last] ?? ""];
  }
  return text.join("");
}
