import { expect, test } from "vitest";
import { HttpFailure, type Http } from "#lib/ports.ts";
import type { CloudEntry } from "./cloud-entry.ts";
import { signIn } from "./identity.ts";

const auth = { auth_url: "http://keystone.test/v3", username: "demo", password: "hush", project_name: "demo" };
const entry: CloudEntry = {
  name: "home",
  auth,
  authType: "password",
  interface: "public",
  insecure: false,
  settings: { auth },
};
const keystone =
  (status: number, body: unknown): Http =>
  () =>
    Promise.resolve({ status, headers: {}, body: JSON.stringify(body) });

test("a refused sign-in names cloud, address and user beside Keystone's words, and no secret", async () => {
  const body = { error: { code: 401, title: "Unauthorized", message: "Wrong password." } };
  const error = await signIn(keystone(401, body), entry).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    status: 401,
    type: "SignInRefused",
    message: 'the sign-in of "demo" at cloud home (http://keystone.test/v3) was refused: Wrong password.',
  });
});

test("what is no Keystone, or does not answer, is told apart from a refusal", async () => {
  await expect(signIn(keystone(501, "x"), entry)).rejects.toMatchObject({ status: 501, type: "SignInFailed" });
  const silent: Http = () => Promise.reject(new HttpFailure("timeout", "no answer within 30000 ms"));
  await expect(signIn(silent, entry)).rejects.toMatchObject({
    type: "IdentityUnreachable",
    message: "the identity service of cloud home at http://keystone.test/v3 does not answer: no answer within 30000 ms",
  });
});
