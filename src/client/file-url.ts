/** Percent-encoding as Python's `pathname2url` does it, so that both clients name a file alike. */
function quotedPath(path: string): string {
  return path
    .split("/")
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join("/");
}

/** Whether it is a URL already and no path. */
export function isUrl(text: string): boolean {
  return /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(text);
}

function withoutDots(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** `file:///…` of a path, seen from the directory `cwd`; a URL stays what it is. */
export function urlOfPath(path: string, cwd: string): string {
  if (isUrl(path)) return path;
  return `file://${quotedPath(withoutDots(path.startsWith("/") ? path : `${cwd}/${path}`))}`;
}

/** The path of a `file:` URL. */
export function pathOfUrl(url: string): string {
  const path = url.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/, "");
  try {
    return decodeURIComponent(path);
  } catch (error) {
    // A percent sign that was never an encoding.
    if (error instanceof URIError) return path;
    throw error;
  }
}

/** The URL of what `reference` means in a document at `url`. */
export function joinUrl(url: string, reference: string): string {
  if (isUrl(reference)) return reference;
  const [, origin = "", path = ""] = /^([a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/]*)(\/[^?#]*)?/.exec(url) ?? [];
  const directory = path.slice(0, path.lastIndexOf("/") + 1);
  return origin + withoutDots(reference.startsWith("/") ? reference : directory + reference);
}
