import { cut, duration, fit, oneLine, plainPaint, shortType, type Paint } from "./text.ts";
import { phaseOf, type TreeModel, type TreeNode } from "./tree-model.ts";

const BAR_WIDTH = 20;
const STATUS_WIDTH = 18;
const TIME_WIDTH = 7;
/** Below it there are no columns, only as much of each line as fits. */
const NARROW_WIDTH = 40;
const MAX_NAME_WIDTH = 36;
const MAX_TYPE_WIDTH = 34;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_MS = 120;

type Phase = ReturnType<typeof phaseOf>;

function glyphOf(phase: Phase, elapsedMs: number, unicode: boolean): string {
  if (phase === "busy") return unicode ? (SPINNER[Math.floor(elapsedMs / FRAME_MS) % SPINNER.length] ?? "~") : "~";
  return { done: unicode ? "✔" : "+", failed: unicode ? "✘" : "x", waiting: unicode ? "·" : "." }[phase];
}

function painterOf(phase: Phase, paint: Paint): (text: string) => string {
  return { done: paint.good, failed: paint.bad, busy: paint.busy, waiting: paint.faint }[phase];
}

function count(nodes: readonly TreeNode[], phase: Phase): number {
  return nodes.filter((node) => phaseOf(node.status) === phase).length;
}

/** The line of the stack itself: a bar of how many resources are finished. */
function stackLine({ name, status, elapsedMs, nodes }: TreeModel, width: number, paint: Paint): string {
  const finished = count(nodes, "done");
  const total = nodes.length;
  const filled = total === 0 ? 0 : Math.floor((BAR_WIDTH * finished) / total);
  const [full, empty] = paint.unicode ? ["█", "░"] : ["#", "-"];
  const colour = painterOf(phaseOf(status), paint);
  const tail = ` ${finished}/${total}  ${duration(elapsedMs)}`;
  const shownBar = width >= 60;
  if (width < NARROW_WIDTH) return colour(cut(`${name} ${status}${tail}`, width));
  const room = width - status.length - tail.length - 2 - (shownBar ? BAR_WIDTH + 2 : 0);
  const bar = shownBar ? `  ${colour(full.repeat(filled))}${paint.faint(empty.repeat(BAR_WIDTH - filled))}` : "";
  return `${paint.strong(cut(name, Math.max(8, room)))}  ${colour(status)}${bar}${tail}`;
}

interface Columns {
  readonly name: number;
  readonly type: number;
}

function columnsFor(nodes: readonly TreeNode[], width: number): Columns {
  const widest = (text: (node: TreeNode) => string): number =>
    Math.max(0, ...nodes.map((node) => Array.from(text(node)).length));
  const room = width - 4 - STATUS_WIDTH - TIME_WIDTH - 4;
  const name = Math.max(
    8,
    Math.min(
      widest((node) => " ".repeat(2 * node.depth) + node.name),
      MAX_NAME_WIDTH,
      Math.max(8, room),
    ),
  );
  const type = Math.min(
    widest((node) => shortType(node.type)),
    MAX_TYPE_WIDTH,
    room - name - 2,
  );
  return { name, type: type < 10 ? 0 : type };
}

function nodeLines(node: TreeNode, columns: Columns, width: number, paint: Paint): string[] {
  const phase = phaseOf(node.status);
  const colour = painterOf(phase, paint);
  const glyph = glyphOf(phase, node.elapsedMs ?? 0, paint.unicode);
  if (width < NARROW_WIDTH)
    return [colour(cut(`${glyph} ${" ".repeat(node.depth)}${oneLine(node.name)} ${node.status}`, width))];
  const name = fit(" ".repeat(2 * node.depth) + oneLine(node.name), columns.name);
  const type = columns.type === 0 ? "" : `  ${paint.faint(fit(oneLine(shortType(node.type)), columns.type))}`;
  const status = node.status === "INIT_COMPLETE" || node.status === "" ? "waiting" : node.status;
  const time = node.elapsedMs === undefined ? "" : duration(node.elapsedMs);
  const room = width - 4 - columns.name - (columns.type === 0 ? 0 : columns.type + 2);
  const state = cut(`  ${fit(status, STATUS_WIDTH)}${time.padStart(TIME_WIDTH)}`, room).trimEnd();
  const line = `  ${colour(glyph)} ${name}${type}${colour(state)}`;
  if (phase !== "failed" || node.reason === "") return [line];
  const arrow = paint.unicode ? "↳" : ">";
  return [line, paint.bad(cut(`${" ".repeat(4 + 2 * node.depth)}${arrow} ${oneLine(node.reason)}`, width))];
}

