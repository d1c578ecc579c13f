import type {
  Context,
  Evaluation,
  Example,
  FunctionDefinition,
  FunctionKind,
  Parameter,
  Result,
} from "./function-definition.ts";

type AnyParameters = Readonly<Record<string, Parameter<unknown>>>;
type ArgumentsOf<P extends AnyParameters> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/** The declaration of a function. */
export interface FunctionDeclaration<P extends AnyParameters> {
  /** As it is written in an expression (`orderBy`, `+`). */
  readonly name: string;
  readonly kind: FunctionKind;
  /** One sentence for the page of functions. */
  readonly description: string;
  /** In the order of positional arguments; a method's first is its receiver. The names are those of keyword arguments. */
  readonly parameters: P;
  /** Whether `key => value` is an argument by position (a pair) rather than one by name. */
  readonly takesPairs?: boolean;
  readonly example?: Example;
  call(args: ArgumentsOf<P>, evaluation: Evaluation, context: Context): Result;
}

/** Declares a function. Several declarations of one name are overloads: the first that fits is called. */
export function defineFunction<const P extends AnyParameters>(declaration: FunctionDeclaration<P>): FunctionDefinition {
  const parameters = Object.entries(declaration.parameters);
  const hasPairs = declaration.takesPairs ?? false;
  const hasRest = parameters.some(([, parameter]) => parameter.rest === "positional");
  return {
    name: declaration.name,
    kind: declaration.kind,
    description: declaration.description,
    parameters,
    least: parameters.filter(([, parameter]) => !parameter.optional).length,
    most: hasRest ? Infinity : parameters.filter(([, parameter]) => parameter.rest === "none").length,
    converts: parameters.some(([, parameter]) => parameter.convert !== undefined),
    takesPairs: hasPairs,
    isPlain: !hasPairs && parameters.every(([, { passing, rest }]) => passing === "value" && rest === "none"),
    example: declaration.example,
    call: (args, evaluation, context) => declaration.call(args as ArgumentsOf<P>, evaluation, context),
  };
}

/** The name under which a function stands in the table of a context. */
export function tableKey({ kind, name }: Pick<FunctionDefinition, "kind" | "name">): string {
  if (kind === "operator") return name === "=" ? "*equal" : name === "!=" ? "*not_equal" : `#operator_${name}`;
  if (kind === "prefix operator") return `#unary_operator_${name}`;
  return kind === "property" ? `#property#${name}` : name;
}
