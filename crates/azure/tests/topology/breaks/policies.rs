//! DNS security policies, and resolvers and rules that go wrong.

use serde_json::json;

use crate::topology::{
    breaks::Row,
    names::{
        private_to_vnet_by_alias, private_to_vnet_by_policy, private_to_vnet_by_rule, private_to_vnet_through_resolver,
    },
    reference,
};

const NETWORKS: &str = "Microsoft.Network/virtualNetworks";

/// Faults, and changes beside them that are none.
pub(crate) const FAULTS: &[Row] = &[
    (
        private_to_vnet_by_policy,
        "the policy blocks every name of PostgreSQL",
        |it| it.set("bad", "domains", json!(["database.azure.com."])),
        &["source/dns-servers fail"],
    ),
    (
        private_to_vnet_by_policy,
        "the policy blocks every name",
        |it| it.set("bad", "domains", json!(["."])),
        &["source/dns-servers fail"],
    ),
    (
        private_to_vnet_by_policy,
        "the policy blocks the names in the endpoint's zone, to which the name is sent on",
        |it| it.set("bad", "domains", json!(["privatelink.postgres.database.azure.com."])),
        &["source/dns-servers unknown"],
    ),
    (
        private_to_vnet_by_policy,
        "a rule that blocks the name is disabled",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.set("guard/dnsSecurityRules/block", "dnsSecurityRuleState", "Disabled");
        },
        &[],
    ),
    (
        private_to_vnet_by_policy,
        "the policy only reports the name",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.set("guard/dnsSecurityRules/block", "action.actionType", "Alert");
        },
        &[],
    ),
    (
        private_to_vnet_by_policy,
        "a rule before it allows the name",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.set("good", "domains", json!(["azure.com."]));
        },
        &[],
    ),
    (
        private_to_vnet_by_policy,
        "a rule behind it allows the name",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.set("good", "domains", json!(["azure.com."]));
            it.set("guard/dnsSecurityRules/allow", "priority", 300);
        },
        &["source/dns-servers fail"],
    ),
    (
        private_to_vnet_by_policy,
        "the policy is linked to another network",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.set("guard/virtualNetworkLinks/vnet-new", "virtualNetwork", reference(NETWORKS, "vnet-old"));
        },
        &[],
    ),
    (
        private_to_vnet_by_policy,
        "the links are in no file, and the policy is of another region",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.lose("dns-policy-links.json");
            it.set("guard", "location", "eastus");
        },
        &[],
    ),
    (
        private_to_vnet_by_policy,
        "the links are in no file",
        |it| {
            it.set("bad", "domains", json!(["."]));
            it.lose("dns-policy-links.json");
        },
        &["source/dns-servers unknown (dns-policy guard)"],
    ),
    (
        private_to_vnet_by_policy,
        "the links are in no file, and no rule is for the name",
        |it| it.lose("dns-policy-links.json"),
        &[],
    ),
    (
        private_to_vnet_by_policy,
        "the rules are in no file",
        |it| it.lose("dns-rules.json"),
        &["source/dns-servers unknown (dns-policy guard)"],
    ),
    (
        private_to_vnet_by_policy,
        "the domain lists are in no file",
        |it| it.lose("domain-lists.json"),
        &["source/dns-servers unknown (dns-policy guard)"],
    ),
    (
        private_to_vnet_by_alias,
        "the alias leads to a name that its zone does not have",
        |it| it.set("CNAME/orders-old", "cnameRecord.cname", "db02.corp.example."),
        &["source/a-record fail"],
    ),
    (
        private_to_vnet_through_resolver,
        "the resolver has another address",
        |it| it.set("resolver/inboundEndpoints/in", "ipConfigurations[0].privateIpAddress", "10.1.9.5"),
        &["source/dns-servers unknown", "source/zone-link-client unknown"],
    ),
    (
        private_to_vnet_by_rule,
        "the rule is disabled",
        |it| it.set("rules/forwardingRules/azure", "forwardingRuleState", "Disabled"),
        &["source/zone-link-client fail"],
    ),
    (
        private_to_vnet_by_rule,
        "the rule sends the name to servers of the people's own",
        |it| {
            it.set(
                "rules/forwardingRules/azure",
                "targetDnsServers",
                json!([{ "ipAddress": "10.20.0.53", "port": 53 }]),
            );
        },
        &["source/zone-link-client unknown", "source/a-record unknown"],
    ),
];
