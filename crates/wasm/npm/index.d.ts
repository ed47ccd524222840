import type { CheckInfo, Config, Report, ScenarioInfo } from "./types.js";

export * from "./types.js";

/**
 * Says whether a migration can connect and, if not, what has to be done.
 *
 * What the config leaves out is not known. The same config always gives the same report; nothing is sent or stored, and
 * no clock is read: exceptions count only where the config says which day it is, as `today`.
 *
 * @throws {ConfigError} For what is no Config: an unknown key, a value that a setting does not take.
 */
export function check(config: Config): Report;

/**
 * Reads what Azure tools print: `az … -o json`, answers of Azure Resource Manager, Resource Graph, exported templates and
 * the JSON of Az PowerShell, in any mix. Nothing is sent or stored, and secrets are dropped while reading.
 *
 * What was understood comes back as `resources` for a Config, without anything that no check looks at.
 */
export function readAzure(files: AzureFile[]): AzureReading;

/** A file by its name, as text or as the bytes that a tool wrote (UTF-8 or UTF-16). */
export interface AzureFile {
  name: string;
  content: string | Uint8Array;
}

/** What files hold. */
export interface AzureReading {
  /** What was understood, for `Config.resources`. */
  resources: { [key: string]: unknown }[];
  /** What became of each file. */
  files: AzureFileReading[];
  /** The PostgreSQL servers that were found, to choose source, target and runtime among. */
  servers: AzureServer[];
}

/** What became of one file. */
export interface AzureFileReading {
  name: string;
  /** How many resources of each kind that a check looks at: `{ "virtual network": 2 }`. */
  read: { [kind: string]: number };
  /** How many others, by type: `{ "microsoft.compute/disks": 3 }`. */
  ignored: { [type: string]: number };
  /** What is missing in it, each a sentence. */
  partial: string[];
  /** What could not be read, each a line. The rest is used. */
  errors: string[];
}

/** A PostgreSQL server. */
export interface AzureServer {
  name: string;
  kind: "single-server" | "flexible-server";
  id: string;
}

/** The steps that can be answered, in the order of the catalogue. */
export function checks(): CheckInfo[];

/** The combinations of servers, with what the guides say of each, in the order in which they are tried. */
export function scenarios(): ScenarioInfo[];

/** The version of the rules, which every report names too. */
export const version: string;

/** What is wrong with a config, in one line: where, what was found, and what would be accepted. */
export class ConfigError extends Error {
  private constructor();
  readonly name: "ConfigError";
  /** Where in the config, as `source.kind` or `answers.source/peering`; empty for the config as a whole. */
  readonly path: string;
  /** What stands there. */
  readonly found: string;
  /** What would be accepted. */
  readonly expected: string;
}
