import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { EffectLog } from "./sim-state.ts";

/** The log cannot be read: a line other than the last is broken. */
export class EffectLogDamaged extends Error {
  constructor(path: string, line: number) {
    super(`${path}, line ${line}: not the log of a simulated cloud`);
    this.name = "EffectLogDamaged";
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * The log in `directory`/simcloud.log. A line is with the kernel before `append` returns: it
 * survives the death of the process, not of the machine. A torn last line is dropped: its request
 * was never answered.
 */
export function openEffectLog(directory: string): EffectLog & { close(): void } {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, "simcloud.log");
  let descriptor: number | undefined;
  return {
    read() {
      if (!existsSync(path)) return [];
      const lines = readFileSync(path, "utf8").split("\n");
      const last = lines.pop() ?? "";
      if (last !== "" && isJson(last)) lines.push(last);
      const broken = lines.findIndex((line) => !isJson(line));
      if (broken >= 0) throw new EffectLogDamaged(path, broken + 1);
      return lines;
    },
    append(line) {
      descriptor ??= openSync(path, "a", 0o600);
      const bytes = Buffer.from(`${line}\n`);
      let written = 0;
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    },
    replace(lines) {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
      const temporary = `${path}.new`;
      writeFileSync(temporary, lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
      renameSync(temporary, path);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
