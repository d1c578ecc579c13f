import type { Node, Standing } from "./expression.ts";
import { CallNode, FailedNode, ListNode, LiteralNode, MapNode } from "./expression.ts";
import type { FunctionDefinition, Surroundings } from "./functions/define-function.ts";
import { callSite, noSurroundings } from "./functions/define-function.ts";
import type { Reading } from "./document/source.ts";
import { ResolveFailure } from "./template.ts";

type Path = Standing["path"];

/** What the parser must know of the template's language. */
export interface Language {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly conditionFunctions: ReadonlyMap<string, FunctionDefinition>;
  /** Why a map with this one key, which is no function here, is a mistake; nothing where it is plain data. */
  foreign(name: string, argument: unknown): { readonly message: string; readonly doubtful: boolean } | undefined;
}

/** Finds the function calls in plain data. */
export class ExpressionParser {
  readonly #language: Language;
  readonly #reading: Reading;
  readonly #around: Surroundings;
  #inCondition = false;

  constructor(language: Language, reading: Reading, around: Surroundings = noSurroundings) {
    this.#language = language;
    this.#reading = reading;
    this.#around = around;
  }

  /** Parses a value that may use the ordinary functions. */
  parse(value: unknown, path: Path): Node {
    return this.#parse(value, path);
  }

  /** Parses a condition, which may use the condition functions only. */
  parseCondition(value: unknown, path: Path): Node {
    const before = this.#inCondition;
    this.#inCondition = true;
    const node = this.#parse(value, path);
    this.#inCondition = before;
    return node;
  }

  #parse(value: unknown, path: Path): Node {
    const standing: Standing = { reading: this.#reading, path };
    if (typeof value !== "object" || value === null) return new LiteralNode(standing, value);
    if (Array.isArray(value)) {
      const items = value.map((item, index) => this.#parse(item, [...path, index]));
      return isLiteral(items) ? new LiteralNode(standing, value, { items }) : new ListNode(standing, items);
    }
    const keys = Object.keys(value);
    const [name] = keys;
    if (keys.length === 1 && name !== undefined) {
      const call = this.#call(name, (value as Record<string, unknown>)[name], standing);
      if (call !== undefined) return call;
    }
    const entries = new Map<string, Node>();
    for (const key of keys) entries.set(key, this.#parse((value as Record<string, unknown>)[key], [...path, key]));
    return isLiteral([...entries.values()])
      ? new LiteralNode(standing, value, { entries })
      : new MapNode(standing, entries);
  }

  #call(name: string, value: unknown, outer: Standing): Node | undefined {
    const functions = this.#inCondition ? this.#language.conditionFunctions : this.#language.functions;
    const definition = functions.get(name);
    const standing: Standing = { reading: this.#reading, path: [...outer.path, name] };
    if (definition === undefined) return this.#noCall(name, value, standing);
    const argument = this.#argument(definition, value, standing.path);
    const call = new StandingPlace(standing);
    const warn = (message: string): void => this.#reading.warn("function", standing.path, message);
    try {
      const parsed = definition.parse(argument, callSite(name, call, this.#around, warn));
      return new CallNode(standing, name, { argument, parsed });
    } catch (error) {
      if (!(error instanceof ResolveFailure)) throw error;
      const { code, message, hint } = error.diagnostic;
      return new FailedNode(
        standing,
        this.#reading.error(code, standing.path, message, hint === undefined ? {} : { hint }),
      );
    }
  }

  #noCall(name: string, value: unknown, standing: Standing): Node | undefined {
    if (this.#inCondition && this.#language.functions.has(name)) {
      const allowed = [...this.#language.conditionFunctions.keys()].join(", ");
      return new FailedNode(
        standing,
        this.#reading.error("function", standing.path, `${name} cannot be used in a condition`, {
          hint: `conditions know ${allowed}`,
        }),
      );
    }
    const foreign = this.#language.foreign(name, value);
    if (foreign === undefined) return undefined;
    if (foreign.doubtful) {
      this.#reading.warn("function", standing.path, foreign.message);
      return undefined;
    }
    return new FailedNode(standing, this.#reading.error("function", standing.path, foreign.message));
  }

  #argument(definition: FunctionDefinition, value: unknown, path: Path): Node {
    if (definition.branches === undefined || !Array.isArray(value)) return this.#parse(value, path);
    const items = value.map((item, index) => {
      const at = [...path, index];
      if (definition.conditions?.includes(index) === true) return this.parseCondition(item, at);
      if (definition.branches?.includes(index) !== true) return this.#parse(item, at);
      this.#reading.branchDepth++;
      const branch = this.#parse(item, at);
      this.#reading.branchDepth--;
      return branch;
    });
    const standing: Standing = { reading: this.#reading, path };
    return isLiteral(items) ? new LiteralNode(standing, value, { items }) : new ListNode(standing, items);
  }
}

function isLiteral(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.literal !== undefined);
}

/** The place of a standing, found when asked. */
class StandingPlace {
  readonly #standing: Standing;
  constructor(standing: Standing) {
    this.#standing = standing;
  }
  get place(): ReturnType<Reading["source"]["place"]> {
    return this.#standing.reading.source.place(this.#standing.path);
  }
}
