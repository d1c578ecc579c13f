import { stored } from "#resource-model/attributes.ts";
import { defineResource } from "#resource-model/define-resource.ts";
import { integer, list, map, string } from "#schema/property.ts";
import { characterClasses, characterClassNames, randomText } from "./random-characters.ts";

const MAX_LENGTH = 512;
const min = integer("How many characters of these there must be at least.", {
  default: 1,
  range: { min: 1, max: MAX_LENGTH },
});

function minimum(pools: unknown): number {
  if (!Array.isArray(pools)) return 0;
  return pools.reduce((sum: number, pool: { min?: unknown }) => sum + (typeof pool.min === "number" ? pool.min : 1), 0);
}

/** Makes a random text once and keeps it, for passwords and the like. */
export const randomString = defineResource({
  type: "OS::Heat::RandomString",
  description: "A random text, drawn once and kept; for passwords and keys.",
  since: "2014.1",
  properties: {
    length: integer("How many characters.", { default: 32, range: { min: 1, max: MAX_LENGTH } }),
    character_classes: list(
      map(
        { class: string("The class.", { default: "lettersdigits", oneOf: characterClassNames }), min },
        "A class of characters.",
      ),
      "Classes of characters to draw from.",
      { default: [{ class: "lettersdigits", min: 1 }] },
    ),
    character_sequences: list(
      map({ sequence: string("The characters.", { required: true }), min }, "Characters to draw from."),
      "Texts whose characters to draw from.",
    ),
    salt: string("Any text; another one makes a new random text."),
    sequence: string("A class of characters to draw from.", {
      oneOf: characterClassNames,
      hidden: true,
      deprecated: "character_classes says it",
    }),
  },
  attributes: { value: stored("value", "The random text.") },
  reference: (c) => c.data.value ?? c.name,
  pure: true,
  validate: ({ length, character_classes, character_sequences }) =>
    typeof length === "number" && length < minimum(character_classes) + minimum(character_sequences)
      ? [`a length of ${length} is too short for the minimums of its classes and sequences`]
      : [],
  create: () => [
    {
      name: "draw",
      start({ name, props, random }) {
        // As Heat: the old `sequence` stands instead of the classes.
        const classes = props.sequence ? [{ class: props.sequence, min: 1 }] : props.character_classes;
        const pools = [
          ...(props.character_sequences ?? []).map((pool) => ({ characters: pool.sequence, min: pool.min })),
          ...classes.map((pool) => ({ characters: characterClasses[pool.class], min: pool.min })),
        ];
        return { id: name, data: { value: randomText(props.length, pools, random) } };
      },
    },
  ],
});
