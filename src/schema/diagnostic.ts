/** A place in the user's text; line and column count from 1 and are absent where the text is not known. */
export interface Place {
  /** File or URL, absent for the main template. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** Keys from the top of the document, e.g. `["resources", "web", "properties", "image"]`. */
  readonly path: readonly (string | number)[];
}

/** Codes of diagnostics, each one kind of mistake. The value is Heat's exception class for it, which clients may see as `error.type`. */
export const diagnosticCodes = {
  syntax: "HTTPBadRequest",
  /** Readable, but no template (or environment): not a map, or without a version. */
  format: "HTTPBadRequest",
  version: "InvalidTemplateVersion",
  section: "StackValidationFailed",
  structure: "StackValidationFailed",
  function: "StackValidationFailed",
  condition: "StackValidationFailed",
  reference: "InvalidTemplateReference",
  /** A resource that is not there, named to read an attribute of it. */
  "attribute-reference": "InvalidTemplateReference",
  attribute: "StackValidationFailed",
  file: "StackValidationFailed",
  "resource-type": "StackValidationFailed",
  "unknown-property": "StackValidationFailed",
  "missing-property": "StackValidationFailed",
  value: "StackValidationFailed",
  constraint: "StackValidationFailed",
  cycle: "CircularDependencyException",
  "missing-parameter": "UserParameterMissing",
  "unknown-parameter": "UnknownUserParameter",
  parameter: "StackValidationFailed",
  "parameter-schema": "InvalidSchemaError",
  "parameter-immutable": "ImmutableParameterModified",
  environment: "HTTPBadRequest",
  "external-dependency": "InvalidExternalResourceDependency",
  hook: "InvalidBreakPointHook",
  "restricted-action": "InvalidRestrictedAction",
  "merge-strategy": "InvalidMergeStrategyForParam",
  "merge-conflict": "ConflictingMergeStrategyForParam",
  limit: "RequestLimitExceeded",
} as const;

/** One kind of mistake in a template, environment or parameter. */
export type DiagnosticCode = keyof typeof diagnosticCodes;

/** Something wrong (or doubtful) in what the user wrote: what, where, and what to do. Never holds a secret's value. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly place: Place;
  /** What to do, e.g. `did you mean "properties"?`. */
  readonly hint?: string;
}

/** `resources.web.properties.networks[0].port`: a place's path as people write it. */
export function pathText(path: Place["path"]): string {
  return path.map((part, at) => (typeof part === "number" ? `[${part}]` : at === 0 ? part : `.${part}`)).join("");
}
