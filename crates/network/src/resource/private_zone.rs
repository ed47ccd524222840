//! Private DNS zones, their links and their records.

use std::net::Ipv4Addr;

use crate::{Fact, Id, Key, Listing, Origin, TableListing, is};

/// A private DNS zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Where it was read. Its name is the zone's.
    pub origin: Origin,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
    /// `virtualNetworkLinks`. All of them where there are as many as `numberOfVirtualNetworkLinks`.
    pub links: Listing<ZoneLink>,
    /// A record sets.
    pub records: TableListing<ARecord>,
    /// Record sets of every other type. All of them where the zone's one SOA record set stands among them, as it does in
    /// a list of all types.
    pub others: Listing<RecordSet>,
}

impl Zone {
    /// Whether a VNet may be linked to it of which no link says so.
    #[must_use]
    pub fn may_have_other_links(&self) -> bool {
        !self.links.complete || self.links.iter().any(|it| it.vnet.is_none())
    }

    /// The first A record set of a name, as it is called in the zone.
    #[must_use]
    pub fn record(&self, name: &str) -> Option<&ARecord> {
        self.records.items.by(Key::Name(name)).find(|it| it.origin.id.name().eq_ignore_ascii_case(name))
    }

    /// The CNAME record set of a name, as it is called in the zone.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<&RecordSet> {
        let is_it =
            |it: &&RecordSet| it.origin.id.kind().ends_with("/cname") && it.origin.id.name().eq_ignore_ascii_case(name);
        self.others.iter().find(is_it)
    }
}

/// A link that lets a virtual network use a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneLink {
    /// Where it was read.
    pub origin: Origin,
    /// `virtualNetwork.id`.
    pub vnet: Option<Id>,
    /// `virtualNetworkLinkState`: InProgress, Completed.
    pub state: Option<String>,
    /// `provisioningState` of Azure's last change of it: Succeeded, Creating, Updating, Deleting, Failed, Canceled.
    pub provisioning: Fact<String>,
    /// `resolutionPolicy`: Default, NxDomainRedirect; older API versions do not say it.
    pub resolution_policy: Fact<String>,
    /// `registrationEnabled`: whether the zone holds the names of the VNet's machines.
    pub registers: Fact<bool>,
}

impl ZoneLink {
    /// The `resolutionPolicy` of a link that asks public DNS for what its zone does not have.
    pub const FALLING_BACK: &str = "NxDomainRedirect";

    /// Whether it is known to fall back to public DNS for what its zone does not have.
    #[must_use]
    pub fn falls_back(&self) -> bool {
        is(self.resolution_policy.known().map(String::as_str), Self::FALLING_BACK)
    }
}

/// An A record set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ARecord {
    /// Where it was read. Its name is the record's.
    pub origin: Origin,
    /// `aRecords[].ipv4Address`.
    pub addresses: Vec<Ipv4Addr>,
}

/// A record set of another type than A, of which counts that it is there: it stands before a wildcard of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSet {
    /// Where it was read. Its name is the record's, and the last part of its type the record's type.
    pub origin: Origin,
    /// `cnameRecord.cname` as it is printed, with or without a last dot.
    pub target: Option<String>,
    /// `ttl`: how many seconds an answer may be kept.
    pub ttl: Option<u32>,
}
