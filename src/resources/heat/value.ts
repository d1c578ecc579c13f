import { defineResource } from "#resource-model/define-resource.ts";
import { any, string } from "#schema/property.ts";
import type { ValueType } from "./coerce-value.ts";
import { valueAs, valueFaults, valueTypes } from "./coerce-value.ts";

/** Holds a value, so that an expression is written once and read in many places. */
export const value = defineResource({
  type: "OS::Heat::Value",
  description: "A value that other parts of the template read, given a type if one is named.",
  since: "7.0.0",
  properties: {
    value: any("The value.", { required: true, onChange: "update" }),
    type: string("What the value is turned into.", { oneOf: valueTypes, onChange: "update" }),
  },
  validate: ({ value: given, type }) => valueFaults(given, type as ValueType | undefined),
  attributes: {
    value: {
      description: "The value, in the type asked for.",
      read: (c) => valueAs(c.props.value, c.props.type),
    },
  },
});
