import type { Node } from "../expression.ts";
import type { ValueMap } from "./arguments.ts";
import { isMap, limitText, nameOfKind, wholeNumber } from "./arguments.ts";
import type { CallSite } from "./define-function.ts";
import { defineFunction } from "./define-function.ts";
import { pythonText, scalarText } from "./text-form.ts";

const textParts = ["scheme", "username", "password", "host", "path", "fragment"] as const;
const parts: readonly string[] = [...textParts, "port", "query"];

/** Schemes whose URLs have `//` even without a host, as Python's urllib has them. */
const schemesWithHost = new Set(
  `ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtspu rsync svn svn+ssh sftp nfs
  git git+ssh ws wss`.split(/\s+/),
);

/** Percent-encodes all but letters, digits, `_.-~` and the characters of `safe`. */
function quote(text: string, safe = ""): string {
  return [...text]
    .map((character) => (safe.includes(character) || /[\w.~-]/.test(character) ? character : encode(character)))
    .join("");
}

function encode(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("");
}

function portText(port: unknown, at: CallSite): string {
  const number = wholeNumber(port);
  const text = scalarText(port);
  if (text !== undefined && number !== undefined && number >= 1 && number <= 65_535) return text;
  return at.fail(`takes a number from 1 to 65535 as the port, not ${JSON.stringify(port)}`);
}

function queryText(query: unknown, at: CallSite): string {
  if (!isMap(query)) return at.fail(`takes a map as the query, not ${nameOfKind(query)}`);
  const quotePlus = (text: string): string => quote(text, "/ ").replaceAll(" ", "+");
  return Object.entries(query)
    .map(([key, value]) => `${quotePlus(key)}=${quotePlus(pythonText(value))}`)
    .join("&");
}

function hostText(host: string): string {
  const bare = host.replace(/^\[+/, "").replace(/\]+$/, "");
  return bare.includes(":") ? `[${quote(bare, ":")}]` : quote(bare);
}

function partText(part: string, value: unknown, at: CallSite): string {
  return typeof value === "string" ? value : at.fail(`takes text as the ${part}, not ${nameOfKind(value)}`);
}

function urlOf(given: ValueMap, at: CallSite): string {
  const [scheme, username, password, host, path, fragment] = textParts.map((part) =>
    Object.hasOwn(given, part) ? partText(part, given[part], at) : "",
  ) as [string, string, string, string, string, string];
  if (scheme.includes(":")) at.fail('takes a scheme without ":"');
  const port = Object.hasOwn(given, "port") ? `:${portText(given["port"], at)}` : "";
  const query = Object.hasOwn(given, "query") ? queryText(given["query"], at) : "";
  const user = `${quote(username)}${password === "" ? "" : `:${quote(password)}`}`;
  const authority = `${user === "" ? "" : `${user}@`}${hostText(host)}${port}`;
  const quotedPath = quote(path, "/");
  const hasAuthority = authority !== "" || (schemesWithHost.has(scheme) && !quotedPath.startsWith("//"));
  const slash = hasAuthority && quotedPath !== "" && !quotedPath.startsWith("/") ? "/" : "";
  return [
    scheme === "" ? "" : `${scheme}:`,
    hasAuthority ? `//${authority}` : "",
    `${slash}${quotedPath}`,
    query === "" ? "" : `?${query}`,
    fragment === "" ? "" : `#${quote(fragment, "/")}`,
  ].join("");
}

/** Fails at once where the map, or a part that is written in it, is wrong. */
function checkParts({ entries }: Node, at: CallSite): void {
  if (entries === undefined) return at.fail(`takes a map with any of the keys ${parts.join(", ")}`);
  for (const [key, node] of entries) {
    if (!parts.includes(key)) at.fail(`has no part "${key}"`, { hint: `known are: ${parts.join(", ")}` });
    if (node.literal !== undefined) checkPart(key, node.literal.value, at);
  }
}

function checkPart(part: string, value: unknown, at: CallSite): void {
  if (part === "port") portText(value, at);
  else if (part === "query") queryText(value, at);
  else partText(part, value, at);
}

/** `make_url: {scheme, username, password, host, port, path, query, fragment}`. */
export const makeUrl = defineFunction({
  name: "make_url",
  description: "A URL of its parts, each quoted as it must be.",
  example: {
    call: "{ make_url: { scheme: https, host: '2001:db8::1', port: 8443, path: a b, query: { page: 2 } } }",
    gives: "https://[2001:db8::1]:8443/a%20b?page=2",
  },
  parse(argument, at) {
    checkParts(argument, at);
    return {
      resolve(scope) {
        const given = argument.resolve(scope) as ValueMap;
        limitText(given, at);
        return urlOf(given, at);
      },
    };
  },
});
