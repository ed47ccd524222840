// The parts of the page that are loaded once it has started, so that they are at hand and nothing is fetched later:
// web/exchange and web/reader. The saved file has them in itself. Trunk puts this into index.html.
(function () {
  var root = document.documentElement, loading = {}, names = ["exchange", "reader"];

  function load(name) {
    if (window.pgreachWithin) return pgreachWithin[name]();
    var file = new URL(document.body.dataset[name], document.baseURI).href;
    return import(file).then(function (module) {
      return module.default({ module_or_path: file.replace(/\.js$/, "_bg.wasm") }).then(function () { return module; });
    });
  }

  window.pgreachPart = function (name) {
    loading[name] = loading[name] || load(name);
    // Another try may find it.
    loading[name].catch(function (error) {
      loading[name] = undefined;
      if (name === "reader") document.querySelector("#files .said").textContent = "Files cannot be read: " + error.message;
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

  // A file that is dropped before there is who reads it must not take the place of the page.
  ["dragover", "drop"].forEach(function (type) {
    addEventListener(type, function (event) {
      if (/Files/.test(event.dataTransfer.types)) event.preventDefault();
    });
  });
})();
