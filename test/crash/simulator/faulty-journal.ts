import type { Journal } from "#engine/journal/journal.ts";
import { createMemoryJournal } from "#engine/journal/memory-journal.ts";
import { sleep } from "#lib/time.ts";
import type { FaultyProcess } from "./faulty-process.ts";
import { JournalAway } from "./shared.ts";
import { silence } from "./simulated-process.ts";

/** What a call of the journal is. */
interface Kind {
  readonly name: string;
  readonly writes: boolean;
  /** How often it meets a fault, compared with others; what comes all the time meets less. */
  readonly share: number;
  /** Whether it is a step at which a sweep lets the process die. */
  readonly step: boolean;
}

/** The way of one process to the shared journal, with the faults that the plan has for it. */
class FaultyJournal {
  readonly #process: FaultyProcess;
  readonly #memory: Journal;
  #commits: Promise<unknown> = Promise.resolve();
  #awayUntil = 0;

  constructor(process: FaultyProcess) {
    const { clock, state } = process.shared;
    this.#process = process;
    this.#memory = createMemoryJournal({ clock, state });
  }

  journal(): Journal {
    const memory = this.#memory;
    const read = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>, name: string, share = 1) =>
      this.#wrap(call, { name, writes: false, share, step: false });
    const write = <Args extends unknown[], T>(call: (...args: Args) => Promise<T>, name: string, share = 1) =>
      this.#wrap(call, { name, writes: true, share, step: share === 1 });
    return {
      command: write(memory.command, "command"),
      signal: write(memory.signal, "signal"),
      claim: write(memory.claim, "claim", 0.1),
      release: write(memory.release, "release"),
      heartbeat: write(memory.heartbeat, "heartbeat", 0.1),
      loadTree: read(memory.loadTree, "loadTree"),
      operations: read(memory.operations, "operations"),
      flush: write(memory.flush, "flush"),
      putContents: write(memory.putContents, "putContents"),
      content: read(memory.content, "content"),
      stack: read(memory.stack, "stack"),
      stackNamed: read(memory.stackNamed, "stackNamed"),
      stacks: read(memory.stacks, "stacks"),
      countStacks: read(memory.countStacks, "countStacks"),
      resources: read(memory.resources, "resources"),
      countResources: read(memory.countResources, "countResources"),
      events: read(memory.events, "events"),
      event: read(memory.event, "event"),
      treeEvents: read(memory.treeEvents, "treeEvents"),
      placeOfEvent: read(memory.placeOfEvent, "placeOfEvent"),
      credential: read(memory.credential, "credential"),
      credentialOf: read(memory.credentialOf, "credentialOf"),
      putCredential: write(memory.putCredential, "putCredential"),
      close: () => memory.close(),
      onWake: (wake) =>
        memory.onWake((rootId) => {
          if (this.#process.shared.faults.losesWakeUp()) this.#process.note("wake-up lost");
          else this.#process.enter(() => wake(rootId));
        }),
      onEvents: (told) => memory.onEvents((rootId) => this.#process.enter(() => told(rootId))),
    };
  }

  #wrap<Args extends unknown[], T>(call: (...args: Args) => Promise<T>, kind: Kind) {
    return (...args: Args): Promise<T> => this.#ask(() => call(...args), kind);
  }

  /** Writes are done one after the other, as the group commit does them. */
  async #ask<T>(call: () => Promise<T>, { name, writes, share, step }: Kind): Promise<T> {
    const process = this.#process;
    const { faults, clock, committed } = process.shared;
    const away = (): Promise<never> => process.hear(sleep(clock, 5).then(() => Promise.reject(new JournalAway())));
    if (process.state === "dead") return silence();
    if (clock.now() < this.#awayUntil) return away();
    if (step && process.diesAt(`before ${name}`)) return silence();
    const kind = faults.atJournalCall(share);
    if (kind !== undefined) process.note(kind, name);
    if (kind === "crash before a commit") {
      process.kill();
      return silence();
    }
    if (kind === "journal away") {
      this.#awayUntil = clock.now() + faults.between(100, 30_000);
      return away();
    }
    const before = this.#commits;
    const delayMs = kind === "journal slow" ? faults.between(10, 15_000) : faults.between(0, 4);
    const run = async (): Promise<T> => {
      if (writes) await before;
      await sleep(clock, delayMs);
      const result = await call();
      committed();
      return result;
    };
    const answer = run();
    if (writes) this.#commits = answer.catch(() => undefined);
    if (kind === "crash after a commit") return answer.then(() => (process.kill(), silence()));
    if (kind === "commit's answer lost") return process.hear(answer.then(() => Promise.reject(new JournalAway())));
    if (kind === "engine frozen at a commit") process.freezeAWhile(faults.between(100, 60_000));
    if (!step) return process.hear(answer);
    return process.hear(answer.then((result) => (process.diesAt(`after ${name}`) ? silence() : result)));
  }
}

/** A journal as a process sees it: it may be slow, away, and answers may be lost. */
export function faultyJournal(process: FaultyProcess): Journal {
  return new FaultyJournal(process).journal();
}
