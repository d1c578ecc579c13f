/**
 * Ports: everything that is not a pure function of its arguments reaches the code through one of
 * these. The composition roots in `src/bin` give the real ones; tests give a virtual clock, seeded
 * randomness and in-process HTTP, so that a whole cluster runs in one process and can be replayed.
 */

/** A timer that was set; cancelling one that has fired or was cancelled does nothing. */
export interface Timer {
  cancel(): void;
}

/** Time, in milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  /** Calls `fire` once, `delayMs` from now. Never keeps the process alive by itself. */
  after(delayMs: number, fire: () => void): Timer;
  /** Calls `fire` once all that is ready to run now has run: the next turn of the event loop. */
  soon(fire: () => void): void;
}

/** Randomness; ids are drawn from it, so that a seed fixes them. */
export interface Random {
  bytes(count: number): Uint8Array;
  /** Uniform in [0, 1). */
  fraction(): number;
}

/** An HTTP request as it leaves (or reaches) the process. Header names are lower case. */
export interface HttpRequest {
  readonly method: string;
  /** Absolute URL, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Cut off after this long without a complete answer. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Given the body of a good answer piece by piece as it arrives; the answer's own body is empty then. */
  readonly onPiece?: (piece: Uint8Array) => void;
}

/** An HTTP answer, read whole. Header names are lower case. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * Sends a request and reads the answer whole. Rejects with `HttpFailure` when there is no answer;
 * any status is an answer.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

/** Why there was no HTTP answer: the request never left, or what became of it is not known. */
export class HttpFailure extends Error {
  readonly kind: "refused" | "timeout" | "broken" | "tls" | "aborted";
  /** Whether the request may have had its effect all the same. */
  readonly mayHaveArrived: boolean;
  constructor(kind: HttpFailure["kind"], message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "HttpFailure";
    this.kind = kind;
    this.mayHaveArrived = kind === "timeout" || kind === "broken" || kind === "aborted";
  }
}

/** A line of the service's own log. `fields` must hold no secret. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
