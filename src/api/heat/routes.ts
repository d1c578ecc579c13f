import type { Route } from "./route.ts";
import { actionRoutes } from "./routes/actions.ts";
import { eventRoutes } from "./routes/events.ts";
import { lookupRoutes } from "./routes/lookup.ts";
import { notBuiltRoutes } from "./routes/not-built.ts";
import { outputRoutes } from "./routes/outputs.ts";
import { previewRoutes } from "./routes/preview.ts";
import { resourceRoutes } from "./routes/resources.ts";
import { resourceTypeRoutes } from "./routes/resource-types.ts";
import { serviceRoutes } from "./routes/service.ts";
import { stackRoutes } from "./routes/stacks.ts";
import { templateRoutes } from "./routes/templates.ts";

/** The routes of Heat's native API that do something. */
export const builtRoutes: readonly Route[] = [
  ...stackRoutes,
  ...actionRoutes,
  ...previewRoutes,
  ...lookupRoutes,
  ...resourceRoutes,
  ...eventRoutes,
  ...outputRoutes,
  ...templateRoutes,
  ...resourceTypeRoutes,
  ...serviceRoutes,
];

/** All routes of Heat's native API. */
export const heatRoutes: readonly Route[] = [...builtRoutes, ...notBuiltRoutes];
