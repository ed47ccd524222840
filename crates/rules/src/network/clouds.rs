//! Decides by the lists of another cloud whether a source there lets the client in, and whether packets find the way
//! back.

pub(crate) use super::cloud::all;
pub(super) use super::cloud::kind;
use super::{
    aws,
    cloud::{Clients, clients_within},
    google,
};
use crate::{
    Config, Evidence, SourceKind,
    network::{Context, Network, outbound_addresses, printed, security::public},
    outcome::Decided,
};

/// Returns whether a list of another cloud has the source by its name, its host name or its public address.
#[must_use]
pub fn is_listed(config: &Config, network: &Network) -> bool {
    kind(config, network).is_some()
}

/// Whether the cloud lets the client in at its public address; `None` where nothing of it was read, or the source is
/// elsewhere.
pub(crate) fn lets_in_publicly(context: &Context<'_>) -> Option<Decided> {
    let is_of_aws = cloud(context)?;
    let clients = clients(context, true).unwrap_or_else(|| Clients {
        nets: public(),
        words: "any public address, since the client's own is not known".to_owned(),
    });
    Some(if is_of_aws { aws::lets_in_publicly(context, &clients) } else { google::lets_in_publicly(context, &clients) })
}

/// Whether the cloud lets the client in from its subnet; `None` where nothing of it was read, or the source is elsewhere.
pub(crate) fn lets_in_privately(context: &Context<'_>) -> Option<Decided> {
    let is_of_aws = cloud(context)?;
    Some(clients_within(context).and_then(|clients| {
        if is_of_aws { aws::lets_in_privately(context, &clients) } else { google::lets_in_privately(context, &clients) }
    }))
}

/// Whether the source in the cloud is PostgreSQL, and runs; `None` where no list of that cloud has it, or it is elsewhere.
pub(crate) fn runs(context: &Context<'_>) -> Option<Decided> {
    if cloud(context)? { aws::is_ready(context) } else { google::is_ready(context) }
}

/// That the source in the cloud has no public address, where its list says so.
pub(crate) fn is_private(context: &Context<'_>) -> Option<Evidence> {
    if cloud(context)? { aws::is_private(context) } else { google::is_private(context) }
}

/// That a database in AWS has a public address, which its name leads to from outside of its VPC, or that one of Cloud SQL has
/// no other, where its list says so.
///
/// Source: `DBInstance.PubliclyAccessible` (Amazon RDS API reference, 2014-10-31).
pub(crate) fn is_public(context: &Context<'_>) -> Option<Evidence> {
    if !cloud(context)? {
        return google::is_public(context);
    }
    let (_, evidence) = cloud(context)?.then(|| aws::publicly_accessible(context)).flatten().filter(|it| it.0)?;
    Some(evidence)
}

/// The port on which a database in AWS answers, and what says so.
pub(crate) fn port(context: &Context<'_>) -> Option<(u16, Evidence)> {
    cloud(context)?.then(|| aws::database_port(context)).flatten()
}

/// Whether the routes in the cloud lead back to the client's subnet, over a VPN that is up; `None` where nothing of it was
/// read, or the source is elsewhere.
pub(crate) fn leads_back(context: &Context<'_>) -> Option<Decided> {
    let is_of_aws = cloud(context)?;
    Some(
        clients_within(context).and_then(|clients| {
            if is_of_aws { aws::leads_back(context, &clients) } else { google::leads_back(context) }
        }),
    )
}

/// The addresses that the cloud sees the client at; none where they are not known.
pub(crate) fn clients(context: &Context<'_>, is_public: bool) -> Option<Clients> {
    if !is_public {
        return clients_within(context).ok();
    }
    let side = context.client_attachment().ok()?;
    let nets = outbound_addresses(context, &side);
    (!nets.is_empty()).then(|| Clients { words: printed(&nets), nets })
}

/// Whether the source is in AWS, else in Google Cloud, where anything of that cloud was read.
pub(crate) fn cloud(context: &Context<'_>) -> Option<bool> {
    use SourceKind::{AwsAurora, AwsEc2, AwsRds, GcpAlloydb, GcpCloudSql, GcpCompute};
    let is_of_aws = match context.config.source.kind? {
        AwsRds | AwsAurora | AwsEc2 => true,
        GcpCloudSql | GcpAlloydb | GcpCompute => false,
        _ => return None,
    };
    context.network.clouds.iter().any(|it| it.kind.is_of_aws() == is_of_aws).then_some(is_of_aws)
}
