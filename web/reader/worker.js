// What runs in the worker, around the program of web/reader: files come in pieces and are read, states come and are judged.
// `port` is the worker itself or, where the browser gives none, one end of a channel within the page.
var piece = 4 << 20, started, files;

port.onmessage = function (event) {
  var task = event.data, answer = function (text) { port.postMessage({ task: task.number, text: text }); };
  if (task.wasm) return void (started = wasm_bindgen({ module_or_path: task.wasm }));
  (task.files ? read(task) : started.then(function () { return asked(task); })).then(answer, function (error) {
    port.postMessage({ task: task.number, at: task.at, lost: String(error && error.message || error) });
  });
};

// What is asked of no files is asked of what was read of none.
function asked(task) {
  files = files || new wasm_bindgen.Files();
  if (task.act === "find") return files.find(task.state);
  return files[task.act](task.state, task.key || new Uint8Array());
}

async function read(task) {
  await started;
  if (files) files.free();
  files = new wasm_bindgen.Files();
  var told = 0, tell = function (loaded, parsed) {
    var now = Date.now();
    if (now - told < 50) return;
    told = now;
    // Getting a file and reading it take about as long.
    port.postMessage({ task: task.number, at: task.at, progress: (loaded + parsed) / (2 * file.size || 1) });
  };
  for (task.at = 0; task.at < task.files.length; task.at += 1) {
    var file = task.files[task.at];
    if (!files.expect(file.size)) throw new Error("it is too large for the memory of this browser");
    for (var start = 0; start < file.size; start += piece) {
      files.take(new Uint8Array(await file.slice(start, start + piece).arrayBuffer()));
      tell(start, 0);
    }
    files.read(task.names[task.at], tell.bind(null, file.size));
  }
  return files.finish();
}

port.postMessage({ task: 0 });
