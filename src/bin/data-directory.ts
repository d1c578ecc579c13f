import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "#cli/problem.ts";
import { DirectoryInUse } from "#storage/database.ts";
import { lockDirectory } from "#storage/embedded/directory-lock.ts";

const PRIVATE_DIRECTORY = 0o700;
const PRIVATE_FILE = 0o600;

/** Whose the directory is: the cloud its stacks live in. */
export interface Binding {
  /** Keystone's address, or `simulated`. */
  readonly authUrl: string;
  readonly projectId: string;
}

/** The directory in which a Calor keeps everything, ours alone while the process lives. */
export interface DataDirectory {
  readonly path: string;
  file(name: string): string;
  /** A JSON file; undefined when it is not there. */
  readJson(name: string): unknown;
  /** Writes a file, whole or not at all, readable for its owner only. */
  write(name: string, text: string): void;
  /** Binds it to a cloud at the first start; refuses another one later. */
  bind(binding: Binding): void;
  release(): void;
}

function sameBinding(one: Partial<Binding>, other: Binding): boolean {
  return one.authUrl === other.authUrl && one.projectId === other.projectId;
}

class OwnDirectory implements DataDirectory {
  readonly path: string;
  readonly #release: () => void;
  constructor(path: string, release: () => void) {
    this.path = path;
    this.#release = release;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  readJson(name: string): unknown {
    const file = this.file(name);
    if (!existsSync(file)) return undefined;
    try {
      return JSON.parse(readFileSync(file, "utf8")) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new Problem(
        `${name} is damaged: ${error.message}`,
        file,
        "restore it, or start with another --data directory",
      );
    }
  }

  write(name: string, text: string): void {
    const unfinished = this.file(`${name}.new`);
    writeFileSync(unfinished, text, { mode: PRIVATE_FILE });
    renameSync(unfinished, this.file(name));
  }

  bind(binding: Binding): void {
    const known = this.readJson("binding.json") as Partial<Binding> | undefined;
    if (known === undefined) {
      this.write("binding.json", `${JSON.stringify(binding, null, 2)}\n`);
      return;
    }
    if (sameBinding(known, binding)) return;
    const where =
      known.authUrl === "simulated" ? "the simulated cloud" : `project ${known.projectId} at ${known.authUrl}`;
    throw new Problem(
      `this data directory belongs to ${where}; its stacks cannot be managed on another cloud`,
      this.path,
      "start with another directory: --data DIR",
    );
  }

  release(): void {
    this.#release();
  }
}

/** Makes the directory if needed and takes it; throws `Problem` when another process has it. */
export function openDataDirectory(path: string): DataDirectory {
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE_DIRECTORY });
    chmodSync(path, PRIVATE_DIRECTORY);
    const lock = lockDirectory(path, process.pid);
    return new OwnDirectory(path, () => lock.release());
  } catch (error) {
    if (error instanceof DirectoryInUse) {
      const holder = error.pid === undefined ? "" : ` (process ${error.pid})`;
      throw new Problem(
        `another Calor${holder} runs on this data directory`,
        path,
        "stop it, or start with another directory and other ports: --data DIR --port N --cloud-port N",
      );
    }
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EACCES" || code === "ENOTDIR" || code === "EROFS" || code === "EEXIST" || code === "EPERM") {
      throw new Problem(
        `the data directory cannot be used: ${(error as Error).message}`,
        path,
        "name another one with --data DIR",
      );
    }
    throw error;
  }
}
