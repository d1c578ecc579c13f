import type { Engine } from "#engine/requests.ts";
import type { StreamMessage } from "../event-stream.ts";
import { EventStream } from "../event-stream.ts";
import { oneOf } from "../fields.ts";
import type { Links } from "../links.ts";
import { route } from "../route.ts";
import { streamedEvent } from "../shapes/event.ts";
import { stackOf } from "./stacks.ts";

type Sightings = Awaited<ReturnType<Engine["watchEvents"]>>;

async function* messagesOf(sightings: Sightings, links: Links): AsyncGenerator<StreamMessage> {
  for await (const sighting of sightings) {
    if (sighting.kind === "event") {
      yield { id: sighting.event.id, data: streamedEvent(sighting, links) };
    } else if (sighting.kind === "settled") {
      const { id, name, action, status, reason } = sighting.stack;
      const data = { id, stack_name: name, stack_status: `${action}_${status}`, stack_status_reason: reason };
      yield { event: "settled", data };
    } else yield {};
  }
}

/** Our own: events of a stack and of all nested in it, as they come. */
export const eventStream = route({
  method: "GET",
  path: "/stacks/:stack/:id/events/stream",
  policy: "events:index",
  status: 200,
  answers: "text/event-stream",
  query: {
    from: oneOf(["start", "now"], "Where to begin without Last-Event-ID; absent: with the oldest event."),
    until: oneOf(["settled"], "End when the stack has no operation under way."),
  },
  async handle(asked, engine) {
    const { caller, query, links, closed } = asked;
    const after = asked.header("last-event-id");
    const sightings = await engine.watchEvents(caller, stackOf(asked), {
      ...(after !== undefined && after !== "" && { after }),
      fromNow: query.from === "now",
      untilSettled: query.until === "settled",
      signal: closed(),
    });
    return new EventStream(messagesOf(sightings, links));
  },
});
