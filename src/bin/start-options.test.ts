import { expect, test } from "vitest";
import { parseStartOptions, StartOptionsRefused, type StartOptions } from "./start-options.ts";

function parse(...args: string[]): StartOptions {
  return parseStartOptions(args, { out: () => undefined, err: () => undefined });
}

test("without arguments it is the example on the simulated cloud", () => {
  expect(parse()).toEqual({
    environments: [],
    parameters: [],
    once: false,
    launch: true,
    port: 8004,
    cloudPort: 19_000,
    limits: "heat",
  });
});

test("everything that can be said is understood", () => {
  const args =
    "web.yaml -e a.yaml -e b.yaml -P x=1 -P y=a=b --name web --once --cloud mine --port 1 --cloud-port 2 --data d --database postgres://h/d --public-url https://x --limits none";
  expect(parse(...args.split(" "))).toEqual({
    file: "web.yaml",
    environments: ["a.yaml", "b.yaml"],
    parameters: ["x=1", "y=a=b"],
    name: "web",
    once: true,
    launch: true,
    cloud: "mine",
    port: 1,
    cloudPort: 2,
    dataDir: "d",
    databaseUrl: "postgres://h/d",
    publicUrl: "https://x",
    limits: "none",
  });
});

test.each([
  [["--port", "70000"], 2],
  [["--limits", "few"], 2],
  [["--nonsense"], 2],
  [["a.yaml", "b.yaml"], 2],
  [["--help"], 0],
])("%j ends with %d", (args, exitCode) => {
  expect(() => parse(...args)).toThrow(expect.objectContaining({ name: StartOptionsRefused.name, exitCode }) as Error);
});
