// npm run check: everything a machine can say about the code, one line a part, details below a part that fails.
// With names of parts as arguments (npm run check -- types lint), only those.
import { spawn } from "node:child_process";
import { root } from "./source-files.ts";

type Part = { name: string; command: string; args: readonly string[] };
type Result = { code: number; output: string; seconds: number };

const parts: readonly Part[] = [
  { name: "types", command: "node_modules/.bin/tsc", args: ["--pretty", "false"] },
  { name: "lint", command: "node_modules/.bin/oxlint", args: ["--type-aware", "--deny-warnings", "--format=unix"] },
  { name: "source", command: process.execPath, args: ["scripts/check-source.ts"] },
  { name: "borders", command: process.execPath, args: ["scripts/check-borders.ts"] },
  { name: "reference", command: process.execPath, args: ["scripts/generate-reference.ts", "--check"] },
  { name: "dead code", command: "node_modules/.bin/knip", args: ["--no-progress"] },
  { name: "format", command: "node_modules/.bin/prettier", args: ["--list-different", "**/*.{ts,mjs,json}"] },
];

function run(part: Part): Promise<Result> {
  const startedAtMs = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const child = spawn(part.command, part.args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const collect = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  child.on("error", reject);
  child.on("close", (code) => resolve({ code: code ?? 1, output, seconds: (performance.now() - startedAtMs) / 1000 }));
  return promise;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0) {
  process.stderr.write(`No such part: ${unknown.join(", ")}. Parts: ${parts.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
for (const part of parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const { code, output, seconds } = await run(part);
  process.stdout.write(`${part.name.padEnd(10)} ${code === 0 ? "OK" : "FAILED"} (${seconds.toFixed(1)} s)\n`);
  if (code === 0) continue;
  process.stdout.write(`${output.trimEnd()}\n`);
  if (part.name === "format") process.stdout.write("Not formatted; npm run format mends it.\n");
  process.exitCode = 1;
}