/** Paths of the nodes that are shown: some, and every nested stack they stand in. */
function withAncestors(nodes: readonly TreeNode[], chosen: (node: TreeNode) => boolean): ReadonlySet<string> {
  const shown = new Set<string>();
  for (const node of nodes) {
    if (!chosen(node)) continue;
    for (let path = node.path; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) shown.add(path);
  }
  return shown;
}

/** What is left out when the tree is too tall, the least interesting first. */
const COLLAPSES: readonly (readonly Phase[])[] = [[], ["done"], ["done", "waiting"], ["done", "waiting", "busy"]];

function summary(nodes: readonly TreeNode[], shown: ReadonlySet<string>, paint: Paint): string[] {
  const hidden = nodes.filter((node) => !shown.has(node.path));
  const parts = (
    [
      ["done", "finished"],
      ["busy", "in progress"],
      ["waiting", "waiting"],
      ["failed", "failed"],
    ] as const
  ).flatMap(([phase, word]) => (count(hidden, phase) === 0 ? [] : [`${count(hidden, phase)} ${word}`]));
  return parts.length === 0 ? [] : [paint.faint(`  ${paint.unicode ? "…" : "..."} ${parts.join(", ")}, not shown`)];
}

interface Layout {
  readonly model: TreeModel;
  readonly width: number;
  readonly height: number;
  readonly paint: Paint;
}

/** The lines with only some of the nodes, and a count of the others. */
function linesWith({ model, width, paint }: Layout, chosen: (node: TreeNode) => boolean): string[] {
  const { nodes } = model;
  const columns = columnsFor(nodes, width);
  const shown = withAncestors(nodes, chosen);
  const body = nodes.filter((node) => shown.has(node.path)).flatMap((node) => nodeLines(node, columns, width, paint));
  return [stackLine(model, width, paint), ...body, ...summary(nodes, shown, paint)];
}

/** The lines of a collapse that fits, with as many of the nodes it hides last as there is room for. */
function filledUp(layout: Layout, collapsed: readonly Phase[], lines: string[]): string[] {
  const last = collapsed.at(-1);
  const hidden = layout.model.nodes.filter((node) => phaseOf(node.status) === last);
  // Of what is finished the end is news, of what waits the beginning.
  const candidates = last === "done" ? hidden.toReversed() : hidden;
  for (let room = layout.height - lines.length; room > 0; room--) {
    const added = new Set(candidates.slice(0, room).map((node) => node.path));
    const filled = linesWith(layout, (node) => added.has(node.path) || !collapsed.includes(phaseOf(node.status)));
    if (filled.length <= layout.height) return filled;
  }
  return lines;
}

/**
 * The tree as lines of at most `width` characters, at most `height` of them: finished resources
 * become a count when there are too many, then waiting ones, then those in progress.
 */
export function renderTree(model: TreeModel, width: number, height: number, paint: Paint = plainPaint): string[] {
  const layout = { model, width, height, paint };
  let lines: string[] = [];
  for (const collapsed of COLLAPSES) {
    lines = linesWith(layout, (node) => !collapsed.includes(phaseOf(node.status)));
    if (lines.length <= height) return filledUp(layout, collapsed, lines);
  }
  const fitting = lines.slice(0, Math.max(1, height - 1));
  return [...fitting, paint.bad(`  ${lines.length - fitting.length} lines more`)].slice(0, Math.max(1, height));
}
