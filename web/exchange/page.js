// What the page does with the program of web/exchange: it saves, copies, shares and prints the report, shows the script that makes
// the export, and says what a pasted error message means.

async function start(options) {
  await wasm_bindgen(options);
  build();
  addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-format], [data-opens], [data-copies], [data-stays]");
    if (!button) return;
    if (button.dataset.format) file(button);
    else if (button.dataset.copies) copyFrom(button, document.getElementById(button.dataset.copies).textContent);
    else if ("stays" in button.dataset) use(button.dataset);
    else fill(button.dataset.opens);
  });
  addEventListener("change", function (event) {
    var id = event.target.id;
    if (/^(shell|minimal)$/.test(id)) script();
    // From now on there are other pseudonyms.
    if (/masked$/.test(id)) key = undefined;
    if (id === "share-names") tell("names", event.target.checked ? "yes" : "");
    if (/^share/.test(id)) share();
  });
  addEventListener("input", function (event) {
    if (event.target.id === "error-text") message(event.target.value);
  });
  var sheet = new CSSStyleSheet();
  sheet.replaceSync(PRINT);
  document.adoptedStyleSheets = document.adoptedStyleSheets.concat(sheet);
  addEventListener("beforeprint", printed);
  // It may have been there before.
  message(document.getElementById("error-text").value);
  var open = document.querySelector("dialog[open]");
  if (open) fill(open.id);
  return wasm_bindgen;
}

// An element with a class, and with text or elements in it.
function made(name, className, content, attributes) {
  var it = document.createElement(name);
  if (className) it.className = className;
  it.append.apply(it, [].concat(content));
  for (var key in attributes) it.setAttribute(key, attributes[key]);
  return it;
}

// What index.html has no need of before the page has started: what is in the dialogs that this part fills.
function build() {
  function copy(name, what) {
    var code = made("code", "", [], { id: name });
    return made("div", "command", [code, made("button", "copy", ["Copy", made("span", "unseen", " " + what)], { type: "button", "data-copies": name })]);
  }
  function check(name, text) {
    return made("label", "check", [made("input", "", [], { type: "checkbox", id: name }), text]);
  }
  function put(dialog, before, parts) {
    var place = document.querySelector("#" + dialog + " " + before);
    parts.forEach(function (it) { place.before(it); });
  }
  put("share", "[role=status]", [
    made("p", "", "Everything is in the part after #, which a browser does not send to any server. What files show is in no link: Download has it."),
    copy("share-link", "the link"),
    made("h3", "", "In another page"),
    made("p", "", "This page is a file. Put the address of a published one in place of https://pgreach.example.", { id: "share-file", hidden: "" }),
    copy("share-iframe", "the iframe"),
    copy("share-element", "the element"),
    check("share-names", "With the names of the servers and the exceptions"),
    check("share-masked", "With pseudonyms in place of the names"),
  ]);
  put("export", "[role=status]", [
    made("p", "", "This script reads what the checks look at, changes nothing and writes one file. Run it where you are signed in to Azure, then drop the file here."),
    made("div", "acts", [
      made("label", "", "For", { for: "shell" }), " ",
      made("select", "", [made("option", "", "Bash", { value: "bash" }), made("option", "", "PowerShell", { value: "powershell" })], { id: "shell" }),
      check("minimal", "Only what is still unknown"),
      made("button", "main", "Copy", { type: "button", id: "copy-script", "data-copies": "script" }),
    ]),
    made("pre", "", [], { id: "script", tabindex: "0", role: "region", "aria-label": "The script" }),
  ]);
  put("download", "#copy-markdown", [
    made("p", "", "It is made in this page and sent nowhere. It has the names of your servers in it."),
    check("masked", "Replace names and addresses by pseudonyms"),
    made("ul", "presets", []),
    made("p", "teams", []),
  ]);
}

