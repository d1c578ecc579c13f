import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { inline } from "#client/inline.ts";
import type { StackContents } from "#client/objects.ts";

/** The example is not as the tests expect it. */
class ExampleChanged extends Error {
  constructor(missing: string) {
    super(`examples/web-application.yaml has no longer ${JSON.stringify(missing)}: adapt its changed variant`);
    this.name = "ExampleChanged";
  }
}

function replaced(text: string, from: string | RegExp, to: string): string {
  const result = text.replace(from, to);
  if (result === text) throw new ExampleChanged(String(from));
  return result;
}

/** A template of `examples/` with its files, as clients send it. */
export async function example(name: string): Promise<StackContents & { readonly template: string }> {
  const cwd = fileURLToPath(new URL("../examples/", import.meta.url));
  const { template, files } = await inline({ template: name, cwd, read: (url) => readFile(fileURLToPath(url)) });
  return { template: typeof template === "string" ? template : JSON.stringify(template), files };
}

/**
 * The web application after a change of everything that can be changed in place: the web server's
 * name, both flavors, the volume's size; one resource more (`extra`), one less (`volume_attachment`).
 */
export async function changedWebApplication(parameters: Readonly<Record<string, unknown>>): Promise<StackContents> {
  const { template, files } = await example("web-application.yaml");
  const renamed = replaced(
    template,
    /( {2}web_server:\n {4}type: OS::Nova::Server\n {4}properties:\n)/,
    "$1      name: web-renamed\n",
  );
  const less = replaced(renamed, / {2}volume_attachment:\n(?: {4}.*\n)+\n?/, "");
  const more = replaced(less, "\noutputs:\n", "\n  extra:\n    type: OS::Neutron::Net\n\noutputs:\n");
  return { template: more, files: files ?? {}, parameters };
}
