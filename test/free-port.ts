import { createServer } from "node:net";

/**
 * Where the search begins: below the ports that systems give to outgoing connections (from 32768), one of which may take
 * a port between our look and its use; another place for each process, so that two at once do not find the same.
 */
const lowest = 20_000;
const range = 12_000;
let next = (process.pid * 37) % range;

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 where nobody listens, another one at each call. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + next;
    next = (next + 1) % range;
    if (await isFree(port)) return port;
  }
}
