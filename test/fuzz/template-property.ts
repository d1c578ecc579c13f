import fc from "fast-check";
import type { Diagnostic } from "#schema/diagnostic.ts";
import { catalogue } from "#resources/registry.ts";
import { emptyEnvironment } from "#template/environment/environment.ts";
import { formats } from "#template/formats.ts";
import { bindParameters } from "#template/parameters.ts";
import { readTemplate } from "#template/read.ts";
import type { Template } from "#template/template.ts";
import { validateTemplate } from "#template/validate.ts";
import { mutatedDocuments, mutatedTexts } from "./mutations.ts";
import { seedPieces, seedTemplates } from "./seeds.ts";

/** What is wrong with a diagnostic; nothing where it is in order. */
function faultOf({ message, hint, place }: Diagnostic, lines: number | undefined): string | undefined {
  if (message === "" || message.length > 2000) return `a message of ${message.length} characters`;
  if (hint !== undefined && hint.length > 4000) return `a hint of ${hint.length} characters`;
  const { line, column } = place;
  if (line !== undefined && lines !== undefined && (line < 1 || line > lines)) return `line ${line} of ${lines}`;
  return column !== undefined && column < 1 ? `column ${column}` : undefined;
}

const stack = { id: "id", name: "name", projectId: "project" };

/** Validates a template against the real resource types, as far as it has no required parameters. */
function validated(template: Template): readonly Diagnostic[] {
  const bound = bindParameters(template, {}, {}, stack);
  return validateTemplate(template, {
    ...(bound.value && { parameters: bound.value }),
    environment: emptyEnvironment,
    catalogue,
    files: () => undefined,
  });
}

/** Holds that a source is read to a template or to errors with places in it, and that neither throws. */
function isRead(source: string | object): boolean {
  const { value, diagnostics } = readTemplate(source);
  const failed = diagnostics.some(({ severity }) => severity === "error");
  if (failed === (value !== undefined)) throw new TypeError("neither a template nor an error, or both");
  const found = value === undefined ? diagnostics : [...diagnostics, ...validated(value)];
  const lines = typeof source === "string" ? source.split(/\r\n?|\n/).length : undefined;
  for (const diagnostic of found) {
    const fault = faultOf(diagnostic, lines);
    if (fault !== undefined) throw new RangeError(`${fault}: ${JSON.stringify(diagnostic)}`);
  }
  for (const resource of value?.resources.values() ?? []) void [resource.place, resource.typePlace];
  return true;
}

function documentsOf(templates: readonly string[]): readonly object[] {
  return templates.map((text) => readTemplate(text).value?.document).filter((document) => document !== undefined);
}

/** Reading and validating never throw, whatever the text or object. */
export function templateIsRead(): fc.IProperty<[string | object]> {
  const templates = seedTemplates();
  const functions = formats.flatMap(({ versions }) => versions.flatMap((version) => version.functions));
  return fc.property(
    fc.oneof(
      { arbitrary: mutatedTexts(templates, seedPieces()), weight: 6 },
      {
        arbitrary: mutatedDocuments(documentsOf(templates), [...new Set(functions.map(({ name }) => name))]),
        weight: 3,
      },
      { arbitrary: fc.string({ unit: "binary" }), weight: 1 },
      { arbitrary: fc.object({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), weight: 1 },
    ),
    isRead,
  );
}
