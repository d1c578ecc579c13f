import { parseArgs } from "node:util";
import { tableKey } from "#template/yaql/define-function.ts";
import { standardLibrary } from "#template/yaql/yaql.ts";
import { knownDifferences, sortDifferences } from "../known-differences.ts";
import type { Answer } from "./answer.ts";
import { spelt } from "./answer.ts";
import type { Question } from "./corpus.ts";
import { corpusLines, questionsOf } from "./corpus.ts";
import { keepAnswers } from "./kept.ts";
import { Oracle } from "./oracle.ts";
import { ask } from "./ours.ts";
import { randomQuestions } from "./random.ts";
import { kindOf, kinds } from "./set-aside.ts";

const usage = `npm run conformance:yaql -- [--only TABLE] [--random N] [--seed S] [--show N] [--keep] [EXPRESSION …]
  Runs the corpus through python3-yaql and through ours and prints what differs; ends with 1 if that is not known.
  --keep: stores one answer of a line of the corpus; npm test compares with these, without the original.
  --random: beside it N expressions that a grammar makes from the seed.  EXPRESSION: only these, with both answers.`;

interface Compared {
  readonly id: string;
  readonly question: Question;
  readonly theirs: string;
  readonly ours: string;
  readonly why: string;
}

interface Tally {
  asked: number;
  values: number;
  errors: number;
  unanswered: number;
  unconverted: number;
  address: number;
  list: number;
  complex: number;
  items: number;
  order: number;
  unhashable: number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function compared(question: Question, original: Answer, answer: Answer): Compared {
  const why = [original, answer].map((each) => ("message" in each ? each.message : "")).join(" | ");
  return { id: question.expression, question, theirs: spelt(original), ours: spelt(answer), why };
}

async function compare(oracle: Oracle, questions: readonly Question[], tally: Tally): Promise<readonly Compared[]> {
  const differing: Compared[] = [];
  const answers = await oracle.ask(questions);
  for (const [index, question] of questions.entries()) {
    const original = answers[index]!;
    tally.asked += 1;
    // The original knows no bound on what it computes; ours has to end all the same.
    const answer = ask(question);
    if ("error" in original && original.error === "timeout") {
      tally.unanswered += 1;
      continue;
    }
    if ("unconverted" in original) tally.unconverted += 1;
    if ("value" in original) tally.values += 1;
    else tally.errors += 1;
    if (spelt(original) === spelt(answer)) continue;
    const kind = kindOf(original, answer);
    if (kind === undefined) differing.push(compared(question, original, answer));
    else tally[kind] += 1;
  }
  // What holds an address differs from itself in another process.
  const again = await oracle.ask(differing.map(({ question }) => question));
  const steady = differing.filter(({ theirs }, index) => theirs === spelt(again[index]!));
  tally.address += differing.length - steady.length;
  return steady;
}

function short(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function printDifference({ question, theirs, ours, why }: Compared): void {
  print(`  ${question.expression}`);
  print(`      theirs  ${short(theirs)}`);
  print(`      ours    ${short(ours)}`);
  if (why !== " | ") print(`      because ${short(why)}`);
}

/** What is part of the language rather than of the library. */
const ofTheLanguage = new Set(["#operator_.", "#operator_?.", "#get_context_data", "#finalize", "#iter"]);

function printCoverage(oracle: Oracle, asked: readonly Question[]): number {
  const names = [...new Set(oracle.functions.map(({ name }) => name))].filter((name) => !ofTheLanguage.has(name));
  const ours = new Set(standardLibrary.map(tableKey));
  const missing = names.filter((name) => !ours.has(name));
  const text = asked.map(({ expression }) => expression).join("\n");
  const written = (name: string): string =>
    name
      .replace(/^#(?:unary_operator_|operator_)/, "")
      .replace("#property#", ".")
      .replace("*equal", "=")
      .replace("*not_equal", "!=");
  const unasked = names.filter((name) => !name.match(/^#(?:list|map|indexer)$/) && !text.includes(written(name)));
  print(
    `functions  ${names.length - missing.length} of ${names.length} are there, the corpus asks ${names.length - unasked.length}`,
  );
  if (missing.length > 0) print(`  not there: ${missing.map(written).join(", ")}`);
  if (unasked.length > 0) print(`  not asked: ${unasked.map(written).join(", ")}`);
  return missing.length + unasked.length;
}

function report(differing: readonly Compared[], most: number): number {
  const { unknown, known, unused } = sortDifferences(differing, knownDifferences("yaql"));
  print(`differences ${unknown.length} unknown, ${known.length} known`);
  for (const line of unused) print(`  known difference that nothing shows any more: ${line.probe}`);
  for (const difference of unknown.slice(0, most)) printDifference(difference);
  if (unknown.length > most) print(`  … and ${unknown.length - most} more (--show N)`);
  return unknown.length;
}

async function printBoth(oracle: Oracle, lines: readonly string[]): Promise<number> {
  const questions = lines.flatMap((line) => questionsOf(line));
  const answers = await oracle.ask(questions);
  for (const [index, question] of questions.entries()) {
    printDifference(compared(question, answers[index]!, ask(question)));
  }
  return 0;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: "string" },
      random: { type: "string", default: "0" },
      seed: { type: "string", default: "1" },
      show: { type: "string", default: "20" },
      keep: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help === true) {
    print(usage);
    return 0;
  }
  const oracle = await Oracle.find();
  if (oracle === undefined) {
    print("skipped: no python3-yaql");
    return 0;
  }
  if (positionals.length > 0) return await printBoth(oracle, positionals);
  if (values.keep) {
    const kept = await keepAnswers(oracle);
    print(`${kept} answers kept`);
    return 0;
  }
  const tally: Tally = {
    asked: 0,
    values: 0,
    errors: 0,
    unanswered: 0,
    unconverted: 0,
    address: 0,
    list: 0,
    complex: 0,
    items: 0,
    order: 0,
    unhashable: 0,
  };
  const differing: Compared[] = [];
  const asked: Question[] = [];
  for (const [table, lines] of corpusLines()) {
    if (values.only !== undefined && values.only !== table) continue;
    const questions = lines.flatMap(questionsOf);
    const found = await compare(oracle, questions, tally);
    print(`${table.padEnd(12)} ${String(questions.length).padStart(6)} asked, ${found.length} differ`);
    differing.push(...found);
    asked.push(...questions);
  }
  if (Number(values.random) > 0) {
    const questions = randomQuestions(Number(values.random), Number(values.seed));
    const found = await compare(oracle, questions, tally);
    print(`${"random".padEnd(12)} ${String(questions.length).padStart(6)} asked, ${found.length} differ`);
    differing.push(...found);
  }
  const { asked: all, values: valued, errors, unanswered, unconverted } = tally;
  print(`asked      ${all}: ${valued} values, ${errors} errors, ${unanswered} where the original did not end in time`);
  print(`           ${unconverted} of the values the original computes but fails to convert (lists in sets, as keys)`);
  for (const [kind, words] of Object.entries(kinds)) {
    print(`           ${tally[kind as keyof typeof kinds]} set aside: ${words}`);
  }
  const uncovered = values.only === undefined ? printCoverage(oracle, asked) : 0;
  const unknown = report(differing, Number(values.show));
  return unknown + uncovered > 0 ? 1 : 0;
}

process.exitCode = await main();
