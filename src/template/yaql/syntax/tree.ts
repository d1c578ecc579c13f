import type { Value } from "../values/value.ts";

/** A constant: `1`, `2.5`, `"text"`, `true`, `null`. */
export interface LiteralNode {
  readonly kind: "literal";
  readonly at: number;
  readonly value: Value;
}

/** A bare word. It is its own text, names an attribute after `.` and an argument before `=>`. */
export interface KeywordNode {
  readonly kind: "keyword";
  readonly at: number;
  readonly name: string;
}

/** `$name`; `$` is `$1`. */
export interface VariableNode {
  readonly kind: "variable";
  readonly at: number;
  readonly name: string;
  /** Of `$1`, `$2`, …: the argument's number, counted from 0. */
  readonly index: number | undefined;
}

/** `receiver.member` or `receiver?.member`, where a call as member is a method's. */
export interface MemberNode {
  readonly kind: "member";
  readonly at: number;
  readonly receiver: Node;
  readonly member: Node;
  /** Whether null has null for a member. */
  readonly nullSafe: boolean;
}

/** A call of a function. Operators, lists, dictionaries and indexing call functions of names that start with `#`. */
export interface CallNode {
  readonly kind: "call";
  readonly at: number;
  readonly name: string;
  /** As in the text; those left out are undefined. */
  readonly positional: readonly (Node | undefined)[];
  /** `key => value`, after all positional ones. */
  readonly pairs: readonly PairNode[];
}

/** `key => value` among the arguments of a call. */
export interface PairNode {
  readonly kind: "pair";
  readonly at: number;
  readonly key: Node;
  readonly value: Node;
}

/** An expression as a tree; `at` is the place in the text (UTF-16 units) that a message should name. */
export type Node = LiteralNode | KeywordNode | VariableNode | MemberNode | CallNode | PairNode;
