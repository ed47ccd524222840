// Keeps pgreach at hand without a network: one whole version of it, or none.
//
// `cargo xtask bundle` writes the version's build, and the SHA-256 of each file of it, into these two lines.
const BUILD = "";
const FILES = {};

// Several pgreach may live on one origin. An address has no space, so no name begins with another's.
const OWN = `pgreach ${registration.scope} `;
const CACHE = OWN + BUILD;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));

// The page tells when the person needs this version; until then the one before it goes on.
addEventListener("message", (event) => {
  if (event.data === "load") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const path = origin + pathname;
  if (request.method !== "GET" || !path.startsWith(registration.scope)) return;
  const file = path.slice(registration.scope.length) || "index.html";
  // What else there is on the site is no matter of ours.
  if (!Object.hasOwn(FILES, file)) return;
  event.respondWith(file === "index.html" ? page(request) : part(file, request));
});

/** Takes every file, or none: a server in the middle of an update has no whole version. */
async function install() {
  const parts = await Promise.all(Object.keys(FILES).map(fetched));
  if (!parts.every(Boolean)) throw new Error(`the server does not have all of build ${BUILD}`);
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(parts.map((part, index) => cache.put(address(Object.keys(FILES)[index]), part)));
    // Where an earlier version has stepped aside, nobody is left to wait for.
    if ((await ownCaches()).length === 1) await skipWaiting();
  } catch (error) {
    // There may be no room. The page does without, and the next visit tries again.
    await caches.delete(CACHE);
    throw error;
  }
}

async function forgetOthers() {
  const others = (await ownCaches()).filter((name) => name !== CACHE);
  await Promise.all(others.map((name) => caches.delete(name)));
}

async function ownCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(OWN));
}

/** The page, if everything that it will need is there too. */
async function page(request) {
  try {
    const index = await whole("index.html");
    if (index && (await Promise.all(Object.keys(FILES).map(whole))).every(Boolean)) return index;
    await stepAside();
    return await fetch(request, { cache: "no-cache" });
  } catch {
    return new Response(LOST, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
}

async function part(file, request) {
  const part = await whole(file);
  if (part) return part;
  await stepAside();
  return fetch(request);
}

/** A file of this build: as it was kept, or else from the server; none if the server has another by now. */
async function whole(file) {
  const response = await kept(file);
  if (response) return response;
  const fixed = await fetched(file);
  // The page comes first: what no cache is there for is of a version that has stepped aside.
  if (fixed && (file === "index.html" || (await caches.has(CACHE)))) {
    const copy = fixed.clone();
    // Without room it is fetched again the next time.
    await caches.open(CACHE).then((cache) => cache.put(address(file), copy)).catch(() => {});
  }
  return fixed;
}

/** What the cache has, if it is not damaged. */
async function kept(file) {
  try {
    return await checked(file, await caches.match(address(file), { cacheName: CACHE }));
  } catch {
    return undefined;
  }
}

/** What the server has, if it is of this build; fails only if there is no answer. */
async function fetched(file) {
  return checked(file, await fetch(address(file), { cache: "no-cache" }));
}

async function checked(file, response) {
  if (!response?.ok) return undefined;
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hash !== FILES[file]) return undefined;
  // With the site's own headers, its policies among them, but not as the end of a redirect, which no browser would show as
  // a page. And whatever the server varied the file by, these are the bytes.
  const headers = new Headers(response.headers);
  headers.delete("Vary");
  return new Response(bytes, { headers });
}

/** Leaves the site to the network: half of this version and half of another would be worse than none. */
async function stepAside() {
  await caches.delete(CACHE);
  await registration.unregister();
}

function address(file) {
  return new URL(file, registration.scope).href;
}

const LOST = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>pgreach cannot be opened</title>
<main>
<h1>pgreach cannot be opened</h1>
<p>The copy that this browser keeps of it is damaged, and its server cannot be reached to fix it.</p>
<p>Reload this page once there is a network. The address keeps your settings and answers.
If you have saved pgreach.html, open that file: it needs no network.</p>
</main>
</html>
`;
