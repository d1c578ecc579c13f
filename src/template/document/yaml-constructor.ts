import type { DocumentEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { EVENT_ID, getScalarValue, SCALAR_STYLE } from "js-yaml";
import { setKey } from "./set-key.ts";
import type { TagHandles } from "./yaml-tags.ts";
import { coreTag, fitsCollection, ofTag } from "./yaml-tags.ts";
import { floatText, keyText, resolvePlainScalar, resolveTaggedScalar } from "./yaml-scalars.ts";
import type { Positions } from "./source.ts";
import { YamlFailure } from "./yaml-failure.ts";
import type { ConstructorOptions, YamlLimits } from "./yaml-options.ts";

/** A key that was given twice in one map, at the offset of the second. */
export interface DuplicateKey {
  readonly key: string;
  offset: number;
}

/** A value with what it comes to when its aliases are expanded. */
interface Measured {
  readonly value: unknown;
  readonly size: number;
  /** How many lists and maps it has inside each other. */
  readonly height: number;
}

interface Frame {
  readonly container: Record<string, unknown> | unknown[];
  readonly positions: Map<string | number, number> | undefined;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
  readonly start: number;
  size: number;
  height: number;
  key: string | undefined;
  keyOffset: number;
  atMerge: boolean;
  merges: { readonly sources: readonly unknown[]; readonly offset: number }[] | undefined;
}

const open: unique symbol = Symbol("open");

function handlesOf({ directives }: DocumentEvent): TagHandles {
  return new Map(
    directives.flatMap((directive) =>
      directive.kind === "tag" ? [[directive.handle, directive.prefix] as const] : [],
    ),
  );
}

function isKeyNext(frame: Frame): boolean {
  return frame.key === undefined && !frame.atMerge && !Array.isArray(frame.container);
}

/** Makes plain data of the parser's events, as PyYAML's safe loader does. */
export class YamlConstructor {
  readonly #text: string;
  readonly #limits: YamlLimits;
  readonly #anchors = new Map<string, Measured | typeof open>();
  readonly #frames: Frame[] = [];
  readonly #positions: Map<object, Map<string | number, number>> | undefined;
  readonly #maxMergedKeys: number;
  readonly #floatText: boolean;
  #top: Frame | undefined;
  #handles: TagHandles = new Map();
  #mergedKeys = 0;
  #documents = 0;
  /** What the document is; nothing before `run`. */
  root: unknown;
  readonly duplicates: DuplicateKey[] = [];

  constructor(text: string, limits: YamlLimits, options: ConstructorOptions) {
    this.#text = text;
    this.#limits = limits;
    this.#maxMergedKeys = 10_000 + text.length;
    this.#floatText = options.floatText;
    if (options.positions) this.#positions = new Map();
  }

  /** Where each key and item stands; empty unless asked for. */
  get positions(): Positions {
    return this.#positions ?? new Map<object, Map<string | number, number>>();
  }

  /** Replaces all offsets by those that `move` gives for them. */
  moveOffsets(move: (offset: number) => number): void {
    for (const own of this.#positions?.values() ?? []) for (const [key, offset] of own) own.set(key, move(offset));
    for (const duplicate of this.duplicates) duplicate.offset = move(duplicate.offset);
  }

  run(events: readonly Event[]): void {
    for (const event of events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          if (++this.#documents > 1)
            throw new YamlFailure("there is a second document in the text; one is expected", this.#lastOffset());
          this.#handles = handlesOf(event);
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
  }

  #lastOffset(): number {
    return Math.max(0, this.#text.lastIndexOf("\n---") + 1);
  }

  #scalar(event: ScalarEvent): void {
    const text = event.fast ? this.#text.slice(event.valueStart, event.valueEnd) : this.#scalarText(event);
    const plain = event.style === SCALAR_STYLE.PLAIN && event.tagStart === -1;
    // The event covers what is inside the quotes.
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
    const offset =
      event.tagStart !== -1 ? event.tagStart : quoted ? event.valueStart - 1 : Math.max(event.valueStart, 0);
    if (plain && text === "<<" && this.#startMerge(offset)) return;
    let value: unknown = text;
    if (plain) value = resolvePlainScalar(text);
    if (this.#floatText && typeof value === "number") value = floatText(value, text) ?? value;
    else if (event.tagStart !== -1) value = this.#tagged(event, text);
    if (value === undefined && text === "=" && this.#top !== undefined && isKeyNext(this.#top)) value = text;
    if (value === undefined) throw new YamlFailure(`"${text}" has a meaning of its own here: put it in quotes`, offset);
    const size = typeof value === "string" ? value.length + 1 : 1;
    if (event.anchorStart !== -1) this.#anchor(event.anchorStart, event.anchorEnd, { value, size, height: 0 });
    const frame = this.#top;
    if (frame === undefined) {
      this.root = value;
      return;
    }
    frame.size += size;
    this.#add(frame, typeof value === "string" || !isKeyNext(frame) ? value : keyText(value, text), offset);
  }

  /** The text of a scalar that is not written as it is meant. */
  #scalarText(event: ScalarEvent): string {
    const text = getScalarValue(this.#text, event);
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !text.isWellFormed())
      throw new YamlFailure("half of a surrogate pair is no character", event.valueStart);
    const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    // As PyYAML: where the document ends without a line break, so does the text.
    const cut = block && event.valueEnd >= this.#text.length && !/[\r\n]$/.test(this.#text);
    return cut && text.endsWith("\n") ? text.slice(0, -1) : text;
  }

  #tagged(event: ScalarEvent, text: string): unknown {
    const written = this.#text.slice(event.tagStart, event.tagEnd);
    const tagged = resolveTaggedScalar(coreTag(written, this.#handles), text);
    if (tagged === undefined) throw new YamlFailure(`the tag "${written}" cannot be used here`, event.tagStart);
    return tagged.value;
  }

  /** Takes `<<` as the key under which maps are merged in, where a key stands. */
  #startMerge(offset: number): boolean {
    const frame = this.#top;
    if (frame === undefined || !isKeyNext(frame)) return false;
    frame.atMerge = true;
    frame.keyOffset = offset;
    return true;
  }

  #anchor(start: number, end: number, measured: Measured | typeof open): string {
    const name = this.#text.slice(start, end);
    if (this.#anchors.has(name))
      throw new YamlFailure(`the anchor "&${name}" is given twice; which one is meant by "*${name}"?`, start - 1);
    this.#anchors.set(name, measured);
    return name;
  }

  #open(event: SequenceEvent | MappingEvent, map: boolean): void {
    let tag: string | undefined;
    if (event.tagStart !== -1) {
      const written = this.#text.slice(event.tagStart, event.tagEnd);
      tag = coreTag(written, this.#handles);
      if (!fitsCollection(tag, map)) throw new YamlFailure(`the tag "${written}" cannot be used here`, event.tagStart);
    }
    const above = this.#top;
    if (above !== undefined && isKeyNext(above)) {
      throw new YamlFailure("a key must be text, not a list or a map", event.start);
    }
    const container = map ? {} : [];
    const positions = this.#positions && new Map<string | number, number>();
    if (positions !== undefined) this.#positions?.set(container, positions);
    this.#top = {
      container,
      positions,
      anchor: event.anchorStart === -1 ? undefined : this.#anchor(event.anchorStart, event.anchorEnd, open),
      tag,
      start: event.start,
      size: 1,
      height: 1,
      key: undefined,
      keyOffset: event.start,
      atMerge: false,
      merges: undefined,
    };
    this.#frames.push(this.#top);
  }

  #alias(start: number, end: number): void {
    const name = this.#text.slice(start, end);
    const anchored = this.#anchors.get(name);
    if (anchored === undefined)
      throw new YamlFailure(`"*${name}" refers to an anchor "&${name}" that is nowhere above`, start - 1);
    if (anchored === open) throw new YamlFailure(`"*${name}" stands inside of what it refers to`, start - 1);
    const frame = this.#top;
    if (frame === undefined) return;
    this.#grow(frame, anchored, start - 1);
    if (this.#frames.length + anchored.height > this.#limits.maxDepth)
      throw new YamlFailure("lists and maps are nested too deeply", start - 1, { limit: true });
    this.#add(frame, anchored.value, start - 1);
  }

  #grow(frame: Frame, { size, height }: Measured, offset: number): void {
    frame.size += size;
    if (frame.height <= height) frame.height = height + 1;
    if (frame.size > this.#limits.maxExpansion)
      throw new YamlFailure("its aliases expand to too much", offset, { limit: true });
  }

  #close(): void {
    const frame = this.#frames.pop();
    // The end of the document itself.
    if (frame === undefined) return;
    if (frame.merges !== undefined) this.#merge(frame);
    const value = frame.tag === undefined ? frame.container : ofTag(frame.tag, frame.container);
    if (value === undefined)
      throw new YamlFailure(`a list with the tag "!!${frame.tag}" takes maps of one key each`, frame.start);
    const measured: Measured = { value, size: frame.size, height: frame.height };
    if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, measured);
    const above = this.#frames.at(-1);
    this.#top = above;
    if (above === undefined) this.root = value;
    else {
      this.#grow(above, measured, frame.start);
      this.#add(above, value, frame.start);
    }
  }

  #add(frame: Frame, value: unknown, offset: number): void {
    const { container, key } = frame;
    if (Array.isArray(container)) {
      frame.positions?.set(container.length, offset);
      container.push(value);
    } else if (frame.atMerge) {
      frame.atMerge = false;
      (frame.merges ??= []).push({ sources: Array.isArray(value) ? value : [value], offset: frame.keyOffset });
    } else if (key === undefined) {
      if (typeof value === "object" && value !== null)
        throw new YamlFailure("a key must be text, not a list or a map", offset);
      frame.keyOffset = offset;
      frame.key = String(value);
    } else {
      frame.key = undefined;
      if (Object.hasOwn(container, key)) this.duplicates.push({ key, offset: frame.keyOffset });
      setKey(container, key, value);
      frame.positions?.set(key, frame.keyOffset);
    }
  }

  /** As PyYAML: own keys win, then those of the last `<<`; in a list of maps the first one's. */
  #merge(frame: Frame): void {
    if (Array.isArray(frame.container)) return;
    for (const { sources, offset } of frame.merges?.toReversed() ?? []) {
      for (const source of sources) {
        if (typeof source !== "object" || source === null || Array.isArray(source)) {
          throw new YamlFailure('"<<" takes a map or a list of maps', offset);
        }
        for (const [key, value] of Object.entries(source)) {
          if (++this.#mergedKeys > this.#maxMergedKeys)
            throw new YamlFailure('too many keys are merged with "<<"', offset, { limit: true });
          if (Object.hasOwn(frame.container, key)) continue;
          setKey(frame.container, key, value);
          frame.positions?.set(key, this.#positions?.get(source)?.get(key) ?? offset);
        }
      }
    }
  }
}
