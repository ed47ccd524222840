// What the page does with the files of a person: it takes them, has them read in a worker, and tells the checker what was read
// and what it shows. The files stay here, as the browser hands them out, for as long as the page is open.
//
// To the checker, as events of the window: `pgreach-read` with what became of the files, `pgreach-found` with what they show of
// a question, which is a state as the fragment of a link. From it: `pgreach-ask` with a question.
var files = [], last = 0, wasm, worker, isSlow, number = 0, reading, said = "", trouble = "", summary, waiting = {}, kept = {};

// What the page has loaded: the bytes of the program.
async function start(options) {
  var response = await options.module_or_path;
  if (typeof response === "string") response = await fetch(response);
  if (!response.ok) throw new Error("the server answers " + response.status);
  wasm = await response.arrayBuffer();
  listen();
  tell();
}

// The worker --------------------------------------------------------------------------------------------------------------

function work() {
  if (worker) return worker;
  worker = isSlow ? withinThePage() : aside() || withinThePage();
  worker.onmessage = function (event) { hear(event.data); };
  worker.postMessage({ wasm: wasm });
  return worker;
}

// A worker from what the page has already. Where a page may have none, its browser says so at once or a little later.
function aside() {
  var url = URL.createObjectURL(new Blob(["(" + program + ")(self)"], { type: "text/javascript" })), types = window.trustedTypes;
  try {
    // Where scripts need to be trusted, this one is.
    if (types) url = (aside.policy = aside.policy || types.createPolicy("pgreach-reader", { createScriptURL: String })).createScriptURL(url);
    var made = new Worker(url);
    made.onerror = function (event) {
      event.preventDefault();
      if (made.hasStarted) return lose(event.message);
      worker = undefined;
      isSlow = true;
      read();
    };
    return made;
  } catch (error) {
    isSlow = true;
  }
}

// The same program on the page's own thread: the page stands still while a file is read.
function withinThePage() {
  var channel = new MessageChannel();
  isSlow = true;
  program(channel.port1);
  return Object.assign(channel.port2, { terminate: function () { channel.port1.close(); } });
}

function hear(told) {
  worker.hasStarted = true;
  if (told.task === reading) {
    if (told.progress !== undefined) progress(told.at, told.progress);
    else if (told.lost !== undefined) lose(told.lost, told.at);
    else finish(JSON.parse(told.text));
  } else if (waiting[told.task]) {
    waiting[told.task](told);
    delete waiting[told.task];
  }
}

function stop() {
  if (worker) worker.terminate();
  worker = reading = undefined;
  for (var task in waiting) waiting[task]({ lost: "" });
  waiting = {};
}

// Reading -----------------------------------------------------------------------------------------------------------------

// Reads all the files anew. Files that are small are read before anyone could see that they are.
function read(announced) {
  kept = {};
  if (reading) stop();
  if (!files.length) {
    stop();
    summary = undefined;
    said = announced || "";
    return tell();
  }
  reading = ++number;
  said = "";
  var task = reading;
  setTimeout(function () { if (reading === task) tell(); }, 150);
  var all = wanted();
  work().postMessage({ number: task, files: all.map(function (it) { return it.file; }), names: all.map(function (it) { return it.name; }) });
}

// The files that are read: all but the ones that the program has stopped over.
function wanted() {
  return files.filter(function (it) { return !it.lost; });
}

function progress(at, done) {
  var bar = document.querySelector("[data-file='" + wanted()[at].id + "'] progress");
  if (bar) bar.value = done;
}

function finish(told) {
  reading = undefined;
  summary = told;
  var at = 0, bad = 0;
  files.forEach(function (it) {
    it.told = it.lost ? { read: "", ignored: "", partial: [], errors: [it.lost] } : told.files[at++];
    if (it.told.errors.length) bad += 1;
  });
  said = counted(files.length - bad) + " read" + (bad ? ", " + bad + " with errors" : "");
  tell();
}

// The program has stopped, over one of the files or by itself. What is left is read without that file.
function lose(message, at) {
  var over = wanted()[at];
  stop();
  if (over) {
    over.lost = "It cannot be read: " + message;
    return read();
  }
  trouble = "The part that reads files has stopped: " + message;
  files = [];
  read();
}

function counted(count) {
  return count + (count === 1 ? " file" : " files");
}

// Telling -----------------------------------------------------------------------------------------------------------------

function tell() {
  dispatchEvent(new CustomEvent("pgreach-read", { detail: {
    isReading: !!reading,
    isSlow: !!isSlow,
    said: said,
    trouble: trouble,
    files: files.map(function (it) { return Object.assign({ id: String(it.id), name: it.name }, reading ? {} : it.told); }),
    sources: reading || !summary ? [] : summary.sources,
    targets: reading || !summary ? [] : summary.targets,
  } }));
}

// What a state asks of the files: everything but the day, answers and exceptions.
function question(state) {
  return state.split("&").filter(function (it) { return !/^(today=|[^=]*\/)/.test(it); }).join("&");
}

