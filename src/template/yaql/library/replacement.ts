import type { Evaluation } from "../function-definition.ts";
import type { Match, Regex } from "./regex-value.ts";

const controls: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  f: "\f",
  v: "\v",
  a: "\x07",
  b: "\b",
  "\\": "\\",
};

const escape = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9]\d?)|([^]?))/gu;

/** Reads the replacement of `replace` as Python does: `\1`, `\g<name>`, `\n`; the result fills it in for a match. */
export function replacementOf(template: string, regex: Regex, groups: number, evaluation: Evaluation) {
  const pieces: (string | number)[] = [];
  const numbered = (index: number): number => {
    if (index > groups) evaluation.fail(`the regular expression has no group ${index}`);
    return index;
  };
  const referred = (name: string): number => {
    const index = /^\d+$/.test(name) ? Number(name) : regex.names.get(name);
    return numbered(index ?? evaluation.fail(`the regular expression has no group "${name}"`));
  };
  let at = 0;
  for (const { 0: whole, 1: name, 2: octal, 3: group, 4: letter, index } of template.matchAll(escape)) {
    pieces.push(template.slice(at, index));
    at = index + whole.length;
    if (name !== undefined) pieces.push(referred(name));
    else if (octal !== undefined) pieces.push(String.fromCodePoint(Number.parseInt(octal, 8)));
    else if (group !== undefined) pieces.push(numbered(Number(group)));
    else if (letter === "" || (/[a-zA-Z]/.test(letter!) && controls[letter!] === undefined)) {
      evaluation.fail(`the replacement has a bad escape "${whole}"`);
    } else pieces.push(controls[letter!] ?? whole);
  }
  pieces.push(template.slice(at));
  return (match: Match): string =>
    pieces.map((piece) => (typeof piece === "string" ? piece : (match.text(piece) ?? ""))).join("");
}
