import { expect } from "vitest";
import type { ApiScene, JsonAnswer } from "./api-scene.ts";
import { startApi } from "./api-scene.ts";
import type { TestStack } from "./harness.ts";

const nested = `
heat_template_version: 2018-08-31
parameters:
  size: { type: number }
  key: { type: string, hidden: true, default: very-hidden }
resources:
  inner: { type: OS::Heat::TestResource, properties: { value: { get_param: key }, action_wait_secs: { create: { get_param: size } } } }
outputs:
  text: { value: { get_attr: [inner, output] } }
`;

/** The nested template of the stack that is planned. */
export const files = { "child.yaml": nested };

/** The template of the stack that is planned, with more resources. */
export const web = (more = ""): string => `
heat_template_version: 2018-08-31
parameters:
  image: { type: string, default: one }
  size: { type: number, default: 1 }
  password: { type: string, hidden: true, default: secret-of-old }
resources:
  base: { type: OS::Heat::TestResource, properties: { value: { get_param: image }, update_replace_value: { get_param: image } } }
  next: { type: OS::Heat::RandomString, properties: { length: { get_param: size }, salt: { get_attr: [base, output] } } }
  keys: { type: OS::Heat::TestResource, properties: { value: { get_param: password } } }
  part: { type: child.yaml, properties: { size: { get_param: size } } }
  user: { type: OS::Heat::TestResource, properties: { value: { get_attr: [part, text] } } }
${more}
`;

/** A stack that stands, and what would be done to it. */
export interface PlanScene extends AsyncDisposable {
  readonly api: ApiScene;
  readonly stack: TestStack;
  /** Its path below the project's. */
  readonly address: string;
  /** The plan of the same template and files with something else. */
  planned(body: Record<string, unknown>): Promise<JsonAnswer>;
}

/** Creates the stack. */
export async function startWeb(): Promise<PlanScene> {
  const api = await startApi();
  const stack = await api.calor.create(web(), { files });
  expect(await stack.settled()).toBe("CREATE_COMPLETE");
  const address = `/stacks/${stack.name}/${stack.id}`;
  return {
    api,
    stack,
    address,
    async planned(body) {
      const answer = await api.call("PUT", `${address}/plan`, { body: { template: web(), files, ...body } });
      expect(answer).toMatchObject({ status: 200 });
      return answer.json["plan"]!;
    },
    [Symbol.asyncDispose]: () => api[Symbol.asyncDispose](),
  };
}
