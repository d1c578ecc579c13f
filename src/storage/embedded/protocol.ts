import type { RawRow, Statement } from "../database.ts";

/** What the thread of the embedded database is started with. */
export interface ThreadSettings {
  /** Folder of PGlite's data; "" keeps everything in memory. */
  readonly dataDirectory: string;
  /** Compressed image of an empty database, to start a new folder from. */
  readonly imageFile: string;
}

/** A batch of statements, or a wish to close. */
export interface ThreadRequest {
  readonly id: number;
  readonly statements: readonly Statement[] | "close";
}

/** What went wrong, in a form that crosses threads. */
export type ThreadFault =
  | {
      readonly kind: "statement";
      readonly message: string;
      readonly sqlState: string;
      readonly index: number;
      readonly constraint?: string | undefined;
    }
  | { readonly kind: "rows"; readonly index: number; readonly rows: readonly RawRow[] }
  | { readonly kind: "broken"; readonly message: string };

/** The answer to a request, or (id 0) the news that the database is open or cannot be. */
export interface ThreadAnswer {
  readonly id: number;
  readonly rows?: readonly (readonly RawRow[])[];
  readonly fault?: ThreadFault;
  /** A notification (then `id` is -1). */
  readonly heard?: { readonly channel: string; readonly payload: string };
}
