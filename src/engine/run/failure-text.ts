import { CloudFault } from "#cloud/fault.ts";
import type { ResourceRow } from "#storage/rows.ts";
import { ResolveFailure } from "#template/template.ts";
import { EngineFault } from "../faults.ts";

/** A failure of a resource: class, path of names from its stack, text. */
interface FailureParts {
  readonly type: string;
  readonly path: string;
  readonly text: string;
}

const nestedReason = /^Resource [A-Z]+ failed: (\w+): (resources\.[^:]+): ([\s\S]*)$/;

/** Class name, as Heat's clients see failures begin with one. */
function typeOf(error: unknown): string {
  if (error instanceof CloudFault) return `${error.kind[0]?.toUpperCase() ?? ""}${error.kind.slice(1)}`;
  if (error instanceof EngineFault) return error.type;
  if (error instanceof ResolveFailure) return "StackValidationFailed";
  return "ResourceFailure";
}

function partsOf(name: string, error: unknown): FailureParts {
  const text = error instanceof Error ? error.message : String(error);
  const nested = nestedReason.exec(text);
  if (nested) return { type: nested[1] ?? "", path: `resources.${name}.${nested[2] ?? ""}`, text: nested[3] ?? "" };
  return { type: typeOf(error), path: `resources.${name}`, text };
}

/** A resource's reason: `<class>: resources.<name>[.resources.<nested>…]: <text>`, as Heat's are built. */
export function resourceFailureText(name: string, error: unknown): string {
  const { type, path, text } = partsOf(name, error);
  return `${type}: ${path}: ${text}`;
}

/** What failed of a resource that was to be brought to what is desired; what was restricted is never its creation. */
export function failedAction(
  row: Pick<ResourceRow, "action"> | undefined,
  error: unknown,
): "CREATE" | "ADOPT" | "UPDATE" {
  if (error instanceof EngineFault && error.type === "ResourceActionRestricted") return "UPDATE";
  if (row?.action === "ADOPT") return "ADOPT";
  return row?.action === "CREATE" || row?.action === "INIT" ? "CREATE" : "UPDATE";
}

/** The stack's reason when one of its resources failed. */
export function stackFailureText(action: string, resourceReason: string): string {
  return `Resource ${action} failed: ${resourceReason}`;
}
