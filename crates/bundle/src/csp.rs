//! The page's content security policy: which scripts and styles a browser may run.

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::html::{changed, texts};

/// What stands in `index.html` for the hashes of the page's inline scripts.
const MARKER: &str = "'script-hashes'";

/// The scripts that have to be allowed by their hashes.
const INLINE_SCRIPTS: &str = "script:not([src])";

/// The source that allows exactly this inline script or style.
pub(crate) fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)))
}

/// The page with the hashes of its inline scripts in its policy.
pub(crate) fn allow_scripts(html: &str) -> Result<String> {
    let hashes = hashes(html, INLINE_SCRIPTS)?;
    rewrite(html, |policy| {
        ensure!(policy.contains(MARKER), "the policy in index.html has no {MARKER} for the hashes to stand in");
        Ok(policy.replace(MARKER, &hashes.join(" ")))
    })
}

/// The page with the hashes of its inline scripts as they are now, after one of them was changed.
pub(crate) fn renew_script_hashes(html: &str) -> Result<String> {
    let hashes = hashes(html, INLINE_SCRIPTS)?;
    rewrite(html, |policy| {
        let directives = policy.split("; ").map(|directive| match directive.strip_prefix("script-src ") {
            Some(sources) => {
                let others = sources.split(' ').filter(|source| !source.starts_with("'sha256-"));
                let sources: Vec<&str> = others.chain(hashes.iter().map(String::as_str)).collect();
                format!("script-src {}", sources.join(" "))
            }
            None => directive.to_owned(),
        });
        Ok(directives.collect::<Vec<_>>().join("; "))
    })
}

/// The page with a policy for one file: its own inline scripts and styles, and nothing that has to be fetched.
pub(crate) fn allow_inline_only(html: &str) -> Result<String> {
    let (scripts, styles) = (hashes(html, INLINE_SCRIPTS)?, hashes(html, "style")?);
    rewrite(html, |policy| {
        let directives = policy.split(';').map(str::trim).filter(|directive| !directive.is_empty());
        Ok(directives.map(|directive| inline_only(directive, &scripts, &styles)).collect::<Vec<_>>().join("; "))
    })
}

/// A directive with what is inlined in place of what was fetched.
fn inline_only(directive: &str, scripts: &[String], styles: &[String]) -> String {
    let mut words = directive.split_ascii_whitespace();
    let name = words.next().unwrap_or_default();
    let mut sources: Vec<&str> =
        words.filter(|source| *source != "'self'" && !source.starts_with("'sha256-")).collect();
    match name {
        "script-src" => sources.extend(scripts.iter().map(String::as_str)),
        "style-src" => sources.extend(styles.iter().map(String::as_str)),
        "img-src" if !sources.contains(&"data:") => sources.push("data:"),
        _ => {}
    }
    if sources.len() > 1 {
        sources.retain(|source| *source != "'none'");
    }
    if sources.is_empty() {
        sources.push("'none'");
    }
    format!("{name} {}", sources.join(" "))
}

/// Of what stands in the page between the tags of its scripts or styles, each once.
fn hashes(html: &str, selector: &str) -> Result<Vec<String>> {
    let mut hashes = Vec::new();
    for text in texts(html, selector)? {
        let hash = hash(&text);
        if !hashes.contains(&hash) {
            hashes.push(hash);
        }
    }
    Ok(hashes)
}

fn rewrite(html: &str, change: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut policies = 0;
    let html = changed(html, "meta[http-equiv='Content-Security-Policy' i]", |meta| {
        policies += 1;
        let policy = change(&meta.get_attribute("content").unwrap_or_default())?;
        Ok(meta.set_attribute("content", &policy)?)
    })?;
    ensure!(policies == 1, "index.html has {policies} content security policies, where one is expected");
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::{allow_inline_only, allow_scripts, hash, renew_script_hashes};

    fn page(policy: &str) -> String {
        format!(
            r#"<meta http-equiv="Content-Security-Policy" content="{policy}"><style>p{{}}</style>
            <script src="a.js"></script><script>doSomething();</script><script type="module">doSomething();</script>"#
        )
    }

    #[test]
    fn the_hash_is_the_one_that_browsers_compute() {
        // The example of the specification.
        assert_eq!(hash("doSomething();"), "'sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc='");
    }

    #[test]
    fn inline_scripts_are_allowed_by_their_hash() {
        let allowed =
            allow_scripts(&page("default-src 'none'; script-src 'self' 'script-hashes'")).expect("it has a marker");
        let hash = hash("doSomething();");
        assert_eq!(allowed, page(&format!("default-src 'none'; script-src 'self' {hash}")));
    }

    #[test]
    fn a_script_that_was_changed_has_another_hash() {
        let renewed =
            renew_script_hashes(&page("default-src 'none'; script-src 'self' 'sha256-old='; style-src 'self'"));
        let hash = hash("doSomething();");
        let expected = page(&format!("default-src 'none'; script-src 'self' {hash}; style-src 'self'"));
        assert_eq!(renewed.expect("it has a policy"), expected);
    }

    #[test]
    fn a_page_without_a_policy_or_a_marker_is_refused() {
        assert!(allow_scripts("<p>").is_err());
        assert!(allow_scripts(&page("default-src 'none'")).is_err());
    }

    #[test]
    fn one_file_may_fetch_nothing() {
        let hosted = "default-src 'self'; script-src 'self' 'sha256-old=' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
        let (script, style) = (hash("doSomething();"), hash("p{}"));
        let single = format!(
            "default-src 'none'; script-src 'wasm-unsafe-eval' {script}; style-src {style}; \
             img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
        );
        assert_eq!(allow_inline_only(&page(hosted)).expect("it has a policy"), page(&single));
    }
}
