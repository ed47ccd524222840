// Hands files to the reader, one at a time, so that a large export is in memory once.

import { AzureReader } from "./pgreach.js";

/** What Azure tools printed, as resources for a Config, with what became of each file. */
export function readAzure(files) {
  const reader = new AzureReader();
  for (const { name, content } of files) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    if (!(bytes instanceof Uint8Array)) throw new TypeError(`${name}: the content is a text or a Uint8Array`);
    reader.add(String(name), bytes);
  }
  return JSON.parse(reader.finish());
}
