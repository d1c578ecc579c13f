import type { StackRow } from "#storage/rows.ts";
import { resolveOutput, isEnabled } from "#template/resolve.ts";
import type { OutputDefinition } from "#template/template.ts";
import { ResolveFailure, UnknownValue } from "#template/template.ts";
import { EngineFault } from "../faults.ts";
import type { BoundValues } from "../definition/bound-stack.ts";
import { bindValues } from "../definition/bound-stack.ts";
import type { DefinitionStore } from "../definition/definition-store.ts";
import type { Journal } from "../journal/journal.ts";
import type { Caller, OutputView, StackReference, StackView } from "../requests.ts";
import { valuesOfRows } from "../plan/resource-values.ts";
import { findStack } from "./find-stack.ts";

/** What queries are given: they read the journal, and never call the cloud unless they say so. */
export interface QueryParts {
  readonly journal: Journal;
  readonly definitions: DefinitionStore;
}

/** A stack with its parameters and (unless not wanted) outputs, resolved from stored attributes. */
export async function showStack(
  parts: QueryParts,
  caller: Caller,
  reference: StackReference,
  options: { resolveOutputs?: boolean } = {},
): Promise<StackView> {
  const row = await findStack(parts.journal, caller, reference);
  const bound = bindValues(await parts.definitions.load(row.definition), row);
  const shown = bound.parameters.names().map((name) => [name, bound.parameters.shown(name)] as const);
  return {
    row,
    parameters: Object.fromEntries(shown),
    outputs: options.resolveOutputs === false || row.deletedAt !== null ? [] : await outputsOf(parts, row, bound),
    capabilities: [],
    notificationTopics: [],
    description: bound.template.description,
  };
}

/** The outputs that a stack's template declares. */
export async function listOutputs(
  parts: QueryParts,
  caller: Caller,
  reference: StackReference,
): Promise<Pick<OutputView, "key" | "description">[]> {
  const row = await findStack(parts.journal, caller, reference);
  const { template } = await parts.definitions.load(row.definition);
  return [...template.outputs.values()].map((output) => ({ key: output.name, description: output.description }));
}

/** One output with its value. */
export async function showOutput(
  parts: QueryParts,
  caller: Caller,
  reference: StackReference,
  key: string,
): Promise<OutputView> {
  const row = await findStack(parts.journal, caller, reference);
  const bound = bindValues(await parts.definitions.load(row.definition), row);
  const outputs = bound.template.outputs.has(key) ? await outputsOf(parts, row, bound) : [];
  const found = outputs.find((output) => output.key === key);
  if (found === undefined) throw new EngineFault("NotFound", `the stack "${row.name}" has no output "${key}"`);
  return found;
}

async function outputsOf(parts: QueryParts, row: StackRow, bound: BoundValues): Promise<OutputView[]> {
  if (bound.template.outputs.size === 0) return [];
  const scope = bound.scope(valuesOfRows(await parts.journal.resources([row.id])));
  return [...bound.template.outputs.values()].map((output) => outputView(output, scope));
}

function outputView(output: OutputDefinition, scope: ReturnType<BoundValues["scope"]>): OutputView {
  const view = { key: output.name, description: output.description };
  try {
    return { ...view, value: isEnabled(output, scope) ? (resolveOutput(output, scope) ?? null) : null };
  } catch (error) {
    if (error instanceof ResolveFailure || error instanceof UnknownValue)
      return { ...view, value: null, error: error.message };
    throw error;
  }
}
