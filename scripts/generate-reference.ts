// npm run docs: the reference pages below docs/reference/, from the declarations of resource types, functions and routes.
// With --check it writes nothing and ends with 1 when a page is not what the declarations say.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openApiDocument } from "#api/heat/openapi.ts";
import { builtRoutes } from "#api/heat/routes.ts";
import { functionsPage } from "./reference/functions-page.ts";
import { resourceTypesPage } from "./reference/resource-types-page.ts";
import { templateFormatsPage } from "./reference/template-formats-page.ts";
import { yaqlPage } from "./reference/yaql-page.ts";
import { root } from "./source-files.ts";

const pages: Readonly<Record<string, () => string>> = {
  "docs/reference/resource-types.md": resourceTypesPage,
  "docs/reference/functions.md": functionsPage,
  "docs/reference/yaql.md": yaqlPage,
  "docs/reference/template-formats.md": templateFormatsPage,
  "docs/reference/openapi.json": () => `${JSON.stringify(openApiDocument(builtRoutes), null, 2)}\n`,
};

const isCheck = process.argv.includes("--check");
for (const [name, page] of Object.entries(pages)) {
  const path = join(root, name);
  const text = page();
  const isFresh = existsSync(path) && readFileSync(path, "utf8") === text;
  if (isFresh) continue;
  if (isCheck) {
    process.stdout.write(`${name} is not what the declarations say; npm run docs writes it anew\n`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  process.stdout.write(`${name} written\n`);
}
