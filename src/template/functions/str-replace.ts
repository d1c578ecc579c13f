import { entryOf, isMap, limitText, MAX_TEXT_LENGTH, resolveArgument } from "./arguments.ts";
import type { CallSite, FunctionDefinition } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";
import { pythonJson, scalarText } from "./text-form.ts";

function replacementText(key: string, value: unknown, structured: boolean, at: CallSite): string {
  if (value === null || value === undefined) return "";
  const text = scalarText(value);
  if (text !== undefined) return text;
  return structured
    ? pythonJson(value)
    : at.fail(`takes text or numbers as replacements, but "${key}" is a list or map`);
}

/** What is expected of the placeholders of a call. */
interface Strictness {
  readonly name: string;
  readonly description: string;
  /** Whether lists and maps may be values (their JSON). */
  readonly structured: boolean;
  /** Whether each placeholder must occur in the text. */
  readonly allOccur?: boolean;
  /** Whether each value must be something. */
  readonly noneEmpty?: boolean;
  readonly variant?: string;
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Replaces by splitting at each key in turn, so that what was put in is never searched again. */
function replaceAll(
  template: string,
  replacements: readonly (readonly [string, string])[],
  at: CallSite,
): { readonly text: string; readonly unused: readonly string[] } {
  let parts: { text: string; done: boolean }[] = [{ text: template, done: false }];
  let length = template.length;
  const unused: string[] = [];
  for (const [key, value] of replacements) {
    const next: typeof parts = [];
    let found = false;
    for (const part of parts) {
      if (part.done || !part.text.includes(key)) {
        next.push(part);
        continue;
      }
      found = true;
      part.text.split(key).forEach((piece, index) => {
        if (index > 0) {
          next.push({ text: value, done: true });
          length += value.length - key.length;
        }
        if (piece !== "") next.push({ text: piece, done: false });
      });
      if (length > MAX_TEXT_LENGTH)
        at.fail(`makes a text of more than ${MAX_TEXT_LENGTH} characters`, { code: "limit" });
    }
    if (!found) unused.push(key);
    parts = next;
  }
  return { text: parts.map((part) => part.text).join(""), unused };
}

function strReplaceOf(strictness: Strictness): FunctionDefinition {
  const { structured, allOccur, noneEmpty, ...described } = strictness;
  const { name } = described;
  return defineFunction({
    ...described,
    example: {
      call: `{ ${name}: { template: "http://$host:$port", params: { $host: web, $port: 80 } } }`,
      gives: "http://web:80",
    },
    parse(argument, at) {
      const usage = "takes a map with the keys template and params";
      if (argument.entries === undefined) return at.fail(usage);
      const template = entryOf(argument.entries, "template", usage, at);
      const params = entryOf(argument.entries, "params", usage, at);
      if (params.literal !== undefined && params.entries === undefined) at.fail("takes a map as its params");
      for (const key of argument.entries.keys())
        if (key !== "template" && key !== "params") at.warn(`ignores the key "${key}"`);
      return {
        resolve(scope) {
          const text = template.resolve(scope);
          if (typeof text !== "string") return at.fail("takes text as its template");
          const values = resolveArgument(params, scope);
          if (!isMap(values)) return at.fail("takes a map as its params");
          limitText(values, at);
          const replacements = Object.entries(values).map(([key, value]) => {
            if (key === "") at.fail("cannot replace an empty placeholder");
            if (noneEmpty === true && isNothing(value))
              at.fail(`takes a value for each placeholder, but "${key}" has none`);
            return [key, replacementText(key, value, structured, at)] as const;
          });
          replacements.sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1));
          const replaced = replaceAll(text, replacements, at);
          if (allOccur !== true || replaced.unused.length === 0) return replaced.text;
          return at.fail(`finds no ${replaced.unused.map((key) => `"${key}"`).join(", ")} in the template`);
        },
      };
    },
  });
}

const replaces = "A text in which placeholders are replaced by values.";

/** `str_replace` with text and numbers as values, 2013-05-23 to 2015-04-30. */
export const strReplace = strReplaceOf({ name: "str_replace", description: replaces, structured: false });
/** `str_replace` with lists and maps as values too (their JSON): since 2015-10-15. */
export const strReplaceStructured = strReplaceOf({
  name: "str_replace",
  description: replaces,
  structured: true,
  variant: "Lists and maps may be values: their JSON is put in.",
});
/** `str_replace_strict`, since 2017-02-24. */
export const strReplaceStrict = strReplaceOf({
  name: "str_replace_strict",
  description: `${replaces} Each placeholder must occur in the text.`,
  structured: true,
  allOccur: true,
});
/** `str_replace_vstrict`, since 2017-09-01. */
export const strReplaceValuesStrict = strReplaceOf({
  name: "str_replace_vstrict",
  description: `${replaces} Each placeholder must occur in the text, and its value be neither null nor empty.`,
  structured: true,
  allOccur: true,
  noneEmpty: true,
});
