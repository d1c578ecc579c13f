// npm run new:resource -- OS::Neutron::AddressScope: the file of a resource type, its test, and its line in the list.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

type Names = { type: string; service: string; file: string; variable: string; plural: string; list: string };

/** Everything that follows from the type's name: OS::Neutron::AddressScope → address-scope.ts, addressScope, addressScopes. */
function namesOf(type: string): Names | undefined {
  const [, namespace, name] = /^OS::([A-Z]\w*)::([A-Z]\w*)$/.exec(type) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  // QoS and LBaaS are words too; then "RBACPolicy" → "RBAC-Policy", "AddressScope" → "Address-Scope".
  const plain = name.replace(/QoS|[A-Z]{1,3}aaS/g, (word) => word.charAt(0) + word.slice(1).toLowerCase());
  const words = plain.replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, "$1$3-$2").split("-");
  const [first = "", ...rest] = words.map((word) => word.toLowerCase());
  const variable = [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
  const service = namespace.toLowerCase();
  const plural = variable.endsWith("y") ? `${variable.slice(0, -1)}ies` : `${variable}s`;
  return { type, service, file: [first, ...rest].join("-"), variable, plural, list: `${service}Types` };
}

function declaration({ type, service, variable, plural }: Names): string {
  return `import { attribute } from "#resource-model/attributes.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { string } from "#schema/property.ts";

/** One sentence: what it is. */
export const ${variable} = defineResource({
  type: "${type}",
  description: "What it is for, in one sentence.",
  requires: "${service}",
  properties: {
    name: string("Its name.", { onChange: "update" }),
  },
  attributes: {
    name: attribute("Its name.", "string"),
  },
  collection: (cloud) => cloud.${service}.${plural},
});
`;
}

function unitTest({ type, file, variable }: Names): string {
  return `import { expect, test } from "vitest";
import { ${variable} } from "./${file}.ts";

test("${type} changes its name in place", () => {
  expect(${variable}.type).toBe("${type}");
  expect(${variable}.properties.name?.onChange).toBe("update");
});
`;
}

/** The list of a service of which nothing was there yet. */
function emptyList({ service, list }: Names): string {
  return `import type { ResourceType } from "#resource-model/resource-type.ts";

/** The types of ${service}. */
export const ${list}: readonly ResourceType[] = [];
`;
}

/** The service's list with one more type, its import in the order of the file names; undefined when it is no plain list. */
function withEntry(text: string, { file, variable }: Names): string | undefined {
  const entries = /= \[([^\]]*)\];/;
  const present = entries.exec(text)?.[1];
  if (present === undefined) return undefined;
  const members = present.split(",").flatMap((member) => member.trim() || []);
  const lines = text.replace(entries, () => `= [${[...members, variable].join(", ")}];`).split("\n");
  const line = `import { ${variable} } from "./${file}.ts";`;
  const before = lines.findLastIndex((each) => each.startsWith("import ") && (!each.includes('"./') || each < line));
  return lines.toSpliced(before + 1, 0, line).join("\n");
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const names = namesOf(process.argv[2] ?? "");
if (names === undefined) stop("usage: npm run new:resource -- OS::Service::Type");
const folder = join(root, "src", "resources", names.service);
const paths = { type: `${names.file}.ts`, test: `${names.file}.test.ts`, list: `${names.service}-types.ts` };
if (existsSync(join(folder, paths.type))) stop(`src/resources/${names.service}/${paths.type} is there already`);
const isNewService = !existsSync(join(folder, paths.list));
const list = withEntry(isNewService ? emptyList(names) : readFileSync(join(folder, paths.list), "utf8"), names);
if (list === undefined) stop(`${paths.list} is no plain list: nothing was written`);

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, paths.type), declaration(names));
writeFileSync(join(folder, paths.test), unitTest(names));
writeFileSync(join(folder, paths.list), list);
const next = [
  `Written: ${Object.values(paths).join(", ")} in src/resources/${names.service}/. Now:`,
  `- describe it, its properties and attributes in ${paths.type};`,
  `- declare the collection ${names.plural} in src/cloud/ and on the simulated cloud, if it is not there;`,
  ...(isNewService ? [`- add ${names.list} to src/resources/registry.ts (a new service);`] : []),
  "- give it a scenario in test/scenarios/, then npm run format, npm test, npm run check.",
];
process.stdout.write(`${next.join("\n")}\n`);
