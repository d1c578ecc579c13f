import { Problem } from "#cli/problem.ts";
import { CloudFault } from "#cloud/fault.ts";
import { DirectoryInUse, WrongDatabaseVersion } from "#storage/database.ts";
import { portTaken } from "./port-check.ts";
import type { StartOptions } from "./start-options.ts";

/** Where a database is, without the password in its URL. */
function shownDatabase(url: string): string {
  if (!URL.canParse(url)) return "--database";
  const { protocol, host, pathname } = new URL(url);
  return `--database ${protocol}//${host}${pathname}`;
}

function databaseProblem(error: Error, url: string): Problem | undefined {
  const { code } = error as { code?: unknown };
  // Codes of five letters are PostgreSQL's own, the others the connection's.
  if (typeof code !== "string" || !/^(?:[0-9A-Z]{5}|E[A-Z]+)$/.test(code)) return undefined;
  return new Problem(
    `the database cannot be used: ${error.message || code}`,
    shownDatabase(url),
    "check that PostgreSQL runs there, that the database exists and that user and password are right",
  );
}

/** Why the service did not start, where it is something that the user can mend; undefined where it is a mistake of ours. */
export function serviceProblem(error: unknown, { port, databaseUrl }: StartOptions): Problem | undefined {
  if (error instanceof CloudFault)
    return new Problem(
      error.message,
      "sign-in at the cloud",
      "check the cloud's entry in clouds.yaml and that the cloud answers",
    );
  if (error instanceof DirectoryInUse)
    return new Problem(error.message, error.directory, "stop the process that has it");
  if (error instanceof WrongDatabaseVersion)
    return new Problem(
      error.message,
      "the database",
      "use the version of Calor that made it, or start with another --data directory",
    );
  if (!(error instanceof Error)) return undefined;
  if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return portTaken(port, "--port");
  return databaseUrl === undefined ? undefined : databaseProblem(error, databaseUrl);
}
