import { isAsked } from "#schema/constraints/asked-constraints.ts";
import type { Question } from "#schema/constraints/question.ts";
import { scalarText } from "../functions/text-form.ts";
import type { Parameters } from "../parameters.ts";
import type { ParameterSchema, Template } from "../template.ts";

/** What the custom constraints of a template's parameters ask about their values; of a list, about each item. */
export function parameterQuestions(
  template: Template,
  parameters: Pick<Parameters, "has" | "value">,
): readonly Question[] {
  return [...template.parameters.values()].flatMap((schema) =>
    schema.constraints.length > 0 && parameters.has(schema.name)
      ? questionsOf(schema, parameters.value(schema.name))
      : [],
  );
}

function questionsOf(schema: ParameterSchema, value: unknown): readonly Question[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return schema.constraints.flatMap(({ custom_constraint: constraint, description }) => {
    if (typeof constraint !== "string" || !isAsked(constraint)) return [];
    return items.map((item) => ({
      constraint,
      value: scalarText(item) ?? "",
      secret: schema.hidden,
      place: schema.place,
      subject: `the parameter "${schema.name}"`,
      ...(typeof description === "string" && { description }),
    }));
  });
}
