import { suggest } from "#schema/suggest.ts";
import type { Node } from "./expression.ts";
import { CallNode, FailedNode, ListNode, LiteralNode, MapNode, Standing } from "./expression.ts";
import type { FunctionDefinition, Surroundings } from "./functions/define-function.ts";
import { callSite, noSurroundings } from "./functions/define-function.ts";
import type { Reading } from "./document/source.ts";
import { ResolveFailure } from "./template.ts";

/** What the parser must know of the template's language. */
export interface Language {
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly conditionFunctions: ReadonlyMap<string, FunctionDefinition>;
  /** Why a map with this one key, which is no function here, is a mistake; nothing where it is plain data. */
  foreign(
    name: string,
    argument: unknown,
  ): { readonly message: string; readonly doubtful: boolean; readonly hint?: string } | undefined;
}

/** Finds the function calls in plain data. */
export class ExpressionParser {
  readonly #language: Language;
  readonly #reading: Reading;
  readonly #around: Surroundings;
  /** The lists and maps in which, somewhere below, a function may be called. */
  readonly #withCalls = new Set<unknown>();
  readonly #meant = new Map<string, { readonly name: string | undefined }>();
  #inCondition = false;

  constructor(language: Language, reading: Reading, around: Surroundings = noSurroundings) {
    this.#language = language;
    this.#reading = reading;
    this.#around = around;
  }

  /** Parses a value that may use the ordinary functions, standing at `key` of what is above it. */
  parse(value: unknown, above: Standing | undefined, key: string | number): Node {
    this.#findCalls(value);
    return this.#parse(value, above, key);
  }

  /** Parses a condition, which may use the condition functions only. */
  parseCondition(value: unknown, above: Standing | undefined, key: string | number): Node {
    this.#findCalls(value);
    return this.#condition(value, above, key);
  }

  #condition(value: unknown, above: Standing | undefined, key: string | number): Node {
    const before = this.#inCondition;
    this.#inCondition = true;
    const node = this.#parse(value, above, key);
    this.#inCondition = before;
    return node;
  }

  /** Notes where functions may be called, so that everything else need not be looked into. */
  #findCalls(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    let found = false;
    if (Array.isArray(value)) {
      for (const item of value) if (this.#findCalls(item)) found = true;
    } else {
      const keys = Object.keys(value);
      for (const key of keys) if (this.#findCalls((value as Record<string, unknown>)[key])) found = true;
      const [name] = keys;
      if (keys.length === 1 && name !== undefined && this.#concerns(name, (value as Record<string, unknown>)[name]))
        found = true;
    }
    if (found) this.#withCalls.add(value);
    return found;
  }

  #concerns(name: string, argument: unknown): boolean {
    const { functions, conditionFunctions } = this.#language;
    return (
      functions.has(name) ||
      conditionFunctions.has(name) ||
      this.#language.foreign(name, argument) !== undefined ||
      this.#misspelt(name) !== undefined
    );
  }

  /** The function that is meant by a name that looks like one; other names are words of everyday data. */
  #misspelt(name: string): string | undefined {
    if (!/_|::/.test(name)) return undefined;
    const known = this.#meant.get(name);
    if (known !== undefined) return known.name;
    const near = suggest(name, this.#language.functions.keys());
    this.#meant.set(name, { name: near });
    return near;
  }

  #parse(value: unknown, above: Standing | undefined, key: string | number): Node {
    if (!this.#withCalls.has(value)) return new LiteralNode(this.#reading, above, key, value);
    const standing = new Standing(this.#reading, above, key);
    if (Array.isArray(value)) {
      return new ListNode(
        standing,
        value.map((item, index) => this.#parse(item, standing, index)),
      );
    }
    const map = value as Readonly<Record<string, unknown>>;
    const keys = Object.keys(map);
    const [name] = keys;
    if (keys.length === 1 && name !== undefined) {
      const call = this.#call(name, map[name], standing);
      if (call !== undefined) return call;
    }
    const entries = new Map<string, Node>();
    for (const each of keys) entries.set(each, this.#parse(map[each], standing, each));
    // What only looked like a call is plain data.
    return isLiteral([...entries.values()])
      ? new LiteralNode(this.#reading, above, key, value)
      : new MapNode(standing, entries);
  }

  #call(name: string, value: unknown, outer: Standing): Node | undefined {
    const functions = this.#inCondition ? this.#language.conditionFunctions : this.#language.functions;
    const definition = functions.get(name);
    const standing = new Standing(this.#reading, outer, name);
    if (definition === undefined) return this.#noCall(name, value, standing);
    const argument = this.#argument(definition, value, { outer, standing, name });
    try {
      const parsed = definition.parse(argument, callSite(name, standing, this.#around));
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
    if (foreign === undefined) {
      const meant = this.#misspelt(name);
      if (meant !== undefined) {
        const hint = `did you mean "${meant}"?`;
        this.#reading.warn("function", standing.path, `"${name}" is no function: this is plain data`, { hint });
      }
      return undefined;
    }
    if (foreign.doubtful) {
      const { message, hint } = foreign;
      this.#reading.warn("function", standing.path, message, hint === undefined ? {} : { hint });
      return undefined;
    }
    return new FailedNode(standing, this.#reading.error("function", standing.path, foreign.message));
  }

  #argument(
    definition: FunctionDefinition,
    value: unknown,
    at: { readonly outer: Standing; readonly standing: Standing; readonly name: string },
  ): Node {
    if (definition.branches === undefined || !Array.isArray(value)) return this.#parse(value, at.outer, at.name);
    const items = value.map((item, index) => {
      if (definition.conditions?.includes(index) === true) return this.#condition(item, at.standing, index);
      if (definition.branches?.includes(index) !== true) return this.#parse(item, at.standing, index);
      this.#reading.branchDepth++;
      const branch = this.#parse(item, at.standing, index);
      this.#reading.branchDepth--;
      return branch;
    });
    return isLiteral(items)
      ? new LiteralNode(this.#reading, at.outer, at.name, value)
      : new ListNode(at.standing, items);
  }
}

function isLiteral(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.literal !== undefined);
}
