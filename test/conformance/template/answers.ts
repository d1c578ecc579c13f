import type { Service } from "../service.ts";
import { concurrently } from "./concurrently.ts";
import { batchesOf, readOutputs } from "./outputs.ts";
import { ask, type Probe, type Summary } from "./probe.ts";

const REQUESTS_AT_ONCE = 4;
const STACKS_AT_ONCE = 2;

/** What a service answered: what is compared, and the text of a refusal. */
export interface Answered {
  readonly summary: Summary;
  readonly text?: unknown;
}

/** All answers of a service, by the probes' ids: the values of outputs too, where it accepts the template. */
export async function answersOf(service: Service, probes: readonly Probe[]): Promise<ReadonlyMap<string, Answered>> {
  const answers = new Map<string, Answered>();
  const accepted: Probe[] = [];
  await concurrently(probes, REQUESTS_AT_ONCE, async (probe) => {
    const answer = await ask(service, probe);
    answers.set(probe.id, answer);
    if (answer.summary["status"] === 200) accepted.push(probe);
  });
  await concurrently(batchesOf(accepted), STACKS_AT_ONCE, async (batch) => {
    for (const [id, output] of await readOutputs(service, batch))
      answers.set(id, { summary: { ...answers.get(id)?.summary, ...output } });
  });
  return answers;
}
