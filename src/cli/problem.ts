import { ClientFault } from "#client/client-fault.ts";
import { InlineFailure } from "#client/inline.ts";
import { harmless, type Paint } from "./text.ts";

/** Something the user can do something about: what, where, and what to do. */
export class Problem extends Error {
  readonly where: string;
  readonly hint: string;
  /** 2 when the command itself was wrong. */
  readonly exitCode: 1 | 2;
  constructor(what: string, where: string, hint: string, exitCode: 1 | 2 = 1) {
    super(what);
    this.name = "Problem";
    this.where = where;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  StackExists: "choose another name, or change that stack: calor stack update NAME -t FILE",
  EntityNotFound: "calor stack list shows the stacks there are",
  ActionInProgress: "wait until it has ended: calor stack show NAME",
  Unreachable: "start the service (npm start), or name the right cloud with --cloud or address with --endpoint",
  IdentityUnreachable: "check auth_url of the cloud's entry in clouds.yaml, and that the cloud runs",
  SignInRefused: "check user, password and project of the cloud's entry in clouds.yaml",
  ApplicationCredentialRefused:
    "check that the application credential exists and has not expired (openstack application credential list), and its secret",
  CertificateNotTrusted:
    "name the file of the authority that signed it as cacert of the cloud's entry (or OS_CACERT); verify: false (or OS_INSECURE=true) takes any certificate",
  SignInFailed: "check that auth_url of the cloud's entry is the address of its Keystone, and that it is well",
  RequestLimitExceeded: "make it smaller, or lift the limits: npm start -- --limits none",
  InvalidTenant: "use the credentials of the project the stack belongs to",
};

const HINTS_BY_STATUS: Readonly<Record<number, string>> = {
  400: "correct it and try again; nothing was changed",
  401: "check user, password and auth_url of the cloud's entry, or get a new token",
  403: "ask for the role in that project, or use other credentials (--cloud)",
  404: "check the name; calor stack list shows the stacks there are",
  409: "wait until the other change has ended",
  500: "see the service's log",
  503: "try again in a moment",
};

function faultProblem(fault: ClientFault, where: string): Problem {
  const status = fault.status ?? 0;
  const hint = HINTS[fault.type] ?? HINTS_BY_STATUS[status] ?? HINTS_BY_STATUS[status >= 500 ? 500 : 400] ?? "";
  const answered = fault.status === undefined ? "" : ` (${fault.status} ${fault.type})`;
  return new Problem(fault.message, `${where}${answered}`, hint);
}

/** A failure as a problem, `where` naming what was being done; undefined when it is none of ours. */
export function problemOf(error: unknown, where: string): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof InlineFailure) return new Problem(error.message, error.where, error.hint);
  if (error instanceof ClientFault) return faultProblem(error, where);
  return undefined;
}

/** The three lines that are shown of a problem; a message of several lines is indented. */
export function problemLines({ message, where, hint }: Problem, paint: Paint): string[] {
  const what = harmless(message).trim().split("\n").join("\n       ");
  return [`${paint.bad("Error:")} ${what}`, `Where: ${harmless(where)}`, `To do: ${harmless(hint)}`];
}
