import type { Client, StackVisit } from "#client/client.ts";
import { environmentToSend } from "#client/environment.ts";
import { isUrl, pathOfUrl } from "#client/file-url.ts";
import { inline } from "#client/inline.ts";
import type { Resource, Stack, StackContents } from "#client/objects.ts";
import type { Http } from "#lib/ports.ts";
import { watchStack } from "./live-tree.ts";
import { showOutputs } from "./outputs.ts";
import type { CliPorts } from "./ports.ts";
import { Problem } from "./problem.ts";
import { phaseOf } from "./tree-model.ts";

const DOWNLOAD_TIMEOUT_MS = 60_000;

/** A template with what goes with it, as the user names it. */
export interface LaunchFiles {
  readonly template: string;
  readonly environments: readonly string[];
  /** `name=value`, as given. */
  readonly parameters: readonly string[];
  readonly timeoutMinutes?: number;
  readonly rollback?: boolean;
  readonly tags?: readonly string[];
}

type LaunchPorts = Pick<CliPorts, "out" | "err" | "clock" | "env" | "signal" | "cwd" | "readFile">;

/** `name=value` pairs as a map; a name given again makes a list, as the openstack client has it. */
export function parametersOf(pairs: readonly string[]): Record<string, unknown> {
  const parameters: Record<string, unknown> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    if (at < 1) throw new Problem(`"${pair}" is no parameter`, `-P ${pair}`, "write it as -P name=value", 2);
    const name = pair.slice(0, at);
    const value = pair.slice(at + 1);
    const before = parameters[name];
    parameters[name] =
      before === undefined ? value : [...(Array.isArray(before) ? (before as unknown[]) : [before]), value];
  }
  return parameters;
}

/** Reads files and URLs, by URL. */
export function urlReader(ports: Pick<CliPorts, "readFile">, http: Http): (url: string) => Promise<Uint8Array> {
  const download = async (url: string): Promise<Uint8Array> => {
    const response = await http({ method: "GET", url, headers: {}, timeoutMs: DOWNLOAD_TIMEOUT_MS });
    if (response.status !== 200) throw new Problem(`${url} was answered ${response.status}`, url, "check the address");
    return typeof response.body === "string" ? new TextEncoder().encode(response.body) : response.body;
  };
  return (url) => (isUrl(url) && !url.startsWith("file:") ? download(url) : ports.readFile(pathOfUrl(url)));
}

/** Reads everything a launch sends. Rejects with `InlineFailure` or `Problem`. */
export async function contentsOf(
  files: LaunchFiles,
  ports: Pick<CliPorts, "cwd" | "readFile">,
  http: Http,
): Promise<StackContents> {
  const parameters = parametersOf(files.parameters);
  const read = urlReader(ports, http);
  const inlined = await inline({ template: files.template, environments: files.environments, cwd: ports.cwd, read });
  return {
    template: inlined.template,
    files: inlined.files,
    ...environmentToSend(inlined),
    parameters,
    ...(files.timeoutMinutes === undefined ? {} : { timeoutMinutes: files.timeoutMinutes }),
    ...(files.rollback === undefined ? {} : { disableRollback: !files.rollback }),
    ...(files.tags === undefined ? {} : { tags: files.tags }),
  };
}

/** A change that has been ordered, to be watched. */
export interface Ordered {
  readonly id: string;
  readonly name: string;
  readonly after?: string | undefined;
  readonly startedAtMs: number;
  readonly before?: readonly Resource[];
}

/** Orders the creation of a stack. */
export async function orderCreate(
  client: Client,
  name: string,
  contents: StackContents,
  ports: Pick<CliPorts, "clock">,
): Promise<Ordered> {
  const startedAtMs = ports.clock.now();
  return { ...(await client.stacks.create(name, contents)), startedAtMs };
}

const NESTED_DEPTH = 5;

/** Orders a change of a stack that is there, having looked at it first. */
async function orderChange(
  client: Client,
  stack: Stack,
  ports: Pick<CliPorts, "clock">,
  change: () => Promise<void>,
): Promise<Ordered> {
  const startedAtMs = ports.clock.now();
  const after = (await client.events.last(stack))?.id;
  const before = await client.resources.list(stack, { nestedDepth: NESTED_DEPTH });
  await change();
  return { id: stack.id, name: stack.name, after, startedAtMs, before };
}

/** Orders the update of a stack. */
export function orderUpdate(
  client: Client,
  stack: Stack,
  contents: StackContents,
  ports: Pick<CliPorts, "clock">,
): Promise<Ordered> {
  return orderChange(client, stack, ports, () => client.stacks.update(stack, contents));
}

/** Orders the deletion of a stack. */
export function orderDelete(client: Client, stack: Stack, ports: Pick<CliPorts, "clock">): Promise<Ordered> {
  return orderChange(client, stack, ports, () => client.stacks.delete(stack));
}

/** Orders an action on all that is in a stack. */
export function orderVisit(
  client: Client,
  stack: Stack,
  ports: Pick<CliPorts, "clock">,
  action: StackVisit,
): Promise<Ordered> {
  return orderChange(client, stack, ports, () => client.stacks.act(stack, action));
}

/** Shows the change until it has ended, then the outputs; whether it succeeded. */
export async function watchToEnd(client: Client, ordered: Ordered, ports: LaunchPorts): Promise<boolean> {
  const stack = await watchStack({ client, stack: ordered, ...ordered }, ports);
  if (phaseOf(stack.status) !== "done" || stack.status.startsWith("ROLLBACK")) return false;
  if (stack.status !== "DELETE_COMPLETE") showOutputs(await client.stacks.show(ordered), ports);
  return true;
}
