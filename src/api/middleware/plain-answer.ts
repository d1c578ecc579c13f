/** An answer without a fault body: its form follows what the caller accepts, as webob's answers do. */
export interface PlainAnswer {
  readonly type: "application/json" | "text/html" | "text/plain";
  readonly body: string;
}

const statuses = {
  202: { title: "Accepted", message: "The request is accepted for processing." },
  302: { title: "Found", message: "The resource was found at another address." },
  404: { title: "Not Found", message: "The resource could not be found." },
} as const;

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The answer of a status in the form that the `Accept` header asks for. */
export function plainAnswer(status: keyof typeof statuses, accept: string | undefined, detail = ""): PlainAnswer {
  const { title, message } = statuses[status];
  const text = detail === "" ? message : `${message} ${detail}`;
  if (accept === undefined || accept === "") {
    return { type: "text/plain", body: `${status} ${title}\n\n${text}\n` };
  }
  if (/text\/html|text\/\*|\*\/\*/.test(accept)) {
    const head = `<html><head><title>${status} ${title}</title></head>`;
    return { type: "text/html", body: `${head}<body><h1>${status} ${title}</h1>${escapeHtml(text)}</body></html>\n` };
  }
  if (/application\/(json|\*)/.test(accept)) {
    return { type: "application/json", body: JSON.stringify({ message: text, code: `${status} ${title}`, title }) };
  }
  return { type: "text/plain", body: `${status} ${title}\n\n${text}\n` };
}
