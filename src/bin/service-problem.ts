import { Problem } from "#cli/problem.ts";
import { CloudFault } from "#cloud/fault.ts";
import { DatabaseUnavailable, DirectoryInUse, WrongDatabaseVersion } from "#storage/database.ts";
import { portTaken } from "./port-check.ts";
import type { StartOptions } from "./start-options.ts";

/** Where a database is, without the user and password in its URL. */
function shownDatabase(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return "the database";
  const { protocol, host, pathname } = new URL(url);
  return `--database ${protocol}//${host}${pathname}`;
}

/** Why the service did not start, where it is something that the user can mend; undefined where it is a mistake of ours. */
export function serviceProblem(error: unknown, { port, databaseUrl }: StartOptions): Problem | undefined {
  const database = shownDatabase(databaseUrl);
  if (error instanceof CloudFault) {
    const hint = "check the cloud's entry in clouds.yaml and that the cloud answers";
    return new Problem(error.message, "sign-in at the cloud", hint);
  }
  if (error instanceof DatabaseUnavailable) {
    return new Problem(error.message, database, "start PostgreSQL there, or correct --database");
  }
  if (error instanceof WrongDatabaseVersion) {
    const hint = "use the version of Calor that made it, or start with another --data directory";
    return new Problem(error.message, database, hint);
  }
  if (error instanceof DirectoryInUse)
    return new Problem(error.message, error.directory, "stop the process that has it");
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code === "EADDRINUSE" ? portTaken(port, "--port") : undefined;
}
