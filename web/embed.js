// Shows on embed.html what the element says, and what can be passed to it.
(() => {
  "use strict";
  const element = document.querySelector("pg-reach");
  const log = document.getElementById("log");

  function note(text) {
    const line = document.createElement("li");
    line.textContent = text;
    log.prepend(line);
    while (12 < log.children.length) log.lastChild.remove();
  }

  element.addEventListener("ready", ({ detail }) => note(`ready: pgreach ${detail.version}`));
  element.addEventListener("report", ({ detail }) => note(`report: ${detail.report.verdict}: ${detail.report.summary}`));
  element.addEventListener("resize", ({ detail }) => note(`resize: ${detail.height} px`));
  element.addEventListener("error", ({ detail }) => note(`error: ${detail.message}`));
  document.getElementById("entered").addEventListener("click", () => {
    element.config = { version: 1, source: { kind: "aws-rds", access: "public" }, target: { access: "none" } };
  });
  document.getElementById("refused").addEventListener("click", () => {
    element.config = { version: 1, source: { kind: "mainframe" } };
  });
  document.getElementById("theme").addEventListener("change", ({ target }) => {
    element.setAttribute("theme", target.value);
  });
})();
