import type { ResourceContext } from "#resource-model/context.ts";
import { buildUserData } from "#resources/user-data/build-user-data.ts";
import type { serverProperties } from "./server-properties.ts";

/** The user data as Nova takes it (base64), in the format asked for; undefined for none. */
export function userDataToSend({ props, metadata }: ResourceContext<typeof serverProperties>): string | undefined {
  const text = buildUserData({ format: props.user_data_format, userData: props.user_data, metadata });
  return text === "" ? undefined : Buffer.from(text, "utf8").toString("base64");
}
