import fc from "fast-check";
import { expect, test } from "vitest";
import { characterClasses, randomText } from "./random-characters.ts";

/** Draws that a seed fixes. */
function seeded(seed: number) {
  let state = seed >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  return {
    bytes: (count: number) => Uint8Array.from({ length: count }, () => next() >>> 24),
    fraction: () => next() / 2 ** 32,
  };
}

test("a text has its length, only characters of its pools, and the least number of each", () => {
  const pool = fc.record({
    characters: fc.constantFrom(...Object.values(characterClasses)),
    min: fc.integer({ min: 1, max: 5 }),
  });
  const pools = fc.array(pool, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pools, fc.integer({ min: 20, max: 100 }), fc.integer(), (given, length, seed) => {
      const text = [...randomText(length, given, seeded(seed))];
      expect(text).toHaveLength(length);
      expect(text.every((character) => given.some(({ characters }) => characters.includes(character)))).toBe(true);
      for (const { characters, min } of given)
        expect(text.filter((character) => characters.includes(character)).length).toBeGreaterThanOrEqual(min);
    }),
  );
});
