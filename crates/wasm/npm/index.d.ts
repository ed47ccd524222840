import type { CheckInfo, Config, Report, ScenarioInfo } from "./types.js";

export * from "./types.js";

/**
 * Says whether a migration can connect and, if not, what has to be done.
 *
 * What the config leaves out is unknown. The same config always gives the same report; nothing is sent or stored, and
 * no clock is read: exceptions count only where the config says which day it is, as `today`.
 *
 * `resources` are not read here, and the report says so in `unused`: `readAzure` of `pgreach/azure` reads them.
 *
 * @throws {ConfigError} For what is no Config: an unknown key, a value that a setting does not take.
 */
export function check(config: Config): Report;

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
