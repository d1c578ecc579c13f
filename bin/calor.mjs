#!/usr/bin/env node
// The `calor` command: installs what is missing, then runs src/bin/calor.ts on Node.js 24.
import { ensureInstalled } from "../scripts/ensure-install.mjs";
import { run24 } from "../scripts/run24.mjs";

ensureInstalled();
run24("src/bin/calor.ts", process.argv.slice(2));
