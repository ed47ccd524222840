//! The words of a check where no migration is given: with roles in place of names.

/// What each parameter of a text is called in general (see [`pgreach_rules::text::TextParams`] for their meaning).
const ROLES: [(&str, &str); 15] = [
    ("{source}", "the source"),
    ("{target}", "the target"),
    ("{runtime}", "the runtime server"),
    ("{client}", "the client"),
    ("{destination}", "the destination"),
    ("{Source}", "The source"),
    ("{Target}", "The target"),
    ("{Runtime}", "The runtime server"),
    ("{Client}", "The client"),
    ("{Destination}", "The destination"),
    ("{destination_host}", "its host name"),
    ("{client_host}", "its host name"),
    ("{client_role}", "client"),
    ("{destination_role}", "destination"),
    ("{port}", "5432"),
];

/// What a parameter of a command is called in general, where its word is not that of the prose.
const PLACEHOLDERS: [(&str, &str); 14] = [
    ("{source}", "SOURCE"),
    ("{target}", "TARGET"),
    ("{runtime}", "RUNTIME"),
    ("{client}", "CLIENT"),
    ("{destination}", "DESTINATION"),
    ("{CLIENT}", "CLIENT"),
    ("{DESTINATION}", "DESTINATION"),
    ("{client_role}", "client"),
    ("{destination_role}", "destination"),
    ("{client_host}", "CLIENT_HOST"),
    ("{destination_host}", "DESTINATION_HOST"),
    ("{source_host}", "SOURCE_HOST"),
    ("{target_host}", "TARGET_HOST"),
    ("{port}", "5432"),
];

/// A template of prose with roles in it.
pub(crate) fn in_general(template: &str) -> String {
    filled(template, &ROLES)
}

/// A template of a command with placeholders in it.
pub(crate) fn command_in_general(template: &str) -> String {
    filled(template, &PLACEHOLDERS)
}

fn filled(template: &str, words: &[(&str, &str)]) -> String {
    words.iter().fold(template.to_owned(), |text, (parameter, word)| text.replace(parameter, word))
}

#[cfg(test)]
mod tests {
    use pgreach_rules::{check::CATALOGUE, text::PARAMETERS};

    use super::*;

    #[test]
    fn no_parameter_of_any_check_is_left_over() {
        for words in CATALOGUE.iter().flat_map(|it| it.variants) {
            let prose = [words.title, words.failure, words.why];
            let more = words.security_impact.iter().chain(&words.not_applicable_label);
            for text in prose.iter().chain(words.verify).chain(words.fix).chain(words.undo).chain(more) {
                let text = in_general(text);
                assert!(!text.contains('{'), "{text}");
            }
            for template in [words.verify_commands, words.fix_commands, words.undo_commands].into_iter().flatten() {
                let command = command_in_general(template);
                assert!(PARAMETERS.iter().all(|it| !command.contains(&format!("{{{it}}}"))), "{command}");
            }
        }
    }
}
