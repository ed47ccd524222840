//! Tests that what was understood is written, and read back to the same.

mod networks;

use pgreach_azure::{PseudonymKey, read, redact, write};
use pgreach_network::Network;
use pgreach_rules::{Config, Resource};
use proptest::prelude::*;

use networks::{config, network};

/// The resources as they are read from a Config, in a file of this name.
fn read_back(file: &str, resources: &[Resource]) -> Network {
    let texts: Vec<&str> = resources.iter().map(|Resource(text)| text.as_str()).collect();
    let mut network = read([(file, texts.join("\n").as_bytes())]).network;
    // What is unknown is written so that it cannot be read.
    network.not_read.clear();
    network
}

/// Asserts that two networks are the same, and shows no more than the first thing that differs.
#[track_caller]
fn same(one: &Network, other: &Network) {
    macro_rules! each {
        ($($part:ident $(. $of:ident)?),+) => { $(
            for (one, other) in one.$part$(.$of)?.iter().zip(&other.$part$(.$of)?) {
                assert_eq!(one, other);
            }
            assert_eq!(one.$part$(.$of)?.len(), other.$part$(.$of)?.len(), "{}", stringify!($part$(.$of)?));
        )+ };
    }
    each!(
        files,
        servers,
        migrations,
        vnets,
        security_groups,
        effective_rules,
        nics,
        machines,
        route_tables,
        effective_routes
    );
    each!(endpoints, zone_groups, ungrouped, zones, inbound_endpoints, rulesets, dns_policies, domain_lists);
    each!(self_run.hba_files, self_run.listening, self_run.sockets, self_run.host_firewalls);
    assert_eq!(one.clouds, other.clouds);
    each!(gateways, gateway_connections, local_gateways, tags, service_tags);
    each!(
        joins.firewalls,
        joins.policies,
        joins.ip_groups,
        joins.balancers,
        joins.nat_gateways,
        joins.public_addresses
    );
    each!(joins.hubs, joins.circuits, joins.members, joins.connectivity, joins.admin_rules, joins.admin_parents);
    each!(joins.effective_connectivity, joins.effective_admin_rules);
    assert_eq!(one, other);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(network in network()) {
        same(&read_back(&network.files[0], &write(&network)), &network);
    }

    #[test]
    fn a_config_keeps_what_is_written(network in network()) {
        let config = Config { resources: write(&network), ..Config::default() };
        let again = Config::from_json(&config.to_json()).expect("it is a Config");
        same(&read_back(&network.files[0], &again.resources), &network);
    }

    #[test]
    fn what_others_may_see_is_read_back_too(config in config(), network in network(), key: [u8; 16]) {
        let config = Config { resources: write(&network), ..config };
        let (config, network) = redact(&config, &network, PseudonymKey(key));
        same(&read_back(&network.files[0], &config.resources), &network);
    }
}
