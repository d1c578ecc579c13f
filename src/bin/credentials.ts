import {
  ForeignCaller,
  IdentityUnavailable,
  TokenRefused,
  type Identified,
  type Identity,
} from "#api/middleware/identity.ts";
import type { Cloud } from "#cloud/cloud.ts";
import { connect } from "#cloud/connect.ts";
import type { Credential } from "#cloud/credential.ts";
import { isFault } from "#cloud/fault.ts";
import type { ServiceLimits } from "#cloud/limits.ts";
import { createSession, type Session } from "#cloud/session.ts";
import { createTokenValidator, InvalidToken } from "#cloud/tokens.ts";
import { createTrust } from "#cloud/trusts.ts";
import type { Journal } from "#engine/journal/journal.ts";
import { EngineFault } from "#engine/faults.ts";
import type { Caller } from "#engine/requests.ts";
import { uuid } from "#lib/ids.ts";
import type { Clock, Http, Log, Random } from "#lib/ports.ts";

/** Who callers are, and with whose rights their stacks call the cloud. */
export interface Credentials {
  readonly identity: Identity;
  /** Id of the stored credential of the caller. */
  readonly credentialFor: (caller: Caller) => Promise<string>;
  readonly cloudOf: (credentialId: string) => Promise<Cloud>;
}

/** What both ways need. */
export interface CredentialParts {
  readonly credential: Credential;
  readonly journal: Journal;
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly limits: ServiceLimits;
}

const personalId = "personal";

function sessionOf(parts: CredentialParts, credential: Credential): Session {
  const { http, clock, random, log, limits } = parts;
  return createSession({ credential, http, clock, random, log, limits });
}

function identityOf(parts: CredentialParts, session: Session, serves: (caller: Identified) => void): Identity {
  const validator = createTokenValidator({ session, clock: parts.clock });
  return {
    async authenticate(token) {
      try {
        const { userId, userName, projectId, roles } = await validator.validate(token);
        serves({ userId, userName, projectId, roles });
        return { userId, userName, projectId, roles };
      } catch (error) {
        if (error instanceof InvalidToken) throw new TokenRefused();
        if (isFault(error, "forbidden")) throw new ForeignCaller("this service answers its own user only");
        if (isFault(error))
          throw new IdentityUnavailable(`the identity service cannot say whether the token is good: ${error.message}`);
        throw error;
      }
    },
  };
}

/** The entry's own user is the only one: its stacks work with the entry's credentials. */
export async function personalCredentials(parts: CredentialParts): Promise<Credentials> {
  const session = sessionOf(parts, parts.credential);
  const own = await session.identity();
  const cloud = connect(session, parts.clock);
  return {
    identity: identityOf(parts, session, ({ userId, projectId }) => {
      if (userId === own.userId && projectId === own.projectId) return;
      throw new ForeignCaller(
        "this service works with one user's credentials, and serves only that user in that project",
      );
    }),
    credentialFor: () => Promise.resolve(personalId),
    cloudOf: () => Promise.resolve(cloud),
  };
}

/** A service user validates tokens; stacks work with a trust of their user, one a user and project. */
export async function serviceCredentials(parts: CredentialParts): Promise<Credentials> {
  const session = sessionOf(parts, parts.credential);
  const own = await session.identity();
  const making = new Map<string, Promise<string>>();
  const clouds = new Map<string, Promise<Cloud>>();

  async function find(caller: Caller): Promise<string> {
    const stored = await parts.journal.credentialOf("trust", caller.userId, caller.projectId);
    if (stored) return stored.id;
    const { auth: _, ...where } = parts.credential;
    const asCaller = sessionOf(parts, { ...where, auth: { kind: "token", token: caller.token } });
    const trustId = await createTrust({ session: asCaller, trusteeUserId: own.userId });
    const id = uuid(parts.random);
    await parts.journal.putCredential({
      id,
      kind: "trust",
      userId: caller.userId,
      projectId: caller.projectId,
      trustId,
    });
    return id;
  }

  async function cloudOf(id: string): Promise<Cloud> {
    const stored = await parts.journal.credential(id);
    const { auth } = parts.credential;
    if (stored === undefined || auth.kind !== "password") {
      throw new EngineFault("NotFound", `the stack's credential ${id} is missing; update the stack to store it anew`);
    }
    const trust = {
      kind: "trust",
      trustId: stored.trustId,
      user: { id: own.userId },
      password: auth.password,
    } as const;
    return connect(sessionOf(parts, { ...parts.credential, auth: trust }), parts.clock);
  }

  return {
    identity: identityOf(parts, session, () => undefined),
    credentialFor: (caller) => once(making, `${caller.userId} ${caller.projectId}`, () => find(caller)),
    cloudOf: (id) => once(clouds, id, () => cloudOf(id)),
  };
}

/** The remembered answer, or the call; a failed one is not remembered. */
function once<T>(known: Map<string, Promise<T>>, key: string, call: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found) return found;
  const answer = call();
  known.set(key, answer);
  answer.catch(() => known.delete(key));
  return answer;
}
