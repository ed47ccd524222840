//! Every script through the parsers and linters of its shell.
//!
//! `PSScriptAnalyzer` needs a PowerShell, which is not to be had everywhere. Those of its rules are checked here that a
//! syntax tree can show and a script like ours could break:
//!
//! | by | rules |
//! |---|---|
//! | the list of all that may be called | `AvoidUsingCmdletAliases`, `AvoidUsingInvokeExpression`, `AvoidUsingWriteHost`, and what else forbids a command |
//! | the names of functions | `UseApprovedVerbs`, `UseSingularNouns`, `AvoidOverwritingBuiltInCmdlets` |
//! | the variables that are set | `AvoidAssignmentToAutomaticVariable`, `UseDeclaredVarsMoreThanAssignments`, `AvoidGlobalVars` |
//! | the rest of the tree | `PossibleIncorrectComparisonWithNull`, `AvoidUsingEmptyCatchBlock`, `AvoidTrailingWhitespace` |
//!
//! The scripts are ASCII, so `UseBOMForUnicodeEncodedFile` has nothing to say. They are not run here.

use std::{collections::BTreeSet, fs, process::Command};

use pgreach_rules::Shell;
use tree_sitter::{Node, Parser, Tree};

use super::scripts;

#[test]
fn bash_and_shellcheck_have_nothing_to_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for (name, script) in scripts(Shell::Bash) {
        let file = folder.path().join(format!("{name}.sh"));
        fs::write(&file, script).expect("it is written");
        let read = Command::new("bash").arg("-n").arg(&file).output().expect("bash is on the PATH");
        assert!(read.status.success(), "{name}: {}", String::from_utf8_lossy(&read.stderr));
        files.push(file);
    }
    let read = Command::new("shellcheck").arg("--severity=style").args(&files).output();
    let read = read.expect("shellcheck is on the PATH (`cargo xtask test` installs it)");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stdout));
}

/// All that a script calls beside its own functions, by the full names.
const COMMANDS: &str = "Add-Content ConvertTo-Json ForEach-Object Get-Command Get-Variable Join-Path Set-Content Sort-Object \
    Start-Sleep Where-Object Write-Information Write-Output aws az gcloud";

/// What PowerShell sets by itself, and nothing else should.
const AUTOMATIC: &str = "_ args consolefilename error event eventargs eventsubscriber executioncontext false foreach home \
    host input islinux ismacos iswindows lastexitcode matches myinvocation nestedpromptlevel null pid \
    profile psboundparameters pscmdlet pscommandpath psculture pshome psitem psscriptroot pwd this true";

/// Aliases of PowerShell that a function could hide, or be hidden by.
const ALIASES: &str = "ac cat cd clear copy cp curl del diff dir echo fc fl ft gc gci group help history iex kill ls man md \
    measure mount move mv ps pwd r rm sc select set sleep sort start type where";

fn is_in(words: &str, word: &str) -> bool {
    words.split(' ').any(|it| it == word)
}

fn parsed(script: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).expect("the grammar fits");
    parser.parse(script, None).expect("a tree")
}

