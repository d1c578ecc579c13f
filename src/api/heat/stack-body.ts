import type { StackRequest } from "#engine/requests.ts";
import { ApiFault } from "../middleware/fault.ts";
import type { Fields, Read } from "./fields.ts";
import { anything, count, document, flag, map, tagList, text, textList, textMap } from "./fields.ts";

/** Fields of every body that says what a stack is made of. */
export const contentFields = {
  template: document("The template: an object, or its text in JSON or YAML."),
  template_url: text("Address of the template, used only without `template`; not served yet."),
  environment: document("The environment: an object, or its text; not used when `environment_files` names any."),
  environment_files: textList("Names in `files` of environments, merged in order."),
  files: textMap("Contents of the files that template and environments name."),
  files_container: text("A container whose objects are files; not served yet."),
  parameters: map("Values of parameters; they win over the environment's."),
} as const satisfies Fields;

/** Fields of a body that creates or changes a stack. */
export const stackFields = {
  ...contentFields,
  timeout_mins: count("Minutes that the operation may take; 0 or absent: the service's default."),
  disable_rollback: flag("Whether what a failed operation made stays."),
  tags: tagList("Tags, separated by commas."),
} as const satisfies Fields;

/** Fields of a body that creates a stack. */
export const createFields = {
  ...stackFields,
  stack_name: text("Name of the stack."),
  adopt_stack_data: document(
    "Data of an abandoned stack, or their text; its resources are taken over instead of being made.",
  ),
  converge: anything("Only for changes."),
} as const satisfies Fields;

/** Fields of a body that changes a stack. */
export const updateFields = {
  ...stackFields,
  converge: flag("Whether to look at what really exists; not served yet."),
  clear_parameters: textList("With PATCH: names of parameters that are forgotten first."),
} as const satisfies Fields;

/** Throws for what a body may ask of Heat and this service cannot do yet. */
function refuseUnserved(body: Read<typeof contentFields>): void {
  if (body.template === undefined && body.template_url !== undefined) {
    throw new ApiFault(400, "template_url is not supported yet; send the template itself", "NotSupported");
  }
  if (body.files_container !== undefined && body.files_container !== "") {
    throw new ApiFault(400, "files_container is not supported yet; send the files in `files`", "NotSupported");
  }
}

/** What the engine is told of a stack's contents; `needsTemplate` refuses a body without one. */
export function contentsOf(
  body: Read<typeof contentFields>,
  options: { readonly needsTemplate: boolean },
): StackRequest {
  refuseUnserved(body);
  const { template, environment, environment_files: environmentFiles, files, parameters } = body;
  if (template === undefined && options.needsTemplate) throw new ApiFault(400, "the body has no template");
  return {
    ...(template !== undefined && { template }),
    ...(environment !== undefined && { environment }),
    ...(environmentFiles !== undefined && environmentFiles.length > 0 && { environmentFiles }),
    ...(files !== undefined && { files }),
    ...(parameters !== undefined && { parameters }),
  };
}

/** What the engine is told of a stack. */
export function requestOf(body: Read<typeof stackFields>, options: { readonly needsTemplate: boolean }): StackRequest {
  const { timeout_mins: timeoutMinutes, disable_rollback: disableRollback, tags } = body;
  return {
    ...contentsOf(body, options),
    ...(timeoutMinutes !== undefined && { timeoutMinutes }),
    ...(disableRollback !== undefined && { disableRollback }),
    ...(tags !== undefined && { tags }),
  };
}
