import type { Template } from "../template.ts";

/** The names that stand in a section of a template, those among them of which what they stand for could not be read. */
export function writtenNames({ document }: Template, section: "parameters" | "resources"): readonly string[] {
  const value = document[section] ?? document[section === "parameters" ? "Parameters" : "Resources"];
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
