import type { Answer } from "./answer.ts";
import { spelt } from "./answer.ts";

/** Differences of a kind, which no list of expressions could name: they lie in what Python is. */
export const kinds = {
  address: "texts of iterators, which hold an address of the original's memory, and of views of dictionaries",
  list: "texts of lists: the original has two kinds, [1] and (1,); ours are all of the second",
  order: "sets in another order: the original's follow its hashes, ours keep the order in which items came",
  complex: "complex numbers, which no property can take; ours are an error",
  items: "what is no pair, looked for in the items of a dictionary: the original fails, ours is not there",
  unhashable: "lists of the original that cannot be keys or items of sets; ours all can",
} as const;

/** Of which kind a difference is; undefined if of none. */
export function kindOf(theirs: Answer, ours: Answer): keyof typeof kinds | undefined {
  if ("message" in theirs) {
    if (!("value" in ours)) return undefined;
    if (theirs.message.includes("unhashable type")) return "unhashable";
    return theirs.message.includes("to unpack") || theirs.message.includes("cannot unpack") ? "items" : undefined;
  }
  const text = spelt(theirs);
  if (text.includes("other complex") && "message" in ours) return "complex";
  const letters = text.replaceAll(/[^a-z0-9]/gi, "").toLowerCase();
  if (
    /object\w*at0x|(?:keys|values|items)view|dict(?:keys|values|items)/.test(letters) ||
    /<iter.tor>|<view>/.test(spelt(ours))
  )
    return "address";
  if (asTuples(text) === asTuples(spelt(ours))) return "list";
  return "value" in ours && sorted(text) === sorted(spelt(ours)) ? "order" : undefined;
}

function asTuples(text: string): string {
  return text.replaceAll("[", "(").replaceAll("]", ")").replaceAll(",)", ")");
}

function sorted(text: string): string {
  return [...text].toSorted().join("");
}
