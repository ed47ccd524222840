// The types of <pg-reach>, for a page that is written in TypeScript. Report and Config are described by their JSON.

/** What the checker tells when it refuses something; nothing has changed then. */
export interface PgReachError {
  message: string;
  path: string;
  found: string;
  expected: string;
}

export interface PgReachEventMap {
  ready: CustomEvent<{ version: string }>;
  report: CustomEvent<{ report: Record<string, unknown>; config: Record<string, unknown> }>;
  resize: CustomEvent<{ height: number }>;
  error: CustomEvent<PgReachError>;
}

export interface PgReachElement extends HTMLElement {
  /** Set: takes the place of everything that the checker knows. Get: the last that is known. */
  config: Record<string, unknown> | undefined;
  /** What follows from it; null until the checker has said so. */
  readonly report: Record<string, unknown> | null;
  addEventListener<K extends keyof PgReachEventMap>(
    type: K,
    listener: (this: PgReachElement, event: PgReachEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "pg-reach": PgReachElement;
  }
}
