import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import type { CliPorts, Terminal } from "#cli/ports.ts";
import { Problem } from "#cli/problem.ts";
import type { Http } from "#lib/ports.ts";
import { createRealHttp, realClock } from "./ports.ts";

function terminalOf(stream: NodeJS.WriteStream): Terminal {
  return {
    write: (text) => void stream.write(text),
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    isTTY: stream.isTTY === true,
  };
}

/** The text of a PEM file that clouds.yaml names. */
export function readCertificate(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Problem(
      `the certificate authorities cannot be read: ${error.message}`,
      path,
      "correct cacert in clouds.yaml (or OS_CACERT)",
    );
  }
}

/** HTTP as an entry of clouds.yaml wants it. */
export function httpFor(tls: { readonly cacert?: string; readonly insecure: boolean }): Http {
  return createRealHttp({
    insecure: tls.insecure,
    ...(tls.cacert === undefined ? {} : { ca: readCertificate(tls.cacert) }),
  });
}

/** The command line's ports on this process; `cwd` is where the user's paths are seen from. */
export function terminalPorts(signal: AbortSignal, cwd: string): CliPorts {
  return {
    out: terminalOf(process.stdout),
    err: terminalOf(process.stderr),
    clock: realClock,
    httpFor,
    readFile: (path) => readFile(path),
    // All resource types are read only when they are needed.
    check: async (sources) => (await import("./local-check.ts")).checkLocally(sources),
    env: process.env,
    cwd,
    signal,
    ...(process.stdin.isTTY
      ? {
          async confirm(question: string) {
            const lines = createInterface({ input: process.stdin, output: process.stdout });
            try {
              return /^y(?:es)?$/i.test((await lines.question(question)).trim());
            } finally {
              lines.close();
            }
          },
        }
      : {}),
  };
}

/** Holds the process while work waits on timers, which do not: returns its end. */
export function keepAlive(): () => void {
  const timer = setInterval(() => undefined, 60_000);
  return () => clearInterval(timer);
}
