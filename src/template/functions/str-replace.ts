import type { CallSite, FunctionDefinition } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";
import { pythonJson, scalarText } from "./text-form.ts";

/** What a replaced text may grow to, in characters. */
const MAX_LENGTH = 16_777_216;

function replacementText(key: string, value: unknown, structured: boolean, at: CallSite): string {
  if (value === null || value === undefined) return "";
  const text = scalarText(value);
  if (text !== undefined) return text;
  return structured
    ? pythonJson(value)
    : at.fail(`takes text or numbers as replacements, but "${key}" is a list or map`);
}

/** Replaces by splitting at each key in turn, so that what was put in is never searched again. */
function replaceAll(template: string, replacements: readonly (readonly [string, string])[], at: CallSite): string {
  let parts: { text: string; done: boolean }[] = [{ text: template, done: false }];
  let length = template.length;
  for (const [key, value] of replacements) {
    const next: typeof parts = [];
    for (const part of parts) {
      if (part.done || !part.text.includes(key)) {
        next.push(part);
        continue;
      }
      part.text.split(key).forEach((piece, index) => {
        if (index > 0) {
          next.push({ text: value, done: true });
          length += value.length - key.length;
        }
        if (piece !== "") next.push({ text: piece, done: false });
      });
      if (length > MAX_LENGTH) at.fail(`makes a text of more than ${MAX_LENGTH} characters`, { code: "limit" });
    }
    parts = next;
  }
  return parts.map((part) => part.text).join("");
}

function strReplaceOf(structured: boolean): FunctionDefinition {
  return defineFunction({
    name: "str_replace",
    description: "A text in which placeholders are replaced by values.",
    parse(argument, at) {
      const usage = "takes a map with the keys template and params";
      if (argument.entries === undefined) return at.fail(usage);
      const template = argument.entries.get("template") ?? at.fail(`${usage}: template is missing`);
      const params = argument.entries.get("params") ?? at.fail(`${usage}: params is missing`);
      const other = [...argument.entries.keys()].find((key) => key !== "template" && key !== "params");
      if (other !== undefined) at.fail(`${usage}, not "${other}"`);
      return {
        resolve(scope) {
          const text = template.resolve(scope);
          if (typeof text !== "string") return at.fail("takes text as its template");
          const values = params.resolve(scope);
          if (typeof values !== "object" || values === null || Array.isArray(values))
            return at.fail("takes a map as its params");
          const replacements = Object.entries(values).map(([key, value]) => {
            if (key === "") at.fail("cannot replace an empty placeholder");
            return [key, replacementText(key, value, structured, at)] as const;
          });
          replacements.sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
          return replaceAll(text, replacements, at);
        },
      };
    },
  });
}

/** `str_replace` with text and numbers as values, 2013-05-23 to 2015-04-30. */
export const strReplace = strReplaceOf(false);
/** `str_replace` with lists and maps as values too (their JSON): since 2015-10-15. */
export const strReplaceStructured = strReplaceOf(true);
