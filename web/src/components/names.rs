//! Writes names in a line, as of the steps that pass.

/// Names in a line, each once.
pub(super) fn each_once(names: &mut dyn Iterator<Item = &'static str>) -> String {
    let mut once: Vec<&str> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once.join(", ")
}
