// Loads web/deferred, the program that the page does without until it has started, so that it is at hand and nothing is
// fetched later; the saved file has it in itself. Until it is there, this answers for it. Trunk puts this into index.html.
(function () {
  var root = document.documentElement, there, waiting, loading, tries = 0;

  function load() {
    if (window.pgreachWithin) return pgreachWithin();
    var file = new URL(document.body.dataset.deferred, document.baseURI).href;
    // A browser may keep it that a file could not be had, and asks only for another one.
    return import(file + (tries++ ? "?" + tries : "")).then(function (module) {
      return module.default({ module_or_path: file.replace(/\.js$/, "_bg.wasm") });
    });
  }

  // Says what is not there yet, or why it is not.
  function say(text) {
    var place = document.querySelector("#later p");
    place.hidden = !text;
    place.textContent = text;
  }

  function get() {
    loading = loading || load().then(function (program) {
      there = program;
      waiting(program);
      root.dataset.whole = "";
      return program;
    });
    return loading.then(function (program) { say(""); return program; }, function (error) {
      // Another try may find it.
      loading = undefined;
      root.dataset.lost = "";
      say("Part of the page could not be loaded, without which no file is read: " + error.message);
      if (window.pgreachLost) pgreachLost(error);
      throw error;
    });
  }

  // web/src/hooks/use_deferred.rs waits for it.
  window.pgreachWhenThere = function (then) {
    waiting = then;
    (window.requestIdleCallback || setTimeout)(function () { get().catch(function () {}); });
  };

  // Has the program do something, as soon as it is there.
  function ask(act) {
    if (!there) say("Loading the rest of the page …");
    get().then(act, function () {});
  }

  // Brings the first of some elements that is there into sight and gives it the focus.
  function go(ids) {
    var sought = document.getElementById("sought");
    ids = ids.split(" ");
    // What the list is searched for leaves steps out of it.
    if (sought && sought.value && !ids.some(function (id) { return document.getElementById(id); })) {
      sought.value = "";
      sought.dispatchEvent(new Event("input", { bubbles: true }));
      return setTimeout(go, 50, ids.join(" "));
    }
    ids.some(function (id) {
      var it = document.getElementById(id), folded = it && it.closest("details:not([open])");
      if (!it) return false;
      if (folded) folded.open = true;
      // A step may be left out of the list.
      if (!it.getClientRects().length) document.querySelectorAll(".only select").forEach(function (it) { it.value = ""; });
      if (!it.getClientRects().length) return false;
      // What is in the upper half of the screen stays where it is.
      it.scrollIntoView({ block: id === "verdict" && !isSeen(it) ? "start" : "nearest" });
      it.focus({ preventScroll: true });
      return true;
    });
  }

  function isSeen(it) {
    var place = it.getBoundingClientRect();
    return place.top >= 0 && place.bottom < innerHeight / 2;
  }

  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-opens], [data-goes], .forget, .print"), opens;
    // The standard of HTML has no such attribute, but every browser has the property.
    if (event.target.id === "pick-folder") event.target.webkitdirectory = true;
    if (!button) return;
    opens = button.dataset.opens;
    // By then the checker shows what the click has changed, and a dialog has given the focus back.
    if (button.dataset.goes) setTimeout(go, 0, button.dataset.goes);
    else if (opens) ask(function (program) { program.open(opens); });
    else if (button.className === "forget") ask(function (program) { program.forget(); });
    else {
      // The browser reports the printing while it calls; the page needs a moment of its own before.
      dispatchEvent(new Event("beforeprint"));
      setTimeout(print, 50);
    }
  });

  // A press beside a dialog closes it.
  addEventListener("mousedown", function (event) {
    if (event.target.localName === "dialog") event.target.close();
  });

  // A file that is dropped before there is who reads it must not take the place of the page.
  ["dragover", "drop"].forEach(function (type) {
    addEventListener(type, function (event) {
      if (!/Files/.test(event.dataTransfer.types)) return;
      event.preventDefault();
      if (type === "drop" && !there) {
        document.getElementById("pick").files = event.dataTransfer.files;
        ask(function () {});
      }
    });
  });
  // What is pasted meanwhile, and not into a field, is pasted again once there is who takes it.
  addEventListener("paste", function (event) {
    var from = event.clipboardData, text = from.getData("text"), data = new DataTransfer();
    if (there || event.target.closest("input, textarea") || !text && !from.files.length) return;
    event.preventDefault();
    if (from.files.length) document.getElementById("pick").files = from.files;
    data.setData("text", text);
    ask(function () {
      // Firefox has what it is made of beside it.
      if (text) dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, dataType: "text/plain", data: text }));
    });
  });
  // It takes what was picked before.
  addEventListener("change", function (event) {
    if (!there && event.target.type === "file") ask(function () {});
  });
})();
