// The page as its address needs it to be shown, before the first paint, and how high it is for a page that frames it. Trunk
// puts this into index.html; web/src/view.rs has the entries.
(function () {
  var root = document.documentElement, height;

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
  // The conversation itself is web/deferred's, whose frame.rs lists what is said. Where that is not there, this is.
  if (host) window.pgreachLost = function (error) {
    var found = error.message, expected = "every file of pgreach beside its page";
    send("error", { message: "page: found " + found + ", expected " + expected, path: "page", found: found, expected: expected });
  };
})();