// What the files show of a state, as text: at once where it is known, else a promise. Empty without files.
function found(state) {
  if (!files.length) return "";
  var asked = question(state), answer = kept[asked];
  if (answer !== undefined) return answer;
  // While files are read, nobody knows.
  if (reading) return new Promise(function (resolve) { addEventListener("pgreach-read", function () { resolve(found(state)); }, { once: true }); });
  var task = ++number, before = kept;
  return new Promise(function (resolve) {
    waiting[task] = function (told) {
      // What was asked of other files is asked again.
      if (before !== kept) return resolve(found(state));
      if (told.lost) lose(told.lost);
      if (told.text !== undefined) kept[asked] = told.text;
      resolve(told.text || "");
    };
    work().postMessage({ number: task, state: asked });
  });
}

// Taking ------------------------------------------------------------------------------------------------------------------

function take(taken, replaced) {
  trouble = "";
  var added = taken.map(function (it) { return { id: ++last, name: it.webkitRelativePath || it.path || it.name, file: it }; });
  if (!added.length) return;
  var at = files.findIndex(function (it) { return String(it.id) === replaced; });
  // A file that was given again is a newer one.
  var isAgain = function (it) { return added.some(function (other) { return other.name === it.name; }); };
  if (at < 0) files = files.filter(function (it) { return !isAgain(it); }).concat(added);
  else files.splice.apply(files, [at, 1].concat(added));
  read();
}

// What a page that frames this one hands over with a Config: all resources there are, or none.
function host(text) {
  files = files.filter(function (it) { return it.name !== "resources"; });
  if (text) files.push({ id: ++last, name: "resources", file: new Blob([text]) });
  read();
}

function remove(id) {
  var gone = files.find(function (it) { return String(it.id) === id; });
  files = files.filter(function (it) { return it !== gone; });
  read(gone && gone.name + " is forgotten");
  var next = document.querySelector("#files button") || document.getElementById("pick");
  if (next) next.focus();
}

function paste(text) {
  var pasted = files.filter(function (it) { return /^pasted text/.test(it.name); }).length;
  take([new File([text], "pasted text " + (pasted + 1))]);
}

function isExport(file) {
  return /\.(json|txt)$/i.test(file.name);
}

// The files of what was dropped, folders looked through. What is dropped can be asked for only at once.
async function dropped(data) {
  var entries = Array.from(data.items || []).map(function (it) { return it.webkitGetAsEntry && it.webkitGetAsEntry(); });
  var plain = Array.from(data.files);
  if (!entries.some(function (it) { return it && it.isDirectory; })) return plain;
  var all = [];
  await Promise.all(entries.filter(Boolean).map(function (it) { return within(it, all, false); }));
  return all;
}

async function within(entry, all, inFolder) {
  if (entry.isFile) {
    var file = await new Promise(function (resolve, reject) { entry.file(resolve, reject); });
    file.path = entry.fullPath.slice(1);
    if (!inFolder || isExport(file)) all.push(file);
    return;
  }
  var reader = entry.createReader(), some;
  // A folder hands out its entries a hundred at a time.
  while ((some = await new Promise(reader.readEntries.bind(reader))).length)
    for (var it of some) await within(it, all, true);
}

function listen() {
  var root = document.documentElement;
  function hasFiles(event) {
    return event.dataTransfer && Array.from(event.dataTransfer.types).indexOf("Files") >= 0;
  }
  addEventListener("dragover", function (event) {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    root.dataset.drop = "";
  });
  addEventListener("dragleave", function (event) { if (!event.relatedTarget) delete root.dataset.drop; });
  addEventListener("drop", function (event) {
    delete root.dataset.drop;
    if (!hasFiles(event)) return;
    event.preventDefault();
    dropped(event.dataTransfer).then(take);
  });
  addEventListener("paste", function (event) {
    if (event.target.closest && event.target.closest("input, textarea, select")) return;
    var data = event.clipboardData, text = data.getData("text/plain");
    if (data.files.length) take(Array.from(data.files));
    else if (/^\s*[[{]/.test(text)) paste(text);
    else return;
    event.preventDefault();
  });
  addEventListener("change", function (event) {
    var input = event.target, replaced = input.dataset && input.dataset.files;
    if (input.type !== "file" || replaced === undefined) return;
    var picked = Array.from(input.files);
    take(input.webkitdirectory ? picked.filter(isExport) : picked, replaced);
    // The same file can be picked again.
    input.value = "";
  });
  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-files]");
    if (!button) return;
    var act = button.dataset.files, text = document.getElementById("pasted-text");
    if (act === "forget") { files = []; read(); }
    else if (act !== "paste") remove(act);
    else if (text.value.trim()) { paste(text.value); text.value = ""; }
  });
  addEventListener("pgreach-ask", async function (event) {
    var asked = event.detail, before = kept, text = await found(asked);
    if (before === kept && text) dispatchEvent(new CustomEvent("pgreach-found", { detail: { question: asked, findings: JSON.parse(text) } }));
  });
}
