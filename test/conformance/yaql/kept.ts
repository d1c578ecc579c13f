import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { knownDifferences, sortDifferences } from "../known-differences.ts";
import { spelt } from "./answer.ts";
import type { Question } from "./corpus.ts";
import { corpusLines, questionsOf } from "./corpus.ts";
import type { Oracle } from "./oracle.ts";
import { ask } from "./ours.ts";
import { kindOf } from "./set-aside.ts";
import { documents } from "./vocabulary.ts";

const file = join(import.meta.dirname, "kept.jsonl");
/** These read the clock, or draw. */
const isUnsteady = /now\(|random\(|datetime\('/;

/** A question, its data by their number in `documents`, with the original's answer as `spelt` has it. */
export type KeptAnswer = readonly [expression: string, document: number, answer: string];

/** One question of each line of the corpus, a different one of each. */
function sample(): readonly Question[] {
  return [...corpusLines().values()].flat().flatMap((line, number) => {
    const questions = questionsOf(line).filter(({ expression }) => !isUnsteady.test(expression));
    return questions.length === 0 ? [] : [questions[(number * 7) % questions.length]!];
  });
}

/** Stores what the original answers to a sample of the corpus; what differs from ours for a known reason is left out. */
export async function keepAnswers(oracle: Oracle): Promise<number> {
  const questions = sample();
  const answers = await oracle.ask(questions);
  const kept = questions.flatMap((question, index) => {
    const [theirs, ours] = [answers[index]!, ask(question)];
    const isEqual = spelt(theirs) === spelt(ours);
    const known = sortDifferences([{ id: question.expression }], knownDifferences("yaql")).known.length > 0;
    const isKept = isEqual || (kindOf(theirs, ours) === undefined && !known && spelt(theirs) !== "error: timeout");
    const { expression, data } = question;
    return isKept ? [[expression, documents.indexOf(data), spelt(theirs)] as const] : [];
  });
  writeFileSync(file, kept.map((each) => `${JSON.stringify(each)}\n`).join(""));
  return kept.length;
}

/** What was kept. */
export function keptAnswers(): readonly KeptAnswer[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as KeptAnswer);
}
