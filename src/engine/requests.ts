import type { Diagnostic } from "#schema/diagnostic.ts";
import type { EventRow, ResourceRow, StackRow, VisitAction } from "#storage/rows.ts";
import type { EventFilter, StackFilter } from "./journal/journal.ts";
import type { Limits } from "./limits.ts";
import type { StackPlan } from "./plan/planned.ts";
import type { Sighting, Watch } from "./watch/sighting.ts";
import type { StackData } from "./stack-data.ts";

/** Who asks, as the API's identity port found out. */
export interface Caller {
  readonly userId: string;
  readonly userName: string;
  readonly projectId: string;
  readonly roles: readonly string[];
  /** Token of the call, for what must be done in the caller's name at once (a trust). */
  readonly token: string;
  readonly requestId: string;
}

/** What a stack shall be made of, as a request says it. */
export interface StackRequest {
  /** Text (JSON or YAML) or document; absent only for a PATCH. */
  readonly template?: string | Readonly<Record<string, unknown>>;
  /** Text or document. */
  readonly environment?: string | Readonly<Record<string, unknown>>;
  /** Names in `files`, merged in order instead of `environment` when there are any. */
  readonly environmentFiles?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** 0 or absent: the default. */
  readonly timeoutMinutes?: number;
  readonly disableRollback?: boolean;
  readonly tags?: readonly string[];
  /** Data of an abandoned stack, or their text: what they name is taken over instead of being made. */
  readonly adopt?: unknown;
}

/** A change of a stack: a whole new definition (PUT), or one laid over what it has (PATCH). */
export interface StackChange extends StackRequest {
  readonly existing: boolean;
  readonly clearParameters?: readonly string[];
}

/** A stack by its id, or by its name in the caller's project. */
export interface StackReference {
  readonly name?: string;
  readonly id?: string;
}

/** A stack as the API shows it, links left to the API. */
export interface StackView {
  readonly row: StackRow;
  /** Text forms; hidden ones as `******`; pseudo-parameters included. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: readonly OutputView[];
  readonly capabilities: readonly string[];
  readonly notificationTopics: readonly string[];
  /** Of the template. */
  readonly description: string;
}

/** What a change would do, shown before anything is done. */
export interface StackPreview extends Pick<StackView, "parameters" | "description"> {
  /** The stack as it is; or as it would be created, under the id `None`. */
  readonly row: StackRow;
  /** The plan of the whole tree; hidden values are masked in it. */
  readonly plan: StackPlan;
}

/** An output with its value, or why it has none. */
export interface OutputView {
  readonly key: string;
  readonly description: string;
  readonly value: unknown;
  readonly error?: string;
}

/** A resource as the API shows it. */
export interface ResourceView {
  readonly row: ResourceRow;
  readonly stack: StackRow;
  /** Names of the resources that were made after it. */
  readonly requiredBy: readonly string[];
  /** Its child stack. */
  readonly nested?: StackRow;
  /** The resource that the stack itself belongs to, in its parent. */
  readonly parentResource?: string;
  readonly description: string;
  /** By name; only where asked for. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** What `POST /validate` answers, in HOT's names of types. */
export interface ValidatedTemplate {
  readonly description: string;
  readonly parameters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly parameterGroups: readonly Readonly<Record<string, unknown>>[];
  /** Environment after merging. */
  readonly environment: Readonly<Record<string, unknown>>;
  /** What is doubtful in it. */
  readonly diagnostics: readonly Diagnostic[];
  /** By resource, where nested templates are asked for. */
  readonly nestedParameters?: Readonly<Record<string, unknown>>;
}

/** A resource type as listings show it. */
export interface ResourceTypeView {
  readonly type: string;
  readonly description: string;
  readonly since?: string | undefined;
}

/** A version of the template language, with what may be called in it. */
export interface TemplateVersionView {
  /** `heat_template_version.2021-04-16`. */
  readonly name: string;
  readonly type: "hot" | "cfn";
  readonly aliases: readonly string[];
  readonly functions: readonly { readonly name: string; readonly description: string }[];
  /** Functions of conditions. */
  readonly conditionFunctions: readonly { readonly name: string; readonly description: string }[];
}

/** What somebody says of a resource's state. */
export interface HealthReport {
  readonly unhealthy: boolean;
  readonly reason: string;
}

/** Commands and queries: all that the APIs ask of the engine. Each rejects with `EngineFault` when it refuses, and then changed nothing. */
export interface Engine {
  readonly limits: Limits;
  createStack(caller: Caller, name: string, request: StackRequest): Promise<{ readonly id: string }>;
  updateStack(caller: Caller, stack: StackReference, change: StackChange): Promise<void>;
  deleteStack(caller: Caller, stack: StackReference): Promise<void>;
  /** All that another service needs to go on with the stack. */
  exportStack(caller: Caller, stack: StackReference): Promise<StackData>;
  /** The same, and ends the stack without touching what it made. */
  abandonStack(caller: Caller, stack: StackReference): Promise<StackData>;
  /** Leads a stack whose update runs back to what it was before. */
  cancelUpdate(caller: Caller, stack: StackReference): Promise<void>;
  /** Stops a creation or update where it stands. */
  cancelWithoutRollback(caller: Caller, stack: StackReference): Promise<void>;
  /** Suspends, resumes or checks a stack with all that is in it. */
  visitStack(caller: Caller, stack: StackReference, action: VisitAction): Promise<void>;
  /** Tells a resource something; durable when it resolves, taken note of afterwards. */
  signalResource(caller: Caller, stack: StackReference, resource: string, details: unknown): Promise<void>;
  /** Says that a resource (by name, physical or reference id) is broken, or takes that back. */
  markResource(caller: Caller, stack: StackReference, resource: string, report: HealthReport): Promise<void>;
  validateTemplate(caller: Caller, request: StackRequest & { showNested?: boolean }): Promise<ValidatedTemplate>;
  /** What creating the stack would do: nothing is written, and the cloud is asked only for what the request names there. */
  previewCreate(caller: Caller, name: string, request: StackRequest): Promise<StackPreview>;
  /** What updating the stack would do: nothing is written, and the cloud is asked only for what the request names there. */
  previewUpdate(caller: Caller, stack: StackReference, change: StackChange): Promise<StackPreview>;

