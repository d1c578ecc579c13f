import { HostValue } from "../values/value.ts";

/** A value of the library that has a text of its own. */
export abstract class SpeltValue extends HostValue {
  /** The text of the value by itself. */
  abstract text(): string;
  /** The text of the value inside a list or dictionary. */
  abstract representation(): string;

  override plain(): unknown {
    return this.text();
  }
}
