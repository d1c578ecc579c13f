import type { Event, ScalarEvent } from "js-yaml";
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import { setKey } from "./set-key.ts";
import { resolvePlainScalar, resolveTaggedScalar } from "./yaml-scalars.ts";
import type { Positions } from "./source.ts";

/** YAML that cannot be read: why, and the offset in the text. */
export class YamlFailure extends Error {
  readonly offset: number;
  readonly limit: boolean;
  constructor(message: string, offset: number, limit = false) {
    super(message);
    this.name = "YamlFailure";
    this.offset = offset;
    this.limit = limit;
  }
}

/** A YAML document as plain data, with where each key stands. */
export interface YamlDocument {
  readonly value: unknown;
  readonly positions: Positions;
  /** Keys that were given twice in one map, at the offset of the second. */
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[];
}

interface Frame {
  readonly container: Record<string, unknown> | unknown[];
  readonly positions: Map<string | number, number>;
  readonly anchor: string | undefined;
  readonly start: number;
  key: string | undefined;
  keyOffset: number;
  merges: { readonly sources: readonly unknown[]; readonly offset: number }[] | undefined;
  atMerge: boolean;
}

class Constructor {
  readonly #text: string;
  readonly #anchors = new Map<string, { value: unknown; open: boolean }>();
  readonly #frames: Frame[] = [];
  readonly #duplicates: { key: string; offset: number }[] = [];
  readonly #positions = new Map<object, Map<string | number, number>>();
  readonly #maxMergedKeys: number;
  #mergedKeys = 0;
  #root: unknown;
  #documents = 0;

  constructor(text: string) {
    this.#text = text;
    this.#maxMergedKeys = 10_000 + text.length;
  }

  run(events: readonly Event[]): YamlDocument {
    for (const event of events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          if (++this.#documents > 1)
            throw new YamlFailure("there is a second document in the text; one is expected", this.#lastOffset());
          break;
        case EVENT_ID.SCALAR:
          this.#scalar(event);
          break;
        case EVENT_ID.SEQUENCE:
        case EVENT_ID.MAPPING:
          this.#open(event, event.type === EVENT_ID.MAPPING);
          break;
        case EVENT_ID.ALIAS:
          this.#alias(event.anchorStart, event.anchorEnd);
          break;
        case EVENT_ID.POP:
          this.#close();
          break;
      }
    }
    return { value: this.#root, positions: this.#positions, duplicates: this.#duplicates };
  }

  #lastOffset(): number {
    return Math.max(0, this.#text.lastIndexOf("\n---") + 1);
  }

  #scalar(event: ScalarEvent): void {
    const offset = event.tagStart !== -1 ? event.tagStart : Math.max(event.valueStart, 0);
    // The event covers what is inside the quotes.
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const at = quoted && event.tagStart === -1 ? offset - 1 : offset;
    const text = getScalarValue(this.#text, event);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    let value: unknown = text;
    if (event.tagStart !== -1) {
      const tag = this.#text.slice(event.tagStart, event.tagEnd);
      const tagged = resolveTaggedScalar(tag, text);
      if (tagged === undefined) throw new YamlFailure(`the tag "${tag}" cannot be used here`, at);
      value = tagged.value;
    } else if (plain) value = resolvePlainScalar(text);
    if (event.anchorStart !== -1) {
      this.#anchors.set(this.#text.slice(event.anchorStart, event.anchorEnd), { value, open: false });
    }
    this.#add(value, at, plain && text === "<<");
  }

  #open(
    event: { start: number; anchorStart: number; anchorEnd: number; tagStart: number; tagEnd: number },
    map: boolean,
  ): void {
    if (event.tagStart !== -1) {
      const tag = this.#text.slice(event.tagStart, event.tagEnd);
      if (tag !== "!" && tag !== (map ? "!!map" : "!!seq"))
        throw new YamlFailure(`the tag "${tag}" cannot be used here`, event.tagStart);
    }
    const container = map ? {} : [];
    const anchor = event.anchorStart === -1 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) this.#anchors.set(anchor, { value: container, open: true });
    const frame = this.#frames.at(-1);
    if (frame !== undefined && !Array.isArray(frame.container) && frame.key === undefined && !frame.atMerge) {
      throw new YamlFailure("a key must be text, not a list or a map", event.start);
    }
    const positions = new Map<string | number, number>();
    this.#positions.set(container, positions);
    this.#frames.push({
      container,
      positions,
      anchor,
      start: event.start,
      key: undefined,
      keyOffset: event.start,
      merges: undefined,
      atMerge: false,
    });
  }

  #alias(start: number, end: number): void {
    const name = this.#text.slice(start, end);
    const anchor = this.#anchors.get(name);
    if (anchor === undefined)
      throw new YamlFailure(`"*${name}" refers to an anchor "&${name}" that is nowhere above`, start);
    if (anchor.open) throw new YamlFailure(`"*${name}" stands inside of what it refers to`, start);
    this.#add(anchor.value, start - 1, false);
  }

  #close(): void {
    const frame = this.#frames.pop();
    // The end of the document itself.
    if (frame === undefined) return;
    if (frame.merges !== undefined) this.#merge(frame);
    if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, { value: frame.container, open: false });
    this.#add(frame.container, frame.start, false);
  }

  #add(value: unknown, offset: number, merge: boolean): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) {
      this.#root = value;
      return;
    }
    if (Array.isArray(frame.container)) {
      frame.positions.set(frame.container.length, offset);
      frame.container.push(value);
    } else if (frame.atMerge) {
      frame.atMerge = false;
      (frame.merges ??= []).push({ sources: Array.isArray(value) ? value : [value], offset: frame.keyOffset });
    } else if (frame.key === undefined) {
      frame.keyOffset = offset;
      if (merge) frame.atMerge = true;
      else frame.key = keyText(value, offset);
    } else {
      const key = frame.key;
      frame.key = undefined;
      if (Object.hasOwn(frame.container, key)) this.#duplicates.push({ key, offset: frame.keyOffset });
      setKey(frame.container, key, value);
      frame.positions.set(key, frame.keyOffset);
    }
  }

  #merge(frame: Frame): void {
    if (Array.isArray(frame.container)) return;
    for (const { sources, offset } of frame.merges ?? []) {
      for (const source of sources) {
        if (typeof source !== "object" || source === null || Array.isArray(source)) {
          throw new YamlFailure('"<<" takes a map or a list of maps', offset);
        }
        for (const [key, value] of Object.entries(source)) {
          if (++this.#mergedKeys > this.#maxMergedKeys)
            throw new YamlFailure('too many keys are merged with "<<"', offset, true);
          if (Object.hasOwn(frame.container, key)) continue;
          setKey(frame.container, key, value);
          frame.positions.set(key, this.#positions.get(source)?.get(key) ?? offset);
        }
      }
    }
  }
}

function keyText(value: unknown, offset: number): string {
  if (typeof value === "object" && value !== null)
    throw new YamlFailure("a key must be text, not a list or a map", offset);
  return String(value);
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

/** Reads one YAML document as PyYAML's safe loader does, timestamps staying text. Throws `YamlFailure`. */
export function readYaml(text: string, maxDepth: number): YamlDocument {
  let events: readonly Event[];
  try {
    events = parseEvents(text, { maxDepth });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const plain = plainReasons.find(([reason]) => reason.test(error.reason))?.[1] ?? error.reason;
    throw new YamlFailure(plain, error.mark?.position ?? 0, error.reason.startsWith("nesting exceeded"));
  }
  return new Constructor(text).run(events);
}
