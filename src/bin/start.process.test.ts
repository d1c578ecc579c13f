import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "../../test/free-port.ts";

const program = fileURLToPath(new URL("./start.ts", import.meta.url));
const template = "heat_template_version: 2021-04-16\nresources:\n  network: {type: OS::Neutron::Net}\n";
let directory = "";
let ports: string[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "calor-start-"));
  writeFileSync(join(directory, "web.yaml"), template);
  ports = ["--port", String(await freePort()), "--cloud-port", String(await freePort())];
});
afterEach(() => rmSync(directory, { recursive: true }));

interface Run {
  readonly child: ChildProcess;
  /** Resolves once the output matches; rejects when the process ends before. */
  shows(pattern: RegExp): Promise<string>;
  ended(): Promise<{ code: number | null; output: string }>;
}

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [program, "web.yaml", "--data", "data", ...ports, ...args], {
    cwd: directory,
    env: { ...process.env, INIT_CWD: directory },
  });
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += String(chunk);
      for (const listener of listeners) listener();
    });
  }
  const end = new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, output }));
  });
  return {
    child,
    ended: () => end,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const listener = (): void => {
          if (pattern.test(output)) resolve(output);
        };
        listeners.add(listener);
        listener();
        void end.then(() => reject(new Error(`ended without ${pattern}:\n${output}`)));
      }),
  };
}

test("it launches, stays up, is found again after a kill -9, and stops cleanly", async () => {
  const first = start();
  await first.shows(/web {2}stack {2}CREATE_COMPLETE[^]*Ctrl-C stops it/);
  const endpoints = JSON.parse(readFileSync(join(directory, "data/endpoints.json"), "utf8")) as Record<string, unknown>;
  expect(endpoints).toEqual({
    orchestration: `http://127.0.0.1:${ports[1]}`,
    identity: `http://127.0.0.1:${ports[3]}/identity/v3`,
    clouds_yaml: join(directory, "data/clouds.yaml"),
    pid: first.child.pid,
  });
  first.child.kill("SIGKILL");
  await first.ended();

  const second = start();
  await second.shows(/still running from before[^]*Found web as it was left[^]*network[^]*Ctrl-C stops it/);
  second.child.kill("SIGINT");
  const { code, output } = await second.ended();
  expect(output).toContain("Nothing is in progress");
  expect(code).toBe(0);
});

test("--once ends with 1 and the cause when the launch fails, and with 0 once it is mended", async () => {
  const failing = "  bad: {type: OS::Heat::TestResource, properties: {fail: true}}\n";
  writeFileSync(join(directory, "web.yaml"), template + failing);
  const failed = await start("--once").ended();
  expect(failed.output).toMatch(/Cause:\n {2}✘ bad \(OS::Heat::TestResource\) {2}CREATE_FAILED\n/);
  expect(failed.code).toBe(1);
  writeFileSync(join(directory, "web.yaml"), template);
  const mended = await start("--once").ended();
  expect(mended.output).toContain("UPDATE_COMPLETE");
  expect(mended.code).toBe(0);
});

test("a taken port is a clear error", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(Number(ports[1]), "127.0.0.1", resolve));
  const { code, output } = await start("--once").ended();
  server.close();
  expect(output).toMatch(new RegExp(`^Error: port ${ports[1]} .* is taken[^]*To do: .*--port N`, "m"));
  expect(code).toBe(1);
});
