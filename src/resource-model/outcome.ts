/** What a resource waits for. */
export type Wait =
  /** The object it made or acts on, as the cloud shows it. */
  | { readonly kind: "object" }
  /** The operation of its child stack. */
  | { readonly kind: "child" }
  /** A signal to a resource of the stack; or a moment, ms since the epoch, that comes first. */
  | { readonly kind: "signal"; readonly until: number }
  /** A moment, ms since the epoch. */
  | { readonly kind: "time"; readonly at: number };

/** How a step stands. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "waiting"; readonly for: Wait; readonly because: string }
  /** `retryable`: the object is broken, but a new one may come out well (Heat's ResourceInError). */
  | { readonly kind: "failed"; readonly because: string; readonly retryable: boolean };

/** The step is done. */
export const done: Outcome = { kind: "done" };

/** The step waits for the object; `because` says what it shows now. */
export function waiting(because: string): Outcome {
  return { kind: "waiting", for: { kind: "object" }, because };
}

/** The step waits for a moment. */
export function waitingUntil(at: number, because: string): Outcome {
  return { kind: "waiting", for: { kind: "time", at }, because };
}

/** The step failed for good. */
export function failed(because: string): Outcome {
  return { kind: "failed", because, retryable: false };
}

/** The object ended broken; making a new one may come out well. */
export function broken(because: string): Outcome {
  return { kind: "failed", because, retryable: true };
}
