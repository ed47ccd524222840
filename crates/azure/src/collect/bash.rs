//! A script as bash reads it, also the bash 3.2 of macOS.

use std::fmt::Write as _;

use pgreach_rules::text::quoted;

use super::{EXPORT_FILE, Line, Script, comment, indented, lists};

const MACHINE: &str = include_str!("machine.sh");
const SERVERS: &str = include_str!("servers.sh");

pub(super) fn write(script: &Script) -> String {
    let mut text = String::from("#!/usr/bin/env bash\n");
    text.push_str(&comment(&script.title, "# "));
    for paragraph in script.about {
        text.push_str("#\n");
        text.push_str(&comment(paragraph, "# "));
    }
    if script.lines.is_empty() {
        text.push_str("\necho 'Nothing is wanted: nothing to run.'\n");
        return text;
    }
    text.push_str("#\n#   bash pgreach-collect.sh\n\nset -uf\n");
    // Writing to a String cannot fail.
    for name in &script.names {
        let note = if name.needed { "" } else { ". May stay empty" };
        let _ = writeln!(
            text,
            "\n{}{}={}",
            comment(&format!("{}{note}.", name.about), "# "),
            name.variable,
            quoted(&name.value)
        );
    }
    let empty = if script.of_fleet.is_some() { "all that you can read" } else { "the one that az uses now" };
    let _ = writeln!(text, "\n# The subscriptions to look in, by their ids, a space between. Empty: {empty}.");
    let scope = script.of_fleet.as_ref().map(|it| &it.scope);
    let _ = writeln!(text, "subscriptions={}", quoted(&scope.map(|it| it.subscriptions.join(" ")).unwrap_or_default()));
    if let Some(scope) = scope {
        let group = quoted(scope.management_group.as_deref().unwrap_or_default());
        let _ = writeln!(
            text,
            "\n# The management group to look in, by its name, in place of these.\nmanagement_group={group}"
        );
    }
    let _ = writeln!(text, "\nfile='{EXPORT_FILE}'\n\ncollect() {{");
    if !script.names.is_empty() {
        let all: Vec<String> = script.names.iter().map(|it| format!("${}", it.variable)).collect();
        let _ = writeln!(text, "  servers=\"{}\"", all.join(" "));
    }
    let lists: Vec<String> = lists(&script.lines).iter().map(|it| format!("{it}=''")).collect();
    if !lists.is_empty() {
        let _ = writeln!(text, "  {}", lists.join(" "));
    }
    for (indent, line) in indented(&script.lines) {
        let _ = match line {
            Line::Why(why) => write!(text, "\n{}", comment(why, &format!("{indent}# "))),
            Line::Each(variable, list) => writeln!(text, "{indent}for {variable} in ${list}; do"),
            Line::End => writeln!(text, "{indent}done"),
            Line::Call(call) => writeln!(text, "{indent}{call}"),
            Line::Add(list, call) => writeln!(text, "{indent}{list}+=\" $({call})\""),
            Line::Let(variable, value) => writeln!(text, "{indent}{variable}={}", quoted(value)),
        };
    }
    text.push_str("}\n\n");
    text.push_str(MACHINE);
    text.push_str(script.of_fleet.as_ref().map_or(SERVERS, |it| it.bash));
    let needed: Vec<&str> = script.names.iter().filter(|it| it.needed).map(|it| it.variable).collect();
    if !needed.is_empty() {
        let _ = writeln!(text, "need {}", needed.join(" "));
    }
    text.push_str("start\n");
    if !script.adds {
        text.push_str(": >\"$file\"\n");
    }
    text.push_str("collect\nfinish\n");
    text
}
