import type { Clock } from "#lib/ports.ts";
import { isFault } from "./fault.ts";
import type { Session } from "./session.ts";

const KEPT_MS = 60_000;
/** A caller waits for this: rather a refusal soon than an answer late. */
const ANSWER_MS = 10_000;
const TOKENS_KEPT = 10_000;

/** What Keystone says about a token that is good. */
export interface ValidToken {
  readonly userId: string;
  readonly userName: string;
  readonly userDomain: { readonly id: string; readonly name: string };
  /** Empty when the token is not for a project. */
  readonly projectId: string;
  readonly projectName: string;
  readonly projectDomain: { readonly id: string; readonly name: string };
  readonly roles: readonly string[];
  /** Whether one of the roles is `admin`. */
  readonly isAdmin: boolean;
  /** Ms since the epoch. */
  readonly expiresAt: number;
  /** The trust it came from. */
  readonly trustId?: string;
}

/** The token is none, or no longer: unknown, revoked or expired. */
export class InvalidToken extends Error {
  constructor() {
    super("the token is not valid, or no longer");
    this.name = "InvalidToken";
  }
}

/** Checks the tokens that callers bring. */
export interface TokenValidator {
  /** Rejects with `InvalidToken`, or with `CloudFault` when Keystone cannot say. */
  validate(token: string): Promise<ValidToken>;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function domainOf(owner: Readonly<Record<string, unknown>>): { id: string; name: string } {
  const domain = record(owner["domain"]);
  return { id: text(domain["id"]), name: text(domain["name"]) };
}

function validTokenOf(body: unknown): ValidToken {
  const token = record(record(body)["token"]);
  const user = record(token["user"]);
  const project = record(token["project"]);
  const roles = (Array.isArray(token["roles"]) ? token["roles"] : []).map((role) => text(record(role)["name"]));
  const trustId = text(record(token["OS-TRUST:trust"])["id"]);
  const expiresAt = Date.parse(text(token["expires_at"]));
  if (text(user["id"]) === "" || Number.isNaN(expiresAt)) throw new InvalidToken();
  return {
    userId: text(user["id"]),
    userName: text(user["name"]),
    userDomain: domainOf(user),
    projectId: text(project["id"]),
    projectName: text(project["name"]),
    projectDomain: domainOf(project),
    roles,
    isAdmin: roles.some((role) => role.toLowerCase() === "admin"),
    expiresAt,
    ...(trustId !== "" && { trustId }),
  };
}

async function ask(session: Session, token: string): Promise<ValidToken> {
  try {
    const body = await session.request({
      service: "identity",
      method: "GET",
      path: "/auth/tokens",
      query: { nocatalog: "1" },
      headers: { "x-subject-token": token },
      timeoutMs: ANSWER_MS,
      retryLimit: 1,
    });
    return validTokenOf(body);
  } catch (error) {
    if (isFault(error, "notFound", "badRequest")) throw new InvalidToken();
    if (!isFault(error, "unauthorized")) throw error;
    // Ours or theirs? If we still get a token, the refusal was theirs.
    await session.token();
    throw new InvalidToken();
  }
}

/** A validator that asks as the session's user: once a token at a time, and again after a minute at most. */
export function createTokenValidator({
  session,
  clock,
}: {
  readonly session: Session;
  readonly clock: Clock;
}): TokenValidator {
  const known = new Map<string, { readonly valid: ValidToken; readonly until: number }>();
  const asking = new Map<string, Promise<ValidToken>>();

  const remember = (token: string, valid: ValidToken): void => {
    if (known.size >= TOKENS_KEPT) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    known.set(token, { valid, until: Math.min(clock.now() + KEPT_MS, valid.expiresAt) });
  };
  const validate = async (token: string): Promise<ValidToken> => {
    try {
      const valid = await ask(session, token);
      if (valid.expiresAt <= clock.now()) throw new InvalidToken();
      remember(token, valid);
      return valid;
    } finally {
      asking.delete(token);
    }
  };
  return {
    async validate(token) {
      // No header can carry it, so no Keystone has given it out.
      if (!/^[\x21-\x7e]{1,8192}$/.test(token)) throw new InvalidToken();
      const remembered = known.get(token);
      if (remembered !== undefined && remembered.until > clock.now()) return remembered.valid;
      known.delete(token);
      const running = asking.get(token) ?? validate(token);
      asking.set(token, running);
      return await running;
    },
  };
}
