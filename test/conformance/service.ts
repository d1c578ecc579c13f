import { readFile } from "node:fs/promises";
import { realClock } from "#bin/ports.ts";
import { httpFor } from "#bin/terminal-ports.ts";
import { findCloudEntry } from "#cli/connection.ts";
import { orchestrationEndpoint, tokenSource } from "#client/identity.ts";

const TIMEOUT_MS = 120_000;

/** Where a service is and who asks. */
export interface ServiceChoice {
  /** Address of the orchestration service; by default the catalogue's. */
  readonly url?: string | undefined;
  /** Entry of clouds.yaml, `envvars` for the `OS_*` variables. */
  readonly cloud?: string | undefined;
  /** The clouds.yaml, where it is not the usual one. */
  readonly cloudsYaml?: string | undefined;
}

/** An answer: its status, and its JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An orchestration service that is asked. */
export interface Service {
  readonly endpoint: string;
  send(method: string, path: string, body?: unknown): Promise<Answer>;
}

function jsonOf(text: string): Answer["body"] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Answer["body"]) : { value };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Signs in and finds the service. */
export async function openService({ url, cloud, cloudsYaml }: ServiceChoice): Promise<Service> {
  const env = cloudsYaml === undefined ? process.env : { ...process.env, OS_CLIENT_CONFIG_FILE: cloudsYaml };
  const ports = { readFile: (path: string) => readFile(path), env, cwd: process.cwd(), clock: realClock, httpFor };
  const entry = await findCloudEntry(ports, cloud);
  const http = httpFor({ insecure: entry.insecure, ...(entry.cacert === undefined ? {} : { cacert: entry.cacert }) });
  const source = tokenSource({ http, entry, clock: realClock });
  const { catalogue, projectId } = await source.signedIn();
  const given = url?.replace(/\/+$/, "").replace(/\/v1(?:\/.*)?$/, "");
  const endpoint = given === undefined ? orchestrationEndpoint(catalogue, entry) : `${given}/v1/${projectId}`;
  if (endpoint === undefined) throw new TypeError(`the catalogue of ${entry.name} names no orchestration service`);
  return {
    endpoint,
    async send(method, path, body) {
      const response = await http({
        method,
        url: endpoint + path,
        headers: { "x-auth-token": await source.token(), "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        timeoutMs: TIMEOUT_MS,
      });
      const text = typeof response.body === "string" ? response.body : new TextDecoder().decode(response.body);
      return { status: response.status, body: jsonOf(text) };
    },
  };
}
