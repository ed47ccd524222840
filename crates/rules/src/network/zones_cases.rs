//! Cases of private zones: what the steps of a name say where another zone, or another record, answers for it.

use crate::{
    Status::{self, Fail, Pass, Unknown},
    network::{
        Fact, Id, Listing, Network,
        testing::{ZONE, direct, found, id, origin, record_set},
    },
};

const ZONES: &str = "Microsoft.Network/privateDnsZones";
const SUFFIX: &str = "postgres.database.azure.com";

/// What is changed, then what the steps of the link and of the record say.
type Case<'a> = (&'a str, fn(&mut Network), [Status; 2]);

#[track_caller]
fn cases(rows: &[Case<'_>]) {
    for (what, change, [link, record]) in rows {
        found(&direct(), "source/zone-link-client", &[(what, *change, *link)]);
        found(&direct(), "source/a-record", &[(what, *change, *record)]);
    }
}

/// Another zone that vnet-new is linked to, with these A records: `@ 10.1.0.4`.
fn zone(network: &mut Network, name: &str, records: &[&str]) {
    let mut zone = network.zones[0].clone();
    zone.origin = origin(ZONES, name);
    for link in &mut zone.links.items {
        link.origin = origin(ZONES, &format!("{name}/virtualNetworkLinks/{}", link.origin.id.name()));
    }
    let record = zone.records.items[0].clone();
    let read = |short: &&str| {
        let (label, address) = short.split_once(' ').expect("a label and an address");
        let mut record = record.clone();
        record.origin = origin(ZONES, &format!("{name}/A/{label}"));
        record.addresses = vec![address.parse().expect("an address")];
        record
    };
    zone.records = Listing::all(records.iter().map(read).collect()).into();
    zone.others = Listing::all(vec![record_set(name, "SOA", "@", None)]);
    network.zones.push(zone);
}

/// vnet-new is not linked to the endpoint's zone.
fn unlinked(network: &mut Network) {
    network.zones[0].links.items.remove(1);
}

fn last_links(network: &mut Network) -> &mut Listing<crate::network::ZoneLink> {
    &mut network.zones.last_mut().expect("a zone").links
}

/// The endpoint's record is called so.
fn renamed(network: &mut Network, label: &str) {
    network.zones[0].records.items[0].origin.id = id(ZONES, &format!("{ZONE}/A/{label}"));
}

fn other(network: &mut Network, kind: &str, name: &str, target: Option<&str>) {
    network.zones[0].others.items.push(record_set(ZONE, kind, name, target));
}

#[test]
fn a_linked_zone_of_a_suffix_answers_before_public_dns() {
    cases(&[
        (
            "a zone of the suffix has the record",
            |it| {
                zone(it, SUFFIX, &["orders-old 10.1.0.4"]);
                unlinked(it);
            },
            [Pass, Pass],
        ),
        (
            "a zone of the suffix has a stale one, though the endpoint's zone has the right one",
            |it| zone(it, SUFFIX, &["orders-old 10.9.9.9"]),
            [Pass, Fail],
        ),
        ("a zone of the suffix has none", |it| zone(it, SUFFIX, &[]), [Pass, Fail]),
        ("a zone of the suffix has another server's", |it| zone(it, SUFFIX, &["orders-far 10.4.0.4"]), [Pass, Fail]),
        (
            "not all records of a zone of the suffix were read",
            |it| {
                zone(it, SUFFIX, &[]);
                it.zones[3].records.complete = false;
            },
            [Unknown, Unknown],
        ),
        (
            "a zone of the suffix is linked to another VNet",
            |it| {
                zone(it, SUFFIX, &[]);
                last_links(it).items.remove(1);
            },
            [Pass, Pass],
        ),
        (
            "a zone of the suffix may be linked",
            |it| {
                zone(it, SUFFIX, &[]);
                last_links(it).items.remove(1);
                last_links(it).complete = false;
            },
            [Unknown, Unknown],
        ),
        (
            "a zone of the suffix is being linked",
            |it| {
                zone(it, SUFFIX, &["orders-old 10.1.0.4"]);
                last_links(it).items[1].state = Some("InProgress".to_owned());
            },
            [Unknown, Unknown],
        ),
        (
            "a zone of the server's own name has the record",
            |it| {
                zone(it, "orders-old.postgres.database.azure.com", &["@ 10.1.0.4"]);
                unlinked(it);
            },
            [Pass, Pass],
        ),
        (
            "a zone of the server's own name has none",
            |it| zone(it, "orders-old.postgres.database.azure.com", &["www 10.1.0.4"]),
            [Pass, Fail],
        ),
        ("a zone that ends alike is no suffix", |it| zone(it, "s.database.azure.com", &[]), [Pass, Pass]),
    ]);
}

#[test]
fn of_the_linked_zones_the_longest_answers() {
    const LONGER: &str = "orders-old.privatelink.postgres.database.azure.com";
    cases(&[
        ("a longer zone has another address", |it| zone(it, LONGER, &["@ 10.9.9.9"]), [Pass, Fail]),
        ("a longer zone has none", |it| zone(it, LONGER, &[]), [Pass, Fail]),
        (
            "a longer zone has the right one, the endpoint's a stale one",
            |it| {
                it.zones[0].records.items[0].addresses = vec![[10, 9, 9, 9].into()];
                zone(it, LONGER, &["@ 10.1.0.4"]);
            },
            [Pass, Pass],
        ),
        (
            "a longer zone may be linked",
            |it| {
                zone(it, LONGER, &["@ 10.9.9.9"]);
                last_links(it).items.clear();
                last_links(it).complete = false;
            },
            [Unknown, Unknown],
        ),
        (
            "of two zones above the public name the longer is right",
            |it| {
                zone(it, "database.azure.com", &["orders-old.postgres 10.9.9.9"]);
                zone(it, SUFFIX, &["orders-old 10.1.0.4"]);
            },
            [Pass, Pass],
        ),
        (
            "of two zones above the public name the shorter is right",
            |it| {
                zone(it, "database.azure.com", &["orders-old.postgres 10.1.0.4"]);
                zone(it, SUFFIX, &["orders-old 10.9.9.9"]);
            },
            [Pass, Fail],
        ),
        (
            "whether a shorter one is linked does not matter",
            |it| {
                zone(it, "database.azure.com", &[]);
                last_links(it).items.clear();
                last_links(it).complete = false;
                zone(it, SUFFIX, &["orders-old 10.1.0.4"]);
            },
            [Pass, Pass],
        ),
    ]);
}

/// The last zone in another resource group.
fn moved(network: &mut Network) {
    let zone = network.zones.last_mut().expect("a zone");
    zone.origin.id = Id::parse(&zone.origin.id.text().replace("/rg/", "/rg-two/")).expect("an id");
}

#[test]
fn one_vnet_cannot_be_linked_to_two_zones_of_one_name() {
    cases(&[
        (
            "the files say that it is linked to both",
            |it| {
                zone(it, ZONE, &["orders-old 10.1.0.4"]);
                moved(it);
            },
            [Unknown, Unknown],
        ),
        (
            "linked to both, in the other order",
            |it| {
                zone(it, ZONE, &[]);
                moved(it);
                it.zones.swap(0, 3);
            },
            [Unknown, Unknown],
        ),
        (
            "only the other one is linked, and right",
            |it| {
                zone(it, ZONE, &["orders-old 10.1.0.4"]);
                moved(it);
                unlinked(it);
                it.zones[0].records.items.remove(0);
            },
            [Pass, Pass],
        ),
        (
            "only the other one is linked, and empty",
            |it| {
                zone(it, ZONE, &[]);
                moved(it);
                unlinked(it);
            },
            [Pass, Fail],
        ),
        (
            "only the other one is linked, and its records were not read",
            |it| {
                zone(it, ZONE, &[]);
                moved(it);
                unlinked(it);
                it.zones[3].records = crate::network::TableListing::default();
            },
            [Pass, Unknown],
        ),
        (
            "a longer zone answers before both, whatever their order",
            |it| {
                zone(it, ZONE, &[]);
                moved(it);
                zone(it, "orders-old.privatelink.postgres.database.azure.com", &["@ 10.1.0.4"]);
            },
            [Pass, Pass],
        ),
    ]);
}

#[test]
fn an_alias_within_the_zone_is_followed() {
    fn alias(network: &mut Network, to: Option<&str>) {
        renamed(network, "live");
        other(network, "CNAME", "orders-old", to);
    }
    cases(&[
        (
            "to the endpoint's record",
            |it| alias(it, Some("live.privatelink.postgres.database.azure.com")),
            [Pass, Pass],
        ),
        (
            "to another address",
            |it| alias(it, Some("orders-far.privatelink.postgres.database.azure.com")),
            [Pass, Fail],
        ),
        (
            "to a name that the zone does not have",
            |it| alias(it, Some("gone.privatelink.postgres.database.azure.com")),
            [Pass, Fail],
        ),
        ("to a name outside of the files", |it| alias(it, Some("db.corp.example")), [Unknown, Unknown]),
        ("to a name that could not be read", |it| alias(it, None), [Pass, Unknown]),
        (
            "beside the name, which has its record",
            |it| other(it, "CNAME", "www", Some("db.corp.example")),
            [Pass, Pass],
        ),
        ("to itself", |it| alias(it, Some("orders-old.privatelink.postgres.database.azure.com")), [Pass, Fail]),
    ]);
}

#[test]
fn a_wildcard_answers_only_for_names_that_are_not_there() {
    cases(&[
        ("the wildcard leads to the endpoint", |it| renamed(it, "*"), [Pass, Pass]),
        (
            "the wildcard leads elsewhere",
            |it| {
                renamed(it, "*");
                it.zones[0].records.items[0].addresses = vec![[10, 9, 9, 9].into()];
            },
            [Pass, Fail],
        ),
        (
            "a TXT record has the name",
            |it| {
                renamed(it, "*");
                other(it, "TXT", "orders-old", None);
            },
            [Pass, Fail],
        ),
        (
            "a TXT record has a name below it",
            |it| {
                renamed(it, "*");
                other(it, "TXT", "_note.orders-old", None);
            },
            [Pass, Fail],
        ),
        (
            "a TXT record has another name",
            |it| {
                renamed(it, "*");
                other(it, "TXT", "orders-far", None);
            },
            [Pass, Pass],
        ),
        ("a TXT record has the name, and an A record too", |it| other(it, "TXT", "orders-old", None), [Pass, Pass]),
        (
            "only A records were listed",
            |it| {
                renamed(it, "*");
                it.zones[0].others = Listing::default();
            },
            [Pass, Unknown],
        ),
    ]);
}

#[test]
fn a_private_server_is_not_found_by_falling_back_to_public_dns() {
    fn without(network: &mut Network, policy: Fact<&str>) {
        network.zones[0].records.items.remove(0);
        network.zones[0].links.items[1].resolution_policy = policy.map(str::to_owned);
    }
    cases(&[
        ("Default", |it| without(it, Fact::Known("Default")), [Pass, Fail]),
        ("NxDomainRedirect", |it| without(it, Fact::Known("NxDomainRedirect")), [Pass, Fail]),
        ("not known", |it| without(it, Fact::Unknown), [Pass, Fail]),
        (
            "NxDomainRedirect, and the record is there",
            |it| it.zones[0].links.items[1].resolution_policy = Fact::Known("NxDomainRedirect".to_owned()),
            [Pass, Pass],
        ),
    ]);
}

#[test]
fn a_public_server_is_found_by_falling_back_to_public_dns() {
    /// A public source whose private endpoint waits for approval.
    fn waiting(network: &mut Network) {
        network.servers[0].public_access = Fact::Known(true);
        network.servers[0].endpoint_connections.items[0].status = Some("Pending".to_owned());
        network.zones[0].records.items.remove(0);
    }
    fn redirecting(network: &mut Network) {
        network.zones[0].links.items[1].resolution_policy = Fact::Known("NxDomainRedirect".to_owned());
    }
    found(
        &direct(),
        "source/shadowing-zone",
        &[
            ("no such name, and no fallback", waiting, Fail),
            (
                "no such name, and the fallback",
                |it| {
                    waiting(it);
                    redirecting(it);
                },
                Pass,
            ),
            // Source: "Fallback to internet for Azure Private DNS zones" (2025-02-11): of zones of Private Link only.
            (
                "a zone of the suffix cannot fall back",
                |it| {
                    waiting(it);
                    it.servers[0].endpoint_connections = Listing::all(Vec::new());
                    it.endpoints.clear();
                    redirecting(it);
                    it.zones[0].origin = origin(ZONES, SUFFIX);
                },
                Fail,
            ),
        ],
    );
}

#[test]
fn a_vnet_integrated_servers_record_leads_into_its_subnet() {
    fn leads(network: &mut Network, address: [u8; 4]) {
        network.zones[1].links = network.zones[2].links.clone();
        network.zones[1].records.items[0].addresses = vec![address.into()];
    }
    let config = crate::network::testing::config(&[
        "source.name=orders-old",
        "target.name=orders-new",
        "runtime.used=true",
        "runtime.name=mover",
    ]);
    found(
        &config,
        "target/zone-link-client",
        &[
            ("into it", |it| leads(it, [10, 2, 0, 4]), Pass),
            ("out of its VNet", |it| leads(it, [10, 99, 0, 4]), Fail),
            ("into another VNet", |it| leads(it, [10, 1, 0, 4]), Fail),
            ("into another subnet of its VNet", |it| leads(it, [10, 2, 7, 4]), Unknown),
            (
                "to an address that may be of its VNet",
                |it| {
                    leads(it, [10, 2, 7, 4]);
                    it.vnets[1].prefixes = Fact::Unknown;
                },
                Unknown,
            ),
            (
                "nowhere: the zone is empty",
                |it| {
                    leads(it, [10, 2, 0, 4]);
                    it.zones[1].records.items.clear();
                },
                Fail,
            ),
            (
                "one of two records leads into it",
                |it| {
                    leads(it, [10, 99, 0, 4]);
                    let mut second = it.zones[1].records.items[0].clone();
                    second.addresses = vec![[10, 2, 0, 9].into()];
                    it.zones[1].records.items.push(second);
                },
                Pass,
            ),
            (
                "out of its VNet, and more records may be",
                |it| {
                    leads(it, [10, 99, 0, 4]);
                    it.zones[1].records.complete = false;
                },
                Unknown,
            ),
        ],
    );
}
