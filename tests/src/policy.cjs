// Prints what the CSP Evaluator has to say of a policy, as JSON: it has no command of its own.
const { CspEvaluator, DEFAULT_CHECKS, STRICTCSP_CHECKS } = require("csp_evaluator");
const { Severity } = require("csp_evaluator/dist/finding.js");
const { CspParser } = require("csp_evaluator/dist/parser.js");

const { csp } = new CspParser(process.argv[2]);
const findings = new CspEvaluator(csp).evaluate(STRICTCSP_CHECKS, DEFAULT_CHECKS);
console.log(JSON.stringify(findings.map((it) => ({ ...it, severity: Severity[it.severity] }))));
