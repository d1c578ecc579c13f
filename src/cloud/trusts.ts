import { CloudFault, isFault } from "./fault.ts";
import type { Session } from "./session.ts";

/** Who trusts whom with what. */
export interface TrustRequest {
  /** The session of the user who trusts (made from the user's token). */
  readonly session: Session;
  readonly trusteeUserId: string;
  /** Names of the roles handed on; all that the user has in the project when not given. */
  readonly roles?: readonly string[];
}

function trustsIn(body: unknown): Readonly<Record<string, unknown>>[] {
  const trusts: unknown = typeof body === "object" && body !== null ? (body as { trusts?: unknown }).trusts : undefined;
  return Array.isArray(trusts) ? (trusts as Record<string, unknown>[]) : [];
}

/** Makes a trust with which the trustee may act as the user in the user's project; resolves with its id. */
export async function createTrust({ session, trusteeUserId, roles }: TrustRequest): Promise<string> {
  const identity = await session.identity();
  const body = await session.request({
    service: "identity",
    method: "POST",
    path: "/OS-TRUST/trusts",
    body: {
      trust: {
        trustor_user_id: identity.userId,
        trustee_user_id: trusteeUserId,
        project_id: identity.projectId,
        impersonation: true,
        roles: (roles ?? identity.roles).map((name) => ({ name })),
      },
    },
  });
  const trust: unknown = typeof body === "object" && body !== null ? (body as { trust?: unknown }).trust : undefined;
  const id: unknown = typeof trust === "object" && trust !== null ? (trust as { id?: unknown }).id : undefined;
  if (typeof id === "string") return id;
  throw new CloudFault({
    kind: "unexpected",
    message: "POST /v3/OS-TRUST/trusts on identity: the answer has no trust",
    service: "identity",
    mayHaveHadEffect: true,
    transient: false,
  });
}

/** Ids of the trusts that the session's user gave the trustee for the session's project. */
export async function findTrusts({ session, trusteeUserId }: TrustRequest): Promise<string[]> {
  const { userId, projectId } = await session.identity();
  const body = await session.request({
    service: "identity",
    method: "GET",
    path: "/OS-TRUST/trusts",
    query: { trustor_user_id: userId },
  });
  return trustsIn(body)
    .filter((trust) => trust["trustee_user_id"] === trusteeUserId && trust["project_id"] === projectId)
    .map((trust) => String(trust["id"]));
}

/** Ends a trust; one that is gone already is no error. */
export async function deleteTrust({
  session,
  trustId,
}: {
  readonly session: Session;
  readonly trustId: string;
}): Promise<void> {
  try {
    await session.request({
      service: "identity",
      method: "DELETE",
      path: `/OS-TRUST/trusts/${encodeURIComponent(trustId)}`,
    });
  } catch (error) {
    if (!isFault(error, "notFound")) throw error;
  }
}
