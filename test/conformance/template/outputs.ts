import type { Service } from "../service.ts";
import type { Probe, Summary } from "./probe.ts";

const OUTPUTS_A_STACK = 60;
const POLL_MS = 300;
const POLLS = 400;

type Json = Readonly<Record<string, unknown>>;
type OutputOf = { readonly id: string; readonly output: NonNullable<Probe["output"]> };

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

let made = 0;

/** Makes a stack, reads its outputs, deletes it; the refusal or the reason where that does not come to an end. */
async function outputsOfStack(
  service: Service,
  body: Json,
): Promise<{ outputs?: Map<string, Summary>; fault?: Summary }> {
  const name = `conformance-${process.pid}-${++made}`;
  const created = await service.send("POST", "/stacks", { stack_name: name, ...body });
  if (created.status !== 201)
    return { fault: { status: created.status, type: objectOf(created.body["error"])["type"] } };
  const id = String(objectOf(created.body["stack"])["id"]);
  const path = `/stacks/${name}/${id}`;
  try {
    for (let poll = 0; poll < POLLS; poll++) {
      const shown = await service.send("GET", path);
      const stack = objectOf(shown.body["stack"]);
      const status = String(stack["stack_status"]);
      if (status === "CREATE_COMPLETE") return { outputs: summaries(stack["outputs"]) };
      if (status !== "CREATE_IN_PROGRESS") return { fault: { stack: status } };
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return { fault: { stack: "does not end" } };
  } finally {
    await service.send("DELETE", path);
  }
}

function summaries(outputs: unknown): Map<string, Summary> {
  const list = Array.isArray(outputs) ? outputs.map(objectOf) : [];
  return new Map(
    list.map((output) => [
      String(output["output_key"]),
      "output_error" in output ? { output: "error" } : { output: output["output_value"] },
    ]),
  );
}

/** The outputs' values from as few stacks as possible: one that is refused is asked for in halves. */
async function readBatch(service: Service, probes: readonly OutputOf[]): Promise<ReadonlyMap<string, Summary>> {
  const first = probes[0];
  if (first === undefined) return new Map();
  const outputs = Object.fromEntries(probes.map(({ output }, at) => [`output_${at}`, output.value]));
  const { outputs: read, fault } = await outputsOfStack(service, first.output.frame(outputs));
  if (read) return new Map(probes.map(({ id }, at) => [id, read.get(`output_${at}`) ?? { output: "missing" }]));
  if (probes.length === 1) return new Map([[first.id, fault ?? {}]]);
  const half = probes.length >> 1;
  const parts = [probes.slice(0, half), probes.slice(half)];
  const maps = [];
  for (const part of parts) maps.push(...(await readBatch(service, part)));
  return new Map(maps);
}

/** The batches in which outputs are read. */
export function batchesOf(probes: readonly Probe[]): readonly (readonly OutputOf[])[] {
  const wanted = probes.flatMap(({ id, output }) => (output ? [{ id, output }] : []));
  return [...Map.groupBy(wanted, ({ output }) => output.key).values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / OUTPUTS_A_STACK) }, (_, at) =>
      group.slice(at * OUTPUTS_A_STACK, (at + 1) * OUTPUTS_A_STACK),
    ),
  );
}

/** The values of a batch on one service, by probe. */
export function readOutputs(service: Service, batch: readonly OutputOf[]): Promise<ReadonlyMap<string, Summary>> {
  return readBatch(service, batch);
}
