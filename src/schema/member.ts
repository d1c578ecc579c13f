/** A resource that another one makes in its child stack, as far as it is known when the template is validated. */
export interface Member {
  readonly name: string;
  readonly type: string;
  /** What is not known yet stands in it as some map `{ get_resource: name }`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Where in the properties of the one that makes it its type and its properties were written. */
  readonly writtenAt: {
    readonly type: readonly (string | number)[];
    readonly properties: readonly (string | number)[];
  };
}
