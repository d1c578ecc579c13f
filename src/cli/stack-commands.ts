import type { StackVisit } from "#client/client.ts";
import type { StackEvent } from "#client/objects.ts";
import type { Connection } from "./connection.ts";
import {
  contentsOf,
  orderCreate,
  orderDelete,
  orderUpdate,
  orderVisit,
  watchToEnd,
  type LaunchFiles,
  type Ordered,
} from "./launch.ts";
import { showOutputs } from "./outputs.ts";
import type { CliPorts } from "./ports.ts";
import { Problem } from "./problem.ts";
import { renderTree } from "./render-tree.ts";
import { oneLine, paintFor, table } from "./text.ts";
import { TreeTracker } from "./tree-model.ts";

const NESTED_DEPTH = 5;

/** What a command works with: the ports, and the connection once it is needed. */
export interface CommandContext {
  readonly ports: CliPorts;
  readonly connect: () => Promise<Connection>;
}

function write(ports: CliPorts, lines: readonly string[]): void {
  if (lines.length > 0) ports.out.write(`${lines.join("\n")}\n`);
}

/** `calor stack list`. */
export async function listStacks(
  { ports, connect }: CommandContext,
  options: { nested?: boolean; deleted?: boolean },
): Promise<number> {
  const { client } = await connect();
  const stacks = await client.stacks.list({ show_nested: options.nested, show_deleted: options.deleted });
  const rows = stacks.map(({ name, id, status, createdAt, updatedAt }) => [
    name,
    id,
    status,
    createdAt ?? "",
    updatedAt ?? "",
  ]);
  if (rows.length === 0) ports.err.write("There are no stacks. To make one: calor stack create NAME -t FILE\n");
  else write(ports, table(["Name", "ID", "Status", "Created", "Updated"], rows));
  return 0;
}

/** `calor stack show`: the stack, its resources as a tree, its outputs. */
export async function showStack({ ports, connect }: CommandContext, name: string): Promise<number> {
  const { client } = await connect();
  const stack = await client.stacks.show(name);
  const resources = await client.resources.list(stack, { nestedDepth: NESTED_DEPTH });
  const now = ports.clock.now();
  const tracker = new TreeTracker(stack, Date.parse(stack.updatedAt ?? stack.createdAt ?? "") || now);
  tracker.look(stack, resources, now);
  const model = tracker.model(now);
  const paint = paintFor(ports.out, ports.env);
  const facts: [string, string][] = [
    ["name", stack.name],
    ["id", stack.id],
    ["status", stack.status],
    ["reason", oneLine(stack.reason)],
    ["description", oneLine(stack.description)],
    ["created", stack.createdAt ?? ""],
    ["updated", stack.updatedAt ?? ""],
  ];
  write(
    ports,
    facts.filter(([, value]) => value !== "").map(([key, value]) => `${paint.strong(key.padEnd(12))}${value}`),
  );
  const width = ports.out.isTTY ? (ports.out.columns ?? 80) - 1 : 120;
  const nodes = model.nodes.map(({ elapsedMs: _unknown, ...node }) => node);
  // Without the stack's own line: its facts stand above.
  write(ports, ["", "Resources:", ...renderTree({ ...model, nodes }, width, Infinity, paint).slice(1)]);
  showOutputs(stack, ports);
  return 0;
}

function eventRow({ time, resource, status, reason }: StackEvent): string[] {
  return [time, oneLine(resource), status, oneLine(reason)];
}

/** `calor stack events`. */
export async function showEvents(
  { ports, connect }: CommandContext,
  name: string,
  options: { nestedDepth?: number },
): Promise<number> {
  const { client } = await connect();
  const { nestedDepth } = options;
  const events = await client.events.list(name, nestedDepth === undefined ? {} : { nestedDepth });
  write(ports, table(["Time", "Resource", "Status", "Reason"], events.map(eventRow)));
  return 0;
}

/** Watches what was ordered to its end, or says how to; the exit code. */
export async function finish(
  { ports }: CommandContext,
  connection: Connection,
  ordered: Ordered,
  wait: boolean,
): Promise<number> {
  if (wait) return (await watchToEnd(connection.client, ordered, ports)) ? 0 : 1;
  ports.out.write(
    `${ordered.name}  ${ordered.id}  goes on in the service; to look: calor stack show ${ordered.name}\n`,
  );
  return 0;
}

function httpOf(ports: CliPorts): ReturnType<CliPorts["httpFor"]> {
  return ports.httpFor({ insecure: false });
}

/** `calor stack create`. */
export async function createStack(
  context: CommandContext,
  name: string,
  files: LaunchFiles,
  wait: boolean,
): Promise<number> {
  const contents = await contentsOf(files, context.ports, httpOf(context.ports));
  const connection = await context.connect();
  return finish(context, connection, await orderCreate(connection.client, name, contents, context.ports), wait);
}

/** `calor stack update`. */
export async function updateStack(
  context: CommandContext,
  name: string,
  files: LaunchFiles,
  wait: boolean,
): Promise<number> {
  const contents = await contentsOf(files, context.ports, httpOf(context.ports));
  const connection = await context.connect();
  const stack = await connection.client.stacks.show(name, { resolveOutputs: false });
  return finish(context, connection, await orderUpdate(connection.client, stack, contents, context.ports), wait);
}

/** `calor stack suspend`, `resume` and `check`: one stack after the other. */
export async function visitStacks(
  context: CommandContext,
  action: StackVisit,
  names: readonly string[],
  wait: boolean,
): Promise<number> {
  const connection = await context.connect();
  let exitCode = 0;
  for (const name of names) {
    const stack = await connection.client.stacks.show(name, { resolveOutputs: false });
    const ordered = await orderVisit(connection.client, stack, context.ports, action);
    exitCode = Math.max(exitCode, await finish(context, connection, ordered, wait));
  }
  return exitCode;
}

/** `calor stack delete`: one after the other; asks first where somebody can answer. */
export async function deleteStacks(
  context: CommandContext,
  names: readonly string[],
  options: { yes?: boolean; wait: boolean },
): Promise<number> {
  const { ports } = context;
  if (options.yes !== true && ports.out.isTTY && ports.confirm !== undefined) {
    const agreed = await ports.confirm(`Delete ${names.join(", ")} with everything in it? [y/N] `);
    if (!agreed) throw new Problem("nothing was deleted", names.join(", "), "answer y, or give --yes");
  }
  const connection = await context.connect();
  let exitCode = 0;
  for (const name of names) {
    const stack = await connection.client.stacks.show(name, { resolveOutputs: false });
    const ordered = await orderDelete(connection.client, stack, ports);
    exitCode = Math.max(exitCode, await finish(context, connection, ordered, options.wait));
  }
  return exitCode;
}
