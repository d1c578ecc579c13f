import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSession } from "#cloud/session.ts";
import { objectOf, type JsonObject } from "#client/objects.ts";
import { startTlsCloud, type TlsCloud } from "../../test/tls-cloud.ts";
import { createRealHttp, realClock } from "./ports.ts";
import { freePort } from "../../test/free-port.ts";

const program = fileURLToPath(new URL("./start.ts", import.meta.url));
const template = `heat_template_version: 2021-04-16
resources:
  network: {type: OS::Neutron::Net}
  subnet: {type: OS::Neutron::Subnet, properties: {network: {get_resource: network}, cidr: 10.0.0.0/24}}
  volume: {type: OS::Cinder::Volume, properties: {size: 1}}
`;
let cloud: TlsCloud;
let directory = "";
let runs = 0;
let auth: JsonObject = {};

beforeAll(async () => {
  cloud = await startTlsCloud();
  directory = mkdtempSync(join(tmpdir(), "calor-personal-"));
  writeFileSync(join(directory, "small.yaml"), template);
  copyFileSync(cloud.certificate, join(directory, "cloud.pem"));
  const domains = { user_domain_name: "Default", project_domain_name: "Default" };
  auth = { auth_url: cloud.authUrl, username: "demo", password: "secret", project_name: "demo", ...domains };
});
afterAll(async () => {
  await cloud.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => cloud.called.clear());

interface Ended {
  readonly code: number | null;
  readonly output: string;
  /** The clouds.yaml that it wrote; empty where it came to none. */
  readonly written: () => string;
}

/** `npm start -- --cloud NAME --once small.yaml`, in an environment without any other OS_* variable. */
async function startWith(name: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const data = join(directory, `data-${++runs}`);
  const own = Object.entries(process.env).filter(([key]) => !key.startsWith("OS_"));
  const args = [program, "small.yaml", "--once", "--cloud", name, "--data", data, "--port", String(await freePort())];
  const child = spawn(process.execPath, args, {
    // npm runs a script in the repository: what the user named is seen from where the user is.
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...Object.fromEntries(own), ...env, INIT_CWD: directory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  const code = await new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  return { code, output, written: () => readFileSync(join(data, "clouds.yaml"), "utf8") };
}

function startOn(entry: JsonObject): Promise<Ended> {
  const file = join(directory, `clouds-${runs}.yaml`);
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ clouds: { far: entry } }));
  return startWith("far", { OS_CLIENT_CONFIG_FILE: file });
}

async function newApplicationCredential(name: string): Promise<JsonObject> {
  const user = { name: "demo", domain: { id: "default" } };
  const scope = { project: user };
  const session = createSession({
    credential: {
      authUrl: cloud.authUrl,
      auth: { kind: "password", user, password: "secret", scope },
      interface: "public",
      insecure: true,
      endpointOverrides: {},
    },
    http: createRealHttp({ insecure: true }),
    clock: realClock,
  });
  const { userId } = await session.identity();
  const path = `/users/${userId}/application_credentials`;
  const call = { service: "identity", method: "POST", path, body: { application_credential: { name } } };
  return objectOf(objectOf(await session.request(call))["application_credential"]);
}

function applicationCredentialEntry({ id, secret }: JsonObject): JsonObject {
  const own = { auth_url: cloud.authUrl, application_credential_id: id, application_credential_secret: secret };
  return { auth: own, auth_type: "v3applicationcredential", cacert: "cloud.pem" };
}

function expectComplete({ code, output }: Ended): void {
  expect(output).toMatch(/small {2}stack {2}CREATE_COMPLETE/);
  expect(code).toBe(0);
}

function expectCalledOnly(where: string): void {
  expect([...cloud.called].filter((endpoint) => !endpoint.startsWith(`${where} `))).toEqual([]);
  const services = [...cloud.called].map((endpoint) => endpoint.split(" ")[1]);
  expect(services).toEqual(expect.arrayContaining(["network", "volume"]));
}

test("cacert, region and interface of the entry hold for every call of the service", async () => {
  const entry = { auth, cacert: "cloud.pem", region_name: "RegionTwo", interface: "internal" };
  const ended = await startOn(entry);
  expectComplete(ended);
  expectCalledOnly("RegionTwo/internal");
  expect(ended.written()).toContain(join(directory, "cloud.pem"));
});

test("an application credential launches by its name, with verify: false", async () => {
  const { secret } = await newApplicationCredential("calor");
  cloud.called.clear();
  const { auth_url, username, user_domain_name } = auth;
  const user = { auth_url, username, user_domain_name, application_credential_name: "calor" };
  const ended = await startOn({
    auth: { ...user, application_credential_secret: secret },
    verify: false,
    interface: "admin",
  });
  expectComplete(ended);
  expectCalledOnly("RegionOne/admin");
  expect(ended.output).not.toContain(String(secret));
  expect(ended.written()).toContain('auth_type: "v3applicationcredential"');
});

test("an application credential with a wrong secret, or past its time, is refused with what to check", async () => {
  const credential = await newApplicationCredential("short");
  const wrong = await startOn(applicationCredentialEntry({ ...credential, secret: "not this" }));
  expect(wrong.output).toMatch(
    /of application credential ".*" at cloud far .* was refused[^]*To do: .*has not expired/,
  );
  expect(wrong.output).not.toContain("not this");
  expect(wrong.code).toBe(1);
  cloud.sim.change((context) => {
    const table = context.table<{ id: string; expires_at: string | null }>("keystone.application_credentials");
    table.patch(String(credential["id"]), { expires_at: "2020-01-01T00:00:00.000000" });
  });
  const expired = await startOn(applicationCredentialEntry(credential));
  expect(expired.output).toMatch(/of application credential .* was refused[^]*To do: .*has not expired/);
  expect(expired.code).toBe(1);
});

test("OS_* variables stand for an entry, certificates unchecked with OS_INSECURE", async () => {
  const variables = Object.entries(auth).map(([key, value]) => [`OS_${key.toUpperCase()}`, String(value)]);
  const env = Object.fromEntries(variables) as Record<string, string>;
  const ended = await startWith("envvars", { ...env, OS_INSECURE: "true", OS_INTERFACE: "internalURL" });
  expectComplete(ended);
  expectCalledOnly("RegionOne/internal");
  expect(ended.written()).toMatch(/^ {2}"calor":$[^]*verify: false/m);
});

test("a certificate that is not trusted ends in an error that names it and what to write", async () => {
  const untrusted = await startOn({ auth });
  expect(untrusted.output).toMatch(
    /^Error: cloud far was not signed in to: the certificate of .* is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)[^]*To do: .*cacert.*verify: false/m,
  );
  expect(untrusted.code).toBe(1);
  const missing = await startOn({ auth, cacert: "nowhere.pem" });
  expect(missing.output).toMatch(/^Error: the certificate authorities cannot be read: .*ENOENT[^]*nowhere\.pem/m);
});

test("a region that is not there, and a wrong password, end in clear errors before anything is started", async () => {
  const elsewhere = await startOn({ auth, verify: false, region_name: "RegionTen" });
  expect(elsewhere.output).toMatch(/^Error: cloud far has no region "RegionTen"[^]*To do: .*RegionOne, RegionTwo/m);
  expect(elsewhere.code).toBe(1);
  const refused = await startOn({ auth: { ...auth, password: "mistaken" }, cacert: "cloud.pem" });
  expect(refused.output).toMatch(/^Error: the sign-in of "demo" at cloud far .* was refused/m);
  expect(refused.output).not.toContain("mistaken");
  expect(refused.code).toBe(1);
});
