import type { TypeCatalogue } from "#template/template.ts";
import { abandonStack, refuseExport } from "./commands/abandon-stack.ts";
import { cancelUpdate, cancelWithoutRollback } from "./commands/cancel-stack.ts";
import { createStack, deleteStack, updateStack } from "./commands/commands.ts";
import { markResource, signalResource } from "./commands/signal-resource.ts";
import { visitStack } from "./commands/visit-stack.ts";
import { createDefinitionStore } from "./definition/definition-store.ts";
import { listEvents, showEvent } from "./queries/event-queries.ts";
import { exportStack } from "./queries/export-stack.ts";
import { findStack } from "./queries/find-stack.ts";
import { generateTemplate } from "./queries/generated-template.ts";
import { previewCreate, previewUpdate } from "./queries/preview.ts";
import { listResources, showResource, showResourceMetadata } from "./queries/resource-queries.ts";
import { listResourceTypes, showResourceType } from "./queries/resource-types.ts";
import { listOutputs, showOutput, showStack } from "./queries/stack-queries.ts";
import { listTemplateVersions } from "./queries/template-versions.ts";
import { validateTemplate } from "./queries/validate-template.ts";
import type { Caller, Engine } from "./requests.ts";
import type { EngineRunner, EngineRunnerOptions } from "./run/engine-runner.ts";
import { createEngineRunner } from "./run/engine-runner.ts";
import { createPace } from "./run/pace.ts";
import type { RunParts } from "./run/tree.ts";
import { EventFeed } from "./watch/event-feed.ts";
import { watchEvents } from "./watch/watch-events.ts";

/** What an engine is given: ports, the registry of types, limits. */
export interface EngineParts extends Omit<RunParts, "definitions" | "pace"> {
  readonly catalogue: TypeCatalogue;
  /** Id of the stored credential of the caller; made when there is none. */
  readonly credentialFor: (caller: Caller) => Promise<string>;
}

/** The commands and queries over a journal; works in any process. */
export function createEngine(given: EngineParts): Engine {
  const parts = { ...given, definitions: createDefinitionStore(given.journal) };
  const { journal, definitions, limits, types } = parts;
  const watching = { journal, clock: parts.clock, feed: new EventFeed(parts) };
  const load = async (...args: Parameters<typeof findStack> extends [unknown, ...infer Rest] ? Rest : never) =>
    definitions.load((await findStack(journal, ...args)).definition);
  return {
    limits,
    createStack: (caller, name, request) => createStack(parts, caller, name, request),
    updateStack: (caller, stack, change) => updateStack(parts, caller, stack, change),
    deleteStack: (caller, stack) => deleteStack(parts, caller, stack),
    async exportStack(caller, stack) {
      refuseExport(limits);
      return (await exportStack(parts, await findStack(journal, caller, stack))).data;
    },
    abandonStack: (caller, stack) => abandonStack(parts, caller, stack),
    cancelUpdate: (caller, stack) => cancelUpdate(parts, caller, stack),
    cancelWithoutRollback: (caller, stack) => cancelWithoutRollback(parts, caller, stack),
    visitStack: (caller, stack, action) => visitStack(parts, caller, stack, action),
    signalResource: (caller, stack, resource, details) => signalResource(parts, caller, stack, [resource, details]),
    markResource: (caller, stack, resource, report) => markResource(parts, caller, stack, [resource, report]),
    previewCreate: (caller, name, request) => previewCreate(parts, caller, name, request),
    previewUpdate: (caller, stack, change) => previewUpdate(parts, caller, stack, change),
    validateTemplate: async (_caller, request) => validateTemplate(parts, request),
    findStack: (caller, stack) => findStack(journal, caller, stack),
    showStack: (caller, stack, options) => showStack(parts, caller, stack, options),
    listStacks: (caller, filter) => journal.stacks({ ...filter, projectId: filter.projectId ?? caller.projectId }),
    countStacks: (caller, filter) =>
      journal.countStacks({ ...filter, projectId: filter.projectId ?? caller.projectId }),
    showTemplate: async (caller, stack) => (await load(caller, stack)).template.document,
    showEnvironment: async (caller, stack) => (await load(caller, stack)).environmentDocument,
    async showFiles(caller, stack) {
      const definition = await load(caller, stack);
      return Object.fromEntries(definition.fileNames().map((name) => [name, definition.file(name) ?? ""]));
    },
    listOutputs: (caller, stack) => listOutputs(parts, caller, stack),
    showOutput: (caller, stack, key) => showOutput(parts, caller, stack, key),
    listResources: (caller, stack, depth) => listResources(parts, caller, stack, depth),
    showResource: (caller, stack, resource, more = []) => showResource(parts, caller, stack, [resource, more]),
    showResourceMetadata: (caller, stack, resource) => showResourceMetadata(parts, caller, stack, resource),
    listEvents: (caller, stack, filter) => listEvents(parts, caller, stack, filter),
    showEvent: (caller, stack, id) => showEvent(parts, caller, stack, id),
    watchEvents: (caller, stack, watch) => watchEvents(watching, caller, stack, watch),
    listResourceTypes: (namePattern) => listResourceTypes(types, namePattern),
    showResourceType: (type) => showResourceType(types, type),
    generateTemplate: (type, language) => generateTemplate(types, type, language),
    listTemplateVersions,
  };
}

/** The part of a process that owns stacks and works on them, over the same parts. */
export function createRunner(given: EngineParts, options: EngineRunnerOptions): EngineRunner {
  const made = { definitions: createDefinitionStore(given.journal), pace: createPace(given.clock) };
  return createEngineRunner({ ...given, ...made }, options);
}
