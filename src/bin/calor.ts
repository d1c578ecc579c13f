import { createProgram } from "#cli/program.ts";
import { keepAlive, terminalPorts } from "./terminal-ports.ts";

const stop = new AbortController();
const release = keepAlive();
process.once("SIGINT", () => {
  stop.abort();
  // Whatever does not listen to the signal must not hold the user up.
  process.once("SIGINT", () => process.exit(130));
});
// A reader that has seen enough (`calor stack list | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await createProgram(terminalPorts(stop.signal, process.cwd())).run(process.argv.slice(2));
release();
// Idle connections to the service would hold the process for their keep-alive time.
process.stdout.write("", () => process.exit());
