import { HttpFailure, type Clock, type Http, type HttpResponse } from "#lib/ports.ts";
import { ClientFault, faultOf, jsonOf } from "./client-fault.ts";
import type { CloudEntry } from "./cloud-entry.ts";
import { objectOf, objectsOf, type JsonObject } from "./objects.ts";

const TIMEOUT_MS = 30_000;
/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 60_000;

/** Who the entry's user is, seen from Keystone. */
export interface SignedIn {
  readonly token: string;
  readonly projectId: string;
  readonly userId: string;
  readonly expiresAtMs: number;
  readonly catalogue: readonly JsonObject[];
}

function named(auth: JsonObject, prefix: string): JsonObject | undefined {
  const id = auth[`${prefix}_id`] ?? (prefix === "user" ? auth["user_id"] : undefined);
  if (typeof id === "string") return { id };
  const name = auth[prefix === "user" ? "username" : `${prefix}_name`];
  if (typeof name !== "string") return undefined;
  const domainId = auth[`${prefix}_domain_id`] ?? auth["default_domain_id"] ?? auth["default_domain"];
  const domainName = auth[`${prefix}_domain_name`];
  return { name, domain: typeof domainName === "string" ? { name: domainName } : { id: domainId ?? "default" } };
}

function isApplicationCredential(authType: string): boolean {
  return /application_?credential/.test(authType);
}

/** The body of a token request: password, token or application credential. */
function tokenRequest({ auth, authType, name }: CloudEntry): JsonObject {
  if (isApplicationCredential(authType)) {
    const id = auth["application_credential_id"];
    const who =
      typeof id === "string" ? { id } : { name: auth["application_credential_name"], user: named(auth, "user") };
    return {
      identity: {
        methods: ["application_credential"],
        application_credential: { ...who, secret: auth["application_credential_secret"] },
      },
    };
  }
  const project = named(auth, "project");
  const scope = project === undefined ? {} : { scope: { project } };
  if (/token/.test(authType)) return { identity: { methods: ["token"], token: { id: auth["token"] } }, ...scope };
  if (!authType.endsWith("password")) {
    throw new ClientFault({
      type: "AuthType",
      message: `cloud ${name}: auth_type "${authType}" is not supported; use password or v3applicationcredential`,
    });
  }
  const user = named(auth, "user");
  if (user === undefined)
    throw new ClientFault({ type: "AuthType", message: `cloud ${name} has no username in its auth` });
  return { identity: { methods: ["password"], password: { user: { ...user, password: auth["password"] } } }, ...scope };
}

/** Keystone's v3 address of an entry. */
export function identityUrl(entry: CloudEntry): string {
  const url = String(entry.auth["auth_url"] ?? "").replace(/\/+$/, "");
  return url.endsWith("/v3") ? url : `${url}/v3`;
}

/** Whose sign-in it was and where, before Keystone's own words, which say neither. */
function signInFault(response: HttpResponse, entry: CloudEntry): ClientFault {
  const { message } = faultOf(response, "the sign-in");
  const { auth, authType } = entry;
  const byCredential = isApplicationCredential(authType);
  const who = byCredential
    ? (auth["application_credential_name"] ?? auth["application_credential_id"])
    : (auth["username"] ?? auth["user_id"]);
  const user = typeof who === "string" ? ` of ${byCredential ? "application credential " : ""}"${who}"` : "";
  const refused = response.status === 401 || response.status === 403;
  const refusal = byCredential ? "ApplicationCredentialRefused" : "SignInRefused";
  return new ClientFault({
    status: response.status,
    type: refused ? refusal : "SignInFailed",
    message: `the sign-in${user} at cloud ${entry.name} (${identityUrl(entry)}) ${refused ? "was refused" : "failed"}: ${message}`,
  });
}

/** Gets a token. Rejects with `ClientFault`, which never holds the secret. */
export async function signIn(http: Http, entry: CloudEntry): Promise<SignedIn> {
  const url = `${identityUrl(entry)}/auth/tokens`;
  const body = JSON.stringify({ auth: tokenRequest(entry) });
  try {
    const response = await http({
      method: "POST",
      url,
      body,
      headers: { "content-type": "application/json", accept: "application/json" },
      timeoutMs: TIMEOUT_MS,
    });
    if (response.status !== 201) throw signInFault(response, entry);
    const token = objectOf(objectOf(jsonOf(response))["token"]);
    return {
      token: response.headers["x-subject-token"] ?? "",
      projectId: String(objectOf(token["project"])["id"] ?? ""),
      userId: String(objectOf(token["user"])["id"] ?? ""),
      expiresAtMs: Date.parse(String(token["expires_at"])) || Infinity,
      catalogue: objectsOf(token["catalog"]),
    };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (error.kind === "tls") {
      const untrusted = `cloud ${entry.name} was not signed in to: ${error.message}`;
      throw new ClientFault({ type: "CertificateNotTrusted", message: untrusted }, { cause: error });
    }
    const message = `the identity service of cloud ${entry.name} at ${identityUrl(entry)} does not answer: ${error.message}`;
    throw new ClientFault({ type: "IdentityUnreachable", message }, { cause: error });
  }
}

/** The orchestration endpoint of a catalogue, by the entry's region and interface. */
export function orchestrationEndpoint(catalogue: readonly JsonObject[], entry: CloudEntry): string | undefined {
  const endpoints = catalogue
    .filter((each) => each["type"] === "orchestration")
    .flatMap((each) => objectsOf(each["endpoints"]));
  const found = endpoints.find(
    (each) =>
      each["interface"] === entry.interface &&
      (entry.region === undefined || (each["region_id"] ?? each["region"]) === entry.region),
  );
  return typeof found?.["url"] === "string" ? found["url"] : undefined;
}

/** A token function for `createClient`: signs in once, again shortly before the token ends or when it was refused. */
export function tokenSource(options: { http: Http; entry: CloudEntry; clock: Clock }): {
  token(refused?: string): Promise<string>;
  signedIn(): Promise<SignedIn>;
} {
  let current: Promise<SignedIn> | undefined;
  const renewed = (): Promise<SignedIn> => {
    const next = signIn(options.http, options.entry);
    current = next;
    next.catch(() => {
      if (current === next) current = undefined;
    });
    return next;
  };
  const signedIn = async (refused?: string): Promise<SignedIn> => {
    const known = await (current ?? renewed());
    const stale = known.token === refused || known.expiresAtMs - RENEW_BEFORE_MS < options.clock.now();
    return stale ? renewed() : known;
  };
  return { token: async (refused) => (await signedIn(refused)).token, signedIn: () => signedIn() };
}
