import type { StackRequest } from "#engine/requests.ts";
import { sleep } from "#lib/time.ts";
import type { DoorFaultKind } from "./faults.ts";
import type { Shared } from "./shared.ts";
import type { ApiAnswer, SimulatedApi } from "./simulated-api.ts";

/** A stack as its address has it. */
export interface StackAddress {
  readonly name: string;
  readonly id: string;
}

/** A client waits so long for an answer, and tries again after that. */
const patienceMs = 60_000;
const mostTries = 50;

/** No answer within the client's patience, however often it asked. */
class NoAnswer extends Error {
  constructor(what: string) {
    super(`the API gave no answer to ${what}`);
    this.name = "NoAnswer";
  }
}

function bodyOf(
  name: string | undefined,
  { template, environment, files, parameters, ...more }: Partial<StackRequest>,
) {
  return {
    ...(name !== undefined && { stack_name: name }),
    ...(template !== undefined && { template }),
    ...(environment !== undefined && { environment }),
    ...(files !== undefined && { files }),
    ...(parameters !== undefined && { parameters }),
    ...(more.timeoutMinutes !== undefined && { timeout_mins: more.timeoutMinutes }),
    ...(more.disableRollback !== undefined && { disable_rollback: more.disableRollback }),
  };
}

/** Somebody who uses the API as a script does: what got no answer, or a server's fault, is asked again. */
export class Client {
  readonly #shared: Shared;
  readonly #api: SimulatedApi;

  constructor(shared: Shared, api: SimulatedApi) {
    this.#shared = shared;
    this.#api = api;
  }

  /** Creates a stack; where one of that name is there already, because a former try made it, that one. */
  async create(name: string, request: Partial<StackRequest>): Promise<string> {
    const answer = await this.#ask("POST", "/stacks", bodyOf(name, request));
    if (answer.status === 201) return (JSON.parse(answer.body) as { stack: { id: string } }).stack.id;
    if (answer.status !== 409) return "";
    const listed = await this.#ask("GET", `/stacks?name=${name}`);
    return (JSON.parse(listed.body) as { stacks: readonly { id: string }[] }).stacks[0]?.id ?? "";
  }

  /** PUT or PATCH. */
  async change(method: "PUT" | "PATCH", stack: StackAddress, request: Partial<StackRequest>): Promise<void> {
    await this.#ask(method, `/stacks/${stack.name}/${stack.id}`, bodyOf(undefined, request));
  }

  async delete(stack: StackAddress): Promise<void> {
    await this.#ask("DELETE", `/stacks/${stack.name}/${stack.id}`);
  }

  /** `cancel_update` or `cancel_without_rollback`. */
  async act(stack: StackAddress, action: string): Promise<void> {
    await this.#ask("POST", `/stacks/${stack.name}/${stack.id}/actions`, { [action]: null });
  }

  /** `ACTION_STATUS` as the API shows it; undefined where it answers with a server's fault. */
  async state(stack: StackAddress): Promise<string | undefined> {
    const answer = await this.#patiently(this.#api.ask("GET", `/stacks/${stack.name}/${stack.id}`));
    if (answer?.status !== 200) return undefined;
    return (JSON.parse(answer.body) as { stack: { stack_status: string } }).stack.stack_status;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const { clock, faults, log } = this.#shared;
    for (let attempt = 0; attempt < mostTries; attempt += 1) {
      const kind = faults.atDoor();
      if (kind !== undefined) {
        faults.count(kind);
        log(`         client: ${kind} ${method} ${path}`);
      }
      const answer = await this.#patiently(this.#deliver(kind, () => this.#api.ask(method, path, body)));
      if (answer !== undefined && answer.status < 500) {
        if (answer.status >= 400) log(`         refused: ${answer.body.slice(0, 300)}`);
        return answer;
      }
      log(`         client: ${answer?.status ?? "no answer"}, once more`);
      await sleep(clock, faults.between(500, 3000));
    }
    throw new NoAnswer(`${method} ${path}`);
  }

  async #deliver(
    kind: DoorFaultKind | undefined,
    send: () => Promise<ApiAnswer | undefined>,
  ): Promise<ApiAnswer | undefined> {
    const { clock, faults } = this.#shared;
    switch (kind) {
      case "request lost":
        return undefined;
      case "request's answer lost":
        await send();
        return undefined;
      case "request repeated": {
        const first = send();
        await sleep(clock, faults.between(0, 50));
        const second = send();
        await first;
        return second;
      }
      case "API killed": {
        const answer = send();
        clock.after(faults.between(0, 30), () => this.#api.kill());
        return answer;
      }
      case undefined:
        return send();
    }
  }

  #patiently(answer: Promise<ApiAnswer | undefined>): Promise<ApiAnswer | undefined> {
    const { clock } = this.#shared;
    return new Promise((resolve, reject) => {
      const timer = clock.after(patienceMs, () => resolve(undefined));
      answer.then(resolve, reject).finally(() => timer.cancel());
    });
  }
}
