import type { Diagnostic } from "#schema/diagnostic.ts";

/** Each diagnostic once; where one was found both as an error and as a warning, the error. */
export function distinctDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { message, place } = diagnostic;
    const key = `${message}\n${place.file ?? ""}\n${place.line ?? ""}\n${place.column ?? ""}\n${place.path.join(".")}`;
    const before = found.get(key);
    if (before === undefined || (before.severity === "warning" && diagnostic.severity === "error"))
      found.set(key, diagnostic);
  }
  return [...found.values()];
}
