import { YaqlError } from "../yaql-error.ts";
import type { Token } from "./lexer.ts";
import { tokenize } from "./lexer.ts";
import { binaryOperators, indexPower, memberPower, prefixOperators } from "./operators.ts";
import type { CallNode, Node, PairNode } from "./tree.ts";

const MAX_LENGTH = 100_000;
const MAX_DEPTH = 200;
/** As Python reads no longer ones. */
const MAX_DIGITS = 4300;

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Parses the text of an expression; throws a `YaqlError` of kind `syntax`. */
export function parseExpression(text: string): Node {
  if (text.length > MAX_LENGTH) throw new YaqlError("syntax", `an expression has at most ${MAX_LENGTH} characters`);
  return new Parser(tokenize(text)).whole();
}

/** A Pratt parser: each operator has a power, and takes what binds tighter than it. */
class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Node {
    const node = this.#expression(0);
    if (this.#peek().kind !== "end") this.#unexpected();
    return node;
  }

  #peek(): Token {
    return this.#tokens[this.#next] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== "end") this.#next += 1;
    return token;
  }

  #isNext(symbol: string): boolean {
    const token = this.#peek();
    return token.kind === "symbol" && token.text === symbol;
  }

  #expect(symbol: string): void {
    if (!this.#isNext(symbol)) this.#unexpected();
    this.#take();
  }

  #unexpected(): never {
    const token = this.#peek();
    if (token.kind === "end") throw new YaqlError("syntax", "the expression ends too early", token.at);
    const shown = token.kind === "variable" ? `$${token.text}` : token.text;
    throw new YaqlError("syntax", `unexpected ${JSON.stringify(shown)}`, token.at);
  }

  /** Parses what binds tighter than `power`. */
  #expression(power: number): Node {
    this.#deeper();
    let left = this.#operand();
    for (let wider = this.#continued(left, power); wider !== undefined; wider = this.#continued(left, power)) {
      left = wider;
    }
    this.#depth -= 1;
    return left;
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new YaqlError("syntax", "the expression is nested too deeply", this.#peek().at);
  }

  /** `left` with the operator that follows it, if that binds tighter than `power`. */
  #continued(left: Node, power: number): Node | undefined {
    const token = this.#peek();
    if (token.kind !== "symbol") return undefined;
    const { text: symbol, at } = token;
    if (symbol === "." || symbol === "?.") {
      if (memberPower <= power) return undefined;
      this.#take();
      return { kind: "member", at, receiver: left, member: this.#expression(memberPower), nullSafe: symbol === "?." };
    }
    if (symbol === "[") {
      if (indexPower <= power) return undefined;
      this.#take();
      const { positional, pairs } = this.#arguments("]");
      return { kind: "call", at, name: "#indexer", positional: [left, ...positional], pairs };
    }
    const operator = binaryOperators.get(symbol);
    if (operator === undefined || operator.power <= power) return undefined;
    this.#take();
    const right = this.#expression(operator.rightAssociative ? operator.power - 1 : operator.power);
    return { kind: "call", at, name: binaryName(symbol), positional: [left, right], pairs: [] };
  }

  #operand(): Node {
    const token = this.#peek();
    const { at, text } = token;
    switch (token.kind) {
      case "integer":
        if (text.length > MAX_DIGITS) throw new YaqlError("syntax", `an integer has at most ${MAX_DIGITS} digits`, at);
        this.#take();
        return { kind: "literal", at, value: BigInt(text) };
      case "float":
        this.#take();
        return { kind: "literal", at, value: Number(text) };
      case "text":
        this.#take();
        return { kind: "literal", at, value: text };
      case "variable":
        this.#take();
        return { kind: "variable", at, name: text === "" ? "1" : text, index: argumentIndex(text) };
      case "keyword": {
        this.#take();
        const constant = constants.get(text);
        return constant === undefined ? { kind: "keyword", at, name: text } : { kind: "literal", at, value: constant };
      }
      case "function":
        this.#take();
        return { kind: "call", at, name: text, ...this.#arguments(")") };
      case "symbol":
        return this.#symbolOperand(token);
      case "end":
        return this.#unexpected();
    }
  }

  #symbolOperand({ text: symbol, at }: Token): Node {
    const power = prefixOperators.get(symbol);
    if (power !== undefined) {
      this.#take();
      const operand = this.#expression(power);
      return { kind: "call", at, name: `#unary_operator_${symbol}`, positional: [operand], pairs: [] };
    }
    if (symbol === "(") {
      this.#take();
      const node = this.#expression(0);
      this.#expect(")");
      return node;
    }
    if (symbol === "[") {
      this.#take();
      return { kind: "call", at, name: "#list", ...this.#arguments("]") };
    }
    if (symbol === "{") {
      this.#take();
      return { kind: "call", at, name: "#map", ...this.#arguments("}") };
    }
    return this.#unexpected();
  }

  /** Arguments up to `closing`: first those by position, of which some may be left out, then `key => value`. */
  #arguments(closing: string): Pick<CallNode, "positional" | "pairs"> {
    const positional: (Node | undefined)[] = [];
    const pairs: PairNode[] = [];
    if (this.#isNext(closing)) {
      this.#take();
      return { positional, pairs };
    }
    for (;;) {
      if (pairs.length === 0 && this.#isNext(",")) {
        this.#take();
        positional.push(undefined);
        continue;
      }
      const node = this.#expression(0);
      if (this.#isNext("=>")) {
        if (positional.length > 0 && positional.every((argument) => argument === undefined)) this.#unexpected();
        const { at } = this.#take();
        pairs.push({ kind: "pair", at, key: node, value: this.#expression(0) });
      } else if (pairs.length > 0) this.#unexpected();
      else positional.push(node);
      if (!this.#isNext(",")) break;
      this.#take();
    }
    this.#expect(closing);
    return { positional, pairs };
  }
}

function argumentIndex(name: string): number | undefined {
  if (name === "") return 0;
  return /^[1-9][0-9]{0,3}$/.test(name) ? Number(name) - 1 : undefined;
}

/** The function that a binary operator calls; `=` and `!=` have names of their own. */
function binaryName(symbol: string): string {
  if (symbol === "=") return "*equal";
  return symbol === "!=" ? "*not_equal" : `#operator_${symbol}`;
}
