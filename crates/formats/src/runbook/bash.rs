//! A runbook as bash reads it, also the bash 3.2 of macOS.

use std::fmt::Write as _;

use pgreach_rules::text::quoted;

use super::{
    script::{Call, Function, Line, Script, Verb, Word},
    words::{with_variables, wrapped},
};

const MACHINE: &str = include_str!("machine.sh");

pub(super) fn write(script: &Script) -> String {
    let mut text = String::from("#!/usr/bin/env bash\n");
    // Writing to a String cannot fail.
    for line in &script.about {
        let _ = writeln!(text, "{}", format!("# {line}").trim_end());
    }
    text.push_str(
        "#\n# For ShellCheck: texts are in single quotes on purpose, values are found by their names, and no runbook needs every function.\n\
         # shellcheck disable=SC2016,SC2034,SC2317,SC2329\nset -euo pipefail\n\n",
    );
    script.fill_in(&mut text, |it, value| {
        let value = format!("{}='{value}'", it.name);
        format!("{value:<30} # {}", it.meaning)
    });
    let _ = writeln!(text, "record=${{0%.sh}}-{}.record\n", script.record);
    for it in &script.functions {
        function(&mut text, it);
    }
    text.push_str(MACHINE);
    text
}

fn function(text: &mut String, function: &Function) {
    if let Some(about) = function.about {
        let _ = writeln!(text, "# {about}");
    }
    let _ = writeln!(text, "{}() {{", function.name);
    for line in &function.lines {
        let _ = match line {
            Line::Say(it) => writeln!(text, "  say {}", quoted(&wrapped(it, "    "))),
            Line::Call(it) => writeln!(text, "  {}", call(it)),
            Line::IfYes(it) => writeln!(text, "  {} || return 0", call(it)),
            Line::Command { verb, command, lacks } => {
                let (before, command) = if lacks.is_empty() {
                    (String::new(), command.clone())
                } else {
                    (format!("lacks {} || ", lacks.join(" ")), with_variables(command))
                };
                let after = if *verb == Verb::Run { " || return 0" } else { "" };
                writeln!(text, "  {before}{} {command}{after}", verb.function())
            }
        };
    }
    text.push_str("}\n\n");
}

/// A call, in lines that bash reads as one.
fn call(call: &Call) -> String {
    const WIDTH: usize = 118;
    let mut text = call.function.clone();
    let mut column = text.len();
    for word in &call.words {
        let word = match word {
            Word::Name(it) => it.clone(),
            Word::Prose(it) | Word::Text(it) => quoted(it),
            Word::Value(it) => format!("\"${it}\""),
        };
        if WIDTH < column + word.chars().count() {
            text.push_str(" \\\n   ");
            column = 3;
        }
        column += 1 + word.chars().count();
        text.push(' ');
        text.push_str(&word);
    }
    text
}
