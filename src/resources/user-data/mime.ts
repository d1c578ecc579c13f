/** One part of what cloud-init reads. */
export interface Part {
  readonly filename: string;
  /** Subtype of `text/`. */
  readonly subtype: string;
  readonly content: string;
}

const LINE = 76;

function isAscii(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /^[\u0000-\u007f]*$/.test(text);
}

function encoded({ filename, subtype, content }: Part): string {
  const ascii = isAscii(content);
  const base64 = Buffer.from(content, "utf8").toString("base64");
  return [
    `Content-Type: text/${subtype}; charset="${ascii ? "us-ascii" : "utf-8"}"`,
    "MIME-Version: 1.0",
    `Content-Transfer-Encoding: ${ascii ? "7bit" : "base64"}`,
    `Content-Disposition: attachment; filename="${filename}"`,
    "",
    ascii ? content : (base64.match(new RegExp(`.{1,${LINE}}`, "g")) ?? []).join("\n"),
  ].join("\n");
}

/** A line that stands in none of the texts. */
function boundaryFor(texts: readonly string[]): string {
  for (let number = 0; ; number++) {
    const boundary = `===============calor-${number}==`;
    if (!texts.some((text) => text.includes(boundary))) return boundary;
  }
}

/** The parts as one `multipart/mixed` text. */
export function multipart(parts: readonly Part[]): string {
  const texts = parts.map(encoded);
  const boundary = boundaryFor(texts);
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "MIME-Version: 1.0",
    "",
    ...texts.flatMap((text) => [`--${boundary}`, text]),
    `--${boundary}--`,
    "",
  ].join("\n");
}

function splitHeaders(text: string): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end ? text.slice(0, end.index) : text;
  const lines = head.replaceAll(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(":");
    return colon < 0 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  return { headers: new Map(headers), body: end ? text.slice(end.index + end[0].length) : "" };
}

function parameter(header: string, name: string): string | undefined {
  const match = new RegExp(`${name}="?([^";]+)"?`, "i").exec(header);
  return match?.[1];
}

/** The parts of a text that is multipart already; undefined for any other text. */
export function unpacked(text: string): readonly Part[] | undefined {
  const { headers, body } = splitHeaders(text);
  const type = headers.get("content-type") ?? "";
  const boundary = /^multipart\//i.test(type) ? parameter(type, "boundary") : undefined;
  if (boundary === undefined) return undefined;
  const pieces = body.split(/\r?\n/).reduce<string[][]>((all, line) => {
    if (line.trimEnd() === `--${boundary}` || line.trimEnd() === `--${boundary}--`) all.push([]);
    else all.at(-1)?.push(line);
    return all;
  }, []);
  // What stands after the last boundary belongs to no part.
  return pieces.slice(0, -1).map((lines) => {
    const part = splitHeaders(lines.join("\n"));
    const encoding = part.headers.get("content-transfer-encoding") ?? "";
    return {
      filename: parameter(part.headers.get("content-disposition") ?? "", "filename") ?? "",
      subtype: /^text\/([\w.+-]+)/i.exec(part.headers.get("content-type") ?? "")?.[1] ?? "plain",
      content: /^base64$/i.test(encoding) ? Buffer.from(part.body, "base64").toString("utf8") : part.body,
    };
  });
}
