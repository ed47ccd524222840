//! Finds what a source that people run themselves says of itself: its settings and its `pg_hba.conf`.

use pgreach_network::Listening;

use crate::{
    Config, Evidence, SourceKind,
    network::Network,
    outcome::{Decided, Reason, Undecided},
};

/// Whether people run a source of this kind themselves, so that PostgreSQL's own files are to be had.
pub(crate) const fn is_self_run(config: &Config) -> Option<bool> {
    use SourceKind::{AwsEc2, AzureVm, Edb, GcpCompute, OnPremises, Other};
    match config.source.kind {
        Some(OnPremises | AzureVm | AwsEc2 | GcpCompute | Edb | Other) => Some(true),
        Some(_) => Some(false),
        None => None,
    }
}

/// What the source itself says of one of its settings, and the place of the file that does, where one does. It may say each of
/// them in another file: one `SHOW` after another.
///
/// Undecided where two files differ in it.
pub(crate) fn in_effect<T: PartialEq>(
    network: &Network,
    setting: &'static str,
    of: impl Fn(&Listening) -> Option<T>,
) -> Decided<Option<(T, usize)>> {
    let mut said =
        network.self_run.listening.iter().filter(|it| it.is_in_effect).filter_map(|it| Some((of(it)?, it.file)));
    let Some(first) = said.next() else { return Ok(None) };
    match said.find(|it| it.0 != first.0) {
        None => Ok(Some(first)),
        Some((_, other)) => {
            Err(Undecided::new(Reason::Contradiction, format!("The files differ in what {setting} of the source is."))
                .showing([first.1, other].map(|it| of_source(network, it, setting, "one of two values"))))
        }
    }
}

/// A line of one of the source's own files as evidence.
pub(crate) fn of_source(
    network: &Network,
    file: usize,
    property: impl Into<String>,
    value: impl Into<String>,
) -> Evidence {
    Evidence {
        resource: "PostgreSQL".to_owned(),
        property: property.into(),
        value: value.into(),
        id: None,
        file: network.files.get(file).cloned(),
    }
}
