//! The words of a check where no migration is given: with roles in place of names.

/// What each parameter of a text is called in general (see [`pgreach_rules::text::TextParams`] for their meaning).
const ROLES: [(&str, &str); 13] = [
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
    ("{port}", "5432"),
];

/// A template of prose with roles in it.
pub(crate) fn in_general(template: &str) -> String {
    let mut text = template.to_owned();
    for (parameter, role) in ROLES {
        text = text.replace(parameter, role);
    }
    text
}

#[cfg(test)]
mod tests {
    use pgreach_rules::check::CATALOGUE;

    use super::*;

    #[test]
    fn no_parameter_of_any_check_is_left_over() {
        for words in CATALOGUE.iter().flat_map(|it| it.variants) {
            let prose = [words.title, words.failure, words.why];
            for text in prose.iter().chain(words.verify).chain(words.fix) {
                let text = in_general(text);
                assert!(!text.contains('{'), "{text}");
            }
        }
    }
}
