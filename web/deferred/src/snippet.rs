//! Writes what brings others to the checker as it is: its address, and the HTML that brings it into another page.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

const SANDBOX: &str = "allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox";

/// The address of the page in a state.
pub(crate) fn link(page: &str, fragment: &str) -> String {
    if fragment == "v=1" { page.to_owned() } else { [page, "#", fragment].concat() }
}

/// A frame of a fixed height.
pub(crate) fn iframe(page: &str, fragment: &str) -> String {
    let mut html = String::from("<iframe");
    put(&mut html, "src", &[page, "#", fragment, "&embed=1"].concat());
    put(&mut html, "title", "pgreach");
    put(&mut html, "sandbox", SANDBOX);
    put(&mut html, "allow", "clipboard-write");
    put(&mut html, "width", "100%");
    put(&mut html, "height", "600");
    html.push_str("></iframe>");
    html
}

/// The element, its script, and a link for where it cannot be.
pub(crate) fn element(page: &str, fragment: &str) -> String {
    let mut html = String::from("<script");
    let folder = page.rsplit_once('/').map_or("", |it| it.0);
    put(&mut html, "src", &[folder, "/pg-reach.js"].concat());
    html.push_str(" async></script> <pg-reach");
    put(&mut html, "src", page);
    let (mut answers, mut rest) = (Vec::new(), Vec::new());
    for entry in fragment.split('&').filter(|it| *it != "v=1") {
        let (path, value) = entry.split_once('=').unwrap_or((entry, ""));
        match path.split_once('.') {
            Some((party @ ("source" | "target" | "runtime"), key)) => {
                let value = percent_decode_str(value).decode_utf8_lossy();
                put(&mut html, &[party, "-", &key.replace("privateE", "private-e")].concat(), &value);
            }
            None if path == "tls" => put(&mut html, path, &percent_decode_str(value).decode_utf8_lossy()),
            None if path.contains('/') => answers.push(entry),
            _ => rest.push(entry),
        }
    }
    for (name, value) in [("answers", answers.join(" ")), ("fragment", rest.join("&"))] {
        if !value.is_empty() {
            put(&mut html, name, &value);
        }
    }
    html.push_str("><a");
    put(&mut html, "href", &[page, "#", fragment].concat());
    html.push_str(">Check your network with pgreach</a></pg-reach>");
    html
}

fn put(html: &mut String, name: &str, value: &str) {
    for part in [" ", name, "=\"", &escaped(value), "\""] {
        html.push_str(part);
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for (plain, entity) in [("&", "&amp;"), ("\"", "&quot;"), ("<", "&lt;"), (">", "&gt;")] {
        if text.contains(plain) {
            text = Cow::Owned(text.replace(plain, entity));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "https://pgreach.example/check/index.html";

    #[test]
    fn a_link_holds_what_is_known() {
        assert_eq!(link(PAGE, "v=1"), PAGE);
        assert_eq!(link(PAGE, "v=1&source.kind=edb"), [PAGE, "#v=1&source.kind=edb"].concat());
    }

    #[test]
    fn an_iframe_holds_the_link() {
        let html = iframe(PAGE, "v=1&source.kind=edb");
        assert!(html.starts_with(
            "<iframe src=\"https://pgreach.example/check/index.html#v=1&amp;source.kind=edb&amp;embed=1\" title="
        ));
        assert!(html.contains(&format!(" sandbox=\"{SANDBOX}\" ")), "{html}");
    }

    #[test]
    fn an_element_has_an_attribute_for_each_setting() {
        let fragment = "v=1&source.kind=single-server&source.privateEndpoint=true&source.name=a%22%20b\
                        &source/peering=fail&source/nsg=pass&exceptions.source/a-record=2026-12-31%20By%20hand";
        assert_eq!(
            element(PAGE, fragment),
            "<script src=\"https://pgreach.example/check/pg-reach.js\" async></script> \
             <pg-reach src=\"https://pgreach.example/check/index.html\" source-kind=\"single-server\" \
             source-private-endpoint=\"true\" source-name=\"a&quot; b\" \
             answers=\"source/peering=fail source/nsg=pass\" \
             fragment=\"exceptions.source/a-record=2026-12-31%20By%20hand\">\
             <a href=\"https://pgreach.example/check/index.html#v=1&amp;source.kind=single-server&amp;\
             source.privateEndpoint=true&amp;source.name=a%22%20b&amp;source/peering=fail&amp;source/nsg=pass&amp;\
             exceptions.source/a-record=2026-12-31%20By%20hand\">Check your network with pgreach</a></pg-reach>"
        );
    }

    #[test]
    fn nothing_known_leaves_an_element_without_settings() {
        assert!(element(PAGE, "").contains("<pg-reach src=\"https://pgreach.example/check/index.html\"><a "));
    }
}
