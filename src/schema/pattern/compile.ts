import { PatternParser } from "./parse.ts";
import type { Assertion, CharacterTest, PatternFlags, PatternNode } from "./syntax.ts";
import { PatternFault } from "./syntax.ts";

/** One instruction of the matching machine; numbers are addresses of instructions. */
export type Instruction =
  | { readonly code: "test"; readonly test: CharacterTest }
  | { readonly code: "split"; first: number; second: number }
  | { readonly code: "jump"; to: number }
  | { readonly code: "save"; readonly slot: number }
  | { readonly code: "mark"; readonly slot: number }
  /** Leaves a loop that consumed nothing since the mark, so that none runs on the spot. */
  | { readonly code: "progress"; readonly slot: number; out: number }
  | { readonly code: "reference"; readonly index: number; readonly ignoreCase: boolean }
  | { readonly code: "when"; readonly index: number; no: number }
  | { readonly code: "atomic"; readonly program: readonly Instruction[] }
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
    case "atomic":
      return widthOf(node.item);
    case "when": {
      const width = widthOf(node.yes);
      return width === widthOf(node.no) ? width : undefined;
    }
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
        this.#push({ code: "reference", index: node.index, ignoreCase: node.ignoreCase });
        return;
      case "when":
        this.#when(node);
        return;
      case "atomic":
        this.#push({ code: "atomic", program: this.#inner(node.item) });
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
      const progress = { code: "progress" as const, slot, out: 0 };
      this.#optional(lazy, () => {
        this.#push({ code: "mark", slot });
        this.node(item);
        this.#push(progress);
        this.#push({ code: "jump", to: start });
      });
      progress.out = this.program.length;
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
    this.#push({ code: "look", program: this.#inner(item), ahead, negative, width });
  }

  #when({ index, yes, no }: Extract<PatternNode, { kind: "when" }>): void {
    const when = this.#push({ code: "when", index, no: 0 });
    this.node(yes);
    const end = this.#push({ code: "jump", to: 0 });
    when.no = this.program.length;
    this.node(no);
    end.to = this.program.length;
  }

  #inner(item: PatternNode): readonly Instruction[] {
    const inner = new Compiler();
    // Slots of loops inside must not meet those outside.
    inner.#marks = this.#marks;
    inner.node(item);
    inner.program.push({ code: "match" });
    this.#marks = inner.#marks;
    return inner.program;
  }
}

/** A pattern ready to run, and what it calls its groups. */
export interface CompiledPattern {
  readonly program: readonly Instruction[];
  /** How many groups there are, the whole match not counted. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/** Compiles a pattern. Throws `PatternFault`. */
export function compilePattern(pattern: string, flags: PatternFlags): CompiledPattern {
  const parser = new PatternParser(pattern, flags);
  const compiler = new Compiler();
  compiler.node(parser.parse());
  compiler.program.push({ code: "match" });
  return { program: compiler.program, groups: parser.groups, names: parser.names };
}
