import { pathOfUrl, urlOfPath } from "#client/file-url.ts";
import { parametersOf } from "./launch.ts";
import type { CliPorts } from "./ports.ts";
import { Problem } from "./problem.ts";
import { finish, type CommandContext } from "./stack-commands.ts";

/** What `calor stack adopt` is given. */
export interface AdoptionFiles {
  readonly adoptFile: string;
  /** `name=value`, as given. */
  readonly parameters: readonly string[];
  readonly timeoutMinutes?: number;
  readonly rollback?: boolean;
}

function writeData({ out }: Pick<CliPorts, "out">, data: unknown): void {
  out.write(`${JSON.stringify(data, null, 2)}\n`);
}

async function readData({ readFile, cwd }: Pick<CliPorts, "readFile" | "cwd">, file: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(pathOfUrl(urlOfPath(file, cwd))));
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === undefined) throw error;
    throw new Problem(`the file cannot be read (${code})`, file, "name a file with what export or abandon printed");
  }
}

/** `calor stack export`: the stack's data, for another service. */
export async function exportStack({ ports, connect }: CommandContext, name: string): Promise<number> {
  const { client } = await connect();
  writeData(ports, await client.stacks.export(name));
  return 0;
}

/** `calor stack abandon`: the same, and the stack ends; asks first where somebody can answer. */
export async function abandonStack(
  { ports, connect }: CommandContext,
  name: string,
  options: { yes?: boolean },
): Promise<number> {
  if (options.yes !== true && ports.out.isTTY && ports.confirm !== undefined) {
    const agreed = await ports.confirm(`Forget ${name}, and leave what it made where it is? [y/N] `);
    if (!agreed) throw new Problem("nothing was abandoned", name, "answer y, or give --yes");
  }
  const { client } = await connect();
  writeData(ports, await client.stacks.abandon(name));
  return 0;
}

/** `calor stack adopt`: a stack of what is there already. */
export async function adoptStack(
  context: CommandContext,
  name: string,
  files: AdoptionFiles,
  wait: boolean,
): Promise<number> {
  const { ports } = context;
  const { adoptFile, timeoutMinutes, rollback } = files;
  const adoption = {
    data: await readData(ports, adoptFile),
    parameters: parametersOf(files.parameters),
    ...(timeoutMinutes === undefined ? {} : { timeoutMinutes }),
    ...(rollback === undefined ? {} : { disableRollback: !rollback }),
  };
  const connection = await context.connect();
  const startedAtMs = ports.clock.now();
  return finish(context, connection, { ...(await connection.client.stacks.adopt(name, adoption)), startedAtMs }, wait);
}
