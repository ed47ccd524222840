//! Reads what a runbook says, in bash and in PowerShell: the words of its functions, and what happens after a no.

use std::collections::{BTreeMap, BTreeSet};

use tree_sitter::Node;

use crate::parse;

/// Where a script stops being about one migration.
const MACHINE: &str = "# How it works.";

/// The words of each function of a script that is about its migration, in their order.
pub(crate) type Functions = BTreeMap<String, Vec<String>>;

pub(crate) fn own_part(script: &str) -> &str {
    script.split(MACHINE).next().expect("a first part")
}

pub(crate) fn machine(script: &str) -> &str {
    &script[script.find(MACHINE).expect("a machine")..]
}

/// The variables that a script in PowerShell names, in small letters.
pub(crate) fn variables(script: &str) -> Result<BTreeSet<String>, String> {
    let tree = parse::tree(script, &tree_sitter_powershell::LANGUAGE.into())?;
    let all = all(tree.root_node(), &["variable", "braced_variable"]).into_iter();
    Ok(all.map(|it| script[it.byte_range()].trim_matches(['$', '{', '}']).to_lowercase()).collect())
}

/// Reads the PowerShell that runbooks have.
pub(crate) fn powershell(script: &str) -> Result<Functions, String> {
    let tree = parse::tree(script, &tree_sitter_powershell::LANGUAGE.into())?;
    let mut functions = Functions::new();
    for node in all(tree.root_node(), &["function_statement"]) {
        let [name] = all(node, &["function_name"])[..] else { return Err("a function has one name".to_owned()) };
        let mut words = Vec::new();
        statements(script, node, &mut words)?;
        if functions.insert(script[name.byte_range()].to_owned(), words).is_some() {
            return Err(format!("two functions {}", &script[name.byte_range()]));
        }
    }
    Ok(functions)
}

/// What stands after a call that may say no, and then ends the function.
const OR_END: &str = "<or end>";

/// What stands after a call that keeps what follows from being done.
const OR: &str = "<or>";

/// The words of the calls in a node, with what happens after a no.
fn statements(script: &str, node: Node, words: &mut Vec<String>) -> Result<(), String> {
    if node.kind() == "command" {
        words.extend(words_of(script, node));
        return Ok(());
    }
    let mut cursor = node.walk();
    let children: Vec<Node> = node.children(&mut cursor).collect();
    if node.kind() != "if_statement" {
        return children.into_iter().try_for_each(|it| statements(script, it, words));
    }
    let source = &script[node.byte_range()];
    let condition = children.iter().find(|it| it.kind() == "pipeline").ok_or("no condition")?;
    let body = children.iter().find(|it| it.kind() == "statement_block").ok_or("no body")?;
    let (asked, done) = (script[condition.byte_range()].trim(), script[body.byte_range()].trim());
    match (asked.strip_prefix("-not ").ok_or_else(|| format!("another condition: {source}"))?, done) {
        // Only the call before it says whether it goes on, and az is called in no condition.
        ("$goes_on", "{ return }") if words.iter().any(|it| it == "run") => words.push(OR_END.to_owned()),
        (call, "{ return }") if !call.starts_with("(run ") => {
            statements(script, *condition, words)?;
            words.push(OR_END.to_owned());
        }
        (call, _) if call.starts_with("(lacks ") => {
            statements(script, *condition, words)?;
            words.push(OR.to_owned());
            statements(script, *body, words)?;
        }
        _ => return Err(format!("another condition: {source}")),
    }
    Ok(())
}

/// The nodes of some kinds, in the order in which they stand there.
fn all<'t>(node: Node<'t>, kinds: &[&str]) -> Vec<Node<'t>> {
    let own = kinds.contains(&node.kind()).then_some(node);
    let mut cursor = node.walk();
    let below: Vec<Node> = node.children(&mut cursor).flat_map(|it| all(it, kinds)).collect();
    own.into_iter().chain(below).collect()
}

/// The words of a command, each as the text that it comes to.
fn words_of(script: &str, command: Node) -> Vec<String> {
    let mut words = Vec::new();
    let mut cursor = command.walk();
    for part in command.children(&mut cursor) {
        if part.kind() == "command_elements" {
            let mut cursor = part.walk();
            let elements = part.children(&mut cursor).filter(|it| it.kind() != "command_argument_sep");
            words.extend(elements.map(|it| value(script, it)));
        } else {
            words.push(script[part.byte_range()].to_owned());
        }
    }
    words
}

/// What an element of a command comes to.
fn value(script: &str, node: Node) -> String {
    let source = &script[node.byte_range()];
    match node.kind() {
        "verbatim_string_characters" => {
            let inner = source.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).expect("two quotes");
            inner.replace("''", "'")
        }
        "command" => {
            let [name, text] = &words_of(script, node)[..] else { panic!("no text: {source}") };
            assert_eq!(name, "text", "{source}");
            unescaped(text)
        }
        "," => "\n".to_owned(),
        "(" | ")" | "+" => String::new(),
        _ if node.child_count() == 0 => source.trim().to_owned(),
        _ if node.kind() == "variable" => source.to_owned(),
        _ => {
            let mut cursor = node.walk();
            node.children(&mut cursor).map(|it| value(script, it)).collect()
        }
    }
}

/// What `[regex]::Unescape` makes of a text with backslashes and numbers in it.
fn unescaped(text: &str) -> String {
    let (mut units, mut rest) = (Vec::new(), text);
    while let Some((before, escaped)) = rest.split_once('\\') {
        units.extend(before.encode_utf16());
        rest = if let Some(after) = escaped.strip_prefix('u') {
            units.push(u16::from_str_radix(&after[..4], 16).expect("a number"));
            &after[4..]
        } else {
            units.push(u16::from(b'\\'));
            escaped.strip_prefix('\\').expect("a backslash")
        };
    }
    units.extend(rest.encode_utf16());
    String::from_utf16(&units).expect("a text")
}

/// Reads the bash that runbooks have.
pub(crate) fn bash(script: &str) -> Functions {
    let mut functions = Functions::new();
    let mut rest = script;
    while let Some((before, after)) = rest.split_once("() {\n") {
        let name = before.rsplit('\n').next().expect("a line");
        let (body, after) = after.split_once("\n}\n").expect("an end");
        let mut words = shlex::split(&body.replace(" \\\n", " ")).unwrap_or_else(|| panic!("words: {body}"));
        let or_end = ["||", "return", "0"].map(str::to_owned);
        while let Some(at) = words.iter().position(|it| it == "||") {
            let (length, word) = if words[at..].starts_with(&or_end) { (3, OR_END) } else { (1, OR) };
            words.splice(at..at + length, [word.to_owned()]);
        }
        functions.insert(name.to_owned(), words);
        rest = after;
    }
    functions
}
