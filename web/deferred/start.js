// Starts the program of web/deferred: once for the page, and again in each worker. Both have the same bytes.

// What stands in for the program on a thread of its own. Its text makes the worker, so it stands for itself.
function within(port, wasm_bindgen) {
  "use strict";
  var started;
  port.onmessage = function (event) {
    var task = event.data;
    if (started) started.then(function () { wasm_bindgen.work(task, port); });
    else started = wasm_bindgen({ module_or_path: task });
  };
}

async function start(options) {
  var program = await options.module_or_path, policy;
  // The saved file has compiled it.
  if (typeof program === "string") {
    var response = await fetch(program);
    if (!response.ok) throw new Error("the server answers " + response.status);
    program = await WebAssembly.compile(await response.arrayBuffer());
  }
  await wasm_bindgen({ module_or_path: program });

  // A worker, or one end of a channel to the same program on the page's own thread, which stands still while it works.
  function spawn(isSlow) {
    var port = isSlow ? undefined : aside();
    if (!port) {
      var channel = new MessageChannel();
      within(channel.port1, glue());
      port = Object.assign(channel.port2, { isSlow: true, terminate: function () { channel.port1.close(); } });
      // Nobody else hears where the program ends there. Other errors of the page are not its own.
      addEventListener("error", function (event) {
        if (port.onerror && event.error instanceof WebAssembly.RuntimeError) port.onerror(event);
      });
    }
    port.postMessage(program);
    return port;
  }

  // A worker from what the page has already. A page that may have none hears so at once, or a little later.
  function aside() {
    var text = "(" + within + ")(self, (" + glue + ")())", types = window.trustedTypes;
    var url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    try {
      // Where scripts need to be trusted, this one is.
      if (types) url = (policy = policy || types.createPolicy("pgreach-reader", { createScriptURL: String })).createScriptURL(url);
      return new Worker(url);
    } catch (error) {}
  }

  return {
    connect: function (checker) { wasm_bindgen.connect(checker, spawn); },
    state: wasm_bindgen.state,
    question: wasm_bindgen.question,
    open: wasm_bindgen.open,
    forget: wasm_bindgen.forget,
  };
}
