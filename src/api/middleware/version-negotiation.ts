const VERSION = /^v(\d+)\.?(\d+)?$/;
const MEDIA_TYPE = /application\/vnd\.openstack\.orchestration-v(\d+(?:\.\d+)?)/;

/** Address of the document that lists the versions. */
export const versionsPath = "/versions";

function isServed(version: string): boolean {
  return version === "1" || version === "1.0";
}

/**
 * The address that a request really means: `/v1.0` is `/v1`, another version is the list of
 * versions, no version is what `Accept` names.
 */
export function negotiatedUrl(url: string, accept: string | undefined): string {
  const [, first = "", rest = ""] = /^\/([^/?]*)(.*)$/s.exec(url) ?? [];
  if (first === "" || first === "versions") return versionsPath;
  const version = VERSION.exec(first);
  if (version !== null) return isServed(first.slice(1)) ? `/v1${rest}` : versionsPath;
  const asked = MEDIA_TYPE.exec(accept ?? "")?.[1];
  if (asked === undefined) return url;
  return isServed(asked) ? `/v1${url}` : versionsPath;
}

/** The document that lists the versions. */
export function versionsDocument(appUrl: string): Readonly<Record<string, unknown>> {
  return { versions: [{ id: "v1.0", status: "CURRENT", links: [{ rel: "self", href: `${appUrl}/v1/` }] }] };
}
