import { createHash } from "node:crypto";
import type { Client } from "#client/client.ts";
import type { Stack, StackContents } from "#client/objects.ts";
import { contentsOf, orderCreate, orderUpdate, watchToEnd, type LaunchFiles, type Ordered } from "#cli/launch.ts";
import { watchStack } from "#cli/live-tree.ts";
import type { CliPorts } from "#cli/ports.ts";
import { phaseOf } from "#cli/tree-model.ts";
import type { DataDirectory } from "./data-directory.ts";

const RECORD = "launches.json";

/** A stack to be launched by `npm start`. */
export interface LaunchRequest {
  readonly client: Client;
  readonly name: string;
  readonly files: LaunchFiles;
  readonly data: DataDirectory;
  readonly ports: CliPorts;
}

type Launches = Readonly<Record<string, { readonly id: string; readonly digest: string }>>;

/** Says whether the same was launched before; a digest, because parameters may be secret. */
function digestOf(contents: StackContents): string {
  return createHash("sha256").update(JSON.stringify(contents)).digest("hex");
}

function remember({ data, name }: LaunchRequest, id: string, digest: string): void {
  const launches = (data.readJson(RECORD) as Launches | undefined) ?? {};
  data.write(RECORD, `${JSON.stringify({ ...launches, [name]: { id, digest } }, null, 2)}\n`);
}

/** The stack once nothing is going on in it any more; undefined when it is gone. */
async function settled({ client, name, ports }: LaunchRequest): Promise<Stack | undefined> {
  const stack = await client.stacks.find(name);
  if (stack === undefined || phaseOf(stack.status) !== "busy") return stack;
  ports.out.write(`${name} is ${stack.status} from an earlier start: watching it first.\n`);
  const ended = await watchStack({ client, stack, after: (await client.events.last(stack))?.id }, ports);
  return ended.status === "DELETE_COMPLETE" ? undefined : ended;
}

async function order(request: LaunchRequest, contents: StackContents): Promise<Ordered> {
  const { client, name, ports } = request;
  const digest = digestOf(contents);
  const stack = await settled(request);
  if (stack === undefined) {
    ports.out.write(`Launching ${name}\n\n`);
    const ordered = await orderCreate(client, name, contents, ports);
    remember(request, ordered.id, digest);
    return ordered;
  }
  const known = ((request.data.readJson(RECORD) as Launches | undefined) ?? {})[name];
  const unchanged = known?.id === stack.id && known.digest === digest && phaseOf(stack.status) === "done";
  if (unchanged) {
    ports.out.write(`Found ${name} as it was left\n\n`);
    const startedAtMs = ports.clock.now();
    return { id: stack.id, name: stack.name, after: (await client.events.last(stack))?.id, startedAtMs };
  }
  ports.out.write(`Updating ${name}\n\n`);
  const ordered = await orderUpdate(client, stack, contents, ports);
  remember(request, ordered.id, digest);
  return ordered;
}

/** Creates the stack, or updates the one of that name unless it is the same; shows it until it has ended. Whether it succeeded. */
export async function launchStack(request: LaunchRequest): Promise<boolean> {
  const { client, files, ports } = request;
  const contents = await contentsOf(files, ports, ports.httpFor({ insecure: false }));
  return watchToEnd(client, await order(request, contents), ports);
}
