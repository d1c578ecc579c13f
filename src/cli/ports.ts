import type { Inlined } from "#client/inline.ts";
import type { Clock, Http } from "#lib/ports.ts";
import type { Diagnostic } from "#schema/diagnostic.ts";

/** Where output goes. Size in characters; both are 0 or absent where there is no terminal. */
export interface Terminal {
  write(text: string): void;
  readonly columns?: number;
  readonly rows?: number;
  readonly isTTY: boolean;
}

/** How a server's certificate is checked. */
export interface TlsChoice {
  /** Path of a PEM file. */
  readonly cacert?: string;
  readonly insecure: boolean;
}

/** What is checked without a service. */
export interface LocalSources {
  readonly inlined: Inlined;
  /** URL of the template. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Everything the command line touches outside itself. */
export interface CliPorts {
  readonly out: Terminal;
  readonly err: Terminal;
  readonly clock: Clock;
  readonly httpFor: (tls: TlsChoice) => Http;
  /** Rejects as `node:fs` does (`code` is `ENOENT` for a file that is not there). */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** All that can be told of a stack's sources without asking a service or a cloud. */
  readonly check: (sources: LocalSources) => Promise<readonly Diagnostic[]>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted when the user wants to stop. */
  readonly signal: AbortSignal;
  /** Asks on the terminal; absent where nobody can answer. */
  readonly confirm?: (question: string) => Promise<boolean>;
}
