import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataDirectory } from "./data-directory.ts";

let above = "";
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), "calor-data-"));
});
afterEach(() => rmSync(above, { recursive: true }));

test("it is ours alone, and private", () => {
  const path = join(above, "data");
  const data = openDataDirectory(path);
  data.write("clouds.yaml", "secret\n");
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(statSync(data.file("clouds.yaml")).mode & 0o777).toBe(0o600);
  expect(readFileSync(data.file("clouds.yaml"), "utf8")).toBe("secret\n");
  expect(() => openDataDirectory(path)).toThrow(/another Calor/);
  data.release();
  openDataDirectory(path).release();
});

test("it stays bound to its first cloud and project", () => {
  const data = openDataDirectory(above);
  data.bind({ authUrl: "https://one/v3", projectId: "p" });
  data.bind({ authUrl: "https://one/v3", projectId: "p" });
  expect(() => data.bind({ authUrl: "https://two/v3", projectId: "p" })).toThrow(
    /belongs to project p at https:\/\/one\/v3/,
  );
  expect(() => data.bind({ authUrl: "https://one/v3", projectId: "q" })).toThrow(/belongs to/);
  data.release();
});
