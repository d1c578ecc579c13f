import { Command, CommanderError } from "commander";
import { collect } from "#cli/program.ts";

/** What `npm start` was told. Paths are as given. */
export interface StartOptions {
  /** The template to launch; the example where it is absent. */
  readonly file?: string;
  readonly environments: readonly string[];
  /** `name=value` pairs. */
  readonly parameters: readonly string[];
  readonly name?: string;
  readonly once: boolean;
  /** Whether a template is launched at all. */
  readonly launch: boolean;
  /** Entry of clouds.yaml; the simulated cloud where it is absent. */
  readonly cloud?: string;
  readonly port: number;
  readonly cloudPort: number;
  /** As given; `.calor` in the repository where it is absent. */
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly publicUrl?: string;
  readonly limits: "heat" | "none";
}

const DEFAULT_PORT = 8004;
const DEFAULT_CLOUD_PORT = 19_000;
const MAX_PORT = 65_535;

/** The command line could not be used (exit code 2), or help was asked for (0); what there is to say was written. */
export class StartOptionsRefused extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.name = "StartOptionsRefused";
    this.exitCode = exitCode;
  }
}

interface Flags {
  readonly environment: string[];
  readonly parameter: string[];
  readonly name?: string;
  readonly once?: boolean;
  readonly launch: boolean;
  readonly cloud?: string;
  readonly port: string;
  readonly cloudPort: string;
  readonly data?: string;
  readonly database?: string;
  readonly publicUrl?: string;
  readonly limits: string;
}

function portOf(flag: string, text: string, refuse: (message: string) => never): number {
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port <= MAX_PORT
    ? port
    : refuse(`error: ${flag} ${text}: a port is a number from 1 to ${MAX_PORT}`);
}

/** Reads the arguments of `npm start`; throws `StartOptionsRefused`. */
export function parseStartOptions(
  args: readonly string[],
  output: { out(text: string): void; err(text: string): void },
): StartOptions {
  const command = new Command("npm start --")
    .description("Starts Calor with its database and a simulated OpenStack cloud, and launches a template.")
    .argument("[file]", "template to launch (default: the example, a web application)")
    .option("-e, --environment <file>", "environment file; may be repeated", collect, [])
    .option("-P, --parameter <name=value>", "parameter of the template; may be repeated", collect, [])
    .option("--name <name>", "name of the stack (default: the file's name)")
    .option("--once", "end after the launch: 0 when it is complete, 1 when it failed")
    .option("--no-launch", "launch nothing: only start the service")
    .option("--cloud <name>", "a real OpenStack: an entry of clouds.yaml, or envvars for OS_*")
    .option("--port <number>", "port of the orchestration API", String(DEFAULT_PORT))
    .option("--cloud-port <number>", "port of the simulated cloud", String(DEFAULT_CLOUD_PORT))
    .option("--data <directory>", "where everything is kept (default: .calor in the repository)")
    .option("--database <url>", "a PostgreSQL instead of the embedded database")
    .option("--public-url <url>", "address that clients use, where it is not this machine's")
    .option("--limits <which>", "heat: Heat's limits; none: no limits", "heat")
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.out(text), writeErr: (text) => output.err(text) })
    .showHelpAfterError("(npm start -- --help shows how)");
  const refuse = (message: string): never => command.error(message, { exitCode: 2 });
  try {
    command.parse(args, { from: "user" });
    const flags = command.opts<Flags>();
    const [file] = command.args;
    const { name, cloud, database, publicUrl, limits } = flags;
    if (limits !== "heat" && limits !== "none") return refuse(`error: --limits ${limits}: it is heat or none`);
    return {
      environments: flags.environment,
      parameters: flags.parameter,
      once: flags.once === true,
      launch: flags.launch,
      port: portOf("--port", flags.port, refuse),
      cloudPort: portOf("--cloud-port", flags.cloudPort, refuse),
      limits,
      ...(file === undefined ? {} : { file }),
      ...(flags.data === undefined ? {} : { dataDir: flags.data }),
      ...(name === undefined ? {} : { name }),
      ...(cloud === undefined ? {} : { cloud }),
      ...(database === undefined ? {} : { databaseUrl: database }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new StartOptionsRefused(error.message, error.exitCode === 0 ? 0 : 2);
  }
}
