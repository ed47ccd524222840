//! A runbook as `PowerShell` reads it, Windows `PowerShell` 5.1 and `PowerShell` 7.
//!
//! It is ASCII: Windows `PowerShell` reads a file without a byte order mark in the code page of the system, and a script that
//! was redirected into a file has been through another one. (Source: "`about_Character_Encoding`", `PowerShell` 5.1.) What a
//! value has beside ASCII stands as its number.

use std::fmt::Write as _;

use super::{
    script::{Call, Function, Line, Script, Verb, Word},
    words::{Part, words, wrapped},
};

const MACHINE: &str = include_str!("machine.ps1");

pub(super) fn write(script: &Script) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for line in &script.about {
        let _ = writeln!(text, "{}", format!("# {}", ascii(line)).trim_end());
    }
    text.push_str("\nparam([string] $mode)\n\n");
    script.fill_in(&mut text, |it, value| {
        let value = format!("${} = '{value}'", it.name);
        format!("{value:<33} # {}", ascii(&it.meaning))
    });
    let _ = writeln!(text, "$record = ($PSCommandPath -replace '\\.ps1$', '') + '-{}.record'\n", script.record);
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
    let _ = writeln!(text, "function {} {{", function.name);
    for line in &function.lines {
        let _ = match line {
            Line::Say(it) => {
                let lines: Vec<String> = wrapped(&prose(it), "    ").lines().map(quoted).collect();
                writeln!(text, "  say {}", lines.join(",\n    "))
            }
            Line::Call(it) => writeln!(text, "  {}", call(it)),
            Line::IfYes(it) => writeln!(text, "  if (-not ({})) {{ return }}", call(it)),
            Line::Command { verb, command, lacks } => {
                let command = format!("{} {}", verb.function(), arguments(command, !lacks.is_empty()));
                match (verb, lacks.is_empty()) {
                    // Within a condition, what az prints and asks would not be on the screen.
                    (Verb::Run, _) => writeln!(text, "  {command}\n  if (-not $goes_on) {{ return }}"),
                    (_, true) => writeln!(text, "  {command}"),
                    (_, false) => writeln!(text, "  if (-not (lacks {})) {{ {command} }}", lacks.join(" ")),
                }
            }
        };
    }
    text.push_str("}\n\n");
}

fn call(call: &Call) -> String {
    let mut text = call.function.clone();
    for word in &call.words {
        text.push(' ');
        match word {
            Word::Name(it) => text.push_str(it),
            Word::Prose(it) => text.push_str(&quoted(&prose(it))),
            Word::Text(it) => text.push_str(&quoted(it)),
            Word::Value(it) => {
                text.push('$');
                text.push_str(it);
            }
        }
    }
    text
}

/// The words of a command as arguments of a function, which takes each as a text.
fn arguments(command: &str, has_blanks: bool) -> String {
    let part = |it: &Part| match it {
        Part::Text(it) => quoted(it),
        Part::Blank(it) => format!("${it}"),
    };
    let word = |parts: Vec<Part>| match &parts[..] {
        [Part::Text(it)] if is_plain(it) => it.clone(),
        [one] => part(one),
        several => format!("({})", several.iter().map(part).collect::<Vec<_>>().join(" + ")),
    };
    words(command, has_blanks).into_iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a word means itself without quotes: the name of a program or of an argument. A number would be read as one.
fn is_plain(word: &str) -> bool {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-')).unwrap_or(word);
    name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
}

/// A text as one word in which nothing is run. With other signs than those of ASCII, `text` makes it of their numbers.
fn quoted(text: &str) -> String {
    let is_sign = |it: char| it == ' ' || it.is_ascii_graphic();
    if text.chars().all(is_sign) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut word = String::from("(text '");
    for it in text.chars() {
        match it {
            '\'' => word.push_str("''"),
            '\\' => word.push_str(r"\\"),
            it if is_sign(it) => word.push(it),
            it => word.extend(it.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}"))),
        }
    }
    word + "')"
}

/// A text for a person, with the signs of its sentences in ASCII.
fn prose(text: &str) -> String {
    text.replace('→', "->").replace('…', "...").replace('–', "-")
}

/// A text in a comment.
fn ascii(text: &str) -> String {
    prose(text).replace(|it: char| !it.is_ascii(), "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_means_anything_but_itself() {
        for (text, written) in [
            ("a b", "'a b'"),
            ("it's $(x)", "'it''s $(x)'"),
            (r"a\b", r"'a\b'"),
            ("", "''"),
            (r"caf\é", r"(text 'caf\\\u00e9')"),
            ("a\u{2019}; x\n", r"(text 'a\u2019; x\u000a')"),
            ("\u{1f418}'", r"(text '\ud83d\udc18''')"),
        ] {
            assert_eq!(quoted(text), written);
        }
    }

    #[test]
    fn the_words_of_a_command_stay_what_they_are() {
        for (command, has_blanks, written) in [
            (
                "az network nsg rule list --include-default -o table",
                false,
                "az network nsg rule list --include-default -o table",
            ),
            ("az x --priority 007 -n '1e3'", false, "az x --priority '007' -n '1e3'"),
            ("az rest --url '/a?b=c' --body '{\"a\":1}'", false, r#"az rest --url '/a?b=c' --body '{"a":1}'"#),
            ("aws x -g SOURCE_RG --cidr TARGET_IP/32", true, "aws x -g $SOURCE_RG --cidr ($TARGET_IP + '/32')"),
            ("az x --dns-servers ''", false, "az x --dns-servers ''"),
        ] {
            assert_eq!(arguments(command, has_blanks), written);
        }
    }
}
