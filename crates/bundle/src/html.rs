//! Reads and changes a page by the selectors of its elements.

use std::cell::RefCell;

use anyhow::{Result, anyhow};
use lol_html::errors::RewritingError;
pub(crate) use lol_html::html_content::ContentType;
use lol_html::html_content::Element;
use lol_html::{HandlerResult, RewriteStrSettings, element, rewrite_str, text};

/// The page after a change to each element that a selector finds, in their order; an error of the change is the page's.
pub(crate) fn changed(
    html: &str,
    selector: &str,
    change: impl FnMut(&mut Element<'_, '_>) -> Result<()>,
) -> Result<String> {
    all_changed(html, vec![(selector, Box::new(change))])
}

/// A change to an element.
pub(crate) type Change<'c> = Box<dyn FnMut(&mut Element<'_, '_>) -> Result<()> + 'c>;

/// The page after several such changes, made in one pass: none sees what another has put there.
pub(crate) fn all_changed(html: &str, changes: Vec<(&str, Change<'_>)>) -> Result<String> {
    let handlers = changes.into_iter().map(|(selector, mut change)| {
        element!(selector, move |it: &mut Element<'_, '_>| -> HandlerResult { Ok(change(it)?) })
    });
    written(html, handlers.fold(RewriteStrSettings::new(), RewriteStrSettings::append_element_content_handler))
}

/// What is read of each element that a selector finds, in their order.
pub(crate) fn read<T>(html: &str, selector: &str, read: impl Fn(&Element<'_, '_>) -> T) -> Result<Vec<T>> {
    let mut found = Vec::new();
    changed(html, selector, |it| {
        found.push(read(it));
        Ok(())
    })?;
    Ok(found)
}

/// The texts of the elements that a selector finds, which have no elements in them.
pub(crate) fn texts(html: &str, selector: &str) -> Result<Vec<String>> {
    let texts = RefCell::new(Vec::new());
    with_texts(html, selector, |text| {
        texts.borrow_mut().push(text.to_owned());
        Ok(text.to_owned())
    })?;
    Ok(texts.into_inner())
}

/// The page with another text in each of these elements that has one.
pub(crate) fn with_texts(html: &str, selector: &str, change: impl Fn(&str) -> Result<String>) -> Result<String> {
    // A text comes in chunks.
    let mut whole = String::new();
    let handler = text!(selector, move |chunk| {
        whole.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            chunk.replace(&change(&std::mem::take(&mut whole))?, ContentType::Html);
        } else {
            chunk.remove();
        }
        Ok(())
    });
    written(html, RewriteStrSettings::new().append_element_content_handler(handler))
}

fn written(html: &str, settings: RewriteStrSettings<'_, '_>) -> Result<String> {
    rewrite_str(html, settings).map_err(|error| match error {
        RewritingError::ContentHandlerError(error) => anyhow!(error),
        error => error.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::{changed, read, texts, with_texts};

    const PAGE: &str = "<!doctype html><!-- <script>no</script> --><p title='a > b'>1 < 2</p>\
                        <SCRIPT>if (a<b) '<p>'</SCRIPT ><script src=a></script><style>p>a{}</style><br/>";

    #[test]
    fn elements_are_found_and_not_what_only_looks_like_them() {
        let addresses = read(PAGE, "p, script, br", |it| it.get_attribute("src")).expect("it is HTML");
        assert_eq!(addresses, [None, None, Some("a".to_owned()), None]);
        assert_eq!(texts(PAGE, "script").expect("it is HTML"), ["if (a<b) '<p>'"]);
    }

    #[test]
    fn what_is_not_changed_stays_to_the_letter() {
        let kept = changed(PAGE, "p", |_| Ok(())).expect("it is HTML");
        assert_eq!(kept, PAGE);
        let short = with_texts(PAGE, "script", |text| Ok(text.replace("a<b", "c"))).expect("it is HTML");
        assert_eq!(short, PAGE.replace("a<b", "c"));
    }

    #[test]
    fn an_error_of_a_change_is_the_pages() {
        let error = changed(PAGE, "p", |_| anyhow::bail!("no p is wanted")).expect_err("it has one");
        assert_eq!(error.to_string(), "no p is wanted");
    }
}
