import type { Answer } from "./answer.ts";
import { spelt } from "./answer.ts";

/** Differences of a kind, which no list of expressions could name: they lie in what Python is. */
export const kinds = {
  address: "texts of iterators, which hold an address of the original's memory, and of views of dictionaries",
  list: "texts of lists: the original has two kinds, [1] and (1,); ours are all of the second",
  complex: "complex numbers, which no property can take; ours are an error",
  unhashable: "lists of the original that cannot be keys or items of sets; ours all can",
} as const;

/** Of which kind a difference is; undefined if of none. */
export function kindOf(theirs: Answer, ours: Answer): keyof typeof kinds | undefined {
  if ("message" in theirs)
    return theirs.message.includes("unhashable type") && "value" in ours ? "unhashable" : undefined;
  const text = spelt(theirs);
  if (text.includes("other complex") && "message" in ours) return "complex";
  const letters = text.replaceAll(/[^a-z0-9]/gi, "").toLowerCase();
  if (
    /objectat0x|(?:keys|values|items)view|dict(?:keys|values|items)/.test(letters) ||
    /<iter.tor>|<view>/.test(spelt(ours))
  )
    return "address";
  return asTuples(text) === asTuples(spelt(ours)) ? "list" : undefined;
}

function asTuples(text: string): string {
  return text.replaceAll("[", "(").replaceAll("]", ")").replaceAll(",)", ")");
}
