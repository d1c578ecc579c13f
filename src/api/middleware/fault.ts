import { EngineFault, faultStatuses } from "#engine/faults.ts";

const titles = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
} as const;

const explanations = {
  400: "The request cannot be carried out as it is written.",
  401: "The request carries no valid token.",
  403: "The caller may not do this.",
  404: "There is no such resource.",
  405: "This method is not for this address.",
  409: "The request does not fit the present state.",
  500: "The service met an error of its own.",
  501: "The service cannot do this yet.",
  503: "The service cannot answer now; try again later.",
} as const;

/** A status that a refusal may have. */
export type FaultStatus = keyof typeof titles;

/** Types of the API's own refusals, by status: webob's class names, as Heat shows them. */
const ownTypes = {
  400: "HTTPBadRequest",
  401: "HTTPUnauthorized",
  403: "HTTPForbidden",
  404: "HTTPNotFound",
  405: "HTTPMethodNotAllowed",
  409: "HTTPConflict",
  500: "HTTPInternalServerError",
  501: "HTTPNotImplemented",
  503: "HTTPServiceUnavailable",
} as const;

/** A request that the API itself refuses, before or beside the engine. */
export class ApiFault extends Error {
  readonly status: FaultStatus;
  readonly type: string;
  constructor(status: FaultStatus, message: string = explanations[status], type: string = ownTypes[status]) {
    super(message);
    this.name = "ApiFault";
    this.status = status;
    this.type = type;
  }
}

/** The body of a refusal, as clients of Heat read it. */
export interface FaultBody {
  readonly code: number;
  readonly title: string;
  readonly explanation: string;
  readonly error: { readonly type: string; readonly message: string; readonly traceback: null };
  /** Our own: each mistake of a template by itself, with its place. */
  readonly diagnostics?: EngineFault["diagnostics"];
}

/** Status and body for a refusal; undefined when the error is none (and nothing of it may be told). */
export function faultBodyOf(error: unknown): FaultBody | undefined {
  if (error instanceof EngineFault) {
    const code = faultStatuses[error.type];
    return {
      code,
      title: titles[code],
      explanation: error.diagnostics.length > 0 ? error.message : explanations[code],
      error: { type: error.type, message: error.message, traceback: null },
      ...(error.diagnostics.length > 0 && { diagnostics: error.diagnostics }),
    };
  }
  if (error instanceof ApiFault) {
    const { status, type, message } = error;
    return {
      code: status,
      title: titles[status],
      explanation: explanations[status],
      error: { type, message, traceback: null },
    };
  }
  return undefined;
}
