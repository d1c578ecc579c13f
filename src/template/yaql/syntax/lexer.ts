import { YaqlError } from "../yaql-error.ts";
import { unescape } from "./escapes.ts";
import { wordOperators } from "./operators.ts";

/** A piece of the text. */
export interface Token {
  readonly kind: "integer" | "float" | "text" | "variable" | "keyword" | "function" | "symbol" | "end";
  /** The symbol or operator, the name, the text without quotes and escapes, or the digits. */
  readonly text: string;
  readonly at: number;
}

const SPACE = /[ \t\r\n]*/y;
const NUMBER = /\d+(?:\.\d+)?(?![\p{L}\p{N}_])|\d+(?![\p{L}\p{N}_])/uy;
const WORD = /(?!__)[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const VARIABLE = /\$[\p{L}\p{M}\p{N}_]*/uy;
const TEXT = /"([^"\\]*(?:\\.[^"\\]*)*)"|'([^'\\]*(?:\\.[^'\\]*)*)'/uy;
const VERBATIM = /`([^`\\]*(?:\\.[^`\\]*)*)`/uy;
const SYMBOL = /=>|\?\.|=~|!~|>=|<=|!=|->|[.+\-*/<>=()[\]{},]/y;

/** Splits an expression into tokens, the last of kind `end`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(SPACE, text, at)?.[0].length ?? 0;
    if (at >= text.length) break;
    const token = readToken(text, at);
    tokens.push(token.token);
    at = token.end;
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readToken(text: string, at: number): { token: Token; end: number } {
  const first = text.charAt(at);
  const found = (kind: Token["kind"], length: number, content: string) => ({
    token: { kind, text: content, at },
    end: at + length,
  });
  if (first === "$") {
    const variable = matchAt(VARIABLE, text, at)?.[0] ?? "$";
    return found("variable", variable.length, variable.slice(1));
  }
  const symbol = matchAt(SYMBOL, text, at)?.[0];
  if (symbol !== undefined) return found("symbol", symbol.length, symbol);
  if (first === '"' || first === "'") {
    const quoted = matchAt(TEXT, text, at);
    if (quoted === null) throw new YaqlError("syntax", "the text that starts here has no closing quote", at);
    return found("text", quoted[0].length, unescape(quoted[1] ?? quoted[2] ?? "", at));
  }
  if (first === "`") {
    const verbatim = matchAt(VERBATIM, text, at);
    if (verbatim === null) throw new YaqlError("syntax", "the text that starts here has no closing backquote", at);
    return found("text", verbatim[0].length, (verbatim[1] ?? "").replaceAll("\\`", "`"));
  }
  const number = matchAt(NUMBER, text, at)?.[0];
  if (number !== undefined) return found(number.includes(".") ? "float" : "integer", number.length, number);
  const word = matchAt(WORD, text, at)?.[0];
  if (word !== undefined) {
    if (text.charAt(at + word.length) === "(") return found("function", word.length + 1, word);
    return found(wordOperators.has(word) ? "symbol" : "keyword", word.length, word);
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new YaqlError("syntax", `nothing can start with ${JSON.stringify(character)} here`, at);
}
