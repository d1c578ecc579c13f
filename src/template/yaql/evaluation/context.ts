import type { FunctionDefinition } from "../define-function.ts";
import { HostValue } from "../values/host-value.ts";
import type { Value } from "../values/value.ts";

/** Functions by name (see `tableKey`), each name with its overloads. */
export type FunctionTable = ReadonlyMap<string, readonly FunctionDefinition[]>;

/** What names mean at a place of the expression: variables and functions, its own before its parent's. */
export class Context extends HostValue {
  readonly typeName = "context";
  readonly #parent: Context | undefined;
  readonly #functions: readonly FunctionTable[];
  /** `$1`, `$2`, … of this context. */
  #positional: readonly Value[];
  #named: ReadonlyMap<string, Value> | undefined;

  private constructor(parent: Context | undefined, functions: readonly FunctionTable[], positional: readonly Value[]) {
    super();
    this.#parent = parent;
    this.#functions = functions;
    this.#positional = positional;
  }

  /** A context without a parent. */
  static root(functions: FunctionTable): Context {
    return new Context(undefined, [functions], []);
  }

  /** A context within this one in which `$`, `$2`, … are the given values. */
  child(positional: readonly Value[] = [], named?: ReadonlyMap<string, Value>): Context {
    const child = new Context(this, this.#functions, positional);
    child.#named = named;
    return child;
  }

  /** A context within this one that has one more function, hiding those of its name if its arguments fit. */
  withFunction(key: string, definition: FunctionDefinition): Context {
    return new Context(this, [new Map([[key, [definition]]]), ...this.#functions], []);
  }

  /** The value of a variable; null if there is none. */
  variable(name: string, index: number | undefined): Value {
    for (let context: Context | undefined = this; context !== undefined; context = context.#parent) {
      if (index !== undefined && index < context.#positional.length) return context.#positional[index] as Value;
      const value = context.#named?.get(name);
      if (value !== undefined) return value;
    }
    return null;
  }

  /** The overloads of a function, innermost table first. */
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
