import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { pino } from "pino";
import { createHeatApi } from "#api/heat/heat-api.ts";
import { createServiceLimits } from "#cloud/limits.ts";
import { createWatcher } from "#cloud/watcher.ts";
import { createEngine, createRunner, type EngineParts } from "#engine/engine.ts";
import { createPostgresJournal } from "#engine/journal/postgres-journal.ts";
import { heatLimits, noLimits, takeOverOptions } from "#engine/limits.ts";
import { createLease } from "#engine/run/lease.ts";
import { uuid } from "#lib/ids.ts";
import type { Log } from "#lib/ports.ts";
import { catalogue, resourceTypes } from "#resources/registry.ts";
import type { Database } from "#storage/database.ts";
import { openEmbeddedDatabase, openServerDatabase } from "#storage/open-database.ts";
import { personalCredentials, serviceCredentials } from "./credentials.ts";
import { createRealHttp, realClock, realRandom } from "./ports.ts";
import type { RunningService, ServiceOptions } from "./service-contract.ts";
import { readCertificate } from "./terminal-ports.ts";

const leaseMs = 10_000;
const pollMs = 1000;
const treesAtOnce = 1000;
/** A creating call is cut off after this long; until then its effect may still appear. */
const defaultRequestTimeoutMs = 30_000;

function createLog(dataDir: string): Log {
  const logger = pino(
    { level: process.env["CALOR_LOG_LEVEL"] ?? "info" },
    pino.destination({ dest: join(dataDir, "calor.log"), sync: false }),
  );
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}

function openDatabase({ dataDir, databaseUrl }: ServiceOptions): Promise<Database> {
  if (databaseUrl === undefined)
    return openEmbeddedDatabase({ directory: join(dataDir, "database"), pid: process.pid });
  return openServerDatabase({ url: databaseUrl }, realClock);
}

/** V8 lets a heap double before it looks for garbage; a large tree would take half as much memory again. */
const heapGrowth = "--heap-growing-percent=40";

/** Starts the API, an engine and the database in this process. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  setFlagsFromString(heapGrowth);
  const { credential, mode } = options.credentials;
  const log = createLog(options.dataDir);
  const database = await openDatabase(options);
  const journal = createPostgresJournal({ database, isAlone: options.databaseUrl === undefined });
  const http = createRealHttp({
    insecure: credential.insecure,
    ...(credential.cacert !== undefined && { ca: readCertificate(credential.cacert) }),
  });
  const lease = createLease(realClock);
  const ports = { http: lease.guard(http), clock: realClock, random: realRandom, log };
  const shared = { credential, journal, ...ports, limits: createServiceLimits() };
  const credentials = await (mode === "personal" ? personalCredentials(shared) : serviceCredentials(shared));
  const parts: EngineParts = {
    ...ports,
    journal,
    types: resourceTypes,
    catalogue,
    watcher: createWatcher({ clock: realClock }),
    limits: { ...(options.limits === "none" ? noLimits : heatLimits), ...takeOverOptions },
    cloudOf: credentials.cloudOf,
    credentialFor: credentials.credentialFor,
    requestTimeoutMs: Number(process.env["CALOR_REQUEST_TIMEOUT_MS"] ?? defaultRequestTimeoutMs),
  };
  const runner = createRunner(parts, { engineId: uuid(realRandom), leaseMs, pollMs, maxTrees: treesAtOnce, lease });
  const api = createHeatApi({
    engine: createEngine(parts),
    identity: credentials.identity,
    log,
    authUri: credential.authUrl,
    random: realRandom,
    ...(options.publicUrl !== undefined && { publicUrl: options.publicUrl }),
  });
  const url = await api.listen({ host: "127.0.0.1", port: options.port });
  await runner.start();
  return {
    url,
    async close() {
      await api.close();
      await runner.stop();
      await journal.close();
      await database.close();
      await http.close();
    },
  };
}
