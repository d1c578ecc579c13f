import { versionRoot } from "./endpoint.ts";
import { isFault } from "./fault.ts";
import { sendCall, type Transport } from "./transport.ts";

/** Services spoken to in the newest microversion that both sides know: the newest that we know. */
export const MICROVERSIONED: ReadonlyMap<string, { readonly header: string; readonly newest: string }> = new Map([
  ["compute", { header: "compute", newest: "2.90" }],
  ["block-storage", { header: "volume", newest: "3.59" }],
]);

interface Discovery {
  readonly transport: Transport;
  readonly service: string;
  readonly endpoint: string;
  readonly token: string;
  readonly party: object;
}

function numbers(version: string): [number, number] | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(version);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

function smaller(one: string, other: string): string | undefined {
  const a = numbers(one);
  const b = numbers(other);
  if (a === undefined || b === undefined || a[0] !== b[0]) return undefined;
  return a[1] < b[1] ? one : other;
}

/** The versions an answer of a version root lists: Nova one, Cinder many. */
function versionsIn(body: unknown): string[] {
  if (typeof body !== "object" || body === null) return [];
  const { version, versions } = body as { version?: unknown; versions?: unknown };
  const all: unknown[] = [version, ...(Array.isArray(versions) ? (versions as unknown[]) : [])];
  return all.flatMap((each) => {
    const text = typeof each === "object" && each !== null ? (each as { version?: unknown }).version : undefined;
    return typeof text === "string" ? [text] : [];
  });
}

/** The header's value for a service, e.g. `"compute 2.90"`; undefined where it has no microversions. */
export async function learnMicroversion({
  transport,
  service,
  endpoint,
  token,
  party,
}: Discovery): Promise<string | undefined> {
  const known = MICROVERSIONED.get(service);
  if (known === undefined) return undefined;
  const root = versionRoot(endpoint);
  try {
    const { body } = await sendCall(transport, {
      request: {
        method: "GET",
        url: `${root}/`,
        headers: { accept: "application/json", "x-auth-token": token },
        timeoutMs: 30_000,
      },
      service,
      path: "/",
      party,
      limitKey: root,
      secrets: [token],
      harmless: true,
      repeatable: true,
    });
    for (const version of versionsIn(body)) {
      const both = smaller(version, known.newest);
      if (both !== undefined) return `${known.header} ${both}`;
    }
    return undefined;
  } catch (error) {
    // A proxy that hides the version root: the oldest microversion is what every cloud speaks.
    if (isFault(error, "notFound", "forbidden", "badRequest", "unexpected")) return undefined;
    throw error;
  }
}
