import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";

/**
 * A client that takes nothing for so long is cut off (after twice that at the latest), and may resume. Signs of life
 * come more often.
 */
const STUCK_MS = 30_000;
/** What may wait in the process for a client, besides what its connection holds. */
const BUFFER_BYTES = 16_384;
/** After so long a client that lost its connection comes again. */
const RETRY_MS = 1000;

/** A message of a stream; without data it is a sign of life that clients do not see. */
export interface StreamMessage {
  /** What a client that lost the connection says it had last (`Last-Event-ID`). */
  readonly id?: string;
  /** Absent: `message`. */
  readonly event?: string;
  readonly data?: unknown;
}

/** An answer that goes on: messages as they come. */
export class EventStream {
  readonly messages: AsyncIterable<StreamMessage>;
  constructor(messages: AsyncIterable<StreamMessage>) {
    this.messages = messages;
  }
}

function textOf({ id, event, data }: StreamMessage): string {
  if (data === undefined) return ":\n\n";
  const head = `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}`;
  return `${head}data: ${JSON.stringify(data)}\n\n`;
}

async function* textsOf(messages: AsyncIterable<StreamMessage>): AsyncGenerator<string> {
  // Sent at once, so that the client sees that it is connected.
  yield `retry: ${RETRY_MS}\n\n`;
  for await (const message of messages) yield textOf(message);
}

/**
 * Sends messages as server-sent events. They are taken from the source no faster than the client takes them from us,
 * so that nothing piles up.
 */
export function sendEvents(reply: FastifyReply, status: number, stream: EventStream): FastifyReply {
  reply.raw.setTimeout(STUCK_MS, () => reply.raw.destroy());
  return (
    reply
      .code(status)
      .header("content-type", "text/event-stream")
      .header("cache-control", "no-store")
      .header("x-accel-buffering", "no")
      // A connection that is kept for more would hold up the service's end when its stream has ended.
      .header("connection", "close")
      .send(Readable.from(textsOf(stream.messages), { objectMode: false, highWaterMark: BUFFER_BYTES }))
  );
}
