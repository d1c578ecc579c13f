import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const driver = fileURLToPath(new URL("./openstack-driver.py", import.meta.url));

/** What a command of the client did. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command printed with `-f json`, walked through by keys. */
export type Printed = { readonly [key: string]: Printed } & readonly Printed[];

/** One column of a printed list, as text and sorted. */
export function column(list: readonly Readonly<Record<string, unknown>>[], key: string): string[] {
  return list.map((each) => String(each[key])).sort();
}

/** The `openstack` client with one entry of a clouds.yaml; one command at a time. */
export interface OpenstackClient {
  run(...args: readonly string[]): Promise<CommandResult>;
  /** The JSON that the command prints; rejects unless it ends with 0. What a waiting command prints before it is left out. */
  json(...args: readonly string[]): Promise<Printed>;
  /** What the command says on its error output; rejects unless it fails, and fails without a traceback. */
  refusal(...args: readonly string[]): Promise<string>;
  close(): void;
}

/** A command that ended otherwise than a test needs. */
class UnexpectedResult extends Error {
  constructor(args: readonly string[], { code, stdout, stderr }: CommandResult) {
    super(`openstack ${args.join(" ")} ended with ${code}:\n${stderr}\n${stdout}`);
    this.name = "UnexpectedResult";
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** The Python that runs the installed `openstack` command; undefined where that or its heat plug-in is missing. */
export function installedClient(): string | undefined {
  const program = (process.env["PATH"] ?? "")
    .split(delimiter)
    .map((directory) => join(directory, "openstack"))
    .find(isExecutable);
  if (program === undefined) return undefined;
  const python = /^#!\s*(\S+)/.exec(readFileSync(program, "utf8"))?.[1];
  if (python === undefined) return undefined;
  return spawnSync(python, ["-c", "import openstackclient, heatclient"]).status === 0 ? python : undefined;
}

/** Starts the client for an entry of a clouds.yaml, in a working directory. */
export function startClient(of: {
  readonly python: string;
  readonly cloudsYaml: string;
  readonly cloud: string;
  readonly cwd: string;
}): OpenstackClient {
  // Nothing of the user's own environment may choose another cloud.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("OS_"));
  const env = { ...Object.fromEntries(own), OS_CLIENT_CONFIG_FILE: of.cloudsYaml, OS_CLOUD: of.cloud };
  const child = spawn(of.python, [driver], { cwd: of.cwd, env, stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const run = async (...args: readonly string[]): Promise<CommandResult> => {
    child.stdin.write(`${JSON.stringify(args)}\n`);
    const { value, done } = await answers.next();
    if (done === true) throw new UnexpectedResult(args, { code: -1, stdout: "", stderr: "the driver has ended" });
    return JSON.parse(value) as CommandResult;
  };
  return {
    run,
    async json(...args) {
      const result = await run(...args, "-f", "json");
      const start = result.stdout.search(/^[[{]/m);
      if (result.code !== 0 || start < 0) throw new UnexpectedResult(args, result);
      return JSON.parse(result.stdout.slice(start)) as Printed;
    },
    async refusal(...args) {
      const result = await run(...args);
      if (result.code === 0 || result.stderr.includes("Traceback")) throw new UnexpectedResult(args, result);
      return result.stderr.trim();
    },
    close: () => void child.stdin.end(),
  };
}
