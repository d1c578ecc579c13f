import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Answer } from "./answer.ts";
import type { Question } from "./corpus.ts";

/** A function as python3-yaql registers it; several of one name are overloads. */
export interface OracleFunction {
  readonly name: string;
  readonly function: boolean;
  readonly method: boolean;
  readonly module: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly default: string | null }[];
}

const driver = join(import.meta.dirname, "oracle.py");

function run(python: string, args: readonly string[], input: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const child = spawn(python, [driver, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    // Python's sets are ordered by hashes that otherwise differ between runs.
    env: { ...process.env, PYTHONHASHSEED: "0", PYTHONWARNINGS: "ignore" },
  });
  const chunks: Buffer[] = [];
  child.on("error", () => resolve(undefined));
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.on("close", (code) => resolve(code === 0 ? Buffer.concat(chunks).toString("utf8") : undefined));
  child.stdin.end(input);
  return promise;
}

function lines(output: string): readonly string[] {
  return output.split("\n").filter((line) => line !== "");
}

/** The original: Debian's python3-yaql in a process of its own. */
export class Oracle {
  readonly #python: string;
  /** What the original's default context holds. */
  readonly functions: readonly OracleFunction[];

  private constructor(python: string, functions: readonly OracleFunction[]) {
    this.#python = python;
    this.functions = functions;
  }

  /** Undefined where no Python has the package yaql. */
  static async find(): Promise<Oracle | undefined> {
    for (const python of [process.env.PYTHON ?? "python3", "/usr/bin/python3"]) {
      const output = await run(python, ["--functions"], "");
      if (output !== undefined)
        return new Oracle(
          python,
          lines(output).map((line) => JSON.parse(line) as OracleFunction),
        );
    }
    return undefined;
  }

  /** The answers, in the order of the questions. */
  async ask(questions: readonly Question[]): Promise<readonly Answer[]> {
    const output = await run(this.#python, [], questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
    const answers = lines(output ?? "").map((line) => JSON.parse(line) as Answer);
    if (answers.length !== questions.length) {
      const after = questions[answers.length]?.expression ?? "the last question";
      throw new RangeError(`The oracle ended before it had answered: ${after}`);
    }
    return answers;
  }
}
