import type { CharacterTest, PatternNode } from "./syntax.ts";
import { classEscapes, controlEscapes } from "./syntax.ts";

/** A pattern that cannot be used, and why. */
export class PatternFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PatternFault";
  }
}

const MAX_DEPTH = 50;
const MAX_REPEAT = 1000;

/** Parses Python's syntax. Throws `PatternFault`. */
export class PatternParser {
  readonly #text: readonly string[];
  #at = 0;
  #depth = 0;
  #groups = 0;
  readonly #names = new Map<string, number>();
  #ignoreCase = false;
  #dotAll = false;
  #multiline = false;

  constructor(pattern: string) {
    this.#text = [...pattern];
  }

  parse(): PatternNode {
    this.#flags();
    const node = this.#choice();
    if (this.#at < this.#text.length) throw new PatternFault("it has a closing parenthesis too many");
    return node;
  }

  #peek(text: string): boolean {
    return [...text].every((character, offset) => this.#text[this.#at + offset] === character);
  }

  #take(text: string): boolean {
    if (!this.#peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  #next(what: string): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new PatternFault(`it ends where ${what} is expected`);
    return character;
  }

  #flags(): void {
    const flags = /^\(\?([a-zA-Z]+)\)/.exec(this.#text.slice(0, 16).join(""));
    if (flags === null) return;
    for (const flag of flags[1]!) {
      if (flag === "i") this.#ignoreCase = true;
      else if (flag === "s") this.#dotAll = true;
      else if (flag === "m") this.#multiline = true;
      else if (flag !== "u" && flag !== "a") throw new PatternFault(`the flag "${flag}" is not supported`);
    }
    this.#at = flags[0].length;
  }

  #choice(): PatternNode {
    if (++this.#depth > MAX_DEPTH) throw new PatternFault("its parentheses are nested too deeply");
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    this.#depth--;
    return options.length === 1 ? options[0]! : { kind: "choice", options };
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = [];
    while (this.#at < this.#text.length && !this.#peek("|") && !this.#peek(")")) items.push(this.#quantified());
    return { kind: "sequence", items };
  }

  #quantified(): PatternNode {
    let node = this.#atom();
    for (let quantifier = this.#quantifier(); quantifier !== undefined; quantifier = this.#quantifier()) {
      if (node.kind === "repeat") throw new PatternFault("it repeats a repetition");
      const lazy = this.#take("?");
      if (!lazy && this.#peek("+")) throw new PatternFault("possessive quantifiers are not supported");
      node = { kind: "repeat", item: node, ...quantifier, lazy };
    }
    return node;
  }

  #quantifier(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Infinity };
    if (this.#take("+")) return { min: 1, max: Infinity };
    if (this.#take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d*)(,?)(\d*)\}/.exec(this.#text.slice(this.#at, this.#at + 16).join(""));
    if (counted === null || (counted[1] === "" && counted[3] === "")) return undefined;
    this.#at += counted[0].length;
    const min = Number(counted[1]);
    const max = counted[2] === "" ? min : counted[3] === "" ? Infinity : Number(counted[3]);
    if (min > max) throw new PatternFault("it has a repetition of more than its own maximum");
    if (min > MAX_REPEAT || (max !== Infinity && max > MAX_REPEAT))
      throw new PatternFault(`it repeats more than ${MAX_REPEAT} times`);
    return { min, max };
  }

  #atom(): PatternNode {
    const character = this.#next("something");
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { kind: "test", test: this.#class() };
      case ".":
        return { kind: "test", test: this.#dotAll ? () => true : (code) => code !== 10 };
      case "^":
        return { kind: this.#multiline ? "line-start" : "start" };
      case "$":
        return { kind: this.#multiline ? "line-end" : "final-end" };
      case "\\":
        return this.#escape();
      case "*":
      case "+":
      case "?":
        throw new PatternFault(`there is nothing for "${character}" to repeat`);
      default:
        return this.#literal(character.codePointAt(0)!);
    }
  }

  #literal(code: number): PatternNode {
    return { kind: "test", test: this.#oneOf(code) };
  }

  #oneOf(code: number): CharacterTest {
    return this.#folded((other) => other === code);
  }

  #folded(test: CharacterTest): CharacterTest {
    if (!this.#ignoreCase) return test;
    return (code) => {
      const character = String.fromCodePoint(code);
      return (
        test(code) || test(character.toLowerCase().codePointAt(0)!) || test(character.toUpperCase().codePointAt(0)!)
      );
    };
  }

  #group(): PatternNode {
    if (!this.#take("?")) return this.#capture(undefined);
    if (this.#take(":")) return this.#closed();
    if (this.#take("P<")) {
      let name = "";
      for (let next = this.#next("a name"); next !== ">"; next = this.#next('">"')) name += next;
      return this.#capture(name);
    }
    if (this.#take("P=")) {
      let name = "";
      for (let next = this.#next("a name"); next !== ")"; next = this.#next('")"')) name += next;
      const index = this.#names.get(name);
      if (index === undefined) throw new PatternFault(`it has no group "${name}"`);
      return { kind: "reference", index };
    }
    for (const [text, ahead, negative] of [
      ["=", true, false],
      ["!", true, true],
      ["<=", false, false],
      ["<!", false, true],
    ] as const) {
      if (this.#take(text)) return { kind: "look", item: this.#closed(), ahead, negative };
    }
    throw new PatternFault(`the group "(?${this.#text[this.#at] ?? ""}" is not supported`);
  }

  #capture(name: string | undefined): PatternNode {
    const index = ++this.#groups;
    if (name !== undefined) this.#names.set(name, index);
    return { kind: "group", item: this.#closed(), index };
  }

  #closed(): PatternNode {
    const node = this.#choice();
    if (!this.#take(")")) throw new PatternFault("a parenthesis is never closed");
    return node;
  }

  #escape(): PatternNode {
    const character = this.#next("a character after the backslash");
    const set = classEscapes[character];
    if (set !== undefined) return { kind: "test", test: set };
    switch (character) {
      case "A":
        return { kind: "start" };
      case "Z":
        return { kind: "end" };
      case "b":
        return { kind: "boundary" };
      case "B":
        return { kind: "no-boundary" };
      default:
        break;
    }
    if (/[1-9]/.test(character)) {
      let digits = character;
      if (/\d/.test(this.#text[this.#at] ?? "")) digits += this.#next("a digit");
      if (Number(digits) > this.#groups) throw new PatternFault(`it has no group ${digits}`);
      return { kind: "reference", index: Number(digits) };
    }
    return this.#literal(this.#characterEscape(character));
  }

  #characterEscape(character: string): number {
    const control = controlEscapes[character];
    if (control !== undefined) return control;
    const length = { x: 2, u: 4, U: 8 }[character];
    if (length !== undefined) {
      const digits = this.#text.slice(this.#at, this.#at + length).join("");
      const code = Number.parseInt(digits, 16);
      if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length || code > 0x10ffff)
        throw new PatternFault(`"\\${character}" needs ${length} hexadecimal digits`);
      this.#at += length;
      return code;
    }
    if (character === "0") return 0;
    if (/[a-zA-Z]/.test(character)) throw new PatternFault(`the escape "\\${character}" is not supported`);
    return character.codePointAt(0)!;
  }

  #class(): CharacterTest {
    const negative = this.#take("^");
    const tests: CharacterTest[] = [];
    for (let first = true; first || !this.#peek("]"); first = false) {
      const start = this.#classItem();
      if (
        typeof start !== "number" ||
        !this.#peek("-") ||
        this.#text[this.#at + 1] === "]" ||
        this.#at + 1 >= this.#text.length
      ) {
        tests.push(typeof start === "number" ? this.#oneOf(start) : start);
        continue;
      }
      this.#at++;
      const end = this.#classItem();
      if (typeof end !== "number" || end < start)
        throw new PatternFault("it has a range of characters that ends before it begins");
      tests.push(this.#folded((code) => code >= start && code <= end));
    }
    this.#at++;
    return negative ? (code) => !tests.some((test) => test(code)) : (code) => tests.some((test) => test(code));
  }

  #classItem(): number | CharacterTest {
    const character = this.#next('"]"');
    if (character !== "\\") return character.codePointAt(0)!;
    const escaped = this.#next("a character after the backslash");
    if (escaped === "b") return 8;
    return classEscapes[escaped] ?? this.#characterEscape(escaped);
  }
}
