import type { Context, FunctionDefinition } from "../function-definition.ts";
import type { Value } from "../values/value.ts";
import { HostValue } from "../values/value.ts";

/** Functions by name (see `tableKey`), each name with its overloads. */
export type FunctionTable = ReadonlyMap<string, readonly FunctionDefinition[]>;

/** A context that shares what it does not change with its parent. */
export class NestedContext extends HostValue implements Context {
  readonly typeName = "context";
  readonly #parent: NestedContext | undefined;
  readonly #functions: readonly FunctionTable[];
  /** `$1`, `$2`, … of this context. */
  readonly #positional: readonly Value[];
  #named: ReadonlyMap<string, Value> | undefined;

  constructor(parent: NestedContext | undefined, functions: readonly FunctionTable[], positional: readonly Value[]) {
    super();
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
    return new NestedContext(this, [new Map([[key, [definition]]]), ...this.#functions], []);
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
    if (this.#functions.length === 1) {
      const only = this.#functions[0]?.get(key);
      return only === undefined ? [] : [only];
    }
    return this.#functions.flatMap((table) => {
      const found = table.get(key);
      return found === undefined ? [] : [found];
    });
  }
}
