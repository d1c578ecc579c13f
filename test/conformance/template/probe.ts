import type { Answer, Service } from "../service.ts";

/** One question to both services. */
export interface Probe {
  /** Path-like: `functions/list_join/numbers/2013-05-23`. */
  readonly id: string;
  /** `validate` posts to /validate, `preview` to /stacks/preview. */
  readonly by: "validate" | "preview";
  readonly body: Readonly<Record<string, unknown>>;
  /** What is compared of an answer that is no refusal, besides its status. */
  readonly keep?: (body: Answer["body"]) => unknown;
  /** An output whose value is compared too, where both accept the template; those of one key share a stack. */
  readonly output?: OutputProbe;
}

/** An output to be put in a stack with others. */
export interface OutputProbe {
  /** Probes of the same key have the same frame. */
  readonly key: string;
  /** A template with these outputs, and what goes with it. */
  readonly frame: (outputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  readonly value: unknown;
}

/** What is compared of an answer. */
export type Summary = Readonly<Record<string, unknown>>;

function errorType(body: Answer["body"]): unknown {
  const { error } = body;
  return typeof error === "object" && error !== null ? (error as { type?: unknown }).type : undefined;
}

function errorText(body: Answer["body"]): unknown {
  const { error } = body;
  return typeof error === "object" && error !== null ? (error as { message?: unknown }).message : undefined;
}

/** Asks one service; the text of a refusal is shown but not compared. */
export async function ask(service: Service, { by, body, keep }: Probe): Promise<{ summary: Summary; text?: unknown }> {
  const path = by === "validate" ? "/validate" : "/stacks/preview";
  const answer = await service.send("POST", path, by === "validate" ? body : { stack_name: "conformance", ...body });
  if (answer.status === 200) return { summary: { status: 200, ...(keep && { kept: keep(answer.body) }) } };
  return { summary: { status: answer.status, type: errorType(answer.body) }, text: errorText(answer.body) };
}
