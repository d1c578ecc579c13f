import { readFileSync } from "node:fs";
import { load } from "js-yaml";

/** A difference that stays: which probes (`*` stands for any text), and why. */
export interface KnownDifference {
  readonly probe: string;
  readonly reason: string;
}

const file = new URL("./known-differences.yaml", import.meta.url);

/** The known differences of a suite, from `known-differences.yaml`: a map of suites, each a list. */
export function knownDifferences(suite: string): readonly KnownDifference[] {
  const suites = load(readFileSync(file, "utf8")) as Readonly<Record<string, readonly KnownDifference[] | null>>;
  return suites[suite] ?? [];
}

function patternOf(probe: string): RegExp {
  const parts = probe.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

/** Parts what differs into what is known and what is not; the lines that no probe needs any more come too. */
export function sortDifferences<T extends { readonly id: string }>(
  differing: readonly T[],
  known: readonly KnownDifference[],
): { readonly unknown: readonly T[]; readonly known: readonly T[]; readonly unused: readonly KnownDifference[] } {
  const patterns = known.map((line) => ({ line, pattern: patternOf(line.probe) }));
  const isKnown = ({ id }: T): boolean => patterns.some(({ pattern }) => pattern.test(id));
  return {
    unknown: differing.filter((each) => !isKnown(each)),
    known: differing.filter(isKnown),
    unused: patterns.filter(({ pattern }) => !differing.some(({ id }) => pattern.test(id))).map(({ line }) => line),
  };
}
