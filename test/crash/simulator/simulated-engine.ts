import { connect } from "#cloud/connect.ts";
import { createServiceLimits } from "#cloud/limits.ts";
import { createSession } from "#cloud/session.ts";
import { createWatcher } from "#cloud/watcher.ts";
import type { EngineParts } from "#engine/engine.ts";
import { createRunner } from "#engine/engine.ts";
import { heatLimits } from "#engine/limits.ts";
import { createLease, type Lease } from "#engine/run/lease.ts";
import { catalogue, resourceTypes } from "#resources/registry.ts";
import { faultyCloud, requestTimeoutMs } from "./faulty-cloud.ts";
import { faultyJournal } from "./faulty-journal.ts";
import { FaultyProcess } from "./faulty-process.ts";
import { demo, type Shared } from "./shared.ts";

const leaseMs = 10_000;

/** What a process of the service is put together from, on its own way to journal and cloud. */
export function partsOf(process: FaultyProcess, lease: Lease): EngineParts {
  const { random } = process.shared;
  const http = lease.guard(faultyCloud(process));
  const session = createSession({ credential: demo, http, clock: process, random, limits: createServiceLimits() });
  const connected = connect(session, process);
  return {
    journal: faultyJournal(process),
    types: resourceTypes,
    catalogue,
    clock: process,
    random,
    log: process.log(),
    watcher: createWatcher({ clock: process }),
    limits: heatLimits,
    cloudOf: () => Promise.resolve(connected),
    credentialFor: () => Promise.resolve("demo"),
    requestTimeoutMs,
  };
}

/** Starts an engine process on the shared journal and cloud; where the journal is away it dies, as a service does. */
export function startEngine(shared: Shared, number: number, ended: (process: FaultyProcess) => void): FaultyProcess {
  const process = new FaultyProcess(shared, `engine-${number}`, ended);
  const lease = createLease(process);
  const runner = createRunner(partsOf(process, lease), {
    engineId: process.name,
    leaseMs,
    pollMs: 1000,
    maxTrees: 100,
    lease,
  });
  runner.start().catch(() => process.kill());
  return process;
}
