/** What kind of refusal a cloud's answer is. */
export type FaultKind =
  | "badRequest"
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "overQuota"
  | "ambiguous"
  | "tooManyRequests"
  | "serverError"
  | "unavailable"
  | "unreachable"
  | "timeout"
  | "noEndpoint"
  | "unexpected";

interface FaultFacts {
  readonly kind: FaultKind;
  /** The whole sentence for people: which call, on what, the cloud's own words, what to do. No secret. */
  readonly message: string;
  /** HTTP status, absent where there was no answer. */
  readonly status?: number;
  /** Catalogue type of the service. */
  readonly service: string;
  /** The cloud's request id, for its operators. */
  readonly requestId?: string;
  /** Whether the call may have had its effect all the same. */
  readonly mayHaveHadEffect: boolean;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly transient: boolean;
  readonly retryAfterMs?: number;
}

/** A call to the cloud that did not succeed. Only kind `"notFound"` means that an object is gone: missing is not forbidden. */
export class CloudFault extends Error {
  readonly kind: FaultKind;
  readonly status: number | undefined;
  readonly service: string;
  readonly requestId: string | undefined;
  readonly mayHaveHadEffect: boolean;
  readonly transient: boolean;
  readonly retryAfterMs: number | undefined;
  constructor(facts: FaultFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.name = "CloudFault";
    this.kind = facts.kind;
    this.status = facts.status;
    this.service = facts.service;
    this.requestId = facts.requestId;
    this.mayHaveHadEffect = facts.mayHaveHadEffect;
    this.transient = facts.transient;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** Whether this is a fault of that kind. */
export function isFault(error: unknown, ...kinds: readonly FaultKind[]): error is CloudFault {
  return error instanceof CloudFault && (kinds.length === 0 || kinds.includes(error.kind));
}
