import { expect, test } from "vitest";
import { byStatus, gone, goneUnless, is } from "./observation.ts";

test("an object in a failed status is broken, with the cloud's own words", () => {
  const observed = { status: "error", fault: { message: "No valid host was found" } };
  expect(is("active")({ observed })).toEqual({
    kind: "failed",
    because: "it went to status ERROR: No valid host was found",
    retryable: true,
  });
});

test("any other status waits, a reached one is done in any case of letters", () => {
  expect(is("ACTIVE")({ observed: { status: "BUILD" } })).toMatchObject({ kind: "waiting", because: "status BUILD" });
  expect(is("available", "in-use")({ observed: { status: "in-use" } })).toEqual({ kind: "done" });
});

test("an object that vanished while it was awaited is broken, so that a new one is made", () => {
  expect(byStatus(["ACTIVE"])({ observed: null })).toMatchObject({ kind: "failed", retryable: true });
});

test("another status field and other failed values", () => {
  const rule = byStatus(["ACTIVE"], { statusField: "provisioning_status", failed: ["DEGRADED"] });
  expect(rule({ observed: { provisioning_status: "DEGRADED", status: "ACTIVE" } })).toMatchObject({ kind: "failed" });
  expect(rule({ observed: { provisioning_status: "ERROR" } })).toMatchObject({ kind: "waiting" });
});

test("deleted means gone; an object that cannot be deleted fails for good", () => {
  expect(gone({ observed: null })).toEqual({ kind: "done" });
  expect(gone({ observed: { status: "DELETING" } })).toMatchObject({ kind: "waiting" });
  expect(goneUnless("error_deleting")({ observed: { status: "error_deleting" } })).toMatchObject({
    kind: "failed",
    retryable: false,
  });
});
