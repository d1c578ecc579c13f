/** A JSON object as it came over the wire. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Which stack: its name or id, or both (which saves a redirect). */
export type StackReference = string | { readonly name: string; readonly id: string };

/** A stack as the API shows it; `outputs` and `parameters` are empty where they were not asked for. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  /** `ACTION_STATUS`, e.g. `CREATE_COMPLETE`. */
  readonly status: string;
  readonly reason: string;
  readonly description: string;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly parent: string | null;
  readonly tags: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Output[];
}

/** An output with its value, or why there is none. */
export interface Output {
  readonly key: string;
  readonly description: string;
  readonly value: unknown;
  readonly error?: string;
}

/** A resource as a list shows it. */
export interface Resource {
  readonly name: string;
  readonly type: string;
  /** Empty until it exists in the cloud. */
  readonly physicalId: string;
  readonly status: string;
  readonly reason: string;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  /** Names of the resources of the same stack that need this one. */
  readonly requiredBy: readonly string[];
  /** Id of the stack it is in; empty when the service did not say. */
  readonly stackId: string;
  /** Id of the stack it stands for, when it is a nested stack. */
  readonly nestedStackId?: string;
  /** Name of the resource above, in a nested stack. */
  readonly parent?: string;
}

/** An event: a change of state of a resource, or of the stack itself (then `resource` is the stack's name). */
export interface StackEvent {
  readonly id: string;
  readonly resource: string;
  readonly status: string;
  readonly reason: string;
  readonly physicalId: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly time: string;
  readonly stackId: string;
}

/** What a create, an update or a validation is given. */
export interface StackContents {
  /** The template: a text as it was written, or an object. */
  readonly template: string | JsonObject;
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: JsonObject;
  readonly environmentFiles?: readonly string[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly timeoutMinutes?: number;
  readonly disableRollback?: boolean;
  readonly tags?: readonly string[];
}

/** What an adoption is given. */
export interface Adoption extends Pick<StackContents, "parameters" | "timeoutMinutes" | "disableRollback"> {
  /** The data that an export or an abandoning gave, as text. */
  readonly data: string;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The objects of a list; empty when it is none. */
export function objectsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** Id at the end of the stack part of a link: `…/stacks/NAME/ID[/…]`. */
function stackIdOfLink(object: JsonObject, rel: string): string {
  const link = objectsOf(object["links"]).find((each) => each["rel"] === rel);
  return /\/stacks\/[^/]+\/([^/?]+)/.exec(text(link?.["href"]))?.[1] ?? "";
}

/** Reads a stack, of a list or shown alone. */
export function stackOf(wire: JsonObject): Stack {
  return {
    id: text(wire["id"]),
    name: text(wire["stack_name"]),
    status: text(wire["stack_status"]),
    reason: text(wire["stack_status_reason"]),
    description: text(wire["description"]),
    createdAt: textOrNull(wire["creation_time"]),
    updatedAt: textOrNull(wire["updated_time"]),
    parent: textOrNull(wire["parent"]),
    tags: texts(wire["tags"]),
    parameters: objectOf(wire["parameters"]),
    outputs: objectsOf(wire["outputs"]).map(outputOf),
  };
}

/** Reads an output. */
export function outputOf(wire: JsonObject): Output {
  const error = wire["output_error"];
  return {
    key: text(wire["output_key"]),
    description: text(wire["description"]),
    value: wire["output_value"],
    ...(typeof error === "string" ? { error } : {}),
  };
}

/** Reads a resource. */
export function resourceOf(wire: JsonObject): Resource {
  const nestedStackId = stackIdOfLink(wire, "nested");
  const parent = text(wire["parent_resource"]);
  return {
    name: text(wire["resource_name"]),
    type: text(wire["resource_type"]),
    physicalId: text(wire["physical_resource_id"]),
    status: text(wire["resource_status"]),
    reason: text(wire["resource_status_reason"]),
    createdAt: textOrNull(wire["creation_time"]),
    updatedAt: textOrNull(wire["updated_time"]),
    requiredBy: texts(wire["required_by"]),
    stackId: stackIdOfLink(wire, "stack"),
    ...(nestedStackId === "" ? {} : { nestedStackId }),
    ...(parent === "" ? {} : { parent }),
  };
}

/** Reads an event. */
export function eventOf(wire: JsonObject): StackEvent {
  return {
    id: text(wire["id"]),
    resource: text(wire["resource_name"]),
    status: text(wire["resource_status"]),
    reason: text(wire["resource_status_reason"]),
    physicalId: text(wire["physical_resource_id"]),
    time: text(wire["event_time"]),
    stackId: stackIdOfLink(wire, "stack"),
  };
}

/** The request body of an adoption. */
export function adoptionBodyOf({ data, ...contents }: Adoption): Record<string, unknown> {
  const { template: _none, files: _data, environment: _its, ...body } = bodyOf({ template: "", ...contents });
  return { adopt_stack_data: data, ...body };
}

/** The request body of a create, an update or a validation. */
export function bodyOf(contents: StackContents): Record<string, unknown> {
  const { template, files, environment, environmentFiles, parameters, timeoutMinutes, disableRollback, tags } =
    contents;
  return {
    template,
    files: files ?? {},
    environment: environment ?? {},
    parameters: parameters ?? {},
    ...(environmentFiles === undefined || environmentFiles.length === 0 ? {} : { environment_files: environmentFiles }),
    ...(timeoutMinutes === undefined ? {} : { timeout_mins: timeoutMinutes }),
    ...(disableRollback === undefined ? {} : { disable_rollback: disableRollback }),
    ...(tags === undefined ? {} : { tags: tags.join(",") }),
  };
}
