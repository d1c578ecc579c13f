import fc from "fast-check";

/** One change of a text: where (a share of its length), how, and with what. */
interface Mutation {
  readonly kind: (typeof kinds)[number];
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const kinds = [
  "insert",
  "remove",
  "repeat",
  "replace",
  "swap lines",
  "remove line",
  "indent",
  "cut",
  "splice",
] as const;

function mutateLines(text: string, { kind, at, length }: Mutation): string {
  const lines = text.split("\n");
  const here = Math.floor(at * lines.length);
  const there = Math.min(here + length, lines.length - 1);
  const [one = "", other = ""] = [lines[here], lines[there]];
  if (kind === "swap lines") {
    lines[here] = other;
    lines[there] = one;
  } else if (kind === "indent") lines[here] = length % 2 === 0 ? ` ${one}` : one.slice(1);
  else lines.splice(here, 1);
  return lines.join("\n");
}

function mutate(text: string, mutation: Mutation): string {
  const { kind, at, length, piece } = mutation;
  const start = Math.floor(at * text.length);
  const end = start + length;
  switch (kind) {
    case "insert":
      return text.slice(0, start) + piece + text.slice(start);
    case "remove":
      return text.slice(0, start) + text.slice(end);
    case "repeat":
      return text.slice(0, end) + text.slice(start);
    case "replace":
      return text.slice(0, start) + piece + text.slice(end);
    case "cut":
      return text.slice(0, start);
    case "splice":
      return text.slice(0, start) + text.slice(text.length - end);
    default:
      return mutateLines(text, mutation);
  }
}

/** Texts made of whole templates by a few changes. */
export function mutatedTexts(templates: readonly string[], pieces: readonly string[]): fc.Arbitrary<string> {
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    kind: fc.constantFrom(...kinds),
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    length: fc.nat({ max: 40 }),
    piece: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })),
  });
  return fc
    .tuple(fc.constantFrom(...templates), fc.array(mutation, { minLength: 1, maxLength: 8 }))
    .map(([template, mutations]) => mutations.reduce(mutate, template));
}

/** Where a value stands in a document. */
interface Slot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

function slotsOf(value: unknown, found: Slot[] = []): Slot[] {
  if (typeof value !== "object" || value === null) return found;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    found.push({ holder, key });
    slotsOf(holder[key], found);
  }
  return found;
}

/** Documents in which some values are others, are gone, or stand under another key. */
export function mutatedDocuments(documents: readonly object[], keys: readonly string[]): fc.Arbitrary<object> {
  const change = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom("value", "remove", "rename", "wrap"),
    key: fc.oneof(fc.constantFrom(...keys), fc.string({ maxLength: 4 })),
    value: fc.jsonValue({ maxDepth: 3 }),
  });
  return fc
    .tuple(fc.constantFrom(...documents), fc.array(change, { minLength: 1, maxLength: 6 }))
    .map(([document, changes]) => {
      const copy = structuredClone(document);
      for (const { at, kind, key, value } of changes) {
        const slots = slotsOf(copy);
        const slot = slots[at % Math.max(slots.length, 1)];
        if (slot === undefined) continue;
        const holder = slot.holder as Record<string, unknown>;
        const before = holder[slot.key];
        if (kind === "value") holder[slot.key] = value;
        else if (kind === "wrap") holder[slot.key] = { [key]: before };
        else if (Array.isArray(slot.holder)) slot.holder.splice(Number(slot.key), 1);
        else delete holder[slot.key];
        if (kind === "rename" && !Array.isArray(slot.holder)) holder[key] = before;
      }
      return copy;
    });
}
