//! Says what tags in the rules stand for on a connection, where that is known of it and in no export.

use ipnet::Ipv4Net;

use crate::{
    check::reach::peering::{By, Joint},
    network::{
        Attachment, Fact, Id, Network, Server, ServerKind, is_region,
        security::{Extent, Tags},
    },
    outcome::Outcome,
};

/// A single server answers at addresses that `Sql` holds, in its region too; other services have others. Which
/// address it is, no export says.
///
/// Source: "Virtual network service tags" (2025), `Sql`; "Connectivity architecture in Azure Database for PostgreSQL
/// - Single Server" for the gateways of a region.
pub(super) fn name_databases(server: &Server, nets: &[Ipv4Net], tags: &mut Tags) {
    if server.kind != ServerKind::Single {
        return;
    }
    for (name, extent) in &mut tags.others {
        let (service, region) = name.split_once('.').unwrap_or((name, ""));
        let is_here = region.is_empty() || server.location.as_deref().is_some_and(|it| is_region(it, region));
        let is_azure = service.eq_ignore_ascii_case("AzureCloud");
        if (service.eq_ignore_ascii_case("Sql") || is_azure) && is_here {
            *extent = Extent { surely: nets.to_vec(), perhaps: Vec::new() };
        } else if (service.eq_ignore_ascii_case("Sql") || is_azure) && server.location.is_some() {
            // A region's tag has that region's addresses.
            *extent = Extent::default();
        } else if ["Storage", "AzureActiveDirectory"].iter().any(|it| service.eq_ignore_ascii_case(it)) {
            *extent = Extent::default();
        }
    }
}

/// A service answers at addresses that its own tag holds, in the region of those who ask for it. Which address it is, no
/// export says.
///
/// Source: "Virtual network service tags" (2025): tags of services and of regions, `AzureCloud` has them all.
pub(super) fn name_service(tag: &str, location: Option<&str>, nets: &[Ipv4Net], tags: &mut Tags) {
    for (name, extent) in &mut tags.others {
        let (service, region) = name.split_once('.').unwrap_or((name, ""));
        let is = |it: &str| service.eq_ignore_ascii_case(it);
        let is_it = is(tag) || is("AzureCloud");
        let is_another = ["Sql", "AzureActiveDirectory", "AzurePlatformDNS"].into_iter().any(is);
        if is_it && (region.is_empty() || location.is_some_and(|it| is_region(it, region))) {
            *extent = Extent { surely: nets.to_vec(), perhaps: Vec::new() };
        } else if is_another || is_it && location.is_some() {
            // A region's tag has that region's addresses.
            *extent = Extent::default();
        }
    }
}

