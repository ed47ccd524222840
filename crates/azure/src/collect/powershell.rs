//! A script as `PowerShell` reads it, Windows `PowerShell` 5.1 and `PowerShell` 7.

use std::fmt::Write as _;

use super::{EXPORT_FILE, Line, Script, comment, indented, lists};

const MACHINE: &str = include_str!("machine.ps1");
const SERVERS: &str = include_str!("servers.ps1");

/// Where a person stops it, what is there is written.
const ENDS_STOPPED: &str =
    "$is_whole = $false\ntry {\n  collect\n  $is_whole = $true\n} finally { finish $is_whole }\n";

pub(super) fn write(script: &Script) -> String {
    let mut text = comment(&script.title, "# ");
    for paragraph in script.about {
        text.push_str("#\n");
        text.push_str(&comment(paragraph, "# "));
    }
    if script.lines.is_empty() {
        text.push_str("\nWrite-Output 'Nothing is wanted: nothing to run.'\n");
        return text;
    }
    text.push_str("#\n#   .\\pgreach-collect.ps1\n");
    // Writing to a String cannot fail.
    for name in &script.names {
        let note = if name.needed { "" } else { ". May stay empty" };
        let _ = writeln!(
            text,
            "\n{}${} = {}",
            comment(&format!("{}{note}.", name.about), "# "),
            name.variable,
            quoted(&name.value)
        );
    }
    let empty = if script.of_fleet.is_some() { "all that you can read" } else { "the one that az uses now" };
    let _ = writeln!(text, "\n# The subscriptions to look in, by their ids: @('ID', 'ID'). Empty: {empty}.");
    let scope = script.of_fleet.as_ref().map(|it| &it.scope);
    let ids: Vec<String> = scope.iter().flat_map(|it| &it.subscriptions).map(|it| quoted(it)).collect();
    let _ = writeln!(text, "$subscriptions = @({})", ids.join(", "));
    if let Some(scope) = scope {
        let group = quoted(scope.management_group.as_deref().unwrap_or_default());
        let _ = writeln!(
            text,
            "\n# The management group to look in, by its name, in place of these.\n$management_group = {group}"
        );
    }
    let _ = writeln!(text, "\n$file = Join-Path $PWD.ProviderPath '{EXPORT_FILE}'\n\nfunction collect {{");
    if !script.names.is_empty() {
        let all: Vec<String> = script.names.iter().map(|it| format!("${}", it.variable)).collect();
        let _ = writeln!(text, "  $servers = @({}) | Where-Object {{ $_ -and $_ -ne '-' }}", all.join(", "));
    }
    let lists: Vec<String> = lists(&script.lines).iter().map(|it| format!("${it} = @()")).collect();
    if !lists.is_empty() {
        let _ = writeln!(text, "  {}", lists.join("; "));
    }
    for (indent, line) in indented(&script.lines) {
        let _ = match line {
            Line::Why(why) => write!(text, "\n{}", comment(why, &format!("{indent}# "))),
            Line::Each(variable, list) => writeln!(text, "{indent}foreach (${variable} in ${list}) {{"),
            Line::End => writeln!(text, "{indent}}}"),
            Line::Call(call) => writeln!(text, "{indent}{call}"),
            Line::Add(list, call) => writeln!(text, "{indent}${list} += @({call})"),
            Line::Let(variable, value) => writeln!(text, "{indent}${variable} = {}", quoted(value)),
        };
    }
    text.push_str("}\n\n");
    text.push_str(MACHINE);
    text.push_str(script.of_fleet.as_ref().map_or(SERVERS, |it| it.powershell));
    let needed: Vec<&str> = script.names.iter().filter(|it| it.needed).map(|it| it.variable).collect();
    if !needed.is_empty() {
        let _ = writeln!(text, "need {}", needed.join(" "));
    }
    text.push_str("start_here\n");
    if !script.adds {
        text.push_str("Set-Content -LiteralPath $file -Encoding UTF8 -Value ''\n");
    }
    text.push_str(if script.of_fleet.is_some() { ENDS_STOPPED } else { "collect\nfinish\n" });
    text
}

/// A text as one word: a quote is doubled, also the curly ones, which `PowerShell` takes for the same.
fn quoted(text: &str) -> String {
    let mut word = String::from("'");
    for it in text.chars() {
        if matches!(it, '\'' | '\u{2018}'..='\u{201b}') {
            word.push(it);
        }
        word.push(it);
    }
    word.push('\'');
    word
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn every_quote_that_powershell_knows_is_doubled() {
        assert_eq!(
            ["a", "it's", "a\u{2019}b", "$(x)"].map(quoted),
            ["'a'", "'it''s'", "'a\u{2019}\u{2019}b'", "'$(x)'"]
        );
    }
}
