import type { HttpRequest, HttpResponse } from "#lib/ports.ts";
import type { SimRow, SimulatedCloud } from "#simcloud/simulated-cloud.ts";

/** Objects that can come out broken: where they lie, and what they are then. */
const breakable: Readonly<
  Record<string, { readonly table: string; readonly broken: Readonly<Record<string, unknown>> }>
> = { volumes: { table: "cinder.volumes", broken: { status: "error" } } };

/** Lets the object that a creating call made come out broken; whether it can. */
export function breakObject(cloud: SimulatedCloud, { url }: HttpRequest, { status, body }: HttpResponse): boolean {
  const kind = breakable[new URL(url).pathname.split("/").at(-1) ?? ""];
  if (kind === undefined || status >= 300) return false;
  const [made] = Object.values(JSON.parse(String(body)) as Readonly<Record<string, { readonly id?: string }>>);
  cloud.change((context) => {
    const table = context.table<SimRow>(kind.table);
    const row = table.get(made?.id ?? "");
    if (row === undefined) return;
    // What was to become of it later is forgotten with it.
    table.delete(row.id);
    table.put({ ...row, ...kind.broken });
  });
  return true;
}

/** Whether what is to be made bears a name or a marker that only one attempt has. */
export function isMarked({ method, body }: HttpRequest): boolean {
  return method === "POST" && /"(name|description)":"(calor-|[^"]*-[0-9a-z]{12}")/.test(String(body ?? ""));
}
