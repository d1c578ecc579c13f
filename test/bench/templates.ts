/** A template of independent resources that do nothing; `changed` has one of them different. */
export function flat(count: number, changed = false): string {
  const lines = ["heat_template_version: 2018-08-31", "resources:"];
  for (let number = 1; number <= count; number += 1) {
    const length = changed && number === 1 ? 24 : 16;
    lines.push(`  r${number}: { type: OS::Heat::RandomString, properties: { length: ${length} } }`);
  }
  return `${lines.join("\n")}\n`;
}

/** A template of resources that do nothing, each made after the one before. */
export function chain(count: number): string {
  const lines = ["heat_template_version: 2018-08-31", "resources:"];
  for (let number = 1; number <= count; number += 1) {
    const after = number === 1 ? "" : `, depends_on: r${number - 1}`;
    lines.push(`  r${number}: { type: OS::Heat::TestResource, properties: { value: "${number}" }${after} }`);
  }
  return `${lines.join("\n")}\n`;
}

/** A template of resources that hold so many references each to those before them. */
export function references(count: number, each: number): string {
  const lines = ["heat_template_version: 2018-08-31", "resources:"];
  for (let number = 0; number < count; number += 1) {
    const held = Array.from({ length: each }, (_, at) => {
      const other = Math.max(0, number - at - 1);
      if (number === 0) return String(at);
      return at % 2 === 0 ? `{ get_resource: r${other} }` : `{ get_attr: [r${other}, value, ${at}] }`;
    });
    lines.push(`  r${number}: { type: OS::Heat::Value, properties: { value: [${held.join(", ")}] } }`);
  }
  return `${lines.join("\n")}\n`;
}

/** A template of one group of resources that do nothing. */
export function group(count: number): string {
  return groupOf("OS::Heat::RandomString", count);
}

/** The same of a template `inner.yaml` with so many resources. */
export function nested(
  stacks: number,
  each: number,
): { readonly template: string; readonly files: Record<string, string> } {
  return { template: groupOf("inner.yaml", stacks), files: { "inner.yaml": flat(each) } };
}

function groupOf(type: string, count: number): string {
  const lines = [
    "heat_template_version: 2018-08-31",
    "resources:",
    "  group:",
    "    type: OS::Heat::ResourceGroup",
    `    properties: { count: ${count}, resource_def: { type: ${type} } }`,
  ];
  return `${lines.join("\n")}\n`;
}
