import { expect, test } from "vitest";
import { findCloud, type CloudSearch } from "./cloud-search.ts";
import { cloudFromEnvironment, readCloudsYaml } from "./clouds-yaml.ts";

const CLOUDS = `
clouds:
  a:
    region_name: one
    interface: internal
    verify: false
    network_endpoint_override: http://network.test
    auth: { auth_url: "https://cloud.test:5000/", username: u, project_name: p, user_domain_name: D }
  b:
    auth_type: v3applicationcredential
    auth: { auth_url: "https://cloud.test:5000/v3", application_credential_id: i, application_credential_secret: s3cret }
`;

function search(files: Record<string, string>, more: Partial<CloudSearch> = {}): CloudSearch {
  return {
    env: { HOME: "/home/u" },
    workingDirectory: "/w",
    readFile: (path) => Promise.resolve(files[path]),
    ...more,
  };
}

test("an entry is found in the usual places, its secrets beside it", async () => {
  const files = {
    "/home/u/.config/openstack/clouds.yaml": CLOUDS,
    "/home/u/.config/openstack/secure.yaml": "clouds: { a: { auth: { password: pw } } }",
  };
  expect(await findCloud(search(files, { name: "a" }))).toEqual({
    authUrl: "https://cloud.test:5000/v3",
    auth: {
      kind: "password",
      user: { name: "u", domain: { name: "D" } },
      password: "pw",
      scope: { project: { name: "p", domain: { name: "D" } } },
    },
    region: "one",
    interface: "internal",
    insecure: true,
    endpointOverrides: { network: "http://network.test" },
  });
});

test.each([
  ["no such entry", { name: "demo" }, "no entry demo in /w/clouds.yaml; it has: a, b"],
  ["a missing key", { name: "a" }, "entry a in /w/clouds.yaml: auth.password is missing"],
  ["which one", {}, "/w/clouds.yaml has a, b: say which one is meant (--cloud or OS_CLOUD)"],
])("an error says where and what: %s", async (_, more, message) => {
  await expect(findCloud(search({ "/w/clouds.yaml": CLOUDS }, more))).rejects.toThrow(message);
});

test("no file, and a broken one", async () => {
  await expect(findCloud(search({}, { name: "x" }))).rejects.toThrow(
    /no clouds.yaml found; looked for \/w\/clouds.yaml/,
  );
  expect(() => readCloudsYaml("clouds:\n  a: [", "f.yaml")).toThrow(/^f\.yaml is no YAML: .* in line 2$/);
  expect(() => readCloudsYaml("clouds: []", "f.yaml")).toThrow(/f\.yaml: expected a "clouds" section/);
});

test("an environment is a credential, too", () => {
  const env = {
    OS_AUTH_URL: "http://k/identity",
    OS_USERNAME: "u",
    OS_PASSWORD: "p",
    OS_PROJECT_NAME: "x",
    OS_INTERFACE: "internalURL",
    OS_TRUST_ID: "",
  };
  expect(cloudFromEnvironment(env)).toMatchObject({
    authUrl: "http://k/identity/v3",
    auth: { kind: "password", user: { name: "u", domain: { id: "default" } } },
    interface: "internal",
  });
  expect(() => cloudFromEnvironment({ ...env, OS_PASSWORD: undefined })).toThrow(
    "the environment: OS_PASSWORD is missing",
  );
  const { OS_PROJECT_NAME: _, ...unscoped } = env;
  expect(cloudFromEnvironment({ ...unscoped, OS_TRUST_ID: "t" }).auth).toMatchObject({ kind: "trust", trustId: "t" });
});
