import { expect, test } from "vitest";
import { EngineFault } from "#engine/faults.ts";
import { startOnSimulatedCloud } from "../harness.ts";

const template = (more = "") => `
heat_template_version: 2021-04-16
parameters: { replicas: { type: number, default: 1 } }
conditions:
  single: { equals: [{ get_param: replicas }, 1] }
  several: { not: single }
resources:
  standby: { type: OS::Heat::TestResource, condition: several, properties: { value: standby } }
  main:
    type: OS::Heat::TestResource
    depends_on: standby
    properties: { value: { if: [several, { get_attr: [standby, output] }, alone] } }
outputs:
  main: { value: { get_attr: [main, output] } }
  standby: { value: { get_attr: [standby, output] }, condition: several }
  reference: { value: { get_resource: standby } }
${more}
`;

test("a resource comes and goes with its condition; what an if does not choose makes no dependency", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(template());
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  expect(await stack.resources()).toEqual({ main: "CREATE_COMPLETE" });
  expect([await stack.output("main"), await stack.output("standby")]).toEqual(["alone", null]);
  await stack.update(template(), { parameters: { replicas: 2 } });
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(Object.keys(await stack.resources()).sort()).toEqual(["main", "standby"]);
  expect([await stack.output("main"), await stack.output("standby")]).toEqual(["standby", "standby"]);
  await stack.update(template(), { parameters: { replicas: 1 } });
  expect(await stack.settled()).toBe("UPDATE_COMPLETE");
  expect(Object.keys(await stack.resources())).toEqual(["main"]);
  expect([await stack.output("main"), await stack.output("standby")]).toEqual(["alone", null]);
});

test("the id of a resource that its condition disables is an error of the output, its attribute one of the template", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(template());
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const { outputs } = await calor.run(calor.engine.showStack(calor.caller, { id: stack.id }));
  expect(outputs.find(({ key }) => key === "reference")).toMatchObject({
    value: null,
    error: 'the resource "standby" is not there: its condition is false',
  });
  const attribute = calor.create(template("  wrong: { value: { get_attr: [standby, output] } }"), { name: "wrong" });
  await expect(attribute).rejects.toThrow(EngineFault);
});
