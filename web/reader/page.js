// What the page does with the files of a person: it takes them, has them read in a worker, and tells the checker what was read
// and what it shows. The files stay here, as the browser hands them out, for as long as the page is open.
//
// To the checker it speaks in events of the window, which web/src/hooks/use_reader.rs lists.
var files = [], last = 0, wasm, worker, isSlow, number = 0, reading, said = "", trouble = "", summary, waiting = {}, kept = {}, before, pair;

// What the page has loaded: the bytes of the program.
async function start(options) {
  var response = await options.module_or_path;
  if (typeof response === "string") response = await fetch(response);
  if (!response.ok) throw new Error("the server answers " + response.status);
  wasm = await response.arrayBuffer();
  listen();
  tell();
  return { found: found, host: host, mask: mask, save: save };
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
  var url = URL.createObjectURL(new Blob(["(" + program + ")(self, (" + glue + ")())"], { type: "text/javascript" })), types = window.trustedTypes;
  try {
    // Where scripts need to be trusted, this one is.
    if (types) url = (aside.policy = aside.policy || types.createPolicy("pgreach-reader", { createScriptURL: String })).createScriptURL(url);
    var made = new Worker(url);
    made.onerror = function (event) {
      event.preventDefault();
      if (made.hasStarted) return lose(event.message);
      isSlow = true;
      // What was asked of it is asked again.
      kept = {};
      stop();
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
  program(channel.port1, glue());
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
  wanted().slice(0, at + 1).forEach(function (it, number) {
    var bar = document.querySelector("[data-file='" + it.id + "'] progress");
    if (bar) bar.value = number < at ? 1 : done;
  });
}

function finish(told) {
  reading = undefined;
  summary = told;
  var at = 0, bad = 0, state;
  files.forEach(function (it) {
    it.told = it.lost ? { read: "", ignored: "", partial: [], errors: [it.lost] } : told.files[at++];
    if (it.told.errors.length) bad += 1;
    // What a file says that pgreach has saved counts once: from then on the person may say something else.
    if (!it.isKnown && it.told.state) state = it.told.state;
    it.isKnown = true;
  });
  said = counted(files.length - bad) + " read" + (bad ? ", " + bad + " with errors" : "") + (isSlow ? ". " + SLOW : "");
  tell();
  if (state) send("entered", state);
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

var SLOW = "This browser or site allows no worker: the page stands still while it reads.";

function counted(count) {
  return count + (count === 1 ? " file" : " files");
}

// Telling -----------------------------------------------------------------------------------------------------------------

function tell() {
  show();
  // Nothing of the files is anywhere but here.
  window[files.length ? "addEventListener" : "removeEventListener"]("beforeunload", warn);
  var isRead = summary && summary.sources.length ? " read" : " bare read";
  send("read", number + (reading ? " reading" : files.length ? isRead : " none"));
}

function warn(event) {
  // A browser asks only a person who has done something on the page.
  if (!navigator.userActivation || navigator.userActivation.hasBeenActive) event.preventDefault();
}

function send(event, text) {
  dispatchEvent(new CustomEvent("pgreach-" + event, { detail: text }));
}

// What a state asks of the files: everything but the day, answers and exceptions.
function question(state) {
  return state.split("&").filter(function (it) { return !/^(today=|[^=]*\/)/.test(it); }).join("&");
}

// What the files show of a state, as text: at once where it is known, else a promise. Empty without files.
function found(state) {
  if (!files.length) return "";
  var asked = question(state);
  return asked in kept ? kept[asked] : ask({ act: "find", state: asked });
}

// The state under other names, and in the following line what the files show of it, under the same names.
function mask(state, key) {
  return ask({ act: "mask", state: state, key: key });
}

// A file with the state and what was read, to be read again; with a key under other names.
function save(state, key) {
  return ask({ act: "save", state: state, key: key });
}

// Asks the worker about a state.
function ask(question) {
  // While files are read, nobody knows.
  if (reading) return new Promise(function (resolve) { addEventListener("pgreach-read", function () { resolve(ask(question)); }, { once: true }); });
  var task = ++number, before = kept;
  return new Promise(function (resolve, reject) {
    waiting[task] = function (told) {
      // What was asked of other files is asked again, once it is known whether they are read.
      if (before !== kept) return resolve(Promise.resolve(question).then(question.act === "find" ? again : ask));
      if (told.lost) {
        lose(told.lost);
        // By now there are no files, so they show nothing.
        return question.act === "find" ? resolve("") : reject(new Error(told.lost));
      }
      if (question.act === "find") kept[question.state] = told.text;
      resolve(told.text);
    };
    work().postMessage(Object.assign({ number: task }, question));
  });
}

// By then there may be no files.
function again(question) {
  return found(question.state);
}

// Taking ------------------------------------------------------------------------------------------------------------------

function take(taken, replaced) {
  trouble = "";
  var added = taken.map(function (it) { return { id: ++last, name: it.webkitRelativePath || it.path || it.name, file: it }; });
  if (!added.length) return;
  document.querySelector("#undo p").hidden = true;
  var at = files.findIndex(function (it) { return String(it.id) === replaced; });
  // A file that was given again is a newer one.
  var isAgain = function (it) { return added.some(function (other) { return other.name === it.name; }); };
  // One that a browser has given a number, beside another of its name, may be newer too. That is asked.
  added.forEach(function (it) {
    it.older = files.filter(function (other) { return other.name !== it.name && stem(other.name) === stem(it.name); }).pop();
  });
  if (at < 0) files = files.filter(function (it) { return !isAgain(it); }).concat(added);
  else files.splice.apply(files, [at, 1].concat(added));
  read();
}

// A name without the number of a second download, or of a second paste.
function stem(name) {
  return name.replace(/ ?\(\d+\)(?=\.\w+$|$)/, "").replace(/^(pasted text) \d+$/, "$1");
}

// What a page that frames this one hands over with a Config: all resources there are, or none.
function host(text) {
  var count = files.length;
  files = files.filter(function (it) { return it.name !== "resources"; });
  if (!text && files.length === count) return;
  if (text) files.push({ id: ++last, name: "resources", file: new Blob([text]) });
  read();
}

function remove(id) {
  var gone = files.find(function (it) { return String(it.id) === id; });
  files = files.filter(function (it) { return it !== gone; });
  read(gone && gone.name + " is forgotten");
}

function paste(text) {
  var pasted = files.filter(function (it) { return /^pasted text/.test(it.name); }).length;
  take([new File([text], "pasted text " + (pasted + 1))]);
}

// Opens the dialog for what is pasted, with a text.
function enter(text) {
  var box = document.getElementById("error-text"), dialog = box.closest("dialog");
  if (!dialog.open) dialog.showModal();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

// Clears everything, and keeps what there was for as long as nothing else is entered.
function forget() {
  var notice = document.querySelector("#undo p");
  files = [];
  pair = "";
  read();
  notice.hidden = false;
  setTimeout(function () { notice.querySelector("button").focus(); });
}

// What the notice of it is for: taking it back, or putting the notice away.
function answer(event) {
  if (event.target.localName !== "button") return;
  event.currentTarget.hidden = true;
  if (event.target.className !== "main") return;
  files = before.files;
  read();
  send("entered", before.state);
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
    var data = event.clipboardData, text = data.getData("text/plain"), open = document.querySelector("dialog[open]");
    var field = event.target.closest && event.target.closest("input, textarea, select");
    if (data.files.length && (!field || field.id === "error-text")) {
      if (open) open.close();
      take(Array.from(data.files));
    } else if (field || !text.trim() || open && open.id !== "paste") return;
    // What is not JSON may be an error message.
    else if (!open && /^\s*[[{]\s*["{[\]}]/.test(text)) paste(text);
    else enter(text);
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
    var button = event.target.closest && event.target.closest("[data-files=forget]");
    // Before the checker hears it. What day it is, is in a state only where a link has said so.
    if (button) before = { files: files, state: /[#&]today=/.test(location.hash) ? pgreachState : pgreachState.replace(/&today=[^&]*/, "") };
  }, true);
  document.querySelector("#undo p").addEventListener("click", answer);
  addEventListener("pgreach-state", function (event) {
    if (/^v=1(&today=[^&]*)?$/.test(event.detail)) return;
    document.querySelector("#undo p").hidden = true;
  });
  addEventListener("click", function (event) {
    // The standard of HTML has no such attribute, but every browser has the property.
    if (event.target.id === "pick-folder") event.target.webkitdirectory = true;
    var button = event.target.closest && event.target.closest("button[data-files]");
    if (!button) return;
    var act = button.dataset.files, text = document.getElementById("error-text");
    if (act === "forget") forget();
    else if (act === "instead") { files = files.filter(function (it) { return String(it.id) !== button.dataset.older; }); read(); }
    else if (act !== "paste") remove(act);
    else {
      // Its button is gone before it could close the dialog.
      text.closest("dialog").close();
      paste(text.value);
      text.value = "";
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  addEventListener("change", function (event) {
    var party = event.target.dataset && event.target.dataset.party, name = event.target.value;
    if (party) send("use", party === "runtime" ? runtime(name) : party + ".name=" + name);
  });
  addEventListener("pgreach-ask", async function (event) {
    var asked = event.detail, before = kept, text = await found(asked);
    if (before !== kept || !text) return;
    var findings = JSON.parse(text);
    // The next question is about them.
    if (takePair(findings)) return;
    showParties(asked, findings);
    send("found", asked + "\n" + text);
  });
}

// Takes the only pair of servers that the files allow, where no one has said another: once, so that it can be changed.
function takePair(findings) {
  var target = summary.targets[0], sources = summary.sources.filter(function (it) { return it !== target && it.value !== target.value; });
  var isSaid = findings.settings.some(function (it) { return /^(source|target).name$/.test(it.setting); }) || /&(source|target).name=/.test(pgreachState);
  // What a page that frames this one hands over says by itself which servers are meant.
  var isGiven = files.every(function (it) { return it.name === "resources"; });
  if (isSaid || isGiven || summary.targets.length !== 1 || sources.length !== 1) return;
  var found = [sources[0].value, target.value];
  if (pair === found.join("\n")) return;
  pair = found.join("\n");
  said += ". The only pair in them is chosen: " + found.join(" → ");
  show();
  send("use", "source.name=" + found[0] + "\ntarget.name=" + found[1]);
  return true;
}

// The settings that follow from the choice of a runtime server: one that is named is used.
function runtime(name) {
  if (name === NONE) return "runtime.name=\nruntime.used=false";
  if (name === OTHER) return "runtime.name=\nruntime.used=true";
  return "runtime.name=" + name + "\nruntime.used=" + (name && "true");
}

// Showing -----------------------------------------------------------------------------------------------------------------

// An element with what is set of it, and what is in it. What is not there leaves no trace.
function element(name, set, content) {
  var made = document.createElement(name);
  for (var key in set) key in made ? made[key] = set[key] : made.setAttribute(key, set[key]);
  made.append.apply(made, (content || []).filter(Boolean));
  return made;
}

function show() {
  var panel = document.getElementById("files"), had = panel.contains(document.activeElement) && document.activeElement;
  panel.querySelector("fieldset").disabled = false;
  panel.querySelector(".read").replaceChildren.apply(panel.querySelector(".read"), files.map(row));
  // What a screen reader has been told once it is not told again.
  var place = panel.querySelector(".said"), now = trouble || said;
  if (place.textContent !== now) place.textContent = now;
  var parties = document.getElementById("parties");
  parties.hidden = !!reading || !summary || !summary.sources.length;
  // While there is nothing to choose, the form asks.
  if (!reading && parties.hidden) parties.summary = parties.className = parties.textContent = "";
  if (!had || document.contains(had)) return;
  var next = panel.querySelector("li [data-files='" + had.dataset.files + "']") || panel.querySelector("li button") || panel.querySelector("#pick");
  next.focus();
}

function row(file) {
  var told = reading ? undefined : file.told, id = String(file.id);
  var name = function () { return element("span", { className: "unseen" }, [" " + file.name]); };
  var lines = function (list, kind) { return list.map(function (it) { return element("p", { className: kind }, [it]); }); };
  var replace = element("input", { type: "file", className: "unseen", "data-files": id });
  return element("li", { "data-file": id }, [
    element("b", {}, [file.name]),
    element("span", { className: "acts" }, [
      told && element("label", { className: "button" }, [replace, "Replace", name()]),
      element("button", { type: "button", "data-files": id }, [told ? "Remove" : "Cancel", name()]),
    ]),
    told && file.older && files.indexOf(file.older) >= 0 && element("p", { className: "gap" }, ["It looks like a newer export. ",
      element("button", { type: "button", "data-files": "instead", "data-older": String(file.older.id) }, ["Use it instead of " + file.older.name])]),
    !told && element("progress", { "aria-label": file.name }),
  ].concat(!told ? [] : [told.read && element("p", {}, [told.read])].concat(
    lines(told.errors, "refused"),
    lines(told.partial, "gap"),
    told.ignored && element("p", { className: "hint" }, ["Ignored: " + told.ignored])
  )));
}

// What the choice of a runtime server is called where none is used, and where it is in no file. No server has such a name.
var NONE = "-", OTHER = "+";

// Which of the servers in the files the parties are, by their names or by what the files show of them.
function showParties(state, findings) {
  var place = document.getElementById("parties");
  var used = findings.settings.find(function (it) { return it.setting === "runtime.used"; });
  var says = function (value) { return used ? used.value === value : state.split("&").indexOf("runtime.used=" + value) >= 0; };
  if (!summary || place.summary !== summary) place.replaceChildren(
    element("p", { className: "cue" }, ["Choose the servers of this migration"]),
    element("p", { className: "refused", role: "alert", hidden: true }, ["One server has two roles here. Source, target and runtime server are three servers."])
  );
  [["source", "Source", summary.sources], ["target", "Target", summary.targets], ["runtime", "Runtime server", summary.targets]].forEach(function (it) {
    var party = it[0], id = "found-" + party, select = document.getElementById(id);
    if (place.summary !== summary || !select) {
      select = element("select", { id: id, "data-party": party }, [element("option", { value: "" }, [])].concat(
        party === "runtime" && [element("option", { value: NONE }, ["None"]), element("option", { value: OTHER }, ["One that is not in these files"])],
        it[2].map(function (choice) { return element("option", { value: choice.value }, [choice.label]); })
      ));
      place.append(element("div", { className: "field" }, [
        // Shown where the form would ask it.
        party === "runtime" && element("p", { className: "cue asked" }, ["Answer this next"]),
        element("label", { htmlFor: id }, [it[1]]), select,
      ]));
    }
    var setting = party + ".name", entry = state.split("&").find(function (it) { return it.indexOf(setting + "=") === 0; });
    var shown = findings.settings.find(function (it) { return it.setting === setting; });
    var name = (entry ? decodeURIComponent(entry.slice(setting.length + 1)) : shown ? shown.value : "").toLowerCase();
    var names = [name, name.split(".")[0]];
    var chosen = name && it[2].find(function (choice) { return names.indexOf(choice.value.toLowerCase()) >= 0; });
    select.options[0].textContent = party === "runtime" ? "I don't know" : name ? "Not in these files" : "Choose";
    select.value = chosen ? chosen.value : "";
    if (party === "runtime" && says("false")) select.value = NONE;
    else if (party === "runtime" && !chosen && (name || says("true"))) select.value = OTHER;
  });
  place.summary = summary;
  var values = ["source", "target", "runtime"].map(function (it) { return document.getElementById("found-" + it).value; });
  place.firstChild.hidden = !!(values[0] && values[1]);
  // The form does not ask for what is chosen here.
  place.className = ["source", "target", "runtime"].map(function (it, at) { return /^[-+]?$/.test(values[at]) ? "" : "of-" + it; }).join(" ");
  place.children[1].hidden = !values.some(function (it, at) { return it && values.indexOf(it) < at; });
}
