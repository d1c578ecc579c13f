import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, type TestContext } from "vitest";
import { realClock, realRandom } from "#bin/ports.ts";
import { httpFor } from "#bin/terminal-ports.ts";
import { findCloudEntry } from "#cli/connection.ts";
import { objectOf, type JsonObject } from "#client/objects.ts";
import { cloudFromEntry } from "#cloud/clouds-yaml.ts";
import type { Credential } from "#cloud/credential.ts";
import { isFault } from "#cloud/fault.ts";
import { createSession, type Call, type Session } from "#cloud/session.ts";
import type { Http, HttpResponse } from "#lib/ports.ts";
import { sleep } from "#lib/time.ts";
import { createSimulatedCloud } from "#simcloud/cloud.ts";
import { differences, shapeOf, type Shape } from "./shape.ts";

/** CALOR_CONTRACT=real comes from vitest.cloud.config.ts; CALOR_CONTRACT_RECORD=1 writes the record anew. */
const { CALOR_CONTRACT, CALOR_TEST_CLOUD, CALOR_CONTRACT_RECORD, CALOR_TEST_PARAMETERS = "{}" } = process.env;
const isReal = CALOR_CONTRACT === "real";
const endLimitMs = 60_000;

interface Recorded {
  readonly status: number;
  readonly body: Shape;
}

/** A cloud whose answers are held to the record: the simulated one, or a real one. */
export interface Contract {
  readonly session: Session;
  readonly projectId: string;
  /** Names of what the cloud offers. */
  readonly image: string;
  readonly flavor: string;
  readonly externalNetwork: string;
  /** Sends a call; status and shape of its answer are held to the record of that name. The answer's body. */
  step(name: string, call: Call): Promise<JsonObject>;
  /** The same without a record. */
  ask(call: Call): Promise<JsonObject>;
  /** Asks until `state` says `wanted`, through no other state than the ones named; then a step of that name. */
  until(
    name: string,
    call: Call,
    states: { state: (body: JsonObject) => unknown; wanted: string; by: readonly string[] },
  ): Promise<JsonObject>;
  /** Asks until it is not found. */
  gone(call: Call): Promise<void>;
  /** To be done when the test has ended, the last one first; what is not found is gone already. */
  later(call: Call): void;
  /** Does what was to be done later, and writes the record where asked for. */
  end(): Promise<void>;
}

async function credentialAndHttp(
  quotas: Readonly<Record<string, number>>,
): Promise<{ credential: Credential; http: Http }> {
  if (isReal) {
    const ports = { readFile: (path: string) => readFile(path), env: process.env, cwd: "/", clock: realClock, httpFor };
    const entry = await findCloudEntry(ports, CALOR_TEST_CLOUD);
    const tls = { insecure: entry.insecure, ...(entry.cacert !== undefined && { cacert: entry.cacert }) };
    return { credential: cloudFromEntry(entry.settings), http: httpFor(tls) };
  }
  const settings = { speed: 50, quotas };
  const baseUrl = "http://cloud.test";
  const sim = createSimulatedCloud({ clock: realClock, random: realRandom, baseUrl, settings });
  const demo = { name: "demo", domain: { id: "default" } };
  const auth = { kind: "password", user: demo, password: "secret", scope: { project: demo } } as const;
  const authUrl = `${baseUrl}/identity/v3`;
  const credential = { authUrl, auth, interface: "public", insecure: false, endpointOverrides: {} } as const;
  return { credential, http: sim.handle };
}

