// The parts of the page that are loaded once it has started, so that they are at hand and nothing is fetched later:
// web/exchange and web/reader. The saved file has them in itself. Trunk puts this into index.html.
(function () {
  var root = document.documentElement, loading = {}, loaded = {}, names = ["exchange", "reader"];

  function load(name) {
    if (window.pgreachWithin) return pgreachWithin[name]();
    var file = new URL(document.body.dataset[name], document.baseURI).href;
    return import(file).then(function (module) {
      return module.default({ module_or_path: file.replace(/\.js$/, "_bg.wasm") });
    });
  }

  window.pgreachPart = function (name) {
    loading[name] = loading[name] || load(name).then(function (part) { return loaded[name] = part; });
    loading[name].catch(function (error) {
      // Another try may find it.
      loading[name] = undefined;
      document.querySelectorAll("[data-needs=" + name + "]").forEach(function (it) {
        it.textContent = "Part of the page could not be loaded: " + error.message;
      });
    });
    return loading[name];
  };

  // What the files that were read show of a state; empty where there are none.
  window.pgreachFound = function (state) {
    return pgreachPart("reader").then(function (reader) { return reader.found(state); }, function () { return ""; });
  };

  // The state as it is, from the checker: as a link's fragment, with the names.
  addEventListener("pgreach-state", function (event) { window.pgreachState = event.detail; });

  addEventListener("TrunkApplicationStarted", function () {
    (window.requestIdleCallback || setTimeout)(function () {
      Promise.all(names.map(pgreachPart)).then(function () { root.dataset.whole = ""; }, function () {});
    });
  });

  // Brings the first of some elements that is there into sight and gives it the focus.
  function go(ids) {
    ids.split(" ").some(function (id) {
      var it = document.getElementById(id), folded = it && it.closest("details:not([open])");
      if (!it) return false;
      if (folded) folded.open = true;
      // A step may be left out of the list.
      if (!it.getClientRects().length) document.querySelectorAll(".only select").forEach(function (it) { it.value = ""; });
      if (!it.getClientRects().length) return false;
      it.scrollIntoView({ block: id === "verdict" ? "start" : "nearest" });
      it.focus({ preventScroll: true });
      return true;
    });
  }

  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-opens], [data-format], [data-goes], [data-files=forget], .print");
    if (!button) return;
    // By then the checker shows what the click has changed, and a dialog has given the focus back.
    if (button.dataset.goes) return setTimeout(go, 0, button.dataset.goes);
    if (button.dataset.opens) {
      document.getElementById(button.dataset.opens).showModal();
      // An attribute for it would be reported as an error in the page of another site.
      return button.dataset.opens === "paste" && document.getElementById("error-text").focus();
    }
    if (button.dataset.files) return dispatchEvent(new CustomEvent("pgreach-clear", { detail: "" }));
    if (button.className === "print") {
      // The browser reports the printing while it calls; the page needs a moment of its own before.
      dispatchEvent(new Event("beforeprint"));
      return setTimeout(print, 50);
    }
    if (loaded.exchange) return;
    // What is asked for before who does it is there is asked again.
    var said = button.closest("dialog").querySelector("[role=status]");
    said.textContent = "Loading the part that writes files …";
    pgreachPart("exchange").then(function () { button.click(); }, function (error) {
      said.textContent = "The part that writes files could not be loaded: " + error.message;
    });
  });

  // A press beside a dialog closes it.
  addEventListener("mousedown", function (event) {
    if (event.target.localName === "dialog") event.target.close();
  });

  // A file that is dropped before there is who reads it must not take the place of the page.
  ["dragover", "drop"].forEach(function (type) {
    addEventListener(type, function (event) {
      if (/Files/.test(event.dataTransfer.types)) event.preventDefault();
    });
  });
})();
