import { SimFault, type SimAnswer } from "../service.ts";

/** A refusal with Neutron's type name. */
export class NeutronFault extends SimFault {
  readonly type: string;
  constructor(status: number, type: string, message: string) {
    super(status, message);
    this.name = "NeutronFault";
    this.type = type;
  }
}

/** 400: a value that cannot be taken. */
export function badRequest(message: string): NeutronFault {
  return new NeutronFault(400, "HTTPBadRequest", message);
}

/** 400: a value that cannot be taken in this situation. */
export function invalidInput(message: string): NeutronFault {
  return new NeutronFault(400, "InvalidInput", `Invalid input for operation: ${message}.`);
}

/** 403: what the policy reserves to administrators. */
export function policyRefusal(rule: string): NeutronFault {
  return new NeutronFault(403, "PolicyNotAuthorized", `${rule} is disallowed by policy`);
}

/** Turns a refusal into Neutron's body. */
export function neutronRefusal(fault: SimFault): SimAnswer | undefined {
  if (!(fault instanceof NeutronFault)) return undefined;
  return { status: fault.status, body: { NeutronError: { type: fault.type, message: fault.message, detail: "" } } };
}
