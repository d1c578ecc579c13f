import { PatternFault } from "./syntax.ts";

/** A place in the text of a pattern. */
export class PatternCursor {
  readonly #text: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#text = [...pattern];
  }

  /** How many characters are still to be read. */
  get left(): number {
    return this.#text.length - this.#at;
  }

  /** The next characters, as many as there are. */
  ahead(count: number): string {
    return this.#text.slice(this.#at, this.#at + count).join("");
  }

  skip(count: number): void {
    this.#at += count;
  }

  peek(text: string): boolean {
    return [...text].every((character, offset) => this.#text[this.#at + offset] === character);
  }

  take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  next(what: string): string {
    const character = this.#text[this.#at++];
    if (character === undefined) throw new PatternFault(`it ends where ${what} is expected`);
    return character;
  }

  /** The text up to a character, which is read too. */
  until(end: string): string {
    let text = "";
    for (let next = this.next(`"${end}"`); next !== end; next = this.next(`"${end}"`)) text += next;
    return text;
  }
}
