import { contentsOf, type LaunchFiles } from "./launch.ts";
import { renderPlan, type PlanOptions } from "./render-plan.ts";
import type { CommandContext } from "./stack-commands.ts";
import { paintFor } from "./text.ts";

/** What `calor plan` is told besides the files. */
export interface PlanCommandOptions extends PlanOptions {
  /** Exit with 2 where something would change. */
  readonly detailedExitCode: boolean;
}

const CHANGES = 2;

/** `calor plan`: what creating (where there is none of that name) or updating the stack would do; nothing is done. */
export async function planStack(
  { ports, connect }: CommandContext,
  name: string,
  files: LaunchFiles,
  options: PlanCommandOptions,
): Promise<number> {
  const contents = await contentsOf(files, ports, ports.httpFor({ insecure: false }));
  const { client } = await connect();
  const stack = await client.stacks.find(name);
  const plan = stack ? await client.stacks.planUpdate(stack, contents) : await client.stacks.planCreate(name, contents);
  ports.out.write(`${renderPlan(plan, options, paintFor(ports.out, ports.env)).join("\n")}\n`);
  return plan.changes && options.detailedExitCode ? CHANGES : 0;
}
