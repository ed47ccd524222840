// What both starts share: files go in one after another, so that only one of them is in memory twice.

import { toJson } from "../config.js";
import { AzureReader } from "./pgreach_azure.js";

/** The function `readAzure`, which starts the module when it is first called. */
export function reading(start) {
  let started;
  return async function readAzure(files) {
    const contents = checked(files);
    started ??= start();
    try {
      await started;
    } catch (error) {
      // The next call may have more luck: a network that was away comes back.
      started = undefined;
      throw error;
    }
    const reader = new AzureReader();
    for (const { name, bytes } of contents) reader.add(name, bytes());
    return new Azure(reader.finish());
  };
}

/** What was read. */
class Azure {
  #read;
  #resources;

  constructor(read) {
    this.#read = read;
    Object.assign(this, JSON.parse(read.summary()));
  }

  get resources() {
    return (this.#resources ??= JSON.parse(this.#read.resources()));
  }

  check(config) {
    return JSON.parse(this.#read.check(toJson(config)));
  }

  redact(config) {
    const redacted = this.#read.redact(toJson(config), crypto.getRandomValues(new Uint8Array(16)));
    return { config: JSON.parse(redacted.config()), azure: new Azure(redacted.azure()) };
  }
}

/** The files, each with a function for its bytes, so that a text is encoded when its turn comes. */
function checked(files) {
  if (!Array.isArray(files)) throw new TypeError("readAzure takes a list, as [{ name, content }]");
  return files.map((file, index) => {
    const { name, content } = file ?? {};
    if (typeof name !== "string") throw new TypeError(`files[${index}].name is no text`);
    if (typeof content === "string") return { name, bytes: () => new TextEncoder().encode(content) };
    if (Object.prototype.toString.call(content) === "[object Uint8Array]") return { name, bytes: () => content };
    throw new TypeError(`files[${index}].content is neither a text nor a Uint8Array`);
  });
}
