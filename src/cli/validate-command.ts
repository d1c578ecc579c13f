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

/** What was found, and the texts by URL in which its lines count. */
interface Found {
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: Readonly<Record<string, string>>;
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

/** A template with what goes with it, and what is wrong with the files it names. */
interface Gathered {
  readonly url: string;
  readonly inlined: Inlined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reported: readonly Diagnostic[];
}

async function gather({ ports }: CommandContext, files: Sources): Promise<Gathered> {
  const { template, environments } = files;
  const parameters = parametersOf(files.parameters);
  const read = urlReader(ports, ports.httpFor({ insecure: false }));
  const reported: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void reported.push(diagnostic);
  const inlined = await inline({ template, environments, cwd: ports.cwd, read, report });
  return { url: urlOfPath(template, ports.cwd), inlined, parameters, reported };
}

/** What is told of a file that cannot be read, and of the stack's sources without it, is told once. */
function together({ inlined, parameters, reported }: Gathered, found: readonly Diagnostic[]): readonly Diagnostic[] {
  const others = found
    .filter((each) => !reported.some((before) => samePlace(before.place, each.place)))
    .map((each) => placeWhereGiven(each, inlined, parameters));
  return [...reported, ...others];
}

async function checkHere({ ports }: CommandContext, gathered: Gathered): Promise<Found> {
  const { url, inlined, parameters } = gathered;
  const found = await ports.check({ inlined, template: url, parameters });
  return { diagnostics: together(gathered, found), texts: inlined.originals };
}

async function checkThere({ connect }: CommandContext, gathered: Gathered): Promise<Found> {
  const { url, inlined, parameters } = gathered;
  // As they are sent, with references made absolute.
  const sent = typeof inlined.template === "string" ? { [url]: inlined.template } : {};
  const texts = { ...inlined.files, ...sent };
  const { client } = await connect();
  const contents = { template: inlined.template, files: inlined.files, ...environmentToSend(inlined), parameters };
  try {
    const answer = await client.validate(contents, { diagnostics: true });
    return { diagnostics: together(gathered, diagnosticsOf(answer["Diagnostics"])), texts };
  } catch (error) {
    if (!(error instanceof ClientFault) || error.status !== 400) throw error;
    if (error.diagnostics.length > 0) return { diagnostics: together(gathered, error.diagnostics), texts };
    // Heat tells one mistake, in words.
    const { message } = error;
    const told: Diagnostic = { severity: "error", code: "structure", message, place: { path: [] } };
    return { diagnostics: together(gathered, [told]), texts };
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
  const gathered = await gather(context, files);
  const check = options.online ? checkThere : checkHere;
  const isThere = gathered.inlined.originals[gathered.url] !== undefined;
  const { diagnostics, texts } = isThere
    ? await check(context, gathered)
    : { diagnostics: gathered.reported, texts: gathered.inlined.originals };
  const valid = !diagnostics.some(({ severity }) => severity === "error");
  const sorted = inOrder(withNames(diagnostics, files.template, cwd), files.template);
  if (options.format === "json") out.write(`${JSON.stringify({ valid, diagnostics: sorted }, null, 2)}\n`);
  else {
    const textOf = (file: string | undefined): string | undefined => texts[urlOfPath(file ?? files.template, cwd)];
    const view = { paint: paintFor(out, env), width: widthOf(out), template: files.template, textOf };
    out.write(`${renderDiagnostics(sorted, view).join("\n")}\n`);
  }
  return valid ? 0 : 1;
}