function fill(dialog) {
  if (dialog === "export") script();
  if (dialog === "download") offer();
  if (dialog !== "share") return;
  // The address has the names where they were asked for, or came with a link.
  if (/[#&]([a-z]+[.]name|exceptions[.][^=]*)=/.test(location.hash)) document.getElementById("share-names").checked = true;
  share();
}

function tell(event, text) {
  dispatchEvent(new CustomEvent("pgreach-" + event, { detail: text }));
}

// The report, the links and the script ------------------------------------------------------------------------------------

// What the pseudonyms depend on, the same for every file that is made with them in one go.
var key;

// What there is to save, for the state as it is.
async function offer() {
  var dialog = document.getElementById("download"), config = { word: "config", label: "pgreach.json", name: "pgreach.json", media: "application/json",
    about: "To continue later: settings, answers and what was read. Drop it here, or pass it to the command" };
  var offered = JSON.parse(wasm_bindgen.files(pgreachState, await pgreachFound(pgreachState)));
  function button(file, content) {
    var it = made("button", "", content);
    it.type = "button";
    Object.assign(it.dataset, { format: file.word, file: file.name, type: file.media });
    return it;
  }
  var list = dialog.querySelector(".presets"), teams = dialog.querySelector(".teams");
  list.replaceChildren.apply(list, offered.files.concat(config).map(function (it) {
    return made("li", "", button(it, [made("b", "", it.label), made("span", "", it.about)]));
  }));
  teams.replaceChildren.apply(teams, (offered.teams.length ? ["The runbook for one team: "] : []).concat(offered.runbooks.flatMap(function (runbook) {
    return offered.teams.map(function (it) {
      var team = button(runbook, it.label + runbook.ending);
      team.dataset.owner = it.word;
      team.dataset.file = runbook.name.replace(".", "-" + it.word + ".");
      return team;
    });
  })));
}

function file(button) {
  var wanted = button.dataset, said = button.closest("dialog").querySelector("[role=status]");
  return text(wanted).then(async function (text) {
    if (wanted.copy) return copyFrom(button, text);
    // A name would say what the pseudonyms hide.
    var isMasked = document.getElementById("masked").checked;
    save(text, wasm_bindgen.file_name(wanted.file, pgreachState, await pgreachFound(pgreachState), !isMasked, now().slice(0, 10)), wanted.type);
    said.textContent = "";
  }, function (error) {
    said.textContent = "The file could not be written: " + error.message;
  });
}

async function text(wanted) {
  var isMasked = document.getElementById("masked").checked, page = location.href.split("#")[0], state = pgreachState;
  if (wanted.format === "config") return (await pgreachPart("reader")).save(state, isMasked ? sameKey() : undefined);
  if (!isMasked) return wasm_bindgen.write(state, await pgreachFound(state), wanted.format, page, wanted.owner || "");
  var both = await masked(state);
  // Where this page is may be a name, too.
  return wasm_bindgen.write(both[0], both[1], wanted.format, "", wanted.owner || "");
}

function sameKey() {
  return key = key || crypto.getRandomValues(new Uint8Array(16));
}

// The state and what the files show of it, with pseudonyms.
async function masked(state) {
  return (await (await pgreachPart("reader")).mask(state, sameKey())).split("\n");
}

async function share() {
  var names = document.getElementById("share-names"), isMasked = document.getElementById("share-masked").checked;
  var page = location.href.split("#")[0], state = pgreachState;
  document.getElementById("share-file").hidden = /^http/.test(page);
  document.querySelector("#share [role=status]").textContent = "";
  // What day it is, is in a link only where a link has said so.
  if (!/[#&]today=/.test(location.hash)) state = state.replace(/&today=[^&]*/, "");
  try {
    if (isMasked) state = (await masked(state))[0];
  } catch (error) {
    // Real names in place of the pseudonyms that were asked for would be the worst.
    document.querySelector("#share [role=status]").textContent = "There are no pseudonyms: " + error.message;
    state = "";
  }
  var lines = wasm_bindgen.share(state, page, names.checked || isMasked);
  document.querySelectorAll("#share code").forEach(function (it, at) { it.textContent = lines[at]; });
}

// The day and the time by the clock of this machine, as 2026-11-28 02:10.
function now() {
  var it = new Date();
  return new Date(it - 60000 * it.getTimezoneOffset()).toISOString().slice(0, 16).replace("T", " ");
}

function save(text, name, type) {
  var link = document.createElement("a");
  // A browser may read it only when it has asked where to put it. It is some kilobytes, until the page is closed.
  link.href = URL.createObjectURL(new Blob([text], { type: type }));
  link.download = name;
  link.click();
}

// The clipboard API is there only on secure origins and with a permission; this way works everywhere. The field goes into the
// dialog: beside an open one nothing can be selected.
function copyFrom(button, text) {
  var field = document.createElement("textarea"), dialog = button.closest("dialog");
  field.value = text;
  dialog.append(field);
  field.select();
  var copied = document.execCommand("copy");
  field.remove();
  dialog.querySelector("[role=status]").textContent = copied ? "Copied" : "The browser did not copy it";
  button.focus();
}

function script() {
  pgreachFound(pgreachState).then(function (found) {
    var shell = document.getElementById("shell").value, isMinimal = document.getElementById("minimal").checked;
    document.getElementById("script").textContent = wasm_bindgen.script(pgreachState, found, shell, isMinimal);
  });
}

// A pasted error message --------------------------------------------------------------------------------------------------

function message(text) {
  var place = document.getElementById("error-means");
  if (place.text === text) return;
  place.text = text;
  if (!text.trim()) return place.replaceChildren();
  var lines = JSON.parse(wasm_bindgen.message(text, pgreachState)), parts = [];
  if (/^\s*[[{]\s*["{[\]}]/m.test(text)) {
    // web/reader hears the click.
    var read = made("button", "main", "Import it");
    read.dataset.files = "paste";
    parts.push(made("p", "strong", "This is JSON, as Azure tools print it."), read);
    // An export may hold any words. What Azure prints of an error is JSON too.
    if (!lines.stays) return place.replaceChildren.apply(place, parts);
  }
  parts.push.apply(parts, lines.paragraphs.map(function (it) { return made("p", it[0], it[1]); }));
  if (lines.gives.length) parts.push(made("ul", "gives", lines.gives.map(function (it) { return made("li", "", it); })));
  function button(label, party) {
    var it = made("button", "main", label), other = { source: "target", target: "source" }[party];
    // Its steps, without those of the end that it does not name.
    it.dataset.stays = lines.steps.split(" ").filter(function (it) { return it.indexOf(other + "/") !== 0; }).join(" ") + "\n" + lines.stays;
    it.dataset.settings = (lines.settings + (party ? "\n" + party + ".name=" + lines.names : "")).trim();
    it.dataset.goes = "error";
    return it;
  }
  if (lines.names) parts.push(made("p", "acts", [button("It is my source", "source"), button("It is my target", "target")]));
  if (lines.stays) parts.push(button(lines.gives.length ? "Apply" : lines.steps ? "Show its steps" : "Keep it on the page"));
  place.replaceChildren.apply(place, parts);
}

function use(wanted) {
  if (wanted.settings) tell("use", wanted.settings);
  tell("points", wanted.stays);
}

// Printing ----------------------------------------------------------------------------------------------------------------

// How the page looks on paper. It is here because it is not needed before the page has started.
var PRINT = `@media print {
  :root { color-scheme: light; --bg: #fff; --panel: #fff; --ink: #000; --soft: #444; --line: #bbb; --edge: #777; --code: #fff; --shadow: none; }
  body { font-size: 10.5pt; }
  nav, button:not(.link), select, .acts, .only, .steps > .meta, #parties, .files .hint, .files:not(:has(li)), summary, .static, dialog, .start, .cue, .question { display: none !important; }
  #printed { display: block; overflow-wrap: anywhere; font-size: .8rem; }
  .more.trace > summary, .steps-group > summary { display: block !important; list-style: none; }
  /* The verdict comes first, then the settings, as text. */
  .shell { display: flex; flex-direction: column; gap: 0; margin: 0; padding: 0; max-width: none; }
  .findings { display: contents; }
  .verdict { order: -2; }
  .entered { order: -1; }
  .field input[type=text], .field[data-printed=""] { display: none; }
  .field::after { content: attr(data-printed); }
  .segments, .answer .segments { display: block; border: 0; background: none; }
  .segments input { display: none; }
  .segments label input:checked + span { min-height: 0; padding: 0; background: none; color: inherit; font-weight: 400; text-align: left; outline: 0; }
  .entered { position: static; max-height: none; overflow: visible; }
  .settings { grid-template-columns: repeat(3, 1fr); margin-bottom: .6rem; }
  .hint { display: none; }
  .panel { margin-bottom: .6rem; }
  .command, .alternatives li, .hop, .branches li { break-inside: avoid; }
  .steps-group > h2, .step h3 { break-after: avoid; }
  .segments label:not(:has(input:checked)) { display: none; }
}`;

// Paper has no controls: what they say is printed as text, below when and where it was.
function printed() {
  document.getElementById("printed").textContent = "pgreach, " + now() + ", " + location.href;
  document.querySelectorAll(".field").forEach(function (it) {
    var control = it.querySelector("select, input[type=text]");
    if (control) it.dataset.printed = control.selectedOptions ? control.selectedOptions[0].textContent : control.value;
  });
}
