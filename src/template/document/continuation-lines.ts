/** A text in which lines were indented, with the way back to the offsets of the text it was made of. */
export interface IndentedText {
  readonly text: string;
  toOriginal(offset: number): number;
}

const FLOW_START = /[[{]/;
/** What a value can follow inside brackets. */
const BEFORE_VALUE = /[[{,:\n]/;
const BLANK = /\s/;
/** What can stand behind a blank that ends a value. */
const SEPARATOR = /[\n\r#,\]}]/;

/** Walks a YAML text as far as it must be understood to tell which lines begin inside brackets or quotes. */
class LineScanner {
  readonly #text: string;
  /** Where the lines begin that begin inside brackets or quotes. */
  readonly starts: number[] = [];
  /** Where tabs stand that separate. */
  readonly tabs: number[] = [];
  #at = 0;
  /** The indentation of the line that is read. */
  #indent = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): void {
    while (this.#at < this.#text.length) this.#line();
  }

  #line(): void {
    const start = this.#at;
    while (this.#text[this.#at] === " ") this.#at++;
    this.#indent = this.#at - start;
    let keyColumn = this.#indent;
    // A value can begin at the start of a line, and after a "-", "?" or ":" with a blank behind it.
    let atValue = true;
    while (!this.#atBreak()) {
      const character = this.#text[this.#at]!;
      if (atValue && character === "#") return this.#skipLine();
      if (atValue && (character === "|" || character === ">")) return this.#block();
      if (character === "\t" || character === " ") {
        this.#blanks(atValue);
        atValue ||= this.#text[this.#at] === "#";
        continue;
      }
      if (atValue && FLOW_START.test(character)) this.#flow();
      else if (atValue && (character === "'" || character === '"')) this.#quoted(character);
      else if (atValue && (character === "!" || character === "&")) {
        this.#skipWord();
        continue;
      } else this.#at++;
      const separates = BLANK.test(this.#text[this.#at] ?? "\n");
      if (atValue && separates && (character === "-" || character === "?")) {
        keyColumn = this.#at + 1 - start;
        continue;
      }
      atValue = separates && character === ":";
      if (atValue) this.#indent = keyColumn;
    }
    this.#at++;
  }

  /** Blanks; their tabs are noted where nothing but a separator can be meant. */
  #blanks(separate: boolean): void {
    const start = this.#at;
    while (this.#text[this.#at] === " " || this.#text[this.#at] === "\t") this.#at++;
    if (!separate && !SEPARATOR.test(this.#text[this.#at] ?? "\n")) return;
    for (let at = start; at < this.#at; at++) if (this.#text[at] === "\t") this.tabs.push(at);
  }

  #atBreak(): boolean {
    return this.#at >= this.#text.length || this.#text[this.#at] === "\n";
  }

  #skipLine(): void {
    while (!this.#atBreak()) this.#at++;
  }

  #skipWord(): void {
    while (!this.#atBreak() && !/\s/.test(this.#text[this.#at]!)) this.#at++;
  }

  #noteLine(): void {
    if (this.#text[this.#at - 1] === "\n") this.starts.push(this.#at);
  }

  #flow(): void {
    let depth = 0;
    let separated = true;
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at]!;
      if (character === " " || character === "\t") {
        this.#blanks(separated);
        continue;
      }
      separated = BEFORE_VALUE.test(character);
      if ((character === "'" || character === '"') && /[\s,:[{]/.test(this.#text[this.#at - 1] ?? " ")) {
        this.#quoted(character);
        continue;
      }
      if (character === "#" && /\s/.test(this.#text[this.#at - 1] ?? " ")) this.#skipLine();
      else this.#at++;
      this.#noteLine();
      if (FLOW_START.test(character)) depth++;
      else if ((character === "]" || character === "}") && --depth === 0) return;
    }
  }

  #quoted(quote: string): void {
    for (this.#at++; this.#at < this.#text.length;) {
      const character = this.#text[this.#at]!;
      this.#at += character === "\\" && quote === '"' && this.#text[this.#at + 1] !== "\n" ? 2 : 1;
      this.#noteLine();
      if (character !== quote) continue;
      if (quote === '"' || this.#text[this.#at] !== "'") return;
      this.#at++;
    }
  }

  /** A block scalar: all lines that are indented more than the one it begins in, and empty ones. */
  #block(): void {
    const indent = this.#indent;
    this.#skipLine();
    this.#at++;
    while (this.#at < this.#text.length) {
      let at = this.#at;
      while (this.#text[at] === " ") at++;
      const empty = at >= this.#text.length || this.#text[at] === "\n" || this.#text[at] === "\r";
      if (!empty && at - this.#at <= indent) return;
      this.#skipLine();
      this.#at++;
    }
  }
}

function deepestIndentation(text: string): number {
  let deepest = 0;
  for (const [spaces] of text.matchAll(/^ +/gm)) deepest = Math.max(deepest, spaces.length);
  return deepest;
}

function withSpaces(text: string, tabs: readonly number[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const tab of tabs) {
    pieces.push(text.slice(from, tab));
    from = tab + 1;
  }
  pieces.push(text.slice(from));
  return pieces.join(" ");
}

/**
 * Indents the lines that begin inside brackets or quotes, and makes separating tabs spaces. To PyYAML
 * that indentation is nothing and a tab as good as a space; the parser here demands that such lines
 * are indented more than what is around them, and takes a tab for indentation.
 */
export function indentContinuations(text: string): IndentedText {
  const scanner = new LineScanner(text);
  scanner.scan();
  const { starts } = scanner;
  const untabbed = withSpaces(text, scanner.tabs);
  const spaces = " ".repeat(Math.min(deepestIndentation(text), 200) + 1);
  const pieces: string[] = [];
  let from = 0;
  for (const start of starts) {
    pieces.push(untabbed.slice(from, start), spaces);
    from = start;
  }
  pieces.push(untabbed.slice(from));
  return {
    text: pieces.join(""),
    toOriginal(offset) {
      // How many lines were indented before the offset, by halving.
      let [low, high] = [0, starts.length];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle - 1]! + middle * spaces.length <= offset) low = middle;
        else high = middle - 1;
      }
      const original = offset - low * spaces.length;
      // Inside of added spaces: the line's start.
      const next = starts[low];
      return next !== undefined && original > next ? next : original;
    },
  };
}
