import { expect, test } from "vitest";
import { startOnSimulatedCloud } from "../harness.ts";

const template = (key: string) => `
heat_template_version: 2018-08-31
resources:
  key: { type: OS::Nova::KeyPair, properties: { name: shared, public_key: "ssh-rsa ${key}" } }
`;

test("a replacement that a crash left unmade gets the name from whichever row holds it", async () => {
  await using calor = await startOnSimulatedCloud();
  const stack = await calor.create(template("AAAAB3NzaC1yc2EAAAADAQABAAAAgQC1"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["CREATE_COMPLETE", "Stack CREATE complete"]);
  const { resources } = calor.journal.dump();
  const [made] = resources.values();
  if (made === undefined) throw new TypeError("no key pair");
  // Made for a row that is gone by now, and never begun: as deaths in the middle of several updates leave it.
  const unmade = { action: "INIT", physicalId: null, reference: null, attributes: {}, replaces: "gone" } as const;
  resources.set("unmade", { ...made, ...unmade, id: "unmade", createdAt: made.createdAt + 1 });
  await stack.update(template("AAAAB3NzaC1yc2EAAAADAQABAAAAgQC2"));
  expect([await stack.settled(), await stack.reason()]).toEqual(["UPDATE_COMPLETE", "Stack UPDATE complete"]);
  expect([...resources.keys()]).toEqual(["unmade"]);
  const [pair, ...others] = calor.cloud.objects("nova.keypairs");
  expect(others).toEqual([]);
  expect(pair?.["public_key"] ?? pair?.["publicKey"]).toContain("gQC2");
});
