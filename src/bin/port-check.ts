import { createServer } from "node:net";
import { Problem } from "#cli/problem.ts";

/** The problem that a port is taken; `flag` changes it. */
export function portTaken(port: number, flag: string): Problem {
  return new Problem(
    `port ${port} on 127.0.0.1 is taken by another program`,
    `${flag} ${port}`,
    `stop that program, or choose another port: npm start -- ${flag} N`,
  );
}

/** Rejects with `Problem` when somebody listens on the port. */
export function checkPortFree(port: number, flag: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") reject(portTaken(port, flag));
      else if (error.code === "EACCES")
        reject(
          new Problem(
            `port ${port} needs rights that you do not have`,
            `${flag} ${port}`,
            `choose a port above 1023: npm start -- ${flag} N`,
          ),
        );
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => server.close(() => resolve()));
  });
}
