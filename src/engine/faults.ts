import type { Diagnostic } from "#schema/diagnostic.ts";
import { diagnosticCodes, pathText } from "#schema/diagnostic.ts";

/**
 * Everything the engine refuses, in one table: the type that clients see as `error.type` (Heat's
 * exception class of the same meaning) and the HTTP status that it becomes.
 */
export const faultStatuses = {
  StackValidationFailed: 400,
  HTTPBadRequest: 400,
  InvalidTemplateVersion: 400,
  InvalidTemplateReference: 400,
  CircularDependencyException: 400,
  UserParameterMissing: 400,
  UnknownUserParameter: 400,
  InvalidSchemaError: 400,
  ImmutableParameterModified: 400,
  InvalidBreakPointHook: 400,
  InvalidExternalResourceDependency: 400,
  InvalidRestrictedAction: 400,
  InvalidMergeStrategyForParam: 400,
  ConflictingMergeStrategyForParam: 400,
  RequestLimitExceeded: 400,
  ResourceActionRestricted: 400,
  NotSupported: 400,
  ResourceActionNotSupported: 400,
  EntityNotFound: 404,
  ResourceNotFound: 404,
  ResourceNotAvailable: 404,
  NotFound: 404,
  InvalidTenant: 403,
  Forbidden: 403,
  StackExists: 409,
  ActionInProgress: 409,
  ServiceUnavailable: 503,
} as const;

/** The type of a refusal. */
export type FaultType = keyof typeof faultStatuses;

/** A request that the engine refuses; nothing was changed. The message says what, where and what to do. */
export class EngineFault extends Error {
  readonly type: FaultType;
  readonly diagnostics: readonly Diagnostic[];
  constructor(type: FaultType, message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.name = "EngineFault";
    this.type = type;
    this.diagnostics = diagnostics;
  }
}

/** A diagnostic in one line: place, message, hint. */
function diagnosticText(diagnostic: Diagnostic): string {
  const { place, message, hint } = diagnostic;
  const path = pathText(place.path);
  // What is wrong with a value begins with its path already, or with that of the map it is missing in.
  const isNamed = [path, pathText(place.path.slice(0, -1))].some((begin) => begin !== "" && message.startsWith(begin));
  const position = place.line === undefined ? "" : `line ${place.line}, column ${place.column ?? 1}`;
  const where = [place.file, position].filter((part) => part !== undefined && part !== "").join(", ");
  return `${path === "" || isNamed ? "" : `${path}: `}${message}${hint === undefined ? "" : ` (${hint})`}${where === "" ? "" : ` [${where}]`}`;
}

/** As Heat: what cannot be read is a bad request, but in a nested template it is a mistake of the template around it. */
function typeOf({ code, place }: Diagnostic): FaultType {
  const type = diagnosticCodes[code];
  return type === "HTTPBadRequest" && place.file !== undefined ? "StackValidationFailed" : type;
}

/** As many lines as a message has, at most; the fault's list has all. */
const MAX_LINES = 100;

/**
 * Throws what is wrong, all of it in one fault whose type is the first error's; does nothing when only
 * warnings stand.
 */
export function refuseErrors(
  diagnostics: readonly Diagnostic[],
  { atValidation = false }: { readonly atValidation?: boolean } = {},
): void {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const first = errors[0];
  if (first === undefined) return;
  const type = typeOf(first);
  const lines = errors.slice(0, MAX_LINES).map(diagnosticText);
  if (errors.length > MAX_LINES) lines.push(`and ${errors.length - MAX_LINES} more`);
  throw new EngineFault(
    // As Heat, whose validation has no other name for most of what is wrong.
    atValidation && type === "StackValidationFailed" ? "HTTPBadRequest" : type,
    lines.join("\n"),
    diagnostics,
  );
}
