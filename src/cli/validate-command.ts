import { ClientFault, diagnosticsOf } from "#client/client-fault.ts";
import { environmentToSend } from "#client/environment.ts";
import { pathOfUrl, urlOfPath } from "#client/file-url.ts";
import { inline, type Inlined } from "#client/inline.ts";
import { pathText, type Diagnostic, type Place } from "#schema/diagnostic.ts";
import { readDocument } from "#template/document/read-document.ts";
import { parametersOf, urlReader, type LaunchFiles } from "./launch.ts";
import type { Terminal } from "./ports.ts";
import { renderDiagnostics } from "./render-diagnostics.ts";
import type { CommandContext } from "./stack-commands.ts";
import { paintFor } from "./text.ts";

/** What `calor validate` is told besides the files. */
export interface ValidateOptions {
  readonly format: "text" | "json";
  /** Whether a service is asked; else all is checked on this machine. */
  readonly online: boolean;
}

const PLAIN_COLUMNS = 120;

type Sources = Pick<LaunchFiles, "template" | "environments" | "parameters">;

/** What was found, and the texts in which its lines count. */
interface Found {
  readonly diagnostics: readonly Diagnostic[];
  textOf(file: string | undefined): string | undefined;
}

function samePlace(one: Place, other: Place): boolean {
  return one.path.length > 0 && pathText(one.path) === pathText(other.path) && one.line === other.line;
}

/** Where a parameter is given that the template does not have. */
function placeWhereGiven(
  diagnostic: Diagnostic,
  { environmentFiles, originals }: Inlined,
  parameters: Readonly<Record<string, unknown>>,
): Diagnostic {
  const { code, place } = diagnostic;
  if (code !== "unknown-parameter" || place.line !== undefined) return diagnostic;
  if (Object.hasOwn(parameters, place.path.at(-1) ?? ""))
    return { ...diagnostic, place: { ...place, file: "command line" } };
  for (const url of environmentFiles.toReversed()) {
    const { source } = readDocument(originals[url] ?? "", { what: "environment", file: pathOfUrl(url) });
    const found = source?.place(place.path);
    const given = (source?.value as { parameters?: unknown } | undefined)?.parameters;
    const name = place.path.at(-1);
    if (found && typeof given === "object" && given !== null && Object.hasOwn(given, name ?? ""))
      return { ...diagnostic, place: found };
  }
  return diagnostic;
}

async function checkHere({ ports }: CommandContext, files: Sources): Promise<Found> {
  const parameters = parametersOf(files.parameters);
  const read = urlReader(ports, ports.httpFor({ insecure: false }));
  const reported: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void reported.push(diagnostic);
  const { template, environments } = files;
  const inlined = await inline({ template, environments, cwd: ports.cwd, read, report });
  const url = urlOfPath(template, ports.cwd);
  const textOf = (file: string | undefined): string | undefined => inlined.originals[urlOfPath(file ?? url, ports.cwd)];
  if (inlined.originals[url] === undefined) return { diagnostics: reported, textOf };
  const found = await ports.check({ inlined, template: url, parameters });
  const others = found
    .filter((each) => !reported.some((before) => samePlace(before.place, each.place)))
    .map((each) => placeWhereGiven(each, inlined, parameters));
  return { diagnostics: [...reported, ...others], textOf };
}

async function checkThere(context: CommandContext, files: Sources): Promise<Found> {
  const { ports } = context;
  const parameters = parametersOf(files.parameters);
  const read = urlReader(ports, ports.httpFor({ insecure: false }));
  const inlined = await inline({ template: files.template, environments: files.environments, cwd: ports.cwd, read });
  const textOf = (file: string | undefined): string | undefined =>
    file !== undefined ? inlined.files[file] : typeof inlined.template === "string" ? inlined.template : undefined;
  const { client } = await context.connect();
  const contents = { template: inlined.template, files: inlined.files, ...environmentToSend(inlined), parameters };
  try {
    const answer = await client.validate(contents, { diagnostics: true });
    return { diagnostics: diagnosticsOf(answer["Diagnostics"]), textOf };
  } catch (error) {
    if (!(error instanceof ClientFault) || error.status !== 400) throw error;
    if (error.diagnostics.length > 0) return { diagnostics: error.diagnostics, textOf };
    // Heat tells one mistake, in words.
    const { message } = error;
    return { diagnostics: [{ severity: "error", code: "structure", message, place: { path: [] } }], textOf };
  }
}

/** Files as the user names them. */
function withNames(diagnostics: readonly Diagnostic[], template: string, cwd: string): readonly Diagnostic[] {
  const own = pathOfUrl(urlOfPath(template, cwd));
  return diagnostics.map((diagnostic) => {
    const { file } = diagnostic.place;
    const path = file === undefined ? own : pathOfUrl(file);
    const name = path === own ? template : path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
    return { ...diagnostic, place: { ...diagnostic.place, file: name } };
  });
}

/** By file, the template's own first, and by line. */
function inOrder(diagnostics: readonly Diagnostic[], template: string): readonly Diagnostic[] {
  const rank = ({ file = "" }: Place): string => (file === template ? "" : file);
  return diagnostics.toSorted(({ place: one }, { place: other }) => {
    const [first, second] = [rank(one), rank(other)];
    if (first !== second) return first < second ? -1 : 1;
    return (one.line ?? Infinity) - (other.line ?? Infinity) || (one.column ?? 0) - (other.column ?? 0) || 0;
  });
}

/** The columns of a terminal; what is written to a file is not cut for one. */
function widthOf(out: Terminal): number {
  return out.isTTY ? (out.columns ?? 80) : PLAIN_COLUMNS;
}

/** `calor validate`: all that is wrong or doubtful in a template and what goes with it. */
export async function validate(context: CommandContext, files: Sources, options: ValidateOptions): Promise<number> {
  const { out, env, cwd } = context.ports;
  const { diagnostics, textOf } = await (options.online ? checkThere(context, files) : checkHere(context, files));
  const valid = !diagnostics.some(({ severity }) => severity === "error");
  const sorted = inOrder(withNames(diagnostics, files.template, cwd), files.template);
  if (options.format === "json") out.write(`${JSON.stringify({ valid, diagnostics: sorted }, null, 2)}\n`);
  else {
    const view = { paint: paintFor(out, env), width: widthOf(out), template: files.template, textOf };
    out.write(`${renderDiagnostics(sorted, view).join("\n")}\n`);
  }
  return valid ? 0 : 1;
}
