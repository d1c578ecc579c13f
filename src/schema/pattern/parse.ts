import { characterEscape, characterSet, classEscape, literal } from "./characters.ts";
import { PatternCursor } from "./cursor.ts";
import type { PatternFlags, PatternNode } from "./syntax.ts";
import { PatternFault } from "./syntax.ts";

const MAX_DEPTH = 50;
const MAX_REPEAT = 1000;

const flagNames: Readonly<Record<string, keyof PatternFlags>> = {
  i: "ignoreCase",
  m: "multiLine",
  s: "dotAll",
  a: "ascii",
  x: "verbose",
};

const looks = [
  ["=", true, false],
  ["!", true, true],
  ["<=", false, false],
  ["<!", false, true],
] as const;

function flagsOf(letters: string): PatternFlags {
  if (/a.*u|u.*a/.test(letters)) throw new PatternFault('the flags "a" and "u" do not go together');
  const flags: Record<string, boolean> = {};
  for (const letter of letters) {
    const name = flagNames[letter];
    if (name !== undefined) flags[name] = true;
    else if (letter !== "u") throw new PatternFault(`the flag "${letter}" is not supported`);
  }
  return flags;
}

/** Parses Python's syntax. Throws `PatternFault`. */
export class PatternParser {
  readonly #cursor: PatternCursor;
  #depth = 0;
  #groups = 0;
  readonly #names = new Map<string, number>();
  /** Groups that are not closed yet may not be referred to. */
  readonly #open = new Set<number>();
  #flags: PatternFlags;

  constructor(pattern: string, flags: PatternFlags = {}) {
    this.#cursor = new PatternCursor(pattern);
    this.#flags = flags;
  }

  /** How many groups there are, the whole match not counted. */
  get groups(): number {
    return this.#groups;
  }

  /** The numbers of the named groups. */
  get names(): ReadonlyMap<string, number> {
    return this.#names;
  }

