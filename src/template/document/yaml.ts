import type { Event } from "js-yaml";
import { parseEvents, YAMLException } from "js-yaml";
import { indentContinuations } from "./continuation-lines.ts";
import type { DuplicateKey } from "./yaml-constructor.ts";
import type { ConstructorOptions, YamlLimits } from "./yaml-options.ts";
import { YamlConstructor } from "./yaml-constructor.ts";
import { YamlFailure } from "./yaml-failure.ts";
import type { PlacedValue } from "./source.ts";

/** A YAML document as plain data. */
export interface YamlDocument {
  readonly value: unknown;
  readonly duplicates: readonly DuplicateKey[];
  /** Where everything in it stands: the text is read once more for it. */
  placed(): PlacedValue;
  /** The document with whole numbers that are written as floats as text: `1.0` is "1.0". The text is read once more for it. */
  withFloatText(): unknown;
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

/** The parser demands of lines inside brackets and quotes an indentation that PyYAML does not. */
const CONTINUATION = "deficient indentation";

function eventsOf(text: string, maxDepth: number): readonly Event[] {
  try {
    return parseEvents(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const plain = plainReasons.find(([reason]) => reason.test(error.reason))?.[1] ?? error.reason;
    const limit = error.reason.startsWith("nesting exceeded");
    throw new YamlFailure(plain, error.mark?.position ?? 0, { limit, indentation: error.reason === CONTINUATION });
  }
}

function construct(text: string, limits: YamlLimits, options: ConstructorOptions): YamlConstructor {
  const constructed = new YamlConstructor(text, limits, options);
  constructed.run(eventsOf(text, limits.maxDepth));
  return constructed;
}

/** Reads the text with the lines indented that need it; offsets are those of the text as it is. */
function constructIndented(original: string, limits: YamlLimits, options: ConstructorOptions): YamlConstructor {
  const { text, toOriginal } = indentContinuations(original);
  try {
    const constructed = construct(text, limits, options);
    constructed.moveOffsets(toOriginal);
    return constructed;
  } catch (error) {
    if (error instanceof YamlFailure) throw new YamlFailure(error.message, toOriginal(error.offset), error);
    throw error;
  }
}

function constructAny(text: string, limits: YamlLimits, options: ConstructorOptions): YamlConstructor {
  try {
    return construct(text, limits, options);
  } catch (error) {
    if (error instanceof YamlFailure && error.indentation) return constructIndented(text, limits, options);
    throw error;
  }
}

const valuesOnly: ConstructorOptions = { positions: false, floatText: false };

/** Reads one YAML document as PyYAML's safe loader does, timestamps staying text. Throws `YamlFailure`. */
export function readYaml(text: string, limits: YamlLimits): YamlDocument {
  const { root, duplicates } = constructAny(text, limits, valuesOnly);
  return {
    value: root,
    duplicates,
    placed() {
      // Positions cost as much as the reading, and nobody asks for them while nothing is wrong.
      const { root: value, positions } = constructAny(text, limits, { ...valuesOnly, positions: true });
      return { value, positions };
    },
    withFloatText: () => constructAny(text, limits, { ...valuesOnly, floatText: true }).root,
  };
}
