import { realClock } from "#bin/ports.ts";
import { httpFor } from "#bin/terminal-ports.ts";
import type { Stack, StackContents } from "#client/objects.ts";
import { sleep } from "#lib/time.ts";
import { newServicePlace, startServiceProcess, type ServicePlace, type ServiceProcess } from "../service-process.ts";
import { changedWebApplication, example } from "../web-application.ts";
import { compare, type CloudObjects, type Discrepancies } from "./accounting.ts";

/** What is killed during. */
export type Phase = "create" | "update" | "delete";

/** How a phase ended. */
export interface PhaseEnd {
  /** `ACTION_STATUS`; undefined when there was none within the limit. */
  readonly status: string | undefined;
  readonly reason: string;
}

type Contents = Readonly<Record<"create" | "update", StackContents>>;

const finalStateLimitMs = 60_000;
const lookEveryMs = 20;
const stackName = "crash";
/** Far below the default, so that a run needs no minutes: how long a lost creating call may still have its effect. */
const env = { CALOR_REQUEST_TIMEOUT_MS: "3000" };

/** A service, its cloud and the one stack of a run. */
export class CrashScene {
  readonly #place: ServicePlace;
  #service: ServiceProcess;
  #before: CloudObjects = {};
  #stackId: string | undefined;
  readonly #contents: Contents;

  private constructor(place: ServicePlace, service: ServiceProcess, contents: Contents) {
    this.#place = place;
    this.#service = service;
    this.#contents = contents;
  }

  static async start(): Promise<CrashScene> {
    const place = await newServicePlace();
    try {
      const contents = {
        create: await example("web-application.yaml"),
        update: await changedWebApplication({ volume_size: 2, flavor: "m1.small" }),
      };
      const service = await startServiceProcess({ place, args: ["--no-launch"], env });
      const scene = new CrashScene(place, service, contents);
      scene.#before = await scene.#cloudObjects();
      return scene;
    } catch (error) {
      place.remove();
      throw error;
    }
  }

  /** Orders what the phase does; resolves once the service has taken the order. */
  async order(phase: Phase): Promise<void> {
    const { stacks } = this.#service.client;
    if (phase === "create") this.#stackId = (await stacks.create(stackName, this.#contents.create)).id;
    else if (phase === "update") await stacks.update(this.#reference(), this.#contents.update);
    else await stacks.delete(this.#reference());
  }

  /** Kills the service and starts it again; ms from the start until the new one answered. */
  async killAndRestart(): Promise<number> {
    await this.#service.kill();
    this.#service = await startServiceProcess({ place: this.#place, args: ["--no-launch"], env });
    return this.#service.readyMs;
  }

  /** Waits for the state of the stack once nothing goes on in it. */
  async end(): Promise<PhaseEnd> {
    for (const limit = realClock.now() + finalStateLimitMs; realClock.now() < limit;) {
      const { status, reason } = await this.#stack();
      if (!status.endsWith("_IN_PROGRESS")) return { status, reason };
      await sleep(realClock, lookEveryMs);
    }
    const resources = await this.#service.client.resources.list(this.#reference());
    const busy = resources.filter((resource) => !resource.status.endsWith("_COMPLETE"));
    const list = busy.map(({ name, status }) => `${name} ${status}`).join(", ") || "none";
    return { status: undefined, reason: `no final state within ${finalStateLimitMs / 1000} s; not complete: ${list}` };
  }

  /** What is wrong now, between the cloud and the stack. What was found once is not found again. */
  async discrepancies(): Promise<Discrepancies> {
    const stack = this.#stackId === undefined ? undefined : await this.#stack();
    const gone = stack === undefined || stack.status === "DELETE_COMPLETE";
    const resources = gone ? [] : await this.#service.client.resources.list(this.#reference());
    const now = await this.#cloudObjects();
    const found = compare({ before: this.#before, now, resources, nowMs: realClock.now() });
    if (gone) this.#before = now;
    return found;
  }

  async stop(): Promise<void> {
    try {
      await this.#service.stop();
    } finally {
      this.#place.remove();
    }
  }

  /** What the service printed. */
  output(): string {
    return this.#service.output();
  }

  #reference(): { name: string; id: string } {
    return { name: stackName, id: this.#stackId ?? "" };
  }

  #stack(): Promise<Stack> {
    return this.#service.client.stacks.show(this.#reference(), { resolveOutputs: false });
  }

  async #cloudObjects(): Promise<CloudObjects> {
    const url = `http://127.0.0.1:${this.#place.cloudPort}/simulator/objects`;
    const { body } = await httpFor({ insecure: false })({ method: "GET", url, headers: {} });
    return JSON.parse(String(body)) as CloudObjects;
  }
}
