import { route } from "../route.ts";

const buildInfo = route({
  method: "GET",
  path: "/build_info",
  policy: "build_info:build_info",
  status: 200,
  handle: () => ({ api: { revision: "calor" }, engine: { revision: "calor" } }),
});

const listServices = route({
  method: "GET",
  path: "/services",
  policy: "service:index",
  status: 200,
  // Engines do not announce themselves yet.
  handle: () => ({ services: [] }),
});

/** The service itself. */
export const serviceRoutes = [buildInfo, listServices];
