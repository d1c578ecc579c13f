import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "#simcloud/test-cloud.ts";
import { documents, vocabulary } from "./vocabulary.ts";

/** One question to both sides. */
export interface Question {
  readonly expression: string;
  readonly data: unknown;
}

const placeholder = /@([a-z]+)/g;
/** How many expansions of one line are taken; of more, a fixed sample. */
const mostOfALine = 60;

/** All ways to fill the placeholders, or a sample that is the same in every run. */
function expand(line: string): readonly string[] {
  const choices = [...line.matchAll(placeholder)].map(([whole, name]) => {
    const words = vocabulary[name!];
    if (words === undefined) throw new TypeError(`The corpus knows no ${whole}: ${line}`);
    return words;
  });
  const total = choices.reduce((product, { length }) => product * length, 1);
  const random = seededRandom(total + line.length);
  const taken = new Set<number>();
  if (total <= mostOfALine) for (let number = 0; number < total; number++) taken.add(number);
  else while (taken.size < mostOfALine) taken.add(Math.floor(random.fraction() * total));
  return [...taken].map((number) => fill(line, choices, number));
}

function fill(line: string, choices: readonly (readonly string[])[], number: number): string {
  let left = number;
  let at = 0;
  return line.replaceAll(placeholder, () => {
    const words = choices[at++]!;
    const word = words[left % words.length]!;
    left = Math.floor(left / words.length);
    return word;
  });
}

/** The lines of every table in corpus/; a table's name is its file's. */
export function corpusLines(): ReadonlyMap<string, readonly string[]> {
  const folder = join(import.meta.dirname, "corpus");
  const tables = readdirSync(folder).filter((name) => name.endsWith(".txt"));
  return new Map(
    tables.toSorted().map((name) => [
      name.replace(/\.txt$/, ""),
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#")),
    ]),
  );
}

/** The questions of one line: a line that reads the data itself is asked of every document. */
export function questionsOf(line: string): readonly Question[] {
  return expand(line).flatMap((expression) =>
    (line.includes("$.data") ? documents : documents.slice(0, 1)).map((data) => ({ expression, data })),
  );
}
