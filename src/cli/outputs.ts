import type { Stack } from "#client/objects.ts";
import type { CliPorts } from "./ports.ts";
import { harmless, oneLine, paintFor } from "./text.ts";

function valueText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

/** Writes a stack's outputs, name and value. */
export function showOutputs({ outputs }: Stack, { out, env }: Pick<CliPorts, "out" | "env">): void {
  if (outputs.length === 0) return;
  const paint = paintFor(out, env);
  const width = Math.max(...outputs.map((output) => output.key.length));
  const lines = outputs.map(({ key, value, error }) => {
    const shown =
      error === undefined
        ? harmless(valueText(value) ?? "null").replaceAll("\n", `\n${" ".repeat(width + 4)}`)
        : paint.bad(`not available: ${oneLine(error)}`);
    return `  ${paint.strong(key.padEnd(width))}  ${shown}`;
  });
  out.write(`\nOutputs:\n${lines.join("\n")}\n`);
}
