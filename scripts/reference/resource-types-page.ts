import type { ResourceType } from "#resource-model/resource-type.ts";
import { resourceTypes } from "#resources/registry.ts";
import type { Property, PropertySchemas } from "#schema/property.ts";
import { lookupKinds } from "./lookup-kinds.ts";
import { anchor, code, head, table } from "./markdown.ts";

const changes = { update: "in place", replace: "replaced", refuse: "refused" };

function typeText({ type }: Property): string {
  return type.kind === "list" && type.item !== undefined ? `list of ${type.item.type.kind}s` : type.kind;
}

function facts(property: Property): string {
  const { oneOf, range, length, pattern, constraint, names, secret, since, deprecated, hidden } = property;
  const between = ({ min, max }: { readonly min?: number; readonly max?: number }): string =>
    min === undefined ? `at most ${max}` : max === undefined ? `at least ${min}` : `${min} to ${max}`;
  return [
    property.description,
    oneOf && `One of ${oneOf.map((value) => code(String(value))).join(", ")}.`,
    range && `Range: ${between(range)}.`,
    length && `Length: ${between(length)}.`,
    pattern && `Pattern: ${code(pattern)}.`,
    constraint && `Constraint: ${code(constraint)}.`,
    names && `Name or id: ${code(names)}.`,
    secret && "Never shown.",
    since && `Since Heat ${since}.`,
    deprecated && `Deprecated: ${deprecated}.`,
    hidden && "Accepted, but of no effect.",
  ]
    .filter((text) => text !== undefined && text !== false && text !== "")
    .join(" ");
}

function given({ required, default: value }: Property): string {
  if (required === true) return "required";
  return value === undefined ? "" : code(JSON.stringify(value));
}

/** A property and, below it, what its lists and maps hold. */
function propertyRows(properties: PropertySchemas, path: string): string[][] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const full = `${path}${name}`;
    // What is inside a property changes with the property as a whole.
    const onChange = path === "" ? changes[property.onChange ?? "replace"] : "";
    const row = [code(full), typeText(property), given(property), onChange, facts(property)];
    const { type } = property;
    const inner = type.kind === "list" ? type.item?.type : type;
    const keys = inner?.kind === "map" ? inner.keys : undefined;
    const below = type.kind === "list" ? `${full}[].` : `${full}.`;
    return [row, ...(keys === undefined ? [] : propertyRows(keys, below))];
  });
}

function policyTable(schemas: PropertySchemas): readonly string[] {
  const rows = propertyRows(schemas, "").map(([name = "", type = "", value = "", , facts = ""]) => [
    name,
    type,
    value,
    facts,
  ]);
  return table(["Update policy", "Type", "Default", "What it is"], rows);
}

function section(type: ResourceType): string[] {
  const { properties, attributes, formerNames = {}, requires, since, pure, snapshotOnDelete, updatePolicy } = type;
  const lookup = lookupKinds(type);
  const notes = [
    requires && `Needs the service ${code(requires)}.`,
    since && `In Heat since ${since}.`,
    pure ? "Has no effect outside the database." : lookup !== "" && `Look-up after a crash: ${lookup}.`,
    snapshotOnDelete && "`deletion_policy: Snapshot` keeps a copy.",
    type.acceptsAnything && "Takes any property.",
    type.otherAttributes &&
      "Attributes of its members: `[<attribute>, <key>, …]` and `[resource.<member>.<attribute>, <key>, …]`.",
  ].filter((text) => typeof text === "string" && text !== "");
  const former = Object.entries(formerNames).map(([old, now]) => `${code(old)} → ${code(now)}`);
  return [
    `## ${type.type}`,
    "",
    type.description,
    "",
    ...(notes.length > 0 ? [notes.join(" "), ""] : []),
    ...(Object.keys(properties).length > 0
      ? [...table(["Property", "Type", "Default", "When changed", "What it is"], propertyRows(properties, "")), ""]
      : []),
    ...(former.length > 0 ? [`Former names, still taken: ${former.join(", ")}.`, ""] : []),
    ...(updatePolicy === undefined ? [] : [...policyTable(updatePolicy), ""]),
    ...table(
      ["Attribute", "Type", "What it is"],
      Object.entries(attributes).map(([name, attribute]) => [
        code(name),
        attribute.type ?? "any",
        attribute.description,
      ]),
    ),
    "",
  ];
}

/** The page of all resource types. */
export function resourceTypesPage(): string {
  const types = [...resourceTypes.values()].toSorted((a, b) => (a.type < b.type ? -1 : 1));
  return [
    ...head("Resource types"),
    "*When changed* says what a changed value means for a resource that exists: it is changed *in place*, or *replaced*",
    "by a new one (made before the old one goes). Some types replace in more cases, or fewer, than their properties say",
    "one by one; those decide when they see the change.",
    "",
    "*Look-up after a crash* says how an object is found again whose creation was asked for, but whose id was never",
    "heard: `unique` by a name or marker that only we use, `natural` by what it joins or is called, `weak` as the only",
    "new object of that name, `answerOnly` to be deleted and made again, because a secret stood only in the lost answer.",
    "",
    ...types.map(({ type, description }) => `- [${type}](${anchor(type)}) — ${description}`),
    "",
    ...types.flatMap(section),
  ].join("\n");
}
