import type { Random } from "#lib/ports.ts";

/** What a call to the cloud may meet. */
const cloudFaults = {
  "crash before a call": 2,
  "crash after a call": 3,
  "connection refused": 1,
  "lost before": 1,
  "answer lost": 3,
  "effect late": 2,
  "call late": 2,
  "time-out after the effect": 2,
  "gateway fault after the effect": 2,
  "call repeated": 2,
  "refused after the effect": 1,
  "slow answer": 2,
  "status 409": 2,
  "status 429": 1,
  "status 500": 1,
  "status 503": 1,
  "engine frozen": 2,
  "engine frozen before sending": 1,
  "object deleted": 1,
  "object changed": 1,
  "object broken": 1,
} as const;

/** What a call to the journal may meet. */
const journalFaults = {
  "crash before a commit": 2,
  "crash after a commit": 2,
  "commit's answer lost": 1,
  "journal away": 1,
  "journal slow": 2,
  "engine frozen at a commit": 1,
  "wake-up lost": 3,
} as const;

/** What a request of a client to the API may meet. */
const doorFaults = {
  "request lost": 2,
  "request's answer lost": 3,
  "request repeated": 3,
  "API killed": 2,
} as const;

/** A fault at a call to the cloud. */
export type CloudFaultKind = keyof typeof cloudFaults;
/** A fault at a call to the journal. */
export type JournalFaultKind = keyof typeof journalFaults;
/** A fault at a request to the API. */
export type DoorFaultKind = keyof typeof doorFaults;
/** Every fault there is. */
export type FaultKind = CloudFaultKind | JournalFaultKind | DoorFaultKind;

/** Where a process meets them. */
type Place = "cloud" | "journal" | "door";

/** Names of all faults. */
export const faultKinds = [
  ...Object.keys(cloudFaults),
  ...Object.keys(journalFaults),
  ...Object.keys(doorFaults),
] as readonly FaultKind[];

/** Those after which the fault-free end state is not to be expected: somebody else changed the cloud. */
export const outOfBand: ReadonlySet<FaultKind> = new Set(["object deleted", "object changed"]);

/** Those after which a change may be laid over a later one: no cloud tells the two apart. */
export const outOfOrder: ReadonlySet<FaultKind> = new Set(["call late", "engine frozen before sending"]);

/** Those that nothing but time may show: no call is refused, and no answer of the cloud lost. */
export const harmless: ReadonlySet<FaultKind> = new Set([
  "crash before a call",
  "crash after a call",
  "engine frozen",
  ...(Object.keys(journalFaults) as JournalFaultKind[]),
  ...(Object.keys(doorFaults) as DoorFaultKind[]),
]);

function pick<Kind extends string>(random: Random, weights: readonly (readonly [Kind, number])[]): Kind | undefined {
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  let at = random.fraction() * sum;
  for (const [kind, weight] of weights) {
    at -= weight;
    if (at < 0) return kind;
  }
  return undefined;
}

/** The faults of one run: which kinds, how often, until when; all from its seed. */
export class FaultPlan {
  readonly counts = new Map<FaultKind, number>();
  readonly random: Random;
  readonly #cloud: readonly (readonly [CloudFaultKind, number])[];
  readonly #journal: readonly (readonly [JournalFaultKind, number])[];
  readonly #door: readonly (readonly [DoorFaultKind, number])[];
  readonly #losesWakeUps: boolean;
  readonly #rate: number;
  /** How many there are still to be, at each place. */
  readonly #left: Record<Place, number>;

  constructor(random: Random, wanted: (kind: FaultKind) => boolean = () => true) {
    this.random = random;
    // A run of few kinds, often only one, goes deeper than one of all.
    const share = [0.1, 0.3, 1][Math.floor(random.fraction() * 3)] ?? 1;
    const chosen = faultKinds.filter((kind) => random.fraction() < share && wanted(kind));
    if (chosen.length === 0) chosen.push(...faultKinds.filter(wanted));
    const among = <Kind extends FaultKind>(all: Record<Kind, number>): (readonly [Kind, number])[] =>
      (Object.entries(all) as [Kind, number][]).filter(([kind]) => chosen.includes(kind));
    this.#cloud = among(cloudFaults);
    this.#journal = among(journalFaults).filter(([kind]) => kind !== "wake-up lost");
    this.#losesWakeUps = chosen.includes("wake-up lost");
    this.#door = among(doorFaults);
    this.#rate = [0.02, 0.05, 0.1, 0.3][Math.floor(random.fraction() * 4)] ?? 0.05;
    const most = (count: number): number => 1 + Math.floor(random.fraction() * count);
    this.#left = { cloud: most(20), journal: most(20), door: most(5) };
  }

  /** No fault from now on. */
  stop(): void {
    for (const place of ["cloud", "journal", "door"] as const) this.#left[place] = 0;
  }

  get stopped(): boolean {
    return Object.values(this.#left).every((left) => left <= 0);
  }

  /** What the next call to the cloud meets. */
  atCloudCall(): CloudFaultKind | undefined {
    return this.#draw("cloud", this.#cloud);
  }

  /** What the next call to the journal meets; of calls that come all the time, only a share meets anything. */
  atJournalCall(share = 1): JournalFaultKind | undefined {
    return this.#draw("journal", this.#journal, share / 3);
  }

  /** What the next request to the API meets; there are few, so they meet something more often. */
  atDoor(): DoorFaultKind | undefined {
    return this.#draw("door", this.#door, 3);
  }

  /** Whether a wake-up of an engine is lost. */
  losesWakeUp(): boolean {
    return this.#losesWakeUps && this.#draw("journal", [["wake-up lost", 1]] as const) !== undefined;
  }

  /** Between two numbers. */
  between(from: number, to: number): number {
    return Math.round(from + this.random.fraction() * (to - from));
  }

  /** Counts a fault that came about. */
  count(kind: FaultKind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  #draw<Kind extends FaultKind>(
    place: Place,
    weights: readonly (readonly [Kind, number])[],
    share = 1,
  ): Kind | undefined {
    if (this.#left[place] <= 0 || weights.length === 0) return undefined;
    if (this.random.fraction() >= this.#rate * share) return undefined;
    const kind = pick(this.random, weights);
    if (kind === undefined) return undefined;
    this.#left[place] -= 1;
    return kind;
  }
}
