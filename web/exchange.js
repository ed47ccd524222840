// What the page exchanges with others: the report as a file, and the messages of a page that frames it (frame.js). The
// program for it, web/exchange, is loaded once the page has started, so that it is at hand and nothing is fetched later.
// Trunk puts this into index.html.
(function () {
  var root = document.documentElement, loading, loaded;

  // The saved file has it in itself.
  function load() {
    if (window.pgreachExchangeWithin) return pgreachExchangeWithin();
    var file = new URL(document.body.dataset.exchange, document.baseURI).href;
    return import(file).then(function (module) {
      return module.default({ module_or_path: file.replace(/\.js$/, "_bg.wasm") }).then(function () { return module; });
    });
  }

  window.pgreachExchange = function () {
    loading = loading || load().then(function (module) {
      root.dataset.whole = "";
      return loaded = module;
    });
    // Another try may find it.
    loading.catch(function () { loading = undefined; });
    return loading;
  };

  addEventListener("TrunkApplicationStarted", function () {
    (window.requestIdleCallback || setTimeout)(function () { pgreachExchange().catch(function () {}); });
  });

  function save(text, name, type) {
    var link = document.createElement("a");
    // A browser may read it only when it has asked where to put it. It is some kilobytes, until the page is closed.
    link.href = URL.createObjectURL(new Blob([text], { type: type }));
    link.download = name;
    link.click();
  }

  // The clipboard API is there only on secure origins and with a permission; this way works everywhere. The field goes
  // into the dialog: beside an open one nothing can be selected.
  function copy(text, place) {
    var field = document.createElement("textarea");
    field.value = text;
    place.append(field);
    field.select();
    var copied = document.execCommand("copy");
    field.remove();
    return copied;
  }

  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-format]");
    if (!button) return;
    var dialog = button.closest("[data-state]"), said = dialog.querySelector("[role=status]"), wanted = button.dataset;
    function write(module) {
      var text = module.write(dialog.dataset.state, wanted.format, location.href.split("#")[0], wanted.owner || "");
      if (!wanted.copy) return save(text, wanted.file, wanted.type), said.textContent = "";
      said.textContent = copy(text, dialog) ? "Copied" : "The browser refuses to copy: save the file";
      button.focus();
    }
    // At once where it can be: a browser copies only while it handles the click.
    if (loaded) return write(loaded);
    said.textContent = "Loading the part that writes files …";
    pgreachExchange().then(write, function (error) {
      said.textContent = "The part that writes files could not be loaded: " + error.message;
    });
  });
})();
