// Room borders: which folder of src/ may import which, from the table in borders.json.
import { readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { readSources, report, root, type Finding, type ImportLine, type SourceFile } from "./source-files.ts";

type Room = { imports: string[]; packages?: string[] };
type Table = { rooms: Record<string, Room>; tests: { imports: string[] } };

const table = JSON.parse(readFileSync(join(root, "borders.json"), "utf8")) as Table;

/** The room of a path below src/: its first folder; in src/resources/ each folder is a room of its own. */
function roomOf(path: string): string {
  const [first = "", second, ...rest] = path.split("/").slice(1);
  return first === "resources" && second !== undefined && rest.length > 0 ? `resources/${second}` : first;
}

function ruleOf(room: string): Room | undefined {
  return table.rooms[room] ?? (room.startsWith("resources/") ? table.rooms["resources/*"] : undefined);
}

function matches(room: string, allowed: readonly string[]): boolean {
  return allowed.some(
    (each) => each === "*" || each === room || (each.endsWith("/*") && room.startsWith(each.slice(0, -1))),
  );
}

/** What is wrong with an import; undefined when nothing is. */
function complaint(file: SourceFile, { specifier }: ImportLine): string | undefined {
  const from = roomOf(file.path);
  const rule = ruleOf(from);
  if (rule === undefined) return `${from} is no room of borders.json`;
  const isTest = file.path.endsWith(".test.ts");
  const byName = specifier.startsWith("#");
  if (!byName && !specifier.startsWith(".")) return packageComplaint(from, rule, { specifier, isTest });
  const target = byName ? `src/${specifier.slice(1)}` : posix.join(dirname(file.path), specifier);
  if (!target.startsWith("src/")) {
    const mayLeave = rule.imports.includes("*") || (isTest && target.startsWith("test/"));
    return mayLeave ? undefined : `${from} may not import ${target}, outside src/`;
  }
  const to = roomOf(target);
  if (to === from) return byName ? `"${specifier}" is in the same room: import it by a relative path` : undefined;
  if (!matches(to, rule.imports) && !(isTest && matches(to, table.tests.imports))) {
    return `${from} may not import ${to} (borders.json allows ${rule.imports.join(", ") || "nothing"})`;
  }
  // The registry of resource types sits in the folder that holds their rooms; "./neutron/…" shows the crossing as well.
  if (byName || from === "resources") return undefined;
  return `${to} is another room: import it as "#${target.slice("src/".length)}"`;
}

function packageComplaint(from: string, rule: Room, { specifier, isTest }: { specifier: string; isTest: boolean }) {
  if (rule.packages === undefined || isTest || rule.packages.includes(specifier)) return undefined;
  return `${from} may not import the package ${specifier}`;
}

const findings: Finding[] = readSources().flatMap((file) =>
  file.imports.flatMap((line) => {
    const message = complaint(file, line);
    return message === undefined ? [] : [{ path: file.path, line: line.line, message }];
  }),
);
report(findings);
