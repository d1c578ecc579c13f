import { corpus } from "./corpus.ts";
import { previewed, validated } from "./kept.ts";
import type { Probe } from "./probe.ts";

type Json = Readonly<Record<string, unknown>>;

interface EnvironmentCorpus {
  readonly templates: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, Json>>;
}

/** A request by both ways of asking. */
function bothWays(id: string, body: Json): readonly Probe[] {
  return [
    { id: `${id}/preview`, by: "preview", keep: previewed, body },
    { id: `${id}/validate`, by: "validate", keep: validated, body },
  ];
}

/** Whole templates. */
export function templateProbes(): readonly Probe[] {
  const groups = corpus<Readonly<Record<string, Readonly<Record<string, string>>>>>("templates.yaml");
  return Object.entries(groups).flatMap(([group, cases]) =>
    Object.entries(cases).flatMap(([label, text]) =>
      bothWays(`templates/${group}/${label}`, {
        template: text.replace("{{hot}}", "heat_template_version: 2021-04-16"),
      }),
    ),
  );
}

/** Environments, files and parameters around a template. */
export function environmentProbes(): readonly Probe[] {
  const { templates, files, requests } = corpus<EnvironmentCorpus>("environments.yaml");
  return Object.entries(requests).flatMap(([label, { template = "t", ...rest }]) =>
    bothWays(`environments/${label}`, {
      template: typeof template === "string" ? templates[template] : template,
      files,
      ...rest,
    }),
  );
}
