import type { Assertion, CharacterTest, PatternNode } from "./syntax.ts";
import { PatternFault, PatternParser } from "./parse.ts";

/** One instruction of the matching machine; numbers are addresses of instructions. */
export type Instruction =
  | { readonly code: "test"; readonly test: CharacterTest }
  | { readonly code: "split"; first: number; second: number }
  | { readonly code: "jump"; to: number }
  | { readonly code: "save"; readonly slot: number }
  /** Goes on only when something was consumed since the mark, so that no loop runs on the spot. */
  | { readonly code: "mark" | "progress"; readonly slot: number }
  | { readonly code: "reference"; readonly index: number }
  | {
      readonly code: "look";
      readonly program: readonly Instruction[];
      readonly ahead: boolean;
      readonly negative: boolean;
      readonly width: number;
    }
  | { readonly code: "assert"; readonly assertion: Assertion }
  | { readonly code: "match" };

const MAX_PROGRAM = 20_000;

/** How many characters a node consumes, where that is fixed. */
function widthOf(node: PatternNode): number | undefined {
  switch (node.kind) {
    case "test":
      return 1;
    case "sequence": {
      let sum = 0;
      for (const item of node.items) {
        const width = widthOf(item);
        if (width === undefined) return undefined;
        sum += width;
      }
      return sum;
    }
    case "choice": {
      const widths = new Set(node.options.map(widthOf));
      return widths.size === 1 ? [...widths][0] : undefined;
    }
    case "repeat": {
      const width = widthOf(node.item);
      return width !== undefined && node.min === node.max ? width * node.min : undefined;
    }
    case "group":
      return widthOf(node.item);
    case "reference":
      return undefined;
    default:
      return 0;
  }
}

class Compiler {
  readonly program: Instruction[] = [];
  /** Slots below 0, so that they are never those of a group. */
  #marks = -1;

  #push<I extends Instruction>(instruction: I): I {
    if (this.program.length >= MAX_PROGRAM)
      throw new PatternFault("it is too large once its repetitions are written out");
    this.program.push(instruction);
    return instruction;
  }

  node(node: PatternNode): void {
    switch (node.kind) {
      case "test":
        this.#push({ code: "test", test: node.test });
        return;
      case "sequence":
        for (const item of node.items) this.node(item);
        return;
      case "choice":
        this.#choice(node.options);
        return;
      case "repeat":
        this.#repeat(node);
        return;
      case "group":
        this.#push({ code: "save", slot: node.index * 2 });
        this.node(node.item);
        this.#push({ code: "save", slot: node.index * 2 + 1 });
        return;
      case "reference":
        this.#push({ code: "reference", index: node.index });
        return;
      case "look":
        this.#look(node);
        return;
      default:
        this.#push({ code: "assert", assertion: node.kind });
    }
  }

  #choice(options: readonly PatternNode[]): void {
    const ends: { to: number }[] = [];
    for (const [at, option] of options.entries()) {
      if (at === options.length - 1) {
        this.node(option);
        break;
      }
      const split = this.#push({ code: "split", first: this.program.length + 1, second: 0 });
      this.node(option);
      ends.push(this.#push({ code: "jump", to: 0 }));
      split.second = this.program.length;
    }
    for (const end of ends) end.to = this.program.length;
  }

  #optional(lazy: boolean, body: () => void): void {
    const split = this.#push({ code: "split", first: 0, second: 0 });
    const inside = this.program.length;
    body();
    const after = this.program.length;
    split.first = lazy ? after : inside;
    split.second = lazy ? inside : after;
  }

  #repeat({ item, min, max, lazy }: Extract<PatternNode, { kind: "repeat" }>): void {
    for (let count = 0; count < min; count++) this.node(item);
    if (max === Infinity) {
      const slot = this.#marks--;
      const start = this.program.length;
      this.#optional(lazy, () => {
        this.#push({ code: "mark", slot });
        this.node(item);
        this.#push({ code: "progress", slot });
        this.#push({ code: "jump", to: start });
      });
    } else {
      const nest = (left: number): void => {
        if (left > 0) {
          this.#optional(lazy, () => {
            this.node(item);
            nest(left - 1);
          });
        }
      };
      nest(max - min);
    }
  }

  #look({ item, ahead, negative }: Extract<PatternNode, { kind: "look" }>): void {
    const width = ahead ? 0 : widthOf(item);
    if (width === undefined) throw new PatternFault("a look-behind must have a fixed width");
    const inner = new Compiler();
    inner.node(item);
    inner.program.push({ code: "match" });
    this.#push({ code: "look", program: inner.program, ahead, negative, width });
  }
}

/** Compiles a pattern so that it matches a text from its start to its end. Throws `PatternFault`. */
export function compilePattern(pattern: string): readonly Instruction[] {
  const compiler = new Compiler();
  compiler.node(new PatternParser(pattern).parse());
  compiler.node({ kind: "end" });
  compiler.program.push({ code: "match" });
  return compiler.program;
}
