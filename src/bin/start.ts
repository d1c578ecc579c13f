import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseStartOptions, StartOptionsRefused, type StartOptions } from "./start-options.ts";

/** npm runs us in the repository; what the user wrote is seen from where the user is. */
const cwd = process.env["INIT_CWD"] ?? process.cwd();
const repository = fileURLToPath(new URL("../..", import.meta.url));
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function readOptions(): StartOptions {
  try {
    return parseStartOptions(process.argv.slice(2), {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
    });
  } catch (error) {
    if (error instanceof StartOptionsRefused) process.exit(error.exitCode);
    throw error;
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  const { keepAlive, terminalPorts } = await import("./terminal-ports.ts");
  const { start } = await import("./start-sequence.ts");
  const { startService } = await import("./service.ts");
  const stop = new AbortController();
  let asked = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      asked++;
      if (asked > 1) process.exit(130);
      stop.abort();
    });
  }
  // Whoever read our output may go (`npm start | head`, a closed terminal); the service stays, or stops cleanly.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    });
  }
  keepAlive();
  const code = await start({
    options,
    ports: terminalPorts(stop.signal, cwd),
    startService,
    example: resolve(repository, "examples/web-application.yaml"),
    dataDir: options.dataDir === undefined ? resolve(repository, ".calor") : resolve(cwd, options.dataDir),
    pid: process.pid,
  });
  // The last lines first; then nothing that is still open may hold us.
  process.stdout.write("", () => process.exit(code));
}

await main();