  parse(): PatternNode {
    const flags = /^\(\?([a-zA-Z]+)\)/.exec(this.#cursor.ahead(16));
    if (flags !== null) {
      this.#flags = { ...this.#flags, ...flagsOf(flags[1]!) };
      this.#cursor.skip(flags[0].length);
    }
    const node = this.#choice();
    if (this.#cursor.left > 0) throw new PatternFault("it has a closing parenthesis too many");
    return node;
  }

  #choice(): PatternNode {
    if (++this.#depth > MAX_DEPTH) throw new PatternFault("its parentheses are nested too deeply");
    const options = [this.#sequence()];
    while (this.#cursor.take("|")) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? options[0]! : { kind: "choice", options };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#cursor.left > 0 && !this.#cursor.peek("|") && !this.#cursor.peek(")")) {
      if (!this.#skipped()) items.push(this.#quantified());
    }
    return { kind: "sequence", items };
  }

  /** Whether a comment was passed over, or white space where it does not count. */
  #skipped(): boolean {
    if (this.#cursor.take("(?#")) {
      this.#cursor.until(")");
      return true;
    }
    if (this.#flags.verbose !== true) return false;
    if (/^\s/.test(this.#cursor.ahead(1))) {
      this.#cursor.skip(1);
      return true;
    }
    if (!this.#cursor.peek("#")) return false;
    while (this.#cursor.left > 0 && !this.#cursor.peek("\n")) this.#cursor.skip(1);
    return true;
  }

  #quantified(): PatternNode {
    const item = this.#atom();
    // A comment, or white space that does not count, does not part a piece from its repetition.
    while (this.#skipped());
    const quantifier = this.#quantifier();
    if (quantifier === undefined) return item;
    if (item.kind === "start" || item.kind === "line-start")
      throw new PatternFault("there is nothing to repeat at a start");
    const lazy = this.#cursor.take("?");
    const possessive = !lazy && this.#cursor.take("+");
    if (this.#quantifier() !== undefined) throw new PatternFault("it repeats a repetition");
    const repeat: PatternNode = { kind: "repeat", item, ...quantifier, lazy };
    return possessive ? { kind: "atomic", item: repeat } : repeat;
  }

  #quantifier(): { readonly min: number; readonly max: number } | undefined {
    if (this.#cursor.take("*")) return { min: 0, max: Infinity };
    if (this.#cursor.take("+")) return { min: 1, max: Infinity };
    if (this.#cursor.take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d*)(,?)(\d*)\}/.exec(this.#cursor.ahead(16));
    if (counted === null || counted[0] === "{}") return undefined;
    this.#cursor.skip(counted[0].length);
    const min = Number(counted[1]);
    const max = counted[2] === "" ? min : counted[3] === "" ? Infinity : Number(counted[3]);
    if (min > max) throw new PatternFault("it has a repetition of more than its own maximum");
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT))
      throw new PatternFault(`it repeats more than ${MAX_REPEAT} times`);
    return { min, max };
  }

  #atom(): PatternNode {
    if (this.#quantifier() !== undefined) throw new PatternFault("there is nothing to repeat");
    const character = this.#cursor.next("something");
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "test", test: characterSet(this.#cursor, this.#flags) };
      case ".":
        return { kind: "test", test: this.#flags.dotAll === true ? () => true : (code) => code !== 10 };
      case "^":
        return { kind: this.#flags.multiLine === true ? "line-start" : "start" };
      case "$":
        return { kind: this.#flags.multiLine === true ? "line-end" : "final-end" };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new PatternFault(`there is nothing for "${character}" to repeat`);
      default:
        return { kind: "test", test: literal(character.codePointAt(0)!, this.#flags) };
    }
  }

  #group(): PatternNode {
    const cursor = this.#cursor;
    if (!cursor.take("?")) return this.#capture(undefined);
    if (cursor.take(":")) return this.#closed();
    if (cursor.take(">")) return { kind: "atomic", item: this.#closed() };
    if (cursor.take("P<")) return this.#capture(cursor.until(">"));
    if (cursor.take("P=")) return this.#reference(this.#named(cursor.until(")")));
    if (cursor.take("(")) return this.#conditional(cursor.until(")"));
    for (const [text, ahead, negative] of looks) {
      if (cursor.take(text)) return { kind: "look", item: this.#closed(), ahead, negative };
    }
    const scoped = /^([a-z]*)(?:-([ims]+))?:/.exec(cursor.ahead(16));
    if (scoped === null) throw new PatternFault(`the group "(?${cursor.ahead(1)}" is not supported`);
    cursor.skip(scoped[0].length);
    const [set, cleared] = [flagsOf(scoped[1]!), Object.keys(flagsOf(scoped[2] ?? ""))];
    if (cleared.some((name) => Object.hasOwn(set, name))) throw new PatternFault("it sets and clears the same flag");
    return this.#withFlags(set, cleared);
  }

  #withFlags(set: PatternFlags, cleared: readonly string[]): PatternNode {
    const outer = this.#flags;
    this.#flags = { ...outer, ...set, ...Object.fromEntries(cleared.map((name) => [name, false])) };
    const node = this.#closed();
    this.#flags = outer;
    return node;
  }

  #capture(name: string | undefined): PatternNode {
    const index = ++this.#groups;
    if (name !== undefined) {
      if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) throw new PatternFault(`"${name}" is no name for a group`);
      if (this.#names.has(name)) throw new PatternFault(`it has two groups "${name}"`);
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const item = this.#closed();
    this.#open.delete(index);
    return { kind: "group", item, index };
  }

  #named(name: string): number {
    const index = this.#names.get(name);
    if (index === undefined) throw new PatternFault(`it has no group "${name}"`);
    return index;
  }

  #reference(index: number): PatternNode {
    if (index > this.#groups) throw new PatternFault(`it has no group ${index}`);
    if (this.#open.has(index)) throw new PatternFault(`it refers to group ${index} inside that group`);
    return { kind: "reference", index, ignoreCase: this.#flags.ignoreCase === true };
  }

  #conditional(group: string): PatternNode {
    const index = /^\d+$/.test(group) ? Number(group) : this.#named(group);
    if (index === 0 || index > this.#groups) throw new PatternFault(`it has no group ${group}`);
    const node = this.#closed();
    if (node.kind !== "choice") return { kind: "when", index, yes: node, no: { kind: "sequence", items: [] } };
    const [yes, no, more] = node.options;
    if (more !== undefined) throw new PatternFault("a conditional group has more than two branches");
    return { kind: "when", index, yes: yes!, no: no! };
  }

  #closed(): PatternNode {
    const node = this.#choice();
    if (!this.#cursor.take(")")) throw new PatternFault("a parenthesis is never closed");
    return node;
  }

  #escape(): PatternNode {
    const character = this.#cursor.next("a character after the backslash");
    const set = classEscape(character, this.#flags);
    if (set !== undefined) return { kind: "test", test: set };
    const isAscii = this.#flags.ascii === true;
    if (character === "A") return { kind: "start" };
    if (character === "Z") return { kind: "end" };
    if (character === "b") return { kind: isAscii ? "ascii-boundary" : "boundary" };
    if (character === "B") return { kind: isAscii ? "no-ascii-boundary" : "no-boundary" };
    if (/[1-9]/.test(character)) return this.#numbered(character);
    return { kind: "test", test: literal(characterEscape(character, this.#cursor), this.#flags) };
  }

  /** `\1` refers to a group, three octal digits are a character. */
  #numbered(first: string): PatternNode {
    const octal = /^[0-3][0-7]{2}/.exec(first + this.#cursor.ahead(2));
    if (octal !== null) {
      this.#cursor.skip(2);
      return { kind: "test", test: literal(Number.parseInt(octal[0], 8), this.#flags) };
    }
    const digits = /^\d{1,2}/.exec(first + this.#cursor.ahead(1))![0];
    this.#cursor.skip(digits.length - 1);
    return this.#reference(Number(digits));
  }
}
