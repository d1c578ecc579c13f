import { expect, test } from "vitest";
import { buildUserData } from "./build-user-data.ts";
import { multipart, unpacked } from "./mime.ts";

const script = "#!/bin/sh\necho grüß\n";

test("RAW is the text itself", () => {
  expect(buildUserData({ format: "RAW", userData: script, metadata: { a: 1 } })).toBe(script);
});

test("HEAT_CFNTOOLS carries the script and the metadata to the guest's tools", () => {
  const parts = unpacked(buildUserData({ format: "HEAT_CFNTOOLS", userData: script, metadata: { a: 1 } })) ?? [];
  expect(parts.map(({ filename, subtype }) => `${filename} ${subtype}`)).toEqual([
    "cloud-config cloud-config",
    "boothook.sh cloud-boothook",
    "part-handler.py part-handler",
    "cfn-userdata x-cfninitdata",
    "loguserdata.py x-shellscript",
    "cfn-init-data x-cfninitdata",
  ]);
  expect(parts.find(({ filename }) => filename === "cfn-userdata")?.content).toBe(script);
});

test("SOFTWARE_CONFIG takes a multipart text apart", () => {
  const given = [
    { filename: "one", subtype: "x-shellscript", content: "#!/bin/sh\n" },
    { filename: "two", subtype: "cloud-config", content: "a: ö\n" },
  ];
  const parts = unpacked(buildUserData({ format: "SOFTWARE_CONFIG", userData: multipart(given), metadata: {} })) ?? [];
  expect(parts.slice(3)).toEqual(given);
});

test("SOFTWARE_CONFIG gives Ignition its own kind of file", () => {
  const userData = JSON.stringify({ ignition: { version: "3.3.0" }, storage: { files: [{ path: "/a" }] } });
  const built: unknown = JSON.parse(buildUserData({ format: "SOFTWARE_CONFIG", userData, metadata: { a: "b c" } }));
  expect(built).toMatchObject({
    storage: { files: [{ path: "/a" }, { contents: { source: "data:,%7B%22a%22%3A%22b%20c%22%7D" }, mode: 416 }, {}] },
  });
});

test("the boundary stands in no part", () => {
  const content = "--===============calor-0==--\n";
  const parts = [{ filename: "a", subtype: "plain", content }];
  expect(unpacked(multipart(parts))).toEqual(parts);
});
