import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "#client/client.ts";
import { connect } from "#cli/connection.ts";
import { realClock } from "#bin/ports.ts";
import { httpFor } from "#bin/terminal-ports.ts";
import { sleep } from "#lib/time.ts";
import { freePort } from "./free-port.ts";

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;
const lookEveryMs = 5;
const program = fileURLToPath(new URL("../src/bin/start.ts", import.meta.url));

/** The service did not start, or did not end. */
class ServiceProcessFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ServiceProcessFailure";
  }
}

/** Where a service of a test lives: a data directory and ports of its own. */
export interface ServicePlace {
  readonly dataDir: string;
  readonly port: number;
  readonly cloudPort: number;
  /** Removes the data directory; ends a simulated cloud that is left. */
  remove(): void;
}

/** How the service is started there. */
export interface ServiceStart {
  readonly place: ServicePlace;
  /** Arguments of `npm start` besides data directory and ports. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The service as `npm start` runs it, in a process of its own. */
export interface ServiceProcess {
  readonly pid: number;
  /** From the process's start until its API answered. */
  readonly readyMs: number;
  /** A client with the first entry of the clouds.yaml that it wrote. */
  readonly client: Client;
  /** What it printed so far. */
  output(): string;
  /** Kills it (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>;
  /** Stops it as Ctrl-C does, the simulated cloud with it. */
  stop(): Promise<void>;
}

/** A fresh place for a service. */
export async function newServicePlace(): Promise<ServicePlace> {
  const dataDir = mkdtempSync(join(tmpdir(), "calor-test-"));
  return {
    dataDir,
    port: await freePort(),
    cloudPort: await freePort(),
    remove() {
      endCloud(dataDir);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function readJson(file: string): Readonly<Record<string, unknown>> {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>) : {};
}

function endCloud(dataDir: string): void {
  const { pid } = readJson(join(dataDir, "simcloud.json"));
  if (typeof pid !== "number") return;
  try {
    if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(dataDir)) process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function untilEnded(child: ChildProcess, limitMs: number): Promise<boolean> {
  for (const limit = realClock.now() + limitMs; realClock.now() < limit && !ended(child);) {
    await sleep(realClock, lookEveryMs);
  }
  return ended(child);
}

async function clientAt({ dataDir, port }: ServicePlace, entry: string): Promise<Client> {
  const ports = {
    readFile: (path: string) => readFile(path),
    env: { OS_CLIENT_CONFIG_FILE: join(dataDir, "clouds.yaml") },
    cwd: dataDir,
    clock: realClock,
    httpFor,
  };
  return (await connect(ports, { cloud: entry, endpoint: `http://127.0.0.1:${port}` })).client;
}

function firstEntry({ dataDir }: ServicePlace): string {
  return /^ {2}"?([^"\n:]+)"?:/m.exec(readFileSync(join(dataDir, "clouds.yaml"), "utf8"))?.[1] ?? "demo";
}

/** Starts the service; resolves once its API answers. */
export async function startServiceProcess({ place, args, env = {} }: ServiceStart): Promise<ServiceProcess> {
  const { dataDir, port, cloudPort } = place;
  const startedAt = realClock.now();
  const all = [program, "--data", dataDir, "--port", String(port), "--cloud-port", String(cloudPort), ...args];
  const child = spawn(process.execPath, all, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  let output = "";
  const collect = (text: Buffer): void => void (output = `${output}${text.toString()}`.slice(-100_000));
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const { pid } = child;
  const isReady = (): boolean => readJson(join(dataDir, "endpoints.json"))["pid"] === pid;
  while (!isReady()) {
    if (ended(child))
      throw new ServiceProcessFailure(`the service ended (${child.exitCode ?? child.signalCode}):\n${output}`);
    if (realClock.now() > startedAt + readyTimeoutMs) {
      child.kill("SIGKILL");
      throw new ServiceProcessFailure(`the service was not ready in time:\n${output}`);
    }
    await sleep(realClock, lookEveryMs);
  }
  const readyMs = realClock.now() - startedAt;
  const endWith = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    if (await untilEnded(child, stopTimeoutMs)) return;
    child.kill("SIGKILL");
    throw new ServiceProcessFailure(`the service did not end after ${signal}:\n${output}`);
  };
  return {
    pid: pid ?? 0,
    readyMs,
    client: await clientAt(place, firstEntry(place)),
    output: () => output,
    kill: () => endWith("SIGKILL"),
    stop: () => endWith("SIGTERM"),
  };
}
