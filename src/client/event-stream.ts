import { eventOf, objectOf, type StackEvent } from "./objects.ts";

/** Reads server-sent events from pieces of text as they arrive; gives each event of a stack when it is whole. */
export class EventReader {
  readonly #take: (event: StackEvent) => void;
  readonly #decoder = new TextDecoder();
  #rest = "";
  /** Whether the service has said that the stack has come to rest. */
  settled = false;

  constructor(take: (event: StackEvent) => void) {
    this.#take = take;
  }

  /** Takes the next piece. */
  read(piece: Uint8Array): void {
    const blocks = (this.#rest + this.#decoder.decode(piece, { stream: true })).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) this.#message(block);
  }

  #message(block: string): void {
    let [name, data] = ["message", ""];
    for (const line of block.split("\n")) {
      if (line.startsWith("event: ")) name = line.slice(7);
      if (line.startsWith("data: ")) data += line.slice(6);
    }
    if (name === "settled") this.settled = true;
    else if (data !== "") this.#take(eventOf(objectOf(JSON.parse(data))));
  }
}
