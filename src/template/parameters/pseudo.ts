import type { Template } from "../template.ts";

/** Who the stack is, for the pseudo-parameters. */
export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
}

/** As Heat: the region that CFN templates see is this one wherever the cloud is. */
const REGION = "ap-southeast-1";

type Values = readonly (readonly [name: string, valueOf: (stack: StackIdentity) => string])[];

const ofHot: Values = [
  ["OS::stack_id", ({ id }) => id],
  ["OS::stack_name", ({ name }) => name],
  ["OS::project_id", ({ projectId }) => projectId],
];
const ofCfn: Values = [
  ["AWS::StackId", ({ id, name, projectId }) => `arn:openstack:heat::${projectId}:stacks/${name}/${id}`],
  ["AWS::StackName", ({ name }) => name],
  ["AWS::Region", () => REGION],
];

function valuesFor({ versionKey }: Pick<Template, "versionKey">): Values {
  return versionKey === "heat_template_version" ? ofHot : ofCfn;
}

/** The names of the pseudo-parameters that a template's format has. */
export function pseudoNames(template: Pick<Template, "versionKey">): readonly string[] {
  return valuesFor(template).map(([name]) => name);
}

/** The stack's own facts as parameters, by the names that the template's format has for them. */
export function pseudoParameters(
  stack: StackIdentity,
  template: Pick<Template, "versionKey">,
): ReadonlyMap<string, string> {
  return new Map(valuesFor(template).map(([name, valueOf]) => [name, valueOf(stack)]));
}
