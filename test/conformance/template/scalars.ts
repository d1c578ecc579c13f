import { corpus } from "./corpus.ts";
import type { Probe } from "./probe.ts";

const head = "heat_template_version: 2021-04-16\noutputs:\n";

/** Scalars as they are written; those that both read are read back from outputs. */
export function scalarProbes(): readonly Probe[] {
  return Object.entries(corpus<Readonly<Record<string, readonly string[]>>>("scalars.yaml")).flatMap(([group, texts]) =>
    texts.map((text): Probe => ({
      id: `scalars/${group}/${JSON.stringify(text)}`,
      by: "preview",
      body: { template: `${head}  value:\n    value: ${text}\n` },
      output: {
        key: "scalars",
        value: text,
        frame: (outputs) => ({
          template:
            head +
            Object.entries(outputs)
              .map(([name, value]) => `  ${name}:\n    value: ${String(value)}\n`)
              .join(""),
        }),
      },
    })),
  );
}
