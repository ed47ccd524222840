// Has the module started in a browser, from the file beside this one; bundlers know this form and copy the file.

import init from "./pgreach_azure.js";
import { reading } from "./reading.js";

export { ConfigError } from "../config.js";
export const readAzure = reading(() => init({ module_or_path: new URL("./pgreach_azure_bg.wasm", import.meta.url) }));
