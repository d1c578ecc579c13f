/** A resource type cannot do what is asked of it, for good: nothing to do with the cloud's answers. */
export class ResourceFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ResourceFailure";
  }
}

/** Fails because the cloud client knows no such collection. */
export function missing(kind: string): never {
  throw new ResourceFailure(`this cloud has no ${kind}`);
}
