// Makes node_modules what package-lock.json says. Runs before every npm script, so it is plain
// JavaScript for Node 20, needs no package and takes a few milliseconds when there is nothing to do.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const locked = join(root, "package-lock.json");
const installed = join(root, "node_modules", ".package-lock.json");
const ownMajor = Number(process.versions.node.split(".")[0]);

/** The Node.js 24 or newer to run the program with: this one, or the one npm installs; undefined when there is none. */
export function findNode24() {
  if (ownMajor >= 24) return process.execPath;
  const path = join(root, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  return existsSync(path) ? path : undefined;
}

/** Installs when node_modules does not match the lock file; ends the process with a message when that cannot be. */
export function ensureInstalled() {
  const platform = `${process.platform}-${process.arch}`;
  if (ownMajor < 20) stop(`Calor needs Node.js 20 or newer to set itself up; this is ${process.version}.`);
  if (ownMajor < 24 && platform !== "linux-x64" && platform !== "linux-arm64") {
    stop(`Calor runs on Node.js 24 or newer, which npm can only bring along on Linux (x64, arm64).
This is Node.js ${process.version} on ${platform}: install Node.js 24 from https://nodejs.org and try again.`);
  }
  if (!matchesLock()) install();
  if (findNode24() === undefined) stop(`npm did not install Node.js 24 for ${platform}: install Node.js 24 yourself.`);
}

/** Compares with the list npm keeps of what it installed; that list is written last, so half an install never matches. */
function matchesLock() {
  if (!existsSync(installed) || findNode24() === undefined) return false;
  if (statSync(installed).mtimeMs > statSync(locked).mtimeMs) return true;
  const wanted = packagesOf(locked);
  const present = packagesOf(installed);
  const same = (path) =>
    wanted[path]?.version === present[path]?.version && wanted[path]?.integrity === present[path]?.integrity;
  return (
    Object.keys(present).every(same) &&
    Object.keys(wanted).every((path) => path === "" || wanted[path].optional === true || same(path))
  );
}

function packagesOf(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

function install() {
  const startedAtMs = Date.now();
  process.stderr.write("Installing dependencies (only when they changed) … ");
  const options = ["ci", "--ignore-scripts", "--include=dev", "--include=optional", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  // npm names itself to its scripts; the shell's npm may be another one, or a .cmd file.
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm, ...options]] : ["npm", options];
  const result = spawnSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (result.error) stop(`\nnpm cannot be started: ${result.error.message}`);
  if (result.status !== 0) stop(`\n${result.stdout}${result.stderr}\nnpm ci failed; nothing was started.`);
  process.stderr.write(`done in ${((Date.now() - startedAtMs) / 1000).toFixed(1)} s\n`);
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled();
