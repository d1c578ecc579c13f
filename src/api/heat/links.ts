/** What of a stack its address needs. */
export interface StackAddress {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
}

function encoded(part: string): string {
  // As Heat (Python's quote): these stay readable in a path.
  return encodeURIComponent(part).replaceAll("%3A", ":");
}

/** Addresses of objects under the address at which the caller sees the service. */
export class Links {
  readonly appUrl: string;
  constructor(appUrl: string) {
    this.appUrl = appUrl;
  }

  /** Of a project's collection, e.g. `stacks`. */
  collection(projectId: string, name: string): string {
    return `${this.appUrl}/v1/${encoded(projectId)}/${name}`;
  }

  /** Of a stack. */
  stack(stack: StackAddress): string {
    return `${this.collection(stack.projectId, "stacks")}/${encoded(stack.name)}/${encoded(stack.id)}`;
  }

  /** Of a resource of a stack. */
  resource(stack: StackAddress, name: string): string {
    return `${this.stack(stack)}/resources/${encoded(name)}`;
  }

  /** Of an event of a resource. */
  event(stack: StackAddress, resource: string, id: string): string {
    return `${this.resource(stack, resource)}/events/${encoded(id)}`;
  }
}
