import { spawn, type ChildProcess } from "node:child_process";
import { openSync, closeSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Problem } from "#cli/problem.ts";
import { HttpFailure, type Clock, type Http } from "#lib/ports.ts";
import { sleep } from "#lib/time.ts";
import type { DataDirectory } from "./data-directory.ts";
import { checkPortFree } from "./port-check.ts";

const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 50;
const ANSWER_TIMEOUT_MS = 2_000;
const LOG_TAIL_LINES = 5;
const RECORD = "simcloud.json";
const LOG_FILE = "simcloud.log";

/** What is needed to have a simulated cloud. */
export interface SimulatedCloudOptions {
  readonly data: DataDirectory;
  readonly port: number;
  /** To be listed in its catalogue. */
  readonly orchestrationUrl: string;
  readonly http: Http;
  readonly clock: Clock;
}

/** A simulated cloud in a process of its own. */
export interface SimulatedCloudProcess {
  readonly identityUrl: string;
  /** Whether it was still running from an earlier start. */
  readonly adopted: boolean;
  /** Ends it; its state stays. */
  stop(): Promise<void>;
}

interface Running {
  readonly pid: number;
  readonly port: number;
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Whether that process is a simulated cloud, as far as the system tells: a process id may have been used again. */
function isSimulatedCloud(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== "linux" || readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("simcloud.ts");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH" || code === "ENOENT" || code === "EPERM" || code === "EACCES") return false;
    throw error;
  }
}

async function answers(http: Http, port: number): Promise<boolean> {
  try {
    const response = await http({
      method: "GET",
      url: `${urlOf(port)}/identity/v3`,
      headers: {},
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
    return response.status === 200;
  } catch (error) {
    if (error instanceof HttpFailure) return false;
    throw error;
  }
}

function recorded(data: DataDirectory): Running | undefined {
  const record = data.readJson(RECORD) as Partial<Running> | undefined;
  return typeof record?.pid === "number" && typeof record.port === "number"
    ? { pid: record.pid, port: record.port }
    : undefined;
}

async function endProcess(pid: number, clock: Clock): Promise<void> {
  if (!isSimulatedCloud(pid)) return;
  process.kill(pid, "SIGTERM");
  for (const limit = clock.now() + STOP_TIMEOUT_MS; clock.now() < limit;) {
    await sleep(clock, LOOK_EVERY_MS);
    if (!isSimulatedCloud(pid)) return;
  }
  // Each effect is durable before it is answered, so nothing is lost by this.
  if (isSimulatedCloud(pid)) process.kill(pid, "SIGKILL");
}

function logTail(data: DataDirectory): string {
  return readFileSync(data.file(LOG_FILE), "utf8").trim().split("\n").slice(-LOG_TAIL_LINES).join("\n");
}

function spawnCloud({ data, port, orchestrationUrl }: SimulatedCloudOptions): ChildProcess {
  const log = openSync(data.file(LOG_FILE), "a", 0o600);
  const program = fileURLToPath(new URL("./simcloud.ts", import.meta.url));
  const args = [
    program,
    "--port",
    String(port),
    "--data",
    data.file("simcloud"),
    "--orchestration-url",
    orchestrationUrl,
  ];
  // In a session of its own, so that it outlives us whatever ends us, and a Ctrl-C is ours alone.
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", log, log] });
  child.unref();
  closeSync(log);
  return child;
}

async function untilReady(child: ChildProcess, options: SimulatedCloudOptions): Promise<void> {
  const { clock, http, port, data } = options;
  for (const limit = clock.now() + READY_TIMEOUT_MS; clock.now() < limit;) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    if (await answers(http, port)) return;
    await sleep(clock, LOOK_EVERY_MS);
  }
  child.kill("SIGKILL");
  throw new Problem(
    `the simulated cloud did not start:\n${logTail(data)}`,
    data.file(LOG_FILE),
    "see its log; another port: npm start -- --cloud-port N",
  );
}

async function adopt(running: Running, { http, orchestrationUrl }: SimulatedCloudOptions): Promise<void> {
  const headers = { "content-type": "application/json" };
  const url = `${urlOf(running.port)}/simulator/settings`;
  const { status } = await http({
    method: "POST",
    url,
    headers,
    body: JSON.stringify({ orchestrationUrl }),
    timeoutMs: ANSWER_TIMEOUT_MS,
  });
  if (status !== 204)
    throw new Problem(`the simulated cloud that runs already answered ${status}`, url, `stop it: kill ${running.pid}`);
}

/** Takes over the simulated cloud that an earlier start has left running, or starts one. */
export async function startSimulatedCloud(options: SimulatedCloudOptions): Promise<SimulatedCloudProcess> {
  const { data, port, http, clock } = options;
  const identityUrl = `${urlOf(port)}/identity/v3`;
  const known = recorded(data);
  if (known !== undefined && isSimulatedCloud(known.pid)) {
    if (known.port === port && (await answers(http, port))) {
      await adopt(known, options);
      return { identityUrl, adopted: true, stop: () => endProcess(known.pid, clock) };
    }
    await endProcess(known.pid, clock);
  }
  await checkPortFree(port, "--cloud-port");
  const child = spawnCloud(options);
  const { pid } = child;
  if (pid === undefined)
    throw new Problem("the simulated cloud cannot be started", process.execPath, "check that Node.js 24 is installed");
  data.write(RECORD, `${JSON.stringify({ pid, port })}\n`);
  await untilReady(child, options);
  return { identityUrl, adopted: false, stop: () => endProcess(pid, clock) };
}
