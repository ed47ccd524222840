// The page as its address wants it to be shown, before the first paint, and its side of the messages with a page that
// frames it. Trunk puts this into index.html; web/src/view.rs has the entries, web/src/hooks/use_host.rs the messages.
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

  // The checker tells of itself in events of the window: its report as JSON, and its config as a link's fragment.
  addEventListener("pgreach-report", function (event) {
    var report = JSON.parse(event.detail[0]);
    if (!isReady) send("ready", { version: report.rules });
    isReady = true;
    send("report", { report: report, config: read(event.detail[1]) });
  });

  function kind(path) {
    return /\.(privateEndpoint|used)$/.test(path) ? "boolean" : /\.port$/.test(path) ? "number" : "string";
  }

  function read(fragment) {
    var config = {};
    fragment.split("&").forEach(function (entry) {
      var at = entry.indexOf("="), path = entry.slice(0, at), text = decodeURIComponent(entry.slice(at + 1));
      var dot = path.indexOf("."), section = path.slice(0, dot), key = path.slice(dot + 1), value = text;
      if (path === "v") section = "version";
      else if (path === "today") section = path;
      else if (section === "exceptions") value = { reason: text.slice(text.indexOf(" ") + 1), expires: text.split(" ")[0] };
      else if (path.indexOf("/") >= 0) section = "answers";
      if (kind(path) !== "string" || path === "v") value = JSON.parse(text);
      if (dot < 0 && section !== "answers") config[section] = value;
      else (config[section] = config[section] || {})[key] = value;
    });
    return config;
  }

  // A config as the entries of a link. What does not fit stands in them as nothing, which no entry takes.
  function write(config) {
    var entries = [], fits = true, odd = {};
    function wrong(path, value, expected) {
      if (fits) refuse(path, JSON.stringify(value) || "nothing", expected);
      fits = false;
    }
    function parts(path, value, each) {
      if (!value || typeof value !== "object" || Array.isArray(value)) wrong(path, value, "an object");
      else Object.keys(value).forEach(function (key) { each(key, value[key]); });
    }
    function put(path, value) {
      if (value === null && /^(source|target|runtime)\./.test(path)) return;
      var text = typeof value === kind(path) ? String(value) : "";
      if (!text) odd[path] = JSON.stringify(value) || "nothing";
      entries.push(encodeURIComponent(path) + "=" + encodeURIComponent(text));
    }
    parts("config", config, function (section, value) {
      if (section === "today") put(section, value);
      else if (/^(source|target|runtime|answers)$/.test(section))
        parts(section, value, function (key, value) { put(section + "." + key, value); });
      else if (section === "exceptions")
        parts(section, value, function (step, value) {
          var path = section + "." + step;
          parts(path, value, function (key, value) {
            var isDay = /^\S+$/.test(value);
            if (typeof value !== "string" || (key === "expires" ? !isDay : key !== "reason"))
              wrong(path + "." + key, value, "reason, a text, and expires, a day");
          });
          if (fits) put(path, value.expires + " " + value.reason);
        });
      else if (section === "version" ? value !== 1 : section !== "resources" || !Array.isArray(value) || value.length)
        wrong(section, value, "version, which is 1, source, target, runtime, answers, exceptions or today");
    });
    return fits && { fragment: entries.join("&"), odd: odd };
  }

  addEventListener("message", function (event) {
    var data = event.data, told, answer;
    if (event.source !== parent || event.origin !== host || !data || data.pgreach === undefined) return;
    if (data.pgreach !== 1) refuse("pgreach", JSON.stringify(data.pgreach), "1, the version of the messages");
    else if (data.type === "theme") {
      if (!/^(light|dark|system)$/.test(data.theme))
        return refuse("theme", JSON.stringify(data.theme) || "nothing", "light, dark or system");
      told = location.hash.replace(/([#&])theme=[^&]*(&|$)/, "$1").replace(/&$/, "");
      history.replaceState(null, "", told + (data.theme === "system" ? "" : "&theme=" + data.theme));
      dispatchEvent(new Event("hashchange"));
    } else if (data.type === "config") {
      told = write(data.config);
      if (!told) return;
      // The checker leaves its refusal in the event.
      answer = new CustomEvent("pgreach-config", { detail: [told.fragment] });
      dispatchEvent(answer);
      answer = answer.detail;
      if (answer.length > 1) refuse(answer[1], told.odd[answer[1]] || answer[2], answer[3]);
    } else refuse("type", JSON.stringify(data.type) || "nothing", "config or theme");
  });
})();
