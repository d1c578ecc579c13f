import { createHeatApi } from "#api/heat/heat-api.ts";
import type { Identified } from "#api/middleware/identity.ts";
import { ForeignCaller, IdentityUnavailable, TokenRefused } from "#api/middleware/identity.ts";
import type { Engine } from "#engine/requests.ts";
import { seededRandom } from "#simcloud/test-cloud.ts";
import type { Harness, HarnessOptions } from "./harness.ts";
import { startOnSimulatedCloud } from "./harness.ts";

/** An answer as a test reads it. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON; reading it of another body throws. */
  readonly json: JsonAnswer;
}

/** JSON that a test walks through by keys. */
export type JsonAnswer = { readonly [key: string]: JsonAnswer } & { readonly [index: number]: JsonAnswer };

/** What a call may say besides method and path. */
export interface CallOptions {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API over a whole service in one process. */
export interface ApiScene extends AsyncDisposable {
  readonly calor: Harness;
  readonly project: string;
  readonly logged: readonly string[];
  /** Path below the project's address, or absolute when it begins with `//`. */
  call(method: string, path: string, options?: CallOptions): Promise<ApiAnswer>;
}

/** Starts the API on the real engine; tokens are `member`, `reader`, `guest`, `admin`, `stranger`. */
export async function startApi(
  options: HarnessOptions & { readonly engine?: (engine: Engine) => Engine; readonly publicUrl?: string } = {},
): Promise<ApiScene> {
  const calor = await startOnSimulatedCloud(options);
  const { projectId } = calor.caller;
  const user = { userId: calor.caller.userId, userName: "demo" };
  const callers = new Map<string, Identified>([
    ["member", { ...user, projectId, roles: ["member", "reader"] }],
    ["reader", { ...user, projectId, roles: ["reader"] }],
    ["guest", { ...user, projectId, roles: ["heat_stack_user"] }],
    ["admin", { userId: "a", userName: "admin", projectId: "admins", roles: ["admin", "member", "reader"] }],
    ["stranger", { userId: "s", userName: "stranger", projectId: "elsewhere", roles: ["member"] }],
  ]);
  const logged: string[] = [];
  const api = createHeatApi({
    engine: options.engine?.(calor.engine) ?? calor.engine,
    identity: {
      authenticate(token) {
        if (token === "unreachable") return Promise.reject(new IdentityUnavailable("Keystone does not answer"));
        if (token === "foreign") return Promise.reject(new ForeignCaller("not served here"));
        const caller = callers.get(token);
        return caller === undefined ? Promise.reject(new TokenRefused()) : Promise.resolve(caller);
      },
    },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, fields) => logged.push(`${message} ${JSON.stringify(fields)}`),
    },
    random: seededRandom(7),
    authUri: "http://keystone.test/v3",
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  });
  return {
    calor,
    project: projectId,
    logged,
    async call(method, path, { token = "member", body, headers = {} } = {}) {
      const url = path.startsWith("//") ? path.slice(1) : `/v1/${projectId}${path}`;
      const answer = await calor.run(
        api.inject({
          method: method as "GET",
          url,
          headers: {
            host: "calor.test:8004",
            accept: "application/json",
            ...(token !== null && { "x-auth-token": token }),
            ...(body !== undefined && { "content-type": "application/json" }),
            ...headers,
          },
          ...(body !== undefined && { payload: typeof body === "string" ? body : JSON.stringify(body) }),
        }),
      );
      return {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string>,
        text: answer.body,
        get json() {
          return JSON.parse(answer.body) as JsonAnswer;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await api.close();
      await calor[Symbol.asyncDispose]();
    },
  };
}
