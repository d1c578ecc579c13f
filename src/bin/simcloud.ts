#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { parseArgs } from "node:util";

enableCompileCache();

const { realClock, realRandom } = await import("./ports.ts");
const { createSimulatedCloud } = await import("#simcloud/cloud.ts");
const { openEffectLog, EffectLogDamaged } = await import("#simcloud/effect-log.ts");
const { PortTaken, serveSimulatedCloud } = await import("#simcloud/server.ts");

const DEFAULT_PORT = 19_000;
const DEFAULT_LATENCY_MS = 5;

const USAGE = `usage: simcloud [--port N] [--data DIR] [--orchestration-url URL] [--latency MS] [--speed FACTOR] [--with-parent]`;

function numberOf(flag: string, text: string | undefined, standard: number): number {
  const number = text === undefined ? standard : Number(text);
  if (!Number.isFinite(number) || number < 0) fail(`--${flag} must be a number from 0, not ${text ?? ""}\n${USAGE}`, 2);
  return number;
}

function fail(message: string, code: number): never {
  process.stderr.write(`simulated cloud: ${message}\n`);
  process.exit(code);
}

function readFlags(): { [flag: string]: string | boolean | undefined } {
  try {
    return parseArgs({
      options: {
        port: { type: "string" },
        data: { type: "string" },
        "orchestration-url": { type: "string" },
        latency: { type: "string" },
        speed: { type: "string" },
        "with-parent": { type: "boolean" },
      },
    }).values;
  } catch (error) {
    if (error instanceof TypeError) fail(`${error.message}\n${USAGE}`, 2);
    throw error;
  }
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

async function main(): Promise<void> {
  const flags = readFlags();
  const port = numberOf("port", text(flags["port"]), DEFAULT_PORT);
  const data = text(flags["data"]);
  const orchestrationUrl = text(flags["orchestration-url"]);
  const log = data === undefined ? undefined : openEffectLog(data);
  const settings = {
    latencyMs: numberOf("latency", text(flags["latency"]), DEFAULT_LATENCY_MS),
    speed: numberOf("speed", text(flags["speed"]), 1) || 1,
    ...(orchestrationUrl === undefined ? {} : { orchestrationUrl }),
  };
  const clock = realClock;
  const random = realRandom;
  const served = await serveSimulatedCloud({
    cloud: (baseUrl) =>
      createSimulatedCloud({ clock, random, baseUrl, settings, ...(log === undefined ? {} : { log }) }),
    port,
    onDefect: (error) =>
      process.stderr.write(
        `simulated cloud: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      ),
  });
  const stop = (): void => {
    served.close().then(
      () => {
        log?.close();
        process.exit(0);
      },
      (error: unknown) => fail(String(error), 1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (flags["with-parent"] === true) {
    process.once("disconnect", stop);
    // A parent without IPC holds our standard input; its end is the parent's.
    if (process.channel === undefined || process.channel === null)
      process.stdin.resume().once("end", stop).once("close", stop);
  }
  process.stdout.write(`simulated cloud on ${served.url}\n`);
}

try {
  await main();
} catch (error) {
  if (error instanceof PortTaken || error instanceof EffectLogDamaged) fail(error.message, 1);
  throw error;
}
