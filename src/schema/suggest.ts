/** Distance beyond which two words are not taken for each other. */
const MAX_DISTANCE = 3;
const MAX_LENGTH = 100;
/** Candidates that are compared: thousands of mistakes among thousands of names must not take minutes. */
const MAX_COMPARED = 2000;

/** Edits (insert, delete, change, swap of neighbours) between two words, or `limit + 1` when there are more than `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** The candidate that the writer most likely meant by `word`, if any is near enough. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === "" || word.length > MAX_LENGTH) return undefined;
  const lower = word.toLowerCase();
  const limit = Math.min(MAX_DISTANCE, Math.max(1, Math.floor(word.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  let compared = 0;
  for (const candidate of candidates) {
    if (++compared > MAX_COMPARED) break;
    if (candidate.length > MAX_LENGTH) continue;
    const found = distance(lower, candidate.toLowerCase(), Math.min(limit, bestDistance));
    if (found < bestDistance) {
      best = candidate;
      bestDistance = found;
    }
  }
  return best;
}

/** As many names as a hint lists. */
const MAX_LISTED = 30;

/** As the hint of a diagnostic: `did you mean "…"?`, or what there is where no candidate is near; nothing where that is too much. */
export function didYouMean(word: string, candidates: Iterable<string>): { hint?: string } {
  const names = [...candidates];
  const found = suggest(word, names);
  if (found !== undefined) return { hint: `did you mean "${found}"?` };
  return names.length === 0 || names.length > MAX_LISTED ? {} : { hint: `known are: ${names.join(", ")}` };
}
