// Has the module started in Node.js.

import { readFile } from "node:fs/promises";
import init from "./pgreach_azure.js";
import { reading } from "./reading.js";

const wasm = () => readFile(new URL("./pgreach_azure_bg.wasm", import.meta.url));

export { ConfigError } from "../config.js";
export const readAzure = reading(async () => init({ module_or_path: await wasm() }));
