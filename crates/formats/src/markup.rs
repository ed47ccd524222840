//! Text between the tags of HTML and XML.

/// Puts texts together.
#[inline(never)]
pub(crate) fn push(out: &mut String, parts: &[&str]) {
    for it in parts {
        out.push_str(it);
    }
}

/// Writes a text so that it is text: also inside an attribute in double quotes.
#[inline(never)]
pub(crate) fn push_text(out: &mut String, text: &str) {
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            // What neither language allows, and what would turn into something else when it is read again.
            _ if it.is_control() || is_noncharacter(it) => out.push('\u{fffd}'),
            _ => out.push(it),
        }
    }
}

const fn is_noncharacter(it: char) -> bool {
    let code = it as u32;
    code & 0xfffe == 0xfffe || 0xfdd0 <= code && code <= 0xfdef
}
