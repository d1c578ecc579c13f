import type { PlanCause, PlannedResource, PlanOrigin, PlanWord, StackPlan } from "#client/plan.ts";
import { cut, oneLine, shortType, type Paint } from "./text.ts";

const VALUE_WIDTH = 60;
const STEP = "    ";

const signs: Readonly<Record<PlanWord, string>> = {
  none: " ",
  create: "+",
  update: "~",
  replace: "-/+",
  delete: "-",
  refuse: "!",
  undecided: "?",
};

const headings: Readonly<Record<PlanWord, string>> = {
  none: "",
  create: "create",
  update: "update in place",
  replace: "replace",
  delete: "delete",
  refuse: "not allowed: the update will fail here",
  undecided: "",
};

const verbs: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated in place",
  replace: "replaced",
  delete: "deleted",
  keep: "left as it is",
  refuse: "refused",
};

/** `replaced`, or `left as it is, updated in place or replaced`. */
function verbsOf(actions: readonly string[]): string {
  const words = actions.map((action) => verbs[action] ?? oneLine(action));
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  // What is masked is shown as the service shows it.
  return value === "******" ? value : cut(oneLine(JSON.stringify(value)), VALUE_WIDTH);
}

function changeText(name: string, { before, after }: { before: unknown; after: unknown }, paint: Paint): string {
  return `${name}: ${paint.bad(valueText(before))} ${paint.unicode ? "→" : "->"} ${paint.good(valueText(after))}`;
}

function originText(origin: PlanOrigin, paint: Paint): string {
  switch (origin.kind) {
    case "template":
      return "the template says so";
    case "parameter":
      return changeText(`parameter ${origin.parameter}`, origin, paint);
    case "unknown_parameter":
      return `${paint.busy("?")} depends on parameter ${origin.parameter} of the nested stack, known only in the run`;
    case "resource": {
      const what = origin.attribute === "" ? "" : `attribute ${origin.attribute} of `;
      const { possibleActions: actions } = origin;
      if (actions.length === 0 || (actions.length === 1 && actions[0] === "keep")) return `${what}${origin.resource}`;
      const will = actions.length === 1 ? `is ${verbsOf(actions)}` : "may change";
      return `${paint.busy("?")} depends on ${what}${origin.resource}, which ${will}`;
    }
    case "type":
      return `${paint.busy("?")} depends on what the type makes of its properties in the run`;
    default:
      return oneLine(origin.kind);
  }
}

const effects: Readonly<Record<string, string>> = {
  replace: "not changeable in place",
  refuse: "not changeable at all",
};

function causeText(cause: PlanCause, paint: Paint): string | undefined {
  const effect = effects[cause.effect];
  switch (cause.kind) {
    case "property":
      return changeText(cause.property, cause, paint) + (effect === undefined ? "" : `  ${paint.faint(`(${effect})`)}`);
    case "unknown_property":
      return `${cause.property}: known only in the run${effect === undefined ? "" : `  ${paint.faint(`(${effect})`)}`}`;
    case "type":
      return `${changeText("type", cause, paint)}  ${paint.faint(`(${effects["replace"]})`)}`;
    case "failed_before":
      return `it is FAILED, or was not brought to an end: ${oneLine(cause.reason)}`;
    case "was_deleted":
      return "it was deleted, or its deletion has begun";
    case "never_made":
      return "it was never made";
    case "not_desired":
      return "the template has it no more";
    case "left_over":
      return "left over from an earlier replacement";
    case "metadata":
      return "its metadata changes";
    default:
      return undefined;
  }
}

function causeLines(cause: PlanCause, paint: Paint): readonly string[] {
  const text = causeText(cause, paint);
  if (text === undefined) return [];
  return [text, ...cause.origins.map((origin) => `  ${originText(origin, paint)}`)];
}

function propertyLines({ action, properties, unknown }: PlannedResource, paint: Paint): readonly string[] {
  if (action !== "create" && action !== "replace") return [];
  const known = Object.entries(properties).filter(([, value]) => value !== null);
  return [
    ...known.map(([name, value]) => `${name} = ${valueText(value)}`),
    ...[...unknown].map(([name, [first]]) => `${name} = ${first ? originText(first, paint) : "?"}`),
  ];
}

function headingOf({ action, possibleActions }: PlannedResource): string {
  return action === "undecided" ? `may be ${verbsOf(possibleActions)}` : headings[action];
}

function signOf(action: PlanWord, paint: Paint): string {
  const sign = signs[action].padStart(3);
  if (action === "create") return paint.good(sign);
  return action === "delete" || action === "replace" || action === "refuse" ? paint.bad(sign) : paint.busy(sign);
}

function resourceLines(planned: PlannedResource, options: PlanOptions, paint: Paint): readonly string[] {
  if (planned.action === "none") return [];
  const name = paint.strong(oneLine(planned.name));
  const below = [
    ...planned.because.flatMap((cause) => causeLines(cause, paint)),
    ...(options.properties ? propertyLines(planned, paint) : []),
  ];
  return [
    `${signOf(planned.action, paint)} ${name} ${paint.faint(`(${shortType(oneLine(planned.type))})`)}  ${headingOf(planned)}`,
    ...below.map((line) => `${STEP}  ${line}`),
    ...(planned.nested ? stackLines(planned.nested, options, paint).map((line) => STEP + line) : []),
  ];
}

function stackLines(plan: StackPlan, options: PlanOptions, paint: Paint): readonly string[] {
  return [
    ...plan.waitsFor.map((origin) => `  its resources: ${originText(origin, paint)}`),
    ...plan.resources.flatMap((planned) => resourceLines(planned, options, paint)),
  ];
}

const counted: readonly (readonly [PlanWord, string])[] = [
  ["create", "to create"],
  ["update", "to update in place"],
  ["replace", "to replace"],
  ["delete", "to delete"],
  ["undecided", "decided in the run"],
  ["refuse", "not allowed"],
];

function count(plan: StackPlan, counts: Map<PlanWord, number>): void {
  for (const { action, nested } of plan.resources) {
    counts.set(action, (counts.get(action) ?? 0) + 1);
    if (nested) count(nested, counts);
  }
}

function countLine(plan: StackPlan): string {
  const counts = new Map<PlanWord, number>();
  count(plan, counts);
  const parts = counted.flatMap(([action, words], at) => {
    const number = counts.get(action) ?? 0;
    // The first four stand there always, for whoever reads them by a program.
    return number > 0 || at < 4 ? [`${number} ${words}`] : [];
  });
  return `Plan: ${parts.join(", ")}; ${counts.get("none") ?? 0} unchanged.`;
}

/** What of a plan is shown. */
export interface PlanOptions {
  /** What new resources are made with, too. */
  readonly properties: boolean;
}

/** A plan as a diff: what is done to each resource, why, and the counts. */
export function renderPlan(plan: StackPlan, options: PlanOptions, paint: Paint): readonly string[] {
  if (!plan.changes) return ["No changes: the stack is what the template asks for."];
  return [...stackLines(plan, options, paint), "", countLine(plan)];
}
