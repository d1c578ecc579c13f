import { readDocument } from "#template/document/read-document.ts";
import { EngineFault, refuseErrors } from "./faults.ts";

type Json = Readonly<Record<string, unknown>>;

/** A resource in the data of a stack, by Heat's names. */
export interface ResourceData {
  readonly name: string;
  readonly resource_id: string | null;
  readonly type: string;
  readonly action: string;
  readonly status: string;
  readonly metadata: Json;
  readonly resource_data: Json;
}

/** All that another service needs to go on with a stack, by Heat's names: what export and abandon give, and adopt takes. */
export interface StackData {
  readonly name: string;
  readonly id: string;
  readonly action: string;
  readonly status: string;
  readonly environment: Json;
  readonly files: Readonly<Record<string, string>>;
  readonly template: Json;
  readonly project_id: string;
  readonly stack_user_project_id: string | null;
  readonly tags: readonly string[];
  /** By name; a nested stack stands for its resource. */
  readonly resources: Readonly<Record<string, ResourceData | StackData>>;
}

/** Of a stack's data, what adopting needs; the resources as they came. */
export interface AdoptableStack {
  readonly template: Json;
  readonly environment: Json;
  readonly files: Readonly<Record<string, string>>;
  readonly resources: Json;
}

/** What the data say of one resource. */
export interface AdoptableResource {
  /** Whether it is a stack of its own. */
  readonly nested: boolean;
  readonly id?: string;
  readonly metadata?: Json;
  readonly data: Readonly<Record<string, string>>;
}

/** Reads a stack's data: an object, or its text in JSON or YAML. */
export function readStackData(given: unknown, maxBytes: number): AdoptableStack {
  if (typeof given !== "string" && !isMap(given)) throw refusal("must be an object, or its text");
  const read = readDocument(given, { what: "stack's data", maxBytes });
  refuseErrors(read.diagnostics);
  const document = read.source?.value;
  if (!isMap(document)) throw refusal("must be a map");
  const { template, environment = {}, files = {}, resources = {} } = document;
  if (!isMap(template)) throw refusal("have no template");
  if (!isMap(environment) || !isMap(resources) || !isTexts(files))
    throw refusal("must have maps as environment, files and resources");
  return { template, environment, files, resources };
}

/** What the data of a stack say of one of its resources; undefined: nothing that could be read. */
export function resourceData(stack: AdoptableStack | undefined, name: string): AdoptableResource | undefined {
  const given = stack !== undefined && Object.hasOwn(stack.resources, name) ? stack.resources[name] : undefined;
  if (!isMap(given)) return undefined;
  const { resource_id: id, metadata, resource_data: data } = given;
  return {
    nested: isMap(given["resources"]),
    ...(typeof id === "string" && id !== "" && { id }),
    ...(isMap(metadata) && { metadata }),
    data: isMap(data) ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, textOf(value)])) : {},
  };
}

/** The data of a nested stack; the template that counts is the one that its parent has for it. */
export function nestedData(stack: AdoptableStack | undefined, name: string): AdoptableStack {
  const given = stack?.resources[name];
  const resources = isMap(given) ? given["resources"] : undefined;
  return { template: {}, environment: {}, files: {}, resources: isMap(resources) ? resources : {} };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isMap(value) && Object.values(value).every((text) => typeof text === "string");
}

function refusal(what: string): EngineFault {
  return new EngineFault("HTTPBadRequest", `the stack's data (adopt_stack_data) ${what}`);
}