function bodyOf({ body }: HttpResponse): unknown {
  const text = typeof body === "string" ? body : Buffer.from(body).toString("utf8");
  return /^\s*[[{]/.test(text) ? JSON.parse(text) : text;
}

/** The record of a service, checked against or, where asked for, written. */
class Records {
  readonly #file: string;
  readonly #recorded: Readonly<Record<string, Recorded>>;
  readonly #found: Record<string, Recorded> = {};
  constructor(service: string) {
    this.#file = fileURLToPath(new URL(`./recorded/${service}.json`, import.meta.url));
    const known = existsSync(this.#file) ? readFileSync(this.#file, "utf8") : "{}";
    this.#recorded = JSON.parse(known) as Record<string, Recorded>;
  }

  hold(name: string, response: HttpResponse): void {
    const found = { status: response.status, body: shapeOf(bodyOf(response), response.status >= 400) };
    this.#found[name] = found;
    if (CALOR_CONTRACT_RECORD !== undefined) return;
    const recorded = this.#recorded[name];
    const said = found.status === recorded?.status ? [] : [`status ${found.status}, recorded ${recorded?.status}`];
    const differs = [...said, ...differences(recorded?.body ?? "nothing", found.body, !isReal)];
    expect.soft({ step: name, differs }).toEqual({ step: name, differs: [] });
  }

  write(): void {
    if (CALOR_CONTRACT_RECORD !== undefined)
      writeFileSync(this.#file, `${JSON.stringify({ ...this.#recorded, ...this.#found }, null, 1)}\n`);
  }
}

/** Skips a test where no real cloud is named. */
export function skipWithoutCloud({ skip }: TestContext): void {
  skip(isReal && CALOR_TEST_CLOUD === undefined, "CALOR_TEST_CLOUD does not name an entry of clouds.yaml");
}

/** Opens the cloud with the record of that service; undefined where all tests are skipped. The quotas are the simulated cloud's. */
export async function openContract(
  service: string,
  quotas: Readonly<Record<string, number>> = {},
): Promise<Contract | undefined> {
  if (isReal && CALOR_TEST_CLOUD === undefined) return undefined;
  const { credential, http } = await credentialAndHttp(quotas);
  let last: HttpResponse | undefined;
  const tapped: Http = async (request) => (last = await http(request));
  const session = createSession({ credential, http: tapped, clock: realClock, retryLimit: 0 });
  const records = new Records(service);
  const ends: Call[] = [];
  const answered = async (call: Call): Promise<HttpResponse> => {
    try {
      await session.send(call);
    } catch (error) {
      if (!isFault(error) || error.status === undefined) throw error;
    }
    if (last === undefined) throw new TypeError("no answer");
    return last;
  };
  const ask: Contract["ask"] = async (call) => objectOf(bodyOf(await answered(call)));
  const gone = async (call: Call): Promise<void> => {
    for (
      const limit = realClock.now() + endLimitMs;
      realClock.now() < limit;
      await sleep(realClock, isReal ? 300 : 10)
    ) {
      if ((await answered(call)).status === 404) return;
    }
    expect.fail(`${call.path} is still there`);
  };
  const parameters = JSON.parse(CALOR_TEST_PARAMETERS) as Partial<Record<string, string>>;
  return {
    session,
    projectId: (await session.identity()).projectId,
    image: parameters["image"] ?? "cirros",
    flavor: parameters["flavor"] ?? "m1.tiny",
    externalNetwork: parameters["public_network"] ?? "public",
    ask,
    gone,
    later: (call) => void ends.push(call),
    async end() {
      for (const call of ends.toReversed()) {
        const { status } = await answered(call);
        if (status < 300) await gone({ service: call.service, method: "GET", path: call.path });
      }
      records.write();
    },
    async step(name, call) {
      const response = await answered(call);
      records.hold(name, response);
      return objectOf(bodyOf(response));
    },
    async until(name, call, { state, wanted, by }) {
      for (const limit = realClock.now() + endLimitMs; ; await sleep(realClock, isReal ? 300 : 5)) {
        const response = await answered(call);
        const now = String(state(objectOf(bodyOf(response))));
        if (now === wanted) {
          records.hold(name, response);
          return objectOf(bodyOf(response));
        }
        expect([...by, wanted], `${name}: ${call.path}`).toContain(now);
        if (realClock.now() > limit) expect.fail(`${name}: still ${now}`);
      }
    },
  };
}