  /** The live (or, by id, deleted) stack; `EntityNotFound` when there is none, `InvalidTenant` when it is another project's. */
  findStack(caller: Caller, stack: StackReference): Promise<StackRow>;
  showStack(caller: Caller, stack: StackReference, options?: { resolveOutputs?: boolean }): Promise<StackView>;
  listStacks(caller: Caller, filter: StackFilter): Promise<readonly StackRow[]>;
  countStacks(caller: Caller, filter: StackFilter): Promise<number>;
  showTemplate(caller: Caller, stack: StackReference): Promise<Readonly<Record<string, unknown>>>;
  showEnvironment(caller: Caller, stack: StackReference): Promise<Readonly<Record<string, unknown>>>;
  showFiles(caller: Caller, stack: StackReference): Promise<Readonly<Record<string, string>>>;
  listOutputs(caller: Caller, stack: StackReference): Promise<readonly Pick<OutputView, "key" | "description">[]>;
  showOutput(caller: Caller, stack: StackReference, key: string): Promise<OutputView>;

  listResources(caller: Caller, stack: StackReference, nestedDepth?: number): Promise<readonly ResourceView[]>;
  /** With attributes read live from the cloud (`attributes`: more than the schema's, by name). */
  showResource(
    caller: Caller,
    stack: StackReference,
    resource: string,
    attributes?: readonly string[],
  ): Promise<ResourceView>;
  showResourceMetadata(
    caller: Caller,
    stack: StackReference,
    resource: string,
  ): Promise<Readonly<Record<string, unknown>>>;

  listEvents(
    caller: Caller,
    stack: StackReference,
    filter: Omit<EventFilter, "stackIds"> & { readonly nestedDepth?: number },
  ): Promise<{ readonly events: readonly EventRow[]; readonly stacks: readonly StackRow[] }>;
  showEvent(caller: Caller, stack: StackReference, eventId: string): Promise<EventRow>;
  /** The events of a stack and of all nested in it, as they come. What is returned must be iterated to its end, or aborted. */
  watchEvents(caller: Caller, stack: StackReference, watch: Watch): Promise<AsyncIterable<Sighting>>;

  /** All types, or those whose name begins with what the pattern (a tenant's regular expression) matches; none when it is not a pattern. */
  listResourceTypes(namePattern?: string): readonly ResourceTypeView[];
  /** The type's schema in the form of Heat's API. */
  showResourceType(type: string): Readonly<Record<string, unknown>>;
  /** A template of one resource of the type, with all its properties as parameters. */
  generateTemplate(type: string, language: "hot" | "cfn"): Readonly<Record<string, unknown>>;
  listTemplateVersions(): readonly TemplateVersionView[];
}
