import type { Cloud } from "#cloud/cloud.ts";
import { forEachAtMost } from "#lib/parallel.ts";
import type { Clock } from "#lib/ports.ts";
import { sleep } from "#lib/time.ts";
import type { Question } from "#schema/constraints/question.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { EngineFault, refuseErrors } from "../faults.ts";
import type { Caller } from "../requests.ts";
import type { Answer } from "./answer.ts";
import { answer } from "./answer.ts";
import { credentialOf } from "../commands/credential-of.ts";

/** Questions asked of the cloud at a time, of one request. */
const atOnce = 8;
/** A request waits no longer for all answers together. */
const longestMs = 30_000;

/** What is needed to ask the cloud in a caller's name. */
export interface ConstraintParts {
  readonly clock: Clock;
  /** Id of the stored credential with which the caller's stacks call the cloud; made when there is none. */
  readonly credentialFor: (caller: Caller) => Promise<string>;
  readonly cloudOf: (credentialId: string) => Promise<Cloud>;
}

/**
 * Asks what only the cloud can say about a request's values, with the rights its stacks work with.
 * Throws `EngineFault` with all that is wrong; or, where that is nothing so far, that the cloud does
 * not answer. Without questions nobody is called.
 */
export async function refuseUnmet(
  parts: ConstraintParts,
  caller: Caller,
  questions: readonly Question[],
): Promise<void> {
  if (questions.length === 0) return;
  const same = Map.groupBy(questions, ({ constraint, value, secret }) => `${constraint} ${secret} ${value}`);
  const answers = new Map<string, Answer>();
  let connecting: Promise<Cloud> | undefined;
  const cloud = (): Promise<Cloud> => (connecting ??= credentialOf(parts, caller).then(parts.cloudOf));
  const asked = forEachAtMost(atOnce, [...same], async ([key, [question]]) => {
    if (question !== undefined) answers.set(key, await answer(question, { cloud, now: parts.clock.now() }));
  });
  await withinTime(parts.clock, asked);
  const all = [...same].map(([key, group]) => [group, answers.get(key) ?? { away: "no answer" }] as const);
  refuseErrors(all.flatMap(([group, given]) => ("away" in given ? [] : diagnosticsOf(group, given.wrong))));
  for (const [[question], given] of all) {
    if (!("away" in given) || question === undefined) continue;
    throw new EngineFault(
      "ServiceUnavailable",
      `${question.subject}: the cloud cannot say now whether the value meets the constraint ${question.constraint}: ${given.away}; try again`,
    );
  }
}

function diagnosticsOf(questions: readonly Question[], wrong: string | undefined): readonly Diagnostic[] {
  if (wrong === undefined) return [];
  return questions.map(({ subject, description, place }) => ({
    severity: "error",
    code: "constraint",
    message: description === undefined ? `${subject}: ${wrong}` : `${subject} is refused: ${description}`,
    place,
  }));
}

/** What has no answer when the time is up stays without one; the calls themselves end by their own limits. */
async function withinTime(clock: Clock, asked: Promise<void>): Promise<void> {
  const over = new AbortController();
  const timeUp = sleep(clock, longestMs, over.signal).catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  try {
    await Promise.race([asked, timeUp]);
  } finally {
    over.abort();
    // Nobody hears the answers that come too late.
    asked.catch(() => undefined);
  }
}
