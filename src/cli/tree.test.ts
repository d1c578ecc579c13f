import { expect, test } from "vitest";
import type { Resource, Stack } from "#client/objects.ts";
import { failureReport } from "./failure-report.ts";
import { renderTree } from "./render-tree.ts";
import { plainPaint } from "./text.ts";
import { TreeTracker } from "./tree-model.ts";

const base = { reason: "", createdAt: null, updatedAt: null };
const stack = (status: string): Stack => ({
  ...base,
  id: "s",
  name: "web",
  status,
  description: "",
  parent: null,
  tags: [],
  parameters: {},
  outputs: [],
});
const resource = (name: string, status: string, more: Partial<Resource> = {}): Resource => ({
  ...base,
  name,
  type: "OS::Nova::Server",
  physicalId: "",
  status,
  requiredBy: [],
  stackId: "s",
  ...more,
});
const tier = resource("tier", "CREATE_IN_PROGRESS", { type: "file:///x/tier.yaml", nestedStackId: "n" });

function tracked(...looks: (readonly Resource[])[]): TreeTracker {
  const tracker = new TreeTracker(stack("CREATE_IN_PROGRESS"), 0);
  for (const [index, resources] of looks.entries()) tracker.look(stack("CREATE_IN_PROGRESS"), resources, index * 1000);
  return tracker;
}

test("nested stacks are indented, times count from the first sight of a state", () => {
  const inner = resource("leaf", "CREATE_IN_PROGRESS", { stackId: "n", parent: "tier" });
  const tracker = tracked(
    [tier, resource("key", "INIT_COMPLETE"), inner],
    [tier, resource("key", "CREATE_COMPLETE"), inner],
  );
  expect(renderTree(tracker.model(2500), 90, 20)).toEqual([
    "web  CREATE_IN_PROGRESS  ██████░░░░░░░░░░░░░░ 1/3  2.5s",
    "  ⠋ tier      tier.yaml         CREATE_IN_PROGRESS   2.5s",
    "  ⠋   leaf    OS::Nova::Server  CREATE_IN_PROGRESS   2.5s",
    "  ✔ key       OS::Nova::Server  CREATE_COMPLETE      1.0s",
  ]);
});

test("a tree taller than the terminal is collapsed into counts, never cut at its failures", () => {
  const many = Array.from({ length: 50 }, (_, at) => resource(`done${at}`, "CREATE_COMPLETE"));
  const failed = resource("bad", "CREATE_FAILED", { reason: "quota\u001b[2J exceeded" });
  const lines = renderTree(tracked([...many, failed, resource("busy", "CREATE_IN_PROGRESS")]).model(0), 80, 10);
  expect(lines.join("\n")).toContain("↳ quota [2J exceeded");
  expect(lines.join("\n")).toContain("busy");
  expect(lines.length).toBe(10);
  expect(lines).toContainEqual(expect.stringContaining("done49"));
  expect(lines.at(-1)).toBe("  … 45 finished, not shown");
});

test.each([20, 40, 60, 80, 200])("no line is wider than %d characters", (width) => {
  const long = resource("a-resource-with-quite-a-long-name-in-it", "CREATE_FAILED", { reason: "because ".repeat(40) });
  for (const line of renderTree(tracked([long, tier]).model(0), width, 20))
    expect(line.length).toBeLessThanOrEqual(width);
});

test("what vanishes from the list is shown as deleted", () => {
  expect(tracked([resource("key", "DELETE_IN_PROGRESS")], []).model(0).nodes[0]?.status).toBe("DELETE_COMPLETE");
});

test("a failure is told from its cause: the root first, then what followed", () => {
  const resources = [
    resource("tier", "CREATE_FAILED", { nestedStackId: "n", reason: "leaf failed" }),
    resource("leaf", "CREATE_FAILED", { stackId: "n", reason: "over quota", requiredBy: ["after"] }),
    resource("after", "INIT_COMPLETE", { stackId: "n" }),
    resource("other", "CREATE_FAILED", { reason: "CREATE aborted" }),
    resource("unrelated", "INIT_COMPLETE"),
  ];
  const report = failureReport(
    { ...tracked(resources).model(0), status: "CREATE_FAILED" },
    ["other", "tier/leaf"],
    plainPaint,
  );
  expect(report).toEqual([
    "CREATE_FAILED  web",
    "",
    "Cause:",
    "  ✘ tier/leaf (OS::Nova::Server)  CREATE_FAILED",
    "      over quota",
    "",
    "Because of it:",
    "  tier (OS::Nova::Server)  CREATE_FAILED: leaf failed",
    "  tier/after (OS::Nova::Server)  not started, needs tier/leaf",
    "  other (OS::Nova::Server)  CREATE_FAILED: CREATE aborted",
  ]);
});
