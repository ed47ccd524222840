import type { Config, Report } from "../types.js";

export type * from "../types.js";
export { ConfigError } from "../index.js";

/**
 * Reads what Azure tools print: `az … -o json`, answers of Azure Resource Manager, Resource Graph, exported templates and
 * the JSON of Az PowerShell, in any mix; also the `resources` of a Config. Nothing is sent or stored, and secrets are
 * dropped while reading.
 *
 * What cannot be read of a file is reported in `files`, and the rest is used.
 *
 * @throws {TypeError} For what are no files.
 * @throws {RangeError} Where there is not enough memory.
 */
export function readAzure(files: readonly AzureFile[]): Promise<Azure>;

/** A file by its name, as text or as the bytes that a tool wrote (UTF-8 or UTF-16). */
export interface AzureFile {
  name: string;
  content: string | Uint8Array;
}

/** What files hold. */
export interface Azure {
  /** What became of each file. */
  readonly files: AzureFileRead[];
  /** The servers that were found, to choose source, target and runtime among. */
  readonly servers: AzureServer[];
  /** What was understood, to keep or to hand on as `Config.resources`, without anything that no check looks at. */
  readonly resources: { [key: string]: unknown }[];

  /**
   * Says whether a migration can connect, as `check` of `pgreach` does, and decides by what was read: each step has its
   * `evidence`, and one that stays unknown the exports that would decide it, as `needs`.
   *
   * Of the config, the names of the servers matter most.
   *
   * @throws {ConfigError} For what is no Config, and for one with `resources`: they are for `readAzure`.
   */
  check(config: Config): Report;

  /**
   * The same migration with pseudonyms for names, ids and addresses, to show to others: its report is the same but for
   * those. Each call takes others.
   *
   * `files` is empty in what it returns: those words may hold names.
   *
   * @throws {ConfigError} As `check` does.
   */
  redact(config: Config): { config: Config; azure: Azure };
}

/** What became of one file. */
export interface AzureFileRead {
  name: string;
  /** How many resources of each kind that a check looks at: `{ "virtual network": 2 }`. */
  read: { [kind: string]: number };
  /** How many others, by type: `{ "microsoft.compute/disks": 3 }`. */
  ignored: { [type: string]: number };
  /** What is missing in it, each a sentence. What is not in the file may then be there all the same. */
  partial: string[];
  /** What could not be read, each a line. The rest is used. */
  errors: string[];
}

/** A server that was found. */
export interface AzureServer {
  /** What a Config calls it: its name, or its id where another server has the same name. */
  name: string;
  /** Any of them can be the source, a flexible server the target and the runtime server. */
  kind: "single-server" | "flexible-server" | "azure-vm";
  id: string;
  location: string | null;
}
