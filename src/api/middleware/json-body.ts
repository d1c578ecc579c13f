import type { FastifyInstance } from "fastify";
import { EngineFault } from "#engine/faults.ts";
import { ApiFault } from "./fault.ts";

/** What too large a body is still read of, so that the caller sees the refusal and not a broken connection. */
const DRAINED_BYTES = 16 * 1_048_576;

/** A JSON object as a caller sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether the value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function readWhole(chunks: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size <= maxBytes) kept.push(chunk);
    else if (size > maxBytes + DRAINED_BYTES) break;
  }
  if (size > maxBytes) {
    const text = `the request body is larger than ${maxBytes} bytes, the limit max_json_body_size`;
    throw new EngineFault("RequestLimitExceeded", text);
  }
  return Buffer.concat(kept);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiFault(400, `the request body is not valid JSON: ${error.message}`);
  }
}

/**
 * Reads request bodies as Heat does: a body counts only when its type is JSON (or text, or not said)
 * and it starts like an object; else it is as if there were none.
 */
export function readJsonBodies(api: FastifyInstance, maxBytes: number): void {
  api.removeAllContentTypeParsers();
  api.addContentTypeParser(
    "*",
    async (request: { headers: Record<string, unknown> }, payload: AsyncIterable<Uint8Array>) => {
      const text = (await readWhole(payload, maxBytes)).toString("utf8");
      const type = String(request.headers["content-type"] ?? "");
      if (type !== "" && !/^(text\/plain|application\/json)/.test(type)) return undefined;
      return text.startsWith("{") ? parse(text) : undefined;
    },
  );
}