/// What the tag `VirtualNetwork` has of the connection's other end, in a VNet or not, once the peering step is fixed. A side
/// that was read and keeps the other VNet out does so then too.
///
/// Source: "Virtual network service tags" (2025): the tag has the VNets that a virtual network gateway is connected to, and
/// the prefixes of user-defined routes.
pub(super) fn once_joined(
    network: &Network,
    joint: Option<&Joint>,
    side: Attachment<'_>,
    other: Option<&Id>,
    nets: &[Ipv4Net],
) -> Extent {
    let Some(Joint { by, found }) = joint else { return Extent::default() };
    let is_joined = found.as_ref().is_ok_and(|it| !it.is_fail());
    match by {
        By::One => return Extent::default(),
        By::Peering if is_joined => return Extent::default(),
        By::Peering => {}
        By::Vpn | By::Wan | By::Manager | By::Hop => {
            return Extent { surely: nets.to_vec(), perhaps: Vec::new() };
        }
    }
    let own = &side.vnet.origin.id;
    let said =
        |from: &Id, to: &Id| network.peering_side(from, to, |_| true).read().map_or(Fact::None, |it| it.allow_access);
    let (own_half, other_half) = match other {
        Some(other) => (said(own, other), said(other, own)),
        // A gateway stands in between: any side may be the one to its VNet.
        None if side.vnet.peerings.iter().any(|it| it.allow_access.known() == Some(&false)) => {
            (Fact::Unknown, Fact::None)
        }
        None => (Fact::None, Fact::None),
    };
    match (own_half, other_half) {
        (Fact::Known(false), _) => Extent::default(),
        (Fact::None, Fact::Unknown | Fact::None | Fact::Known(true)) | (Fact::Known(true), _)
            if found.as_ref().is_ok_and(Outcome::is_fail) =>
        {
            Extent { surely: nets.to_vec(), perhaps: Vec::new() }
        }
        _ => Extent { surely: Vec::new(), perhaps: nets.to_vec() },
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            Fact, Listing, Network, ServiceTag,
            testing::{direct, found, guard, half_mut, public, route, vnet_mut},
        },
    };

    const NSG: &str = "source/nsg";

    fn service_tag(it: &mut Network, name: &str, prefix: &str) {
        let prefixes = vec![prefix.parse().expect("a prefix")];
        it.service_tags.push(ServiceTag { name: name.to_owned(), file: 0, prefixes });
    }

    #[test]
    fn a_public_single_server_is_at_an_address_of_sql() {
        fn with(it: &mut Network, rules: &[&str]) {
            public(it);
            guard(it, "vnet-new", &[rules, &["4000 out deny * * * > * *"]].concat());
        }
        found(
            &direct(),
            NSG,
            &[
                ("no group", public, Pass),
                (
                    "only default rules",
                    |it| {
                        public(it);
                        guard(it, "vnet-new", &[]);
                    },
                    Pass,
                ),
                (
                    "only default rules, and a route for everything",
                    |it| {
                        public(it);
                        guard(it, "vnet-new", &[]);
                        route(it, "vnet-new", &["0.0.0.0/0 Internet"]);
                    },
                    Pass,
                ),
                ("everything is denied", |it| with(it, &[]), Fail),
                ("but for Sql", |it| with(it, &["100 out allow tcp * * > Sql 5432"]), Pass),
                ("but for Sql of the region", |it| with(it, &["100 out allow tcp * * > Sql.WestEurope 5432"]), Pass),
                ("but for Sql of another region", |it| with(it, &["100 out allow tcp * * > Sql.EastUS 5432"]), Fail),
                ("but for Internet", |it| with(it, &["100 out allow * * * > Internet *"]), Pass),
                ("but for the virtual network", |it| with(it, &["100 out allow * * * > VirtualNetwork *"]), Fail),
                ("but for what has a tag of its own", |it| with(it, &["100 out allow * * * > Storage *"]), Fail),
                ("but for all of Azure", |it| with(it, &["100 out allow * * * > AzureCloud *"]), Pass),
                ("but for another port", |it| with(it, &["100 out allow tcp * * > Sql 1433"]), Fail),
                (
                    "the group was not read",
                    |it| {
                        with(it, &[]);
                        it.security_groups.clear();
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn the_tag_of_a_service_has_no_private_address() {
        found(
            &direct(),
            NSG,
            &[
                (
                    "allowed, and everything else denied",
                    |it| {
                        let rules = ["100 out allow * * * > AzureMonitor *", "200 out deny * * * > * *"];
                        guard(it, "vnet-new", &rules);
                    },
                    Fail,
                ),
                ("denied", |it| guard(it, "vnet-new", &["100 out deny * * * > AzurePlatformDNS *"]), Pass),
                (
                    "with a list that has a private one",
                    |it| {
                        guard(it, "vnet-new", &["100 out deny * * * > Sql *"]);
                        service_tag(it, "Sql", "10.1.0.0/16");
                    },
                    Fail,
                ),
            ],
        );
    }

    #[test]
    fn the_virtual_network_is_what_it_is_joined_with() {
        found(
            &direct(),
            NSG,
            &[
                (
                    "the peering keeps the other VNet out",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false);
                    },
                    Fail,
                ),
                (
                    "a rule lets the address in all the same",
                    |it| {
                        guard(it, "vnet-new", &["200 out allow tcp * * > 10.1.0.4/32 5432"]);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false);
                    },
                    Pass,
                ),
                (
                    "not said whether it keeps it out",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "the peerings were not read whole",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        vnet_mut(it, "vnet-new").peerings = Listing::default();
                    },
                    Unknown,
                ),
                ("the internet is elsewhere", |it| guard(it, "vnet-new", &["200 out deny * * * > Internet *"]), Pass),
                (
                    "a tag with a list",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny * * * > Sql.WestEurope *"]);
                        service_tag(it, "sql.westeurope", "20.1.0.0/16");
                    },
                    Pass,
                ),
            ],
        );
    }

    #[test]
    fn a_peering_at_fault_is_judged_as_if_it_stood() {
        fn initiated(it: &mut Network) {
            guard(it, "vnet-new", &[]);
            half_mut(it, "vnet-new", "vnet-old").state = Some("Initiated".to_owned());
            vnet_mut(it, "vnet-old").peerings.items.clear();
        }
        found(
            &direct(),
            NSG,
            &[
                ("the other side is missing", initiated, Pass),
                (
                    "both are",
                    |it| {
                        initiated(it);
                        vnet_mut(it, "vnet-new").peerings.items.clear();
                    },
                    Pass,
                ),
                (
                    "a rule that will deny then too",
                    |it| {
                        initiated(it);
                        it.security_groups.clear();
                        guard(it, "vnet-new", &["200 out deny tcp * * > VirtualNetwork *"]);
                    },
                    Fail,
                ),
                (
                    "its side keeps the other VNet out",
                    |it| {
                        initiated(it);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false);
                    },
                    Fail,
                ),
                (
                    "not said whether its side does",
                    |it| {
                        initiated(it);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "the other side does, and its own is missing",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        vnet_mut(it, "vnet-new").peerings.items.clear();
                        half_mut(it, "vnet-old", "vnet-new").allow_access = Fact::Known(false);
                    },
                    Unknown,
                ),
                (
                    "an appliance may join them",
                    |it| {
                        initiated(it);
                        vnet_mut(it, "vnet-new").peerings.items.clear();
                        route(it, "vnet-new", &["10.1.0.0/16 VirtualAppliance"]);
                    },
                    Pass,
                ),
            ],
        );
    }
}
