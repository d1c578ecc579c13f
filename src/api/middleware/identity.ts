/** Who a token belongs to. */
export interface Identified {
  readonly userId: string;
  readonly userName: string;
  /** Empty when the token is not for a project. */
  readonly projectId: string;
  readonly roles: readonly string[];
}

/** Finds out who a caller is; wired in `src/bin`. */
export interface Identity {
  /** Rejects with `TokenRefused`, `IdentityUnavailable` or `ForeignCaller`. */
  authenticate(token: string): Promise<Identified>;
}

/** The token is none, or no longer: 401. */
export class TokenRefused extends Error {
  constructor() {
    super("the token is not valid, or no longer");
    this.name = "TokenRefused";
  }
}

/** The cloud could not say whether the token is good: 503. The message reaches the caller. */
export class IdentityUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "IdentityUnavailable";
  }
}

/** The token is good, but this service does not serve its user or project: 403. The message reaches the caller. */
export class ForeignCaller extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ForeignCaller";
  }
}
