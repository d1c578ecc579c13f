import type { Credential } from "#cloud/credential.ts";

/** What the service in this process is started with. */
export interface ServiceOptions {
  /** Exists, 0700, locked by the launcher (`dataDir/lock`); the database belongs into a directory below it. */
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** Port of the API on 127.0.0.1. */
  readonly port: number;
  /** Where clients reach it, when that is another address. */
  readonly publicUrl?: string;
  readonly limits: "heat" | "none";
  /** `service`: the service user, which validates tokens and makes trusts. `personal`: the only user there is. */
  readonly credentials: { readonly mode: "service" | "personal"; readonly credential: Credential };
}

/** A service that runs. */
export interface RunningService {
  /** `http://127.0.0.1:8004`, without version and project. */
  readonly url: string;
  /** Ends it cleanly: what is in progress goes on at the next start. */
  close(): Promise<void>;
}

/** Starts the API, an engine and the database in this process. */
export type StartService = (options: ServiceOptions) => Promise<RunningService>;
