import { oneLine, shortType, type Paint } from "./text.ts";
import { phaseOf, type TreeModel, type TreeNode } from "./tree-model.ts";

/** Failed resources told apart: where it began, and what followed from it. */
export interface FailureCauses {
  readonly roots: readonly TreeNode[];
  readonly consequences: readonly { readonly node: TreeNode; readonly because: string }[];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Whether the reason says that it was called off because of something else. */
function wasCalledOff(reason: string): boolean {
  return /\b(?:abort|cancel|called off|superseded|not started|depend)/i.test(reason);
}

/** Paths of everything that directly or indirectly needs the node. */
function dependentsOf(root: TreeNode, nodes: readonly TreeNode[]): ReadonlySet<string> {
  const byPath = new Map(nodes.map((node) => [node.path, node]));
  const found = new Set<string>();
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const above = parentOf(node.path);
    const needing = node.requiredBy.map((name) => (above === "" ? name : `${above}/${name}`));
    for (const path of above === "" ? needing : [...needing, above]) {
      const next = byPath.get(path);
      if (next === undefined || found.has(path) || path === root.path) continue;
      found.add(path);
      open.push(next);
    }
  }
  return found;
}

/** Tells roots from consequences; `order` lists the paths of failures as they happened. */
function failureCauses(model: TreeModel, order: readonly string[] = []): FailureCauses {
  const failed = model.nodes.filter((node) => phaseOf(node.status) === "failed");
  const rank = (node: TreeNode): number => (order.includes(node.path) ? order.indexOf(node.path) : order.length);
  const sorted = failed.toSorted((one, other) => rank(one) - rank(other));
  const hasFailedChild = (node: TreeNode): boolean => failed.some((other) => other.path.startsWith(`${node.path}/`));
  const inner = sorted.filter((node) => !hasFailedChild(node));
  const ownFault = inner.filter((node) => !wasCalledOff(node.reason));
  const candidates = ownFault.length > 0 ? ownFault : inner.slice(0, 1);
  const reach = new Map(candidates.map((node) => [node.path, dependentsOf(node, model.nodes)]));
  const isNeededBefore = (node: TreeNode): boolean =>
    candidates.some(
      (other) =>
        other !== node &&
        reach.get(other.path)?.has(node.path) === true &&
        reach.get(node.path)?.has(other.path) !== true,
    );
  const roots = candidates.filter((node) => !isNeededBefore(node));
  const consequences = model.nodes.flatMap((node) => {
    const phase = phaseOf(node.status);
    if (roots.includes(node) || (phase !== "failed" && phase !== "waiting")) return [];
    const cause = roots.find((root) => reach.get(root.path)?.has(node.path) === true);
    if (cause === undefined && phase === "waiting") return [];
    return [{ node, because: cause?.path ?? "the failure above" }];
  });
  return { roots, consequences };
}

function consequenceLine(node: TreeNode, because: string, paint: Paint): string {
  const reason = oneLine(node.reason);
  const what =
    phaseOf(node.status) === "waiting"
      ? `not started, needs ${because}`
      : `${node.status}${reason === "" ? "" : `: ${reason}`}`;
  return `  ${paint.faint(`${node.path} (${shortType(node.type)})  ${what}`)}`;
}

const MAX_CONSEQUENCES = 20;

/** Why a stack failed, in lines: the causes first, then what followed from them. */
export function failureReport(model: TreeModel, order: readonly string[], paint: Paint): string[] {
  const { roots, consequences } = failureCauses(model, order);
  const lines = [`${paint.bad(model.status)}  ${paint.strong(model.name)}`];
  if (roots.length === 0) return [...lines, `  ${oneLine(model.reason)}`];
  lines.push("", roots.length === 1 ? "Cause:" : "Causes:");
  for (const root of roots) {
    lines.push(
      `  ${paint.bad(paint.unicode ? "✘" : "x")} ${paint.strong(root.path)} (${shortType(root.type)})  ${root.status}`,
    );
    lines.push(`      ${oneLine(root.reason) || "the service gave no reason"}`);
  }
  if (consequences.length > 0) {
    lines.push("", "Because of it:");
    for (const { node, because } of consequences.slice(0, MAX_CONSEQUENCES))
      lines.push(consequenceLine(node, because, paint));
    if (consequences.length > MAX_CONSEQUENCES) lines.push(`  and ${consequences.length - MAX_CONSEQUENCES} more`);
  }
  return lines;
}
