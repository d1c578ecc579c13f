import { findCycle } from "#graph/find-cycle.ts";
import { createGraph } from "#graph/graph.ts";
import type { Question } from "#schema/constraints/question.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { templateGraph } from "#template/dependencies.ts";
import type { Environment } from "#template/environment/environment.ts";
import type { Parameters } from "#template/parameters.ts";
import { bindKnownParameters, bindParameters } from "#template/parameters.ts";
import { parameterQuestions } from "#template/parameters/questions.ts";
import { readTemplate } from "#template/read.ts";
import type { Template, TypeCatalogue } from "#template/template.ts";
import { ResolveFailure, UnknownValue } from "#template/template.ts";
import { validateTemplate } from "#template/validate.ts";
import { distinctDiagnostics } from "#template/validation/distinct-diagnostics.ts";
import { validationScope } from "#template/validation/validation-scope.ts";
import { writtenNames } from "#template/validation/written-names.ts";
import type { Limits } from "../limits.ts";

/** A stack's sources, with what they are checked against. */
export interface StackSources {
  readonly template: string | Readonly<Record<string, unknown>>;
  /** Whether the template is its author's own text even where it is JSON in one line. */
  readonly isWritten?: boolean;
  readonly environment: Environment;
  /** Values of parameters, those of the environment among them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly files: (name: string) => string | undefined;
  /** What `files` knows a file by that the template `from` (absent: the main one) names; as it is named where not given. */
  readonly resolveName?: (name: string, from: string | undefined) => string;
  readonly stack: { readonly id: string; readonly name: string; readonly projectId: string };
  /** Whether parameters may be without a value. */
  readonly mayLackParameters?: boolean;
  readonly catalogue: TypeCatalogue;
  readonly limits: Pick<Limits, "maxTemplateSize" | "maxNestedStackDepth">;
}

/** All that was found, and what can be worked with where no error is among it. */
export interface CheckedStack {
  readonly diagnostics: readonly Diagnostic[];
  readonly template?: Template;
  readonly parameters?: Parameters;
  /** What is still to be asked about the values. */
  readonly questions: readonly Question[];
}

/** Checks everything that can be known without the cloud, and gathers all that is wrong or doubtful. */
export function checkStack(sources: StackSources): CheckedStack {
  const { environment, catalogue, files, resolveName, limits, parameters: given } = sources;
  const read = readTemplate(sources.template, {
    maxBytes: limits.maxTemplateSize,
    ...(sources.isWritten === true && { isWritten: true }),
  });
  const template = read.value ?? read.partial;
  if (template === undefined) return { diagnostics: read.diagnostics, questions: [] };
  const bound = bindParameters(template, given, environment.parameterDefaults, sources.stack);
  const declared = writtenNames(template, "parameters");
  const isMistake = ({ code, place }: Diagnostic): boolean =>
    code === "unknown-parameter"
      ? !declared.includes(String(place.path.at(-1)))
      : code !== "missing-parameter" || sources.mayLackParameters !== true;
  const bindings =
    bound.value ?? bindKnownParameters(template, given, environment.parameterDefaults, new Set()).parameters;
  const questions = [...parameterQuestions(template, bindings)];
  const context = {
    parameters: bindings,
    environment,
    catalogue,
    files,
    ...(resolveName && { resolveName }),
    maxNesting: limits.maxNestedStackDepth,
    questions,
  };
  const diagnostics = [
    ...read.diagnostics,
    ...bound.diagnostics.filter(isMistake),
    ...validateTemplate(template, context),
    ...cycleFaults(template, bindings),
  ];
  return {
    diagnostics: distinctDiagnostics(diagnostics),
    ...(read.value && { template: read.value }),
    ...(bound.value && { parameters: bound.value }),
    questions,
  };
}

/** The first circle of resources; none is looked for where a condition cannot be decided. */
function cycleFaults(template: Template, parameters: Parameters): readonly Diagnostic[] {
  const scope = validationScope(template, parameters, () => "");
  const graph = known(() => templateGraph(template, scope));
  if (graph === undefined) return [];
  // What depends on nothing is in no circle.
  const dependent = [...graph].filter(([, others]) => others.length > 0);
  const edges = dependent.flatMap(([name, others]) => others.map((other) => [name, other] as const));
  const cycle = findCycle(
    createGraph(
      dependent.map(([name]) => name),
      edges,
    ),
  );
  if (cycle === undefined) return [];
  const first = template.resources.get(cycle[0] ?? "");
  return [
    {
      severity: "error",
      code: "cycle",
      message: `these resources depend on each other: ${cycle.join(" → ")}`,
      place: first?.place ?? { path: ["resources"] },
      hint: "take one of these references or depends_on away",
    },
  ];
}

/** Nothing where a failure keeps it from being known; that failure is reported by itself. */
function known<T>(resolve: () => T): T | undefined {
  try {
    return resolve();
  } catch (error) {
    if (error instanceof UnknownValue || error instanceof ResolveFailure) return undefined;
    throw error;
  }
}
