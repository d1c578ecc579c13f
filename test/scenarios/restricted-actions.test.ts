import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

const template = (value: string, replace: boolean): string => `
heat_template_version: 2018-08-31
resources:
  r: { type: OS::Heat::TestResource, properties: { value: ${value}, update_replace: ${replace} } }
  s: { type: OS::Heat::Value, properties: { value: ${value} } }
`;

function environment(name: string, actions: unknown): object {
  return { resource_registry: { resources: { [name]: { restricted_actions: actions } } } };
}

const restricted = (action: string): string =>
  `Resource UPDATE failed: ResourceActionRestricted: resources.r: ${action} is restricted for resource.`;

test.for([
  ["r", "update", restricted("update"), "Stack UPDATE complete"],
  ["r", "replace", "Stack UPDATE complete", restricted("replace")],
  ["r*", ["update", "replace"], restricted("update"), restricted("replace")],
  ["s*", ["replace"], "Stack UPDATE complete", "Stack UPDATE complete"],
] as const)("entry %s restricts %j: an update ends with %s, a replacement with %s", async (row) => {
  const [name, actions, updated, replaced] = row;
  await using calor = await startOnSimulatedCloud();
  const more = { environment: environment(name, actions) as Readonly<Record<string, unknown>> };
  const stack = await calor.create(template("a", false), more);
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  await stack.update(template("b", false), more);
  await stack.settled();
  expect(await stack.reason()).toBe(updated);
  await stack.update(template("c", true), more);
  await stack.settled();
  expect(await stack.reason()).toBe(replaced);
  // What was refused left the resource as it was.
  const left = (await stack.resources())["r"];
  expect(left).toMatch(/_COMPLETE$/);
  const refused = (await stack.events()).filter((event) => event === "r UPDATE_FAILED");
  expect(refused.length).toBe([updated, replaced].filter((reason) => reason.includes("restricted")).length);
  await stack.update(template("c", true));
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
});
