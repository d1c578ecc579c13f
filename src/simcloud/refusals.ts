import type { SimAnswer, SimFault } from "./service.ts";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Request Entity Too Large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
};

const FAULT_NAMES: Readonly<Record<number, string>> = {
  400: "badRequest",
  401: "unauthorized",
  403: "forbidden",
  404: "itemNotFound",
  405: "badMethod",
  409: "conflictingRequest",
  413: "overLimit",
  415: "badMediaType",
  429: "overLimit",
  501: "notImplemented",
  503: "serviceUnavailable",
};

const NEUTRON_TYPES: Readonly<Record<number, string>> = {
  400: "HTTPBadRequest",
  403: "PolicyNotAuthorized",
  404: "HTTPNotFound",
  405: "HTTPMethodNotAllowed",
  409: "Conflict",
  500: "HTTPInternalServerError",
  503: "HTTPServiceUnavailable",
};

/** The phrase of an HTTP status. */
export function titleOf(status: number): string {
  return TITLES[status] ?? "Error";
}

/** The answer of the token check in front of every service. */
export function unauthorized(identityUrl: string): SimAnswer {
  return {
    status: 401,
    headers: { "www-authenticate": `Keystone uri="${identityUrl}"` },
    body: {
      error: { code: 401, title: "Unauthorized", message: "The request you have made requires authentication." },
    },
  };
}

/** A refusal in the body usual for that type of service. */
export function refusal(serviceType: string, { status, message }: SimFault): SimAnswer {
  switch (serviceType) {
    case "identity":
      return { status, body: { error: { code: status, message, title: titleOf(status) } } };
    case "network":
      return {
        status,
        body: { NeutronError: { type: NEUTRON_TYPES[status] ?? "NeutronException", message, detail: "" } },
      };
    case "image":
      return {
        status,
        headers: { "content-type": "text/html; charset=UTF-8" },
        body: `<html>\n <head>\n  <title>${status} ${titleOf(status)}</title>\n </head>\n <body>\n  <h1>${status} ${titleOf(status)}</h1>\n  ${message}<br /><br />\n </body>\n</html>`,
      };
    default:
      return {
        status,
        ...(status === 413 ? { headers: { "retry-after": "0" } } : {}),
        body: {
          [FAULT_NAMES[status] ?? "computeFault"]: {
            code: status,
            message,
            ...(status === 413 ? { retryAfter: "0" } : {}),
          },
        },
      };
  }
}
