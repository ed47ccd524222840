// Starts the module in Node.js, without waiting, so that require() works too.

import { readFileSync } from "node:fs";
import { initSync, version as rules } from "./pgreach.js";

initSync({ module: readFileSync(new URL("./pgreach_bg.wasm", import.meta.url)) });

export { ConfigError } from "./config.js";
export { check, checks, scenarios } from "./pgreach.js";
export const version = rules();
