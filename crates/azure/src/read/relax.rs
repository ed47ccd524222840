//! JSON as Azure Resource Manager takes it in templates: with comments, trailing commas and line breaks in texts.

/// The text as plain JSON, in one pass; `None` where it would be the same.
pub(super) fn relaxed(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len() + 64);
    let mut letters = text.chars().peekable();
    // Where the last comma stands, if only space came after it.
    let mut comma = None;
    let mut is_changed = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                comma = None;
                plain.push('"');
                while let Some(letter) = letters.next() {
                    match letter {
                        '"' => {
                            plain.push('"');
                            break;
                        }
                        '\\' => {
                            plain.push('\\');
                            plain.extend(letters.next());
                        }
                        '\n' | '\r' | '\t' => {
                            is_changed = true;
                            plain.push_str(match letter {
                                '\n' => "\\n",
                                '\r' => "\\r",
                                _ => "\\t",
                            });
                        }
                        other => plain.push(other),
                    }
                }
            }
            '/' if letters.peek() == Some(&'/') => {
                is_changed = true;
                while letters.next_if(|it| *it != '\n').is_some() {}
            }
            '/' if letters.peek() == Some(&'*') => {
                is_changed = true;
                letters.next();
                let mut last = ' ';
                for letter in letters.by_ref() {
                    if last == '*' && letter == '/' {
                        break;
                    }
                    if letter == '\n' {
                        plain.push('\n');
                    }
                    last = letter;
                }
                plain.push(' ');
            }
            ',' => {
                comma = Some(plain.len());
                plain.push(',');
            }
            ']' | '}' => {
                if let Some(place) = comma.take() {
                    is_changed = true;
                    plain.replace_range(place..=place, " ");
                }
                plain.push(letter);
            }
            other => {
                if !other.is_whitespace() {
                    comma = None;
                }
                plain.push(other);
            }
        }
    }
    is_changed.then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::relaxed;

    #[test]
    fn what_templates_may_have() {
        for (text, plain) in [
            ("{\"a\": 1}", None),
            ("{\"a\": \"http://b/*c*/, ]\"}", None),
            ("{ // a\n\"a\": 1}", Some("{ \n\"a\": 1}")),
            ("{/* \"b\n*/\"a\": 1}", Some("{\n \"a\": 1}")),
            ("[1, /* b */ ]", Some("[1    ]")),
            ("{\"a\": \"b\nc\\\"\"}", Some("{\"a\": \"b\\nc\\\"\"}")),
        ] {
            assert_eq!(relaxed(text).as_deref(), plain, "{text}");
        }
    }
}
