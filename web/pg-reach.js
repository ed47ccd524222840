// <pg-reach>: the checker in a page of your own. Types: pg-reach.d.ts. An example of everything: embed.html.
//
//   <script src="https://pgreach.example/pg-reach.js" async></script>
//   <pg-reach source-kind="single-server" source-access="private"><a href="…">Check your network</a></pg-reach>
//
// What stands in the element is shown until the checker is there, and stays if it never comes.
(() => {
  "use strict";

  // Version 1 of the messages is described in web/deferred/src/frame.rs.
  const MESSAGES = 1;
  const PATIENCE = 6_000;
  const SANDBOX =
    "allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox";
  const SETTINGS = [
    "source-kind", "source-access", "source-private-endpoint", "source-name", "source-address",
    "source-port", "target-kind", "target-access", "target-name", "target-address", "runtime-used", "runtime-access",
    "runtime-name", "tls",
  ];
  // A module has no currentScript, and a classic script no import.meta; both stand in the trace of an error.
  const own = document.currentScript?.src || /(?:https?|file):[^\s)]*?pg-reach\.js/.exec(new Error().stack)?.[0];

  // A policy of the page that forbids inline styles does not forbid these.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; position: relative; }
    :host([hidden]) { display: none; }
    iframe { display: block; width: 100%; height: 1px; border: 0; }
    .waiting { position: absolute; visibility: hidden; }
    [part=note] { font-size: .875em; }
  `);

  class PgReach extends HTMLElement {
    static observedAttributes = ["src", "fragment", "answers", "loading", "theme", "title", ...SETTINGS];

    #frame;
    #slot = document.createElement("slot");
    #note = document.createElement("p");
    #link = document.createElement("a");
    #page;
    #config;
    #report = null;
    #isReady = false;
    #isDue = false;
    #isTold = true;
    #theme;
    #patience;
    #ending;

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [sheet];
      this.#link.target = "_blank";
      this.#link.rel = "noreferrer";
      this.#link.textContent = "Open pgreach";
      this.#slot.append(this.#link);
      this.#note.part = "note";
      this.#note.setAttribute("role", "status");
      root.append(this.#slot, this.#note);
    }

    /** What the checker knows: the last that it reported, or that it was given. */
    get config() {
      return this.#config;
    }

    /** Takes the place of everything that the checker knows; an `error` event says if it is refused. */
    set config(config) {
      this.#config = structuredClone(config);
      this.#isTold = false;
      this.#tell();
    }

    /** What follows from the config, once the checker has said so. */
    get report() {
      return this.#report;
    }

    connectedCallback() {
      // Whoever was here before this script may have set the property already.
      if (Object.hasOwn(this, "config")) {
        const { config } = this;
        delete this.config;
        this.config = config;
      }
      this.#ending = new AbortController();
      const { signal } = this.#ending;
      addEventListener("message", (event) => this.#hear(event), { signal });
      document.addEventListener("securitypolicyviolation", (event) => this.#isRefused(event), { signal });
      const light = matchMedia("(prefers-color-scheme: light)");
      light.addEventListener("change", () => this.#follow(), { signal });
      const looks = new MutationObserver(() => this.#follow());
      for (const it of [document.documentElement, document.body]) looks.observe(it, { attributes: true });
      const sight = new IntersectionObserver((entries) => {
        if (entries.some((it) => it.isIntersecting)) this.#wait();
      });
      sight.observe(this);
      signal.addEventListener("abort", () => {
        looks.disconnect();
        sight.disconnect();
        clearTimeout(this.#patience);
      });
      this.#start();
    }

    disconnectedCallback() {
      this.#ending.abort();
      this.#frame.remove();
    }

    attributeChangedCallback(name) {
      if (!this.isConnected || !this.#frame) return;
      if (name === "theme") this.#follow();
      else if (name === "title") this.#frame.title = this.#title();
      else if (!this.#isDue) {
        this.#isDue = true;
        // Once for all the attributes that a framework sets one after the other.
        queueMicrotask(() => {
          this.#isDue = false;
          if (this.isConnected) this.#start();
        });
      }
    }

    /** Loads the checker as the attributes say. */
    #start() {
      this.#frame?.remove();
      clearTimeout(this.#patience);
      this.#patience = undefined;
      this.#isReady = false;
      this.#slot.hidden = false;
      this.#note.textContent = "";
      this.#theme = this.#wanted();
      let address;
      try {
        address = new URL(this.getAttribute("src") || "index.html", this.hasAttribute("src") ? document.baseURI : own);
      } catch {
        return this.#say("its attribute src is no address.");
      }
      const entries = [...this.#entries(address.hash.slice(1))];
      address.hash = entries.join("&");
      this.#link.href = address.href;
      entries.push("embed=1");
      if (this.#theme !== "system") entries.push(`theme=${this.#theme}`);
      // A page from a disk has no origin that could be sent anything.
      if (location.origin !== "null") entries.push(`host=${location.origin}`);
      address.hash = entries.join("&");
      this.#page = address.origin;
      const frame = document.createElement("iframe");
      frame.className = "waiting";
      frame.part = "frame";
      frame.title = this.#title();
      frame.setAttribute("sandbox", SANDBOX);
      frame.allow = "clipboard-write";
      frame.referrerPolicy = "no-referrer";
      if (this.hasAttribute("loading")) frame.loading = this.getAttribute("loading");
      frame.addEventListener("load", () => this.#wait());
      frame.src = address.href;
      this.#frame = frame;
      this.shadowRoot.append(frame);
    }

    *#entries(fragment) {
      for (const text of [fragment, this.getAttribute("fragment")?.replace(/^#/, "")]) if (text) yield text;
      for (const { name, value } of this.attributes) {
        if (!/^((source|target|runtime)-|tls$)/.test(name)) continue;
        const path = name.replace("-", ".").replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
        yield `${path}=${encodeURIComponent(value)}`;
      }
      yield* (this.getAttribute("answers") ?? "").split(/[\s,&]+/).filter(Boolean);
    }

    #title() {
      return this.title || "pgreach: can this PostgreSQL migration to Azure connect?";
    }

    /** The theme that the checker is to have. */
    #wanted() {
      const theme = this.getAttribute("theme");
      if (theme === "light" || theme === "dark") return theme;
      if (theme !== "host") return "system";
      const schemes = getComputedStyle(this).colorScheme.split(" ");
      const [isLight, isDark] = ["light", "dark"].map((it) => schemes.includes(it));
      if (isLight && isDark) return "system";
      return isDark ? "dark" : "light";
    }

    #follow() {
      const theme = this.#wanted();
      if (theme === this.#theme) return;
      this.#theme = theme;
      if (this.#isReady) this.#send({ type: "theme", theme });
    }

    #tell() {
      if (this.#isTold || !this.#isReady) return;
      this.#isTold = true;
      this.#send({ type: "config", config: this.#config });
    }

    #send(message) {
      this.#frame.contentWindow.postMessage({ pgreach: MESSAGES, ...message }, this.#page);
    }

    #hear({ source, origin, data }) {
      if (source !== this.#frame?.contentWindow || origin !== this.#page || data?.pgreach !== MESSAGES) return;
      const { pgreach, type, ...detail } = data;
      if (type === "ready") {
        this.#isReady = true;
        this.#frame.className = "";
        this.#slot.hidden = true;
        this.#note.textContent = "";
        clearTimeout(this.#patience);
        if (this.#theme !== this.#wanted()) this.#follow();
        this.#tell();
      } else if (type === "resize" && 0 < detail.height && detail.height < 1e6) {
        this.#frame.style.height = `${detail.height}px`;
      } else if (type === "report") {
        this.#report = detail.report;
        // What was sent and not yet heard is newer.
        if (this.#isTold) this.#config = detail.config;
      } else if (type !== "error") {
        return;
      }
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }

    /** Waits for the checker, from when it is in sight or its frame has loaded something. */
    #wait() {
      this.#patience ??= setTimeout(() => {
        if (this.#isReady) return;
        this.#say(
          `${this.#page} does not answer. Either it is not reached, or it does not allow this site to frame it ` +
            "(X-Frame-Options, frame-ancestors), or a policy stops its scripts.",
        );
      }, PATIENCE);
    }

    #isRefused({ effectiveDirective, blockedURI }) {
      if (this.#isReady || effectiveDirective !== "frame-src" || !blockedURI.startsWith(this.#page)) return;
      clearTimeout(this.#patience);
      this.#say(`the Content-Security-Policy of this site lacks frame-src ${this.#page}.`);
    }

    #say(why) {
      this.#note.textContent = `pgreach cannot be shown here: ${why}`;
    }
  }

  // Loaded twice, the first one counts.
  if (!customElements.get("pg-reach")) customElements.define("pg-reach", PgReach);
})();
