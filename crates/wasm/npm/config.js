// What stands between a JavaScript value and the strict door, which reads JSON.

export class ConfigError extends Error {
  constructor(path, found, expected) {
    super(`${path && `${path}: `}found ${found}, expected ${expected}`);
    Object.assign(this, { path, found, expected });
  }

  static {
    Object.defineProperty(this.prototype, "name", { value: "ConfigError", configurable: true, writable: true });
  }
}

const JSON_VALUE = "null, true, false, a number, a text, a list or a plain object";
const CONFIG = 'a Config, as { source: { kind: "single-server" } }';

/**
 * The JSON text of a value. JSON.stringify leaves out or replaces in silence what JSON cannot hold, as the entries of a
 * Map or the number NaN; here that is refused, or a fact that was entered would count as not known.
 */
export function toJson(config) {
  if (config === undefined) throw new ConfigError("", "undefined", CONFIG);
  const holders = new Map();
  const paths = new Map();
  return JSON.stringify(config, function (key, value) {
    const path = paths.has(this) ? below(paths.get(this), this, key) : "";
    const found = unfit(value) ?? (holds(holders, this, value) ? "an object that contains itself" : undefined);
    if (found) throw new ConfigError(path, found, JSON_VALUE);
    if (typeof value === "object" && value !== null) {
      holders.set(value, this);
      paths.set(value, path);
    }
    return value;
  });
}

/** What a value is that JSON cannot hold; never what it contains, which may be a secret. */
function unfit(value) {
  switch (typeof value) {
    case "bigint":
      return "a BigInt";
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "string":
      return /\p{Surrogate}/u.test(value) ? "a text with half of a character" : undefined;
    case "object": {
      const kind = Object.prototype.toString.call(value).slice(8, -1);
      return ["Null", "Array", "Object"].includes(kind) ? undefined : `an object of another kind (${line(kind)})`;
    }
  }
}

/** Whether a value is its own holder, at whatever distance. */
function holds(holders, holder, value) {
  for (let it = holder; it; it = holders.get(it)) if (it === value) return true;
  return false;
}

function below(path, holder, key) {
  if (Array.isArray(holder)) return `${path}[${key}]`;
  return path ? `${path}.${line(key)}` : line(key);
}

/** A text from outside, made fit for one line. */
function line(text) {
  return text.slice(0, 80).replace(/[\p{Cc}\p{Surrogate}]/gu, "\ufffd");
}
