import type { Context, FunctionDefinition } from "../function-definition.ts";
import type { Value } from "../values/value.ts";
import { HostValue } from "../values/value.ts";
import { YaqlError } from "../yaql-error.ts";

/** Functions by name (see `tableKey`), each name with its overloads: first the innermost ones, then those they hide. */
export type FunctionTable = ReadonlyMap<string, readonly (readonly FunctionDefinition[])[]>;

/** Looking a name up takes as long as contexts are nested. */
const MAX_LEVEL = 2000;

const none: readonly (readonly FunctionDefinition[])[] = [];

/** A context that shares what it does not change with its parent. */
export class NestedContext extends HostValue implements Context {
  readonly typeName = "context";
  readonly #level: number;
  readonly #parent: NestedContext | undefined;
  readonly #functions: readonly FunctionTable[];
  /** `$1`, `$2`, … of this context. */
  readonly #positional: readonly Value[];
  #named: ReadonlyMap<string, Value> | undefined;

  constructor(parent: NestedContext | undefined, functions: readonly FunctionTable[], positional: readonly Value[]) {
    super();
    this.#level = parent === undefined ? 1 : parent.#level + 1;
    if (this.#level > MAX_LEVEL) throw new YaqlError("limit", `contexts are nested deeper than ${MAX_LEVEL}`);
    this.#parent = parent;
    this.#functions = functions;
    this.#positional = positional;
  }

  /** A context without a parent. */
  static root(functions: FunctionTable): NestedContext {
    return new NestedContext(undefined, [functions], []);
  }

  child(positional: readonly Value[] = [], named?: ReadonlyMap<string, Value>): NestedContext {
    const child = new NestedContext(this, this.#functions, positional);
    child.#named = named;
    return child;
  }

  withFunction(key: string, definition: FunctionDefinition): NestedContext {
    const layers = [[definition], ...this.overloads(key)];
    return new NestedContext(this, [new Map([[key, layers]]), ...this.#functions], []);
  }

  variable(name: string, index: number | undefined): Value {
    return NestedContext.#lookUp(this, name, index);
  }

  static #lookUp(innermost: NestedContext, name: string, index: number | undefined): Value {
    let context: NestedContext | undefined = innermost;
    for (; context !== undefined; context = context.#parent) {
      if (index !== undefined && index < context.#positional.length) return context.#positional[index] as Value;
      const value = context.#named?.get(name);
      if (value !== undefined) return value;
    }
    return null;
  }

  overloads(key: string): readonly (readonly FunctionDefinition[])[] {
    for (const table of this.#functions) {
      const found = table.get(key);
      if (found !== undefined) return found;
    }
    return none;
  }
}
