// The page as its address needs it to be shown, before the first paint, and its side of the messages with a page that
// frames it. Trunk puts this into index.html; web/src/view.rs has the entries, web/src/hooks/use_host.rs the messages. What
// they say is written and read by web/exchange.
(function () {
  var root = document.documentElement, height, isReady;

  function entry(key, values) {
    var found = new RegExp("[#&]" + key + "=(" + values + ")(?=&|$)").exec(location.hash);
    return found ? found[1] : "";
  }

  function origin(text) {
    try {
      text = decodeURIComponent(text);
      return /^https?:/.test(text) && new URL(text).origin === text ? text : "";
    } catch (error) {
      return "";
    }
  }

  if (entry("theme", "light|dark")) root.dataset.theme = entry("theme", "light|dark");
  if (!entry("embed", "1")) return;
  root.dataset.embed = "";
  if (parent === self) return;
  var host = origin(entry("host", "[^&]*"));

  function send(type, content) {
    parent.postMessage(Object.assign({ pgreach: 1, type: type }, content), host || "*");
  }

  function tellHeight() {
    var now = Math.ceil(document.body.getBoundingClientRect().height);
    if (now !== height) send("resize", { height: height = now });
  }
  addEventListener("DOMContentLoaded", function () {
    new ResizeObserver(tellHeight).observe(document.body);
    // A frame that is out of sight is not laid out until it is, but its height is wanted before.
    new MutationObserver(tellHeight).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  if (!host) return;

  function refuse(path, found, expected) {
    var message = path + ": found " + found + ", expected " + expected;
    send("error", { message: message, path: path, found: found, expected: expected });
  }

  function isLost(error) {
    refuse("exchange", error.message, "every file of pgreach beside its page");
  }

  // The checker sends its state, and is sent another, in events of the window, as a link's fragment.
  var latest, hasFiles;
  addEventListener("pgreach-state", function (event) {
    latest = event.detail;
    if (!isReady) send("ready", { version: document.querySelector("[data-version]").textContent });
    isReady = true;
    report();
  });

  // What was read, or is forgotten, makes another report.
  addEventListener("pgreach-read", function (event) {
    var had = hasFiles;
    hasFiles = !/none$/.test(event.detail);
    if (isReady && (had || hasFiles)) report();
  });

  function report() {
    var state = latest;
    pgreachPart("exchange").then(function (exchange) {
      return pgreachFound(state).then(function (found) {
        // A later one is on its way.
        if (state !== latest) return;
        send("report", JSON.parse(exchange.report(state, found)));
      });
    }).catch(isLost);
  }

  function take(config) {
    var text;
    try { text = JSON.stringify(config); } catch (error) {}
    if (text === undefined) return refuse("config", "nothing", "an object");
    pgreachPart("exchange").then(function (exchange) {
      var answer = exchange.state(text);
      if (answer.length > 2) return refuse(answer[0], answer[1], answer[2]);
      dispatchEvent(new CustomEvent("pgreach-entered", { detail: answer[0] }));
      // Resources are read as a file is.
      return pgreachPart("reader").then(function (reader) { reader.host(answer[1]); });
    }).catch(isLost);
  }

  addEventListener("message", function (event) {
    var data = event.data, told;
    if (event.source !== parent || event.origin !== host || !data || data.pgreach === undefined) return;
    if (data.pgreach !== 1) refuse("pgreach", JSON.stringify(data.pgreach), "1, the version of the messages");
    else if (data.type === "theme") {
      if (!/^(light|dark|system)$/.test(data.theme))
        return refuse("theme", JSON.stringify(data.theme) || "nothing", "light, dark or system");
      told = location.hash.replace(/([#&])theme=[^&]*(&|$)/, "$1").replace(/&$/, "");
      history.replaceState(null, "", told + (data.theme === "system" ? "" : "&theme=" + data.theme));
      dispatchEvent(new Event("hashchange"));
    } else if (data.type === "config") take(data.config);
    else refuse("type", JSON.stringify(data.type) || "nothing", "config or theme");
  });
})();
