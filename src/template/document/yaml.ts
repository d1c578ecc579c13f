import type { Event } from "js-yaml";
import { parseEvents, YAMLException } from "js-yaml";
import type { DuplicateKey, YamlLimits } from "./yaml-constructor.ts";
import { YamlConstructor, YamlFailure } from "./yaml-constructor.ts";
import type { PlacedValue } from "./source.ts";

/** A YAML document as plain data. */
export interface YamlDocument {
  readonly value: unknown;
  readonly duplicates: readonly DuplicateKey[];
  /** Where everything in it stands: the text is read once more for it. */
  placed(): PlacedValue;
}

/** The parser's reasons, where its own words would not tell a template's author what to do. */
const plainReasons: readonly (readonly [RegExp, string])[] = [
  [/^nesting exceeded/, "lists and maps are nested too deeply"],
  [/^tab characters must not/, "a tab is used for indentation; use spaces"],
  [
    /^bad indentation of a mapping entry/,
    "this line does not fit the entries above it: its indentation differs, or a ':' or a quote is missing",
  ],
  [/^bad indentation of a sequence entry/, "this list item is not indented as the items above it"],
  [/^deficient indentation/, "this line must be indented further, or a bracket or quote above it is never closed"],
  [/^can not read a block mapping entry/, 'this line is neither "key: value" nor part of the value above it'],
  [/^expected ':' after a mapping key/, "a ':' is missing after the key"],
  [/^missed comma/, "a comma is missing between two entries"],
  [/^unexpected end of the stream within a flow collection/, "a bracket '[' or '{' is never closed"],
  [/^unexpected end of the stream within a (single|double) quoted/, "a quote is opened and never closed"],
  [
    /^end of the stream or a document separator/,
    "this text does not belong to what stands above it: is the indentation right?",
  ],
  [/^(the stream contains non-printable|null byte)/, "the text contains a character that cannot be printed"],
  [/^unknown escape sequence/, "this backslash sequence is not known inside double quotes"],
];

function eventsOf(text: string, maxDepth: number): readonly Event[] {
  try {
    return parseEvents(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const plain = plainReasons.find(([reason]) => reason.test(error.reason))?.[1] ?? error.reason;
    throw new YamlFailure(plain, error.mark?.position ?? 0, error.reason.startsWith("nesting exceeded"));
  }
}

/** Reads one YAML document as PyYAML's safe loader does, timestamps staying text. Throws `YamlFailure`. */
export function readYaml(text: string, limits: YamlLimits): YamlDocument {
  const constructed = new YamlConstructor(text, limits, { positions: false });
  constructed.run(eventsOf(text, limits.maxDepth));
  return {
    value: constructed.root,
    duplicates: constructed.duplicates,
    placed() {
      // Positions cost as much as the reading, and nobody asks for them while nothing is wrong.
      const again = new YamlConstructor(text, limits, { positions: true });
      again.run(eventsOf(text, limits.maxDepth));
      return { value: again.root, positions: again.positions };
    },
  };
}
