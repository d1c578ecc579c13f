import { realClock } from "#bin/ports.ts";
import {
  byClients,
  measured,
  untilStatus,
  type Endpoint,
  type Figures,
  type Open,
  type Part,
  type Parts,
  type Size,
} from "./measure.ts";
import { flat } from "./templates.ts";

const clients = 8;
const samples = 50;
const note = "one request";

async function timesOf(work: () => Promise<unknown>, by = 1): Promise<Part> {
  for (let number = 0; number < 5; number += 1) await work();
  const runs: Figures[] = [];
  await byClients(by, samples * by, async () => {
    const startedAt = performance.now();
    await work();
    runs.push({ wallMs: performance.now() - startedAt });
  });
  return { runs, note };
}

async function makeStacks(endpoint: Endpoint, count: number, each: number): Promise<{ name: string; id: string }[]> {
  const made: { name: string; id: string }[] = [];
  const prefix = `bench-${process.pid}-${realClock.now()}`;
  await byClients(clients, count, async (number) => {
    const stack = await endpoint.client.stacks.create(`${prefix}-${number}`, { template: flat(each) });
    made.push(stack);
    await untilStatus(endpoint, stack, "CREATE_COMPLETE");
  });
  return made;
}

async function removeStacks(endpoint: Endpoint, made: readonly { name: string; id: string }[]): Promise<void> {
  for (const stack of made) await endpoint.client.stacks.delete(stack);
  for (const stack of made) await untilStatus(endpoint, stack, "DELETE_COMPLETE");
}

/** Stacks of 5, made by 8 clients at once. */
export function burst(open: Open, { count, runs }: Size): Promise<Parts> {
  return open(async (endpoint) => {
    const figures: Figures[] = [];
    for (let run = 0; run <= runs; run += 1) {
      let made: { name: string; id: string }[] = [];
      figures.push(await measured(endpoint, async () => void (made = await makeStacks(endpoint, count, 5))));
      await removeStacks(endpoint, made);
    }
    const [cold, ...warm] = figures;
    return new Map([[`burst ${count}`, { ...(cold && { cold }), runs: warm }]]);
  });
}

/** 200 of many stacks; by one client, by 8, and while 1000 resources are made. */
export function list(open: Open, { count }: Size): Promise<Parts> {
  return open(async (endpoint) => {
    const { stacks } = endpoint.client;
    const parts = new Map<string, Part>();
    const fill = await measured(endpoint, () => makeStacks(endpoint, count, 1));
    parts.set(`fill ${count}`, { runs: [fill] });
    const page = (): Promise<unknown> => stacks.list({ limit: 200 });
    parts.set("list 1 client", await timesOf(page));
    parts.set("list 8 clients", await timesOf(page, clients));
    const big = await stacks.create(`bench-${process.pid}-big`, { template: flat(4000) });
    parts.set("list in create", await timesOf(page));
    await untilStatus(endpoint, big, "CREATE_COMPLETE");
    return parts;
  });
}

/** A stack with that many resources. */
export function show(open: Open, { count }: Size): Promise<Parts> {
  return open(async (endpoint) => {
    const { client } = endpoint;
    const made = await makeStacks(endpoint, 1, count);
    const parts = new Map<string, Part>();
    for (const stack of made) {
      parts.set(`show ${count}`, await timesOf(() => client.stacks.show(stack)));
      parts.set(`resources ${count}`, await timesOf(() => client.resources.list(stack)));
    }
    await removeStacks(endpoint, made);
    return parts;
  });
}

/** A template with that many resources. */
export function validate(open: Open, { count }: Size): Promise<Parts> {
  return open(async ({ client }) => {
    const template = flat(count);
    return new Map([[`validate ${count}`, await timesOf(() => client.validate({ template }))]]);
  });
}

/** A template of that many MB: read and validated, each another one, so that nothing is remembered. */
export function parse(open: Open, { count, runs }: Size): Promise<Parts> {
  return open(async (endpoint) => {
    const { client } = endpoint;
    const line = "  r1: { type: OS::Heat::RandomString, properties: { length: 16 } }\n".length + 3;
    const figures: Figures[] = [];
    for (let run = 0; run <= runs; run += 1) {
      const template = `${flat(Math.ceil((count * 1_000_000) / line))}# ${run}\n`;
      figures.push(await measured(endpoint, () => client.validate({ template })));
    }
    const [cold, ...warm] = figures;
    return new Map([[`parse ${count} MB`, { ...(cold && { cold }), runs: warm }]]);
  });
}
