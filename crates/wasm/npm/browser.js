// Starts the module in a browser, from the file beside this one; bundlers know this form and copy the file.

import init, { version as rules } from "./pgreach.js";

await init({ module_or_path: new URL("./pgreach_bg.wasm", import.meta.url) });

export { ConfigError } from "./config.js";
export { check, checks, scenarios } from "./pgreach.js";
export const version = rules();
