import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { keepAlive } from "#bin/terminal-ports.ts";
import { knownDifferences, sortDifferences } from "../known-differences.ts";
import { openService } from "../service.ts";
import { answersOf, type Answered } from "./answers.ts";
import { sameAnswer } from "./compare.ts";
import { functionProbes, propertyProbes } from "./functions.ts";
import { parameterProbes } from "./parameters.ts";
import type { Probe } from "./probe.ts";
import { scalarProbes } from "./scalars.ts";
import { environmentProbes, templateProbes } from "./templates.ts";

const usage = `npm run conformance:template -- --heat URL --calor URL
  Sends a corpus of templates to a running Heat and to a running Calor, and prints what they answer differently.
  --heat-cloud NAME, --calor-cloud NAME    entries of clouds.yaml; envvars for OS_*
  --heat-config FILE, --calor-config FILE  their clouds.yaml, where it is not the usual one
  --record FILE                            Heat's answers are written there
  --recorded FILE                          they are read from there; Heat is not asked
  --only TEXT                              only probes whose id holds this text; may be repeated
  --brief                                  one line a difference
  --known                                  known differences are shown too`;

interface Difference {
  readonly id: string;
  readonly probe: Probe;
  readonly heat: Answered | undefined;
  readonly calor: Answered | undefined;
}

type Answers = ReadonlyMap<string, Answered>;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function askedOf({ output, body }: Probe): unknown {
  if (output) return output.value;
  return Object.keys(body).length === 1 ? body["template"] : body;
}

function oneLine(text: unknown): string {
  return typeof text === "string" ? text.replaceAll("\n", " ").slice(0, 300) : "";
}

function answerText(answered: Answered | undefined): string {
  return `${JSON.stringify(answered?.summary)}  ${oneLine(answered?.text)}`;
}

function show({ id, probe, heat, calor }: Difference, brief: boolean): void {
  if (brief) return print(`${id}  Heat ${JSON.stringify(heat?.summary)}  Calor ${JSON.stringify(calor?.summary)}`);
  const asked = askedOf(probe);
  const text = typeof asked === "string" ? `\n${asked.replaceAll(/^/gm, "    ")}` : JSON.stringify(asked);
  print(`\n${id}\n  asked  ${text}\n  Heat   ${answerText(heat)}\n  Calor  ${answerText(calor)}`);
}

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const options = {
  heat: text,
  calor: text,
  "heat-cloud": text,
  "calor-cloud": text,
  "heat-config": text,
  "calor-config": text,
  record: text,
  recorded: text,
  only: { type: "string", multiple: true, default: [] as string[] },
  brief: flag,
  known: flag,
  help: flag,
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

async function heatAnswers(values: Values, probes: readonly Probe[]): Promise<Answers> {
  if (values.recorded !== undefined)
    return new Map(Object.entries(JSON.parse(await readFile(values.recorded, "utf8")) as Record<string, Answered>));
  const answers = await answersOf(
    await openService({ url: values.heat, cloud: values["heat-cloud"], cloudsYaml: values["heat-config"] }),
    probes,
  );
  if (values.record !== undefined) {
    const sorted = [...answers].toSorted(([one], [other]) => (one < other ? -1 : 1));
    await writeFile(values.record, `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`);
  }
  return answers;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options });
  if (values.help) {
    print(usage);
    return 0;
  }
  const all = [
    ...functionProbes(),
    ...propertyProbes(),
    ...parameterProbes(),
    ...scalarProbes(),
    ...templateProbes(),
    ...environmentProbes(),
  ];
  const probes = all.filter(({ id }) => values.only.length === 0 || values.only.some((part) => id.includes(part)));
  const ours = await openService({
    url: values.calor,
    cloud: values["calor-cloud"],
    cloudsYaml: values["calor-config"],
  });
  const [heat, calor] = await Promise.all([heatAnswers(values, probes), answersOf(ours, probes)]);
  const differing = probes
    .map((probe) => ({ id: probe.id, probe, heat: heat.get(probe.id), calor: calor.get(probe.id) }))
    .filter(({ heat: theirs, calor: own }) => !sameAnswer(theirs, own));
  const lines = knownDifferences("template");
  const { unknown, known, unused } = sortDifferences(differing, lines);
  for (const difference of values.known ? differing : unknown) show(difference, values.brief);
  if (values.only.length === 0) for (const { probe } of unused) print(`\nNothing differs any more: ${probe}`);
  print(
    `\n${probes.length} probes, ${unknown.length} unknown differences, ${known.length} known ones (${lines.length} lines)`,
  );
  return unknown.length > 0 ? 1 : 0;
}

const release = keepAlive();
process.exitCode = await main();
release();
