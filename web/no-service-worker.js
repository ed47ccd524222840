// Takes the worker of an earlier pgreach away, with all that it keeps.
//
// `cargo xtask serve` publishes it, so that what is being worked on is what is seen. A site that gives pgreach up puts it in
// the place of service-worker.js: its visitors would go on seeing what their browsers keep.
addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const names = await caches.keys();
  const own = names.filter((name) => name.startsWith(`pgreach ${registration.scope} `));
  await Promise.all(own.map((name) => caches.delete(name)));
  // Pages that are open stay as they are; the next one is the network's.
  await registration.unregister();
}