/// What of a script is wrong, each with its line.
fn faults(script: &str) -> Vec<String> {
    let tree = parsed(script);
    let mut nodes = Vec::new();
    gather(tree.root_node(), &mut nodes);
    let text = |node: Node| node.utf8_text(script.as_bytes()).expect("UTF-8").to_owned();
    let of_kind = |kind: &str| nodes.iter().copied().filter(|it| it.kind() == kind).collect::<Vec<_>>();
    let bare = |node: Node| text(node).trim_start_matches(['$', '@']).to_lowercase().replace("script:", "");
    let mut faults = Vec::new();
    let mut fault = |node: Node, what: &str| {
        faults.push(format!("line {}: {what}: {}", node.start_position().row + 1, text(node)));
    };

    let functions: Vec<String> = of_kind("function_name").into_iter().map(text).collect();
    for node in of_kind("function_name") {
        if text(node).contains('-') || is_in(ALIASES, &text(node)) {
            fault(node, "a function is named like a command");
        }
    }
    for node in of_kind("command_name") {
        let name = text(node);
        if !is_in(COMMANDS, &name) && !functions.contains(&name) {
            fault(node, "calls something else");
        }
    }
    for node in of_kind("command_invokation_operator") {
        fault(node, "calls what a variable names");
    }

    // What a statement sets: the left of an assignment, a variable of a loop, a parameter.
    let set: Vec<Node> = nodes.iter().copied().filter(|it| it.kind() == "variable" && is_set(*it)).collect();
    // What is set for the whole script may be there for a function that this one does not call.
    let is_use = |it: &Node| it.kind() == "variable" && (!is_set(*it) || text(*it).starts_with("$script:"));
    let used: BTreeSet<String> = nodes.iter().copied().filter(is_use).map(bare).collect();
    for node in &set {
        let name = bare(*node);
        if is_in(AUTOMATIC, &name) {
            fault(*node, "sets what PowerShell sets");
        }
        // A preference is used by PowerShell itself, the environment by the programs that are started.
        if !used.contains(&name) && !name.ends_with("preference") && !text(*node).starts_with("$env:") {
            fault(*node, "is set and never used");
        }
    }
    for node in of_kind("variable") {
        if text(node).to_lowercase().starts_with("$global:") {
            fault(node, "is global");
        }
    }
    for node in of_kind("comparison_expression") {
        if text(node).to_lowercase().ends_with("$null") {
            fault(node, "compares with $null on the right");
        }
    }
    for node in of_kind("catch_clause") {
        fault(node, "hides an error");
    }
    let blank = script.lines().zip(1..).filter(|(line, _)| line.trim_end() != *line);
    faults.extend(blank.map(|(_, number)| format!("line {number}: blanks at the end")));
    faults
}

fn gather<'t>(node: Node<'t>, nodes: &mut Vec<Node<'t>>) {
    nodes.push(node);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        gather(child, nodes);
    }
}

/// Whether a variable stands where it is given a value.
fn is_set(variable: Node) -> bool {
    let mut node = variable;
    while let Some(parent) = node.parent() {
        match parent.kind() {
            "left_assignment_expression" | "script_parameter" => return true,
            "foreach_statement" => {
                return parent.child_by_field_name("variable") == Some(node) || is_first(parent, node);
            }
            "statement_list" | "assignment_expression" | "pipeline" | "script_block" => return false,
            _ => node = parent,
        }
    }
    false
}

fn is_first(parent: Node, node: Node) -> bool {
    let mut cursor = parent.walk();
    parent.named_children(&mut cursor).next() == Some(node)
}

#[test]
fn powershell_parses_and_its_rules_have_nothing_to_say() {
    for (name, script) in scripts(Shell::PowerShell) {
        let tree = parsed(&script);
        assert!(!tree.root_node().has_error(), "{name}: {}\n{script}", tree.root_node().to_sexp());
        assert_eq!(faults(&script), [""; 0], "{name}:\n{script}");
    }
}

#[test]
fn the_rules_see_faults() {
    assert!(parsed("function a {").root_node().has_error());
    for (script, expected) in [
        ("$a = 1\nWrite-Output $a", ""),
        ("$a = 1\nWrite-Output \"is $a\"", ""),
        ("gci .", "line 1: calls something else: gci"),
        ("Get-Content a | % { $_ }", "line 1: calls something else: Get-Content"),
        ("Invoke-Expression 'a'", "line 1: calls something else: Invoke-Expression"),
        ("Write-Host 'a'", "line 1: calls something else: Write-Host"),
        ("& $a", "line 1: calls what a variable names: &"),
        ("function Frobnicate-It { }", "line 1: a function is named like a command: Frobnicate-It"),
        ("function start { }", "line 1: a function is named like a command: start"),
        ("$a = 1", "line 1: is set and never used: $a"),
        ("foreach ($a in 1, 2) { Write-Output 'b' }", "line 1: is set and never used: $a"),
        ("function b($a) { Write-Output 'b' }", "line 1: is set and never used: $a"),
        ("$matches = 1\nWrite-Output $matches", "line 1: sets what PowerShell sets: $matches"),
        ("foreach ($input in 1, 2) { Write-Output $input }", "line 1: sets what PowerShell sets: $input"),
        ("Write-Output $global:a", "line 1: is global: $global:a"),
        ("if (1 -eq $null) { }", "line 1: compares with $null on the right: 1 -eq $null"),
        ("try { az } catch { }", "line 1: hides an error: catch { }"),
        ("az ", "line 1: blanks at the end"),
    ] {
        assert_eq!(faults(script).first().map_or("", String::as_str), expected, "{script}");
    }
}
