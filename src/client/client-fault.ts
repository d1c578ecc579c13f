import type { HttpResponse } from "#lib/ports.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { objectOf, objectsOf } from "./objects.ts";

/** A call to the orchestration (or identity) service that did not succeed. */
export class ClientFault extends Error {
  /** HTTP status; absent when there was no answer. */
  readonly status: number | undefined;
  /** The service's name for it (`EntityNotFound`, `StackValidationFailed`, …), `Unreachable` when there was no answer. */
  readonly type: string;
  /** The mistakes of a template by themselves, where the service tells them. */
  readonly diagnostics: readonly Diagnostic[];
  constructor(
    facts: { status?: number; type: string; message: string; diagnostics?: readonly Diagnostic[] },
    options?: { cause?: unknown },
  ) {
    super(facts.message, options);
    this.name = "ClientFault";
    this.diagnostics = facts.diagnostics ?? [];
    this.status = facts.status;
    this.type = facts.type;
  }
}

/** The body of an answer as text. */
function textOf(response: HttpResponse): string {
  return typeof response.body === "string" ? response.body : new TextDecoder().decode(response.body);
}

/** The body of an answer as JSON; undefined when it is none. */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(textOf(response)) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Diagnostics as the service tells them; what is none is left out. */
export function diagnosticsOf(value: unknown): readonly Diagnostic[] {
  return objectsOf(value)
    .filter((each) => typeof each["message"] === "string" && Array.isArray(objectOf(each["place"])["path"]))
    .map((each) => each as unknown as Diagnostic);
}

/** What an answer that is no success says: Heat's fault body, Keystone's, or whatever text there is. */
export function faultOf(response: HttpResponse, what: string): ClientFault {
  const body = objectOf(jsonOf(response));
  const error = objectOf(body["error"]);
  const message = [error["message"], body["explanation"], body["message"]].find(
    (each) => typeof each === "string" && each !== "",
  );
  const type =
    typeof error["type"] === "string"
      ? error["type"]
      : String(error["title"] ?? body["title"] ?? `HTTP ${response.status}`);
  return new ClientFault({
    status: response.status,
    type,
    message: String(message ?? `${what} was answered ${response.status}`),
    diagnostics: diagnosticsOf(body["diagnostics"]),
  });
}
