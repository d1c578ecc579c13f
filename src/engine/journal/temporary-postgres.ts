/** A PostgreSQL server of a test's own, where one is installed. For tests only. */
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PACKAGES = "/usr/lib/postgresql";

/** A running server. */
export interface TemporaryPostgres {
  readonly url: string;
  /** Stops it as a crash does, and starts it again. */
  restart(): void;
  stop(): void;
}

// The server refuses to run as root.
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const read = (option: string): number => Number(execFileSync("id", [option, "postgres"], { encoding: "utf8" }));
  return { uid: read("-u"), gid: read("-g") };
}

/** The folder of an installed PostgreSQL's programs, the newest's; undefined: none is installed. */
export function installedPostgres(): string | undefined {
  if (!existsSync(PACKAGES)) return undefined;
  const versions = readdirSync(PACKAGES).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(PACKAGES, version, "bin")).find((folder) => existsSync(join(folder, "initdb")));
}

/** Starts a server in a new folder, reached by a socket in it; `stop` removes it. */
export function startPostgres(programs: string): TemporaryPostgres {
  const folder = mkdtempSync(join(tmpdir(), "calor-postgres-"));
  const user = serverUser();
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const run = (program: string, ...args: string[]): void => {
    execFileSync(join(programs, program), args, { ...user, cwd: folder, stdio: "ignore", timeout: 30_000 });
  };
  const data = join(folder, "data");
  run("initdb", "-D", data, "-U", "calor", "-A", "trust", "-E", "UTF8", "--no-sync");
  const options = `-c listen_addresses= -c unix_socket_directories=${folder} -c fsync=off`;
  run("pg_ctl", "-D", data, "-l", join(folder, "log"), "-o", options, "-w", "start");
  return {
    url: `postgresql://calor@localhost/postgres?host=${encodeURIComponent(folder)}`,
    restart: () =>
      run("pg_ctl", "-D", data, "-l", join(folder, "log"), "-o", options, "-m", "immediate", "-w", "restart"),
    stop() {
      run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
