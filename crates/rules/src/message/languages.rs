//! Says in English what PostgreSQL, libpq and the C library say in other languages.
//!
//! `languages.txt` is the table: a message in English, and below it, behind a tab, the same in German, French, Spanish,
//! Japanese, Chinese, Italian, Russian, Korean and Portuguese, where the catalogues have it. `%s` stands for what a message
//! names; quotation marks and white space are the plain ones. Sources: the catalogues of PostgreSQL 15 (libpq, postgres) and of
//! glibc 2.36; for Portuguese, that of libpq 9.5, and the server's words as people quote them.

/// The longest name within a message, in bytes. A host's name has 253 at most.
const LONGEST_NAME: usize = 256;

/// Each message in another language, with what it is in English, in the order of the table: what follows may rest on what
/// came before.
fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut english = "";
    include_str!("languages.txt").lines().filter_map(move |line| {
        let said = line.strip_prefix('\t');
        if said.is_none() {
            english = line;
        }
        Some((said?, english))
    })
}

/// The longest word of each message: what has none of them is in English, or says nothing that is known.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    table().map(|it| word(it.0))
}

/// The longest word of a message, without what it names.
fn word(said: &str) -> &str {
    said.split("%s").flat_map(str::split_whitespace).max_by_key(|it| it.len()).unwrap_or_default()
}

/// Returns a text with each message of another language in English, with the names that it has.
pub(super) fn in_english(mut text: String) -> String {
    for (said, english) in table() {
        if text.contains(word(said)) {
            text = replaced(&text, said, english);
        }
    }
    text
}

/// Returns a text with one message of another language in English.
fn replaced(text: &str, said: &str, english: &str) -> String {
    let parts: Vec<&str> = said.split("%s").collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_within = out.ends_with(char::is_alphabetic) && said.starts_with(char::is_alphabetic);
        if !is_within && let Some((names, after)) = names(rest, &parts) {
            let mut names = names.into_iter();
            for part in english.split_inclusive("%s") {
                let plain = part.strip_suffix("%s");
                out.push_str(plain.unwrap_or(part));
                out.push_str(plain.and_then(|_| names.next()).unwrap_or_default());
            }
            rest = after;
        } else {
            out.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// What stands between the parts of a message at the start of a text, and the text after the message.
fn names<'a>(text: &'a str, parts: &[&str]) -> Option<(Vec<&'a str>, &'a str)> {
    let (first, others) = parts.split_first()?;
    let mut rest = after(text, first)?;
    let mut names = Vec::new();
    for part in others {
        // What a message ends with ends with the text, and stays as it is.
        if part.is_empty() {
            return Some((names, rest));
        }
        let ends = rest.char_indices().take_while(|it| it.0 < LONGEST_NAME && it.1 != '\n');
        let (at, behind) = ends.map(|it| it.0).find_map(|at| Some((at, after(rest.get(at..)?, part)?)))?;
        let name = rest.get(..at)?.trim();
        if name.contains('"') {
            return None;
        }
        names.push(name);
        rest = behind;
    }
    let is_within =
        parts.last().is_some_and(|it| it.ends_with(char::is_alphabetic)) && rest.starts_with(char::is_alphabetic);
    (!is_within).then_some((names, rest))
}

/// The text after a part of a message. A space of it is any white space, or none: lines are broken where it is, and French
/// has it within quotation marks.
fn after<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    part.chars().try_fold(text, |rest, it| if it == ' ' { Some(rest.trim_start()) } else { rest.strip_prefix(it) })
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, fs};

    use super::{in_english, table};

    #[test]
    fn names_stay_and_other_words_do() {
        for (said, english) in [
            (
                "Verbindung zum Server auf \"db\" (10.1.0.4), Port 5433 fehlgeschlagen: Verbindungsaufbau abgelehnt",
                "connection to server at \"db\" (10.1.0.4), port 5433 failed: Connection refused",
            ),
            (
                "la connexion au serveur sur \" db \" (10.1.0.4),\nport 5432 a échoué : le délai est dépassé",
                "connection to server at \"db\" (10.1.0.4), port 5432 failed: timeout expired",
            ),
            (
                "pg_hba.conf にホスト\"10.2.0.4\"、ユーザー\"u\"、データベース\"d, 暗号化なし用のエントリがありません",
                "no pg_hba.conf entry for host \"10.2.0.4\", user \"u\", database \"d\", no encryption",
            ),
            // The statement's own time, and not the connection's.
            ("выполнение оператора отменено из-за тайм-аута", "выполнение оператора отменено из-за тайм-аута"),
            ("Connection refused", "Connection refused"),
        ] {
            assert_eq!(in_english(said.to_owned()), english);
        }
    }

    /// The messages of a catalogue that is compiled, each with what it is in English.
    fn catalogue(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
        let number = |at: usize| {
            let bytes = bytes.get(at..at + 4)?.try_into().ok()?;
            usize::try_from(u32::from_le_bytes(bytes)).ok()
        };
        let text = |at: usize| {
            let (length, start) = (number(at)?, number(at + 4)?);
            Some(String::from_utf8_lossy(bytes.get(start..start + length)?).into_owned())
        };
        let (count, english, said) = (number(8)?, number(12)?, number(16)?);
        (0..count).map(|it| Some((plain(&text(said + 8 * it)?), plain(&text(english + 8 * it)?)))).collect()
    }

    fn plain(text: &str) -> String {
        let text = text.replace(['«', '»', '„', '“', '”'], "\"").replace(['‘', '’'], "'");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where PostgreSQL's catalogues are installed, the table says what they say.
    #[test]
    fn the_table_is_what_the_catalogues_say() {
        let languages = fs::read_dir("/usr/share/locale").into_iter().flatten().filter_map(Result::ok);
        let names = ["libpq5-15.mo", "postgres-15.mo", "libc.mo"];
        let files = languages.flat_map(|it| names.map(|name| it.path().join("LC_MESSAGES").join(name)));
        let said: BTreeMap<String, String> = files.filter_map(|it| catalogue(&fs::read(it).ok()?)).flatten().collect();
        if !said.keys().any(|it| it.contains("pg_hba.conf-Eintrag")) {
            return;
        }
        let bare = |it: &str| it.strip_prefix("failed: ").unwrap_or(it).to_owned();
        let is_said = |other: &str, english: &str| said.get(&bare(other)) == Some(&bare(english));
        let missing: Vec<&str> = table().filter(|it| !is_said(it.0, it.1)).map(|it| it.0).collect();
        // PostgreSQL 15 has no Portuguese.
        let portuguese = ["não pôde traduzir", "servidor não suporta", "autenticação do tipo senha"];
        assert_eq!(missing.len(), portuguese.len(), "{missing:#?}");
        assert!(missing.iter().zip(portuguese).all(|(it, begins)| it.starts_with(begins)), "{missing:#?}");
    }
}
