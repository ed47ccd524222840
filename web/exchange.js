// The report as a file, and the script that makes the export: what is asked for here is written by web/exchange.
// Trunk puts this into index.html.
(function () {
  var isLoaded;

  // What the program writes of the state as it is, with what the files show of it.
  function written(write) {
    return pgreachPart("exchange").then(function (module) {
      isLoaded = true;
      return pgreachFound(pgreachState).then(function (found) { return write(module, found); });
    });
  }

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
    return copied ? "Copied" : "The browser refuses to copy: save the file";
  }

  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-format]");
    if (!button) return;
    var dialog = button.closest("dialog"), said = dialog.querySelector("[role=status]"), wanted = button.dataset;
    if (!isLoaded) said.textContent = "Loading the part that writes files …";
    written(function (module, found) {
      var page = location.href.split("#")[0];
      var text = module.write(pgreachState, found, wanted.format, page, wanted.owner || "");
      if (!wanted.copy) save(text, wanted.file, wanted.type);
      said.textContent = wanted.copy ? copy(text, dialog) : "";
      if (wanted.copy) button.focus();
    }).catch(function (error) {
      said.textContent = "The part that writes files could not be loaded: " + error.message;
    });
  });

  // The script of the dialog that tells how to get the export.
  window.pgreachScript = function (place, shell, isMinimal) {
    written(function (module, found) {
      place.textContent = module.script(pgreachState, found, shell, isMinimal);
    }).catch(function (error) {
      place.textContent = "The part that writes the script could not be loaded: " + error.message;
    });
  };
  window.pgreachCopy = copy;
})();
