// Runs a TypeScript file of this repository on Node.js 24: node scripts/run24.mjs FILE [ARGUMENT...]
// In this process where that is new enough, else in a child that gets our signals and gives us its exit code.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findNode24 } from "./ensure-install.mjs";

const self = fileURLToPath(import.meta.url);
const root = resolve(self, "../..");
const sameKeyPressMs = 300;

/** Runs a file, given by its path from the repository's root, with arguments; its exit code becomes ours. */
export function run24(file, args) {
  const node = findNode24();
  if (node === process.execPath) runHere(join(root, file), args);
  else runInChild(node, [self, file, ...args]);
}

function runHere(path, args) {
  const module = createRequire(import.meta.url)("node:module");
  module.enableCompileCache(join(root, "node_modules", ".cache", "compile"));
  hearSignalsOnce();
  process.argv = [process.execPath, path, ...args];
  // Not import(): run as the main module, the file sees import.meta.main and its errors end the process.
  module.runMain();
}

/** A Ctrl-C reaches us from the terminal and again from npm (or from our parent) that forwards it: it counts once. */
function hearSignalsOnce() {
  const emit = process.emit;
  const heardAtMs = { SIGINT: -Infinity, SIGTERM: -Infinity };
  process.emit = function (name, ...rest) {
    if (name in heardAtMs) {
      const nowMs = performance.now();
      if (nowMs - heardAtMs[name] < sameKeyPressMs) return true;
      heardAtMs[name] = nowMs;
    }
    return emit.call(this, name, ...rest);
  };
}

function runInChild(node, args) {
  const child = spawn(node, args, { stdio: "inherit" });
  const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on("error", (error) => {
    process.stderr.write(`${node} cannot be started (${error.message}): install Node.js 24 or newer.\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    for (const each of signals) process.off(each, forward);
    if (signal) process.kill(process.pid, signal);
    else process.exit(code);
  });
}

if (process.argv[1] === self) run24(process.argv[2], process.argv.slice(3));
