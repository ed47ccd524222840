//! Pseudonyms in ids, which are paths of types and names, and in texts that may be a name, a host, an address or an id.

use std::net::IpAddr;

use pgreach_network::Id;

use super::Mask;

/// What a resource of a type is called: the last part of the type, and the word. Any other type is masked like a name.
const WORDS: [(&str, &str); 62] = [
    ("a", "record"),
    ("aaaa", "record"),
    ("applicationSecurityGroups", "asg"),
    ("azureFirewalls", "firewall"),
    ("cname", "record"),
    ("connections", "connection"),
    ("connectivityConfigurations", "configuration"),
    ("defaultSecurityRules", "rule"),
    ("dnsForwardingRulesets", "ruleset"),
    ("dnsResolverDomainLists", "domain-list"),
    ("dnsResolverPolicies", "policy"),
    ("dnsResolvers", "resolver"),
    ("dnsSecurityRules", "rule"),
    ("expressRouteCircuits", "circuit"),
    ("firewallPolicies", "policy"),
    ("firewallRules", "rule"),
    ("flexibleServers", "server"),
    ("forwardingRules", "rule"),
    ("hubRouteTables", "route-table"),
    ("hubVirtualNetworkConnections", "connection"),
    ("inboundEndpoints", "inbound"),
    ("ipGroups", "ip-group"),
    ("loadBalancers", "balancer"),
    ("localNetworkGateways", "local-gateway"),
    ("migrationProperties", "migration"),
    ("migrations", "migration"),
    ("mx", "record"),
    ("natGateways", "nat"),
    ("networkGroups", "network-group"),
    ("networkInterfaces", "nic"),
    ("networkManagers", "network-manager"),
    ("networkSecurityGroups", "nsg"),
    ("privateDnsZoneGroups", "zone-group"),
    ("privateDnsZones", "zone"),
    ("privateEndpointConnections", "connection"),
    ("privateEndpoints", "endpoint"),
    ("privateLinkServices", "endpoint"),
    ("ptr", "record"),
    ("publicIPAddresses", "public-address"),
    ("publicIPPrefixes", "public-address"),
    ("routes", "route"),
    ("routeTables", "route-table"),
    ("routingIntent", "intent"),
    ("ruleCollectionGroups", "rule"),
    ("ruleCollections", "rule"),
    ("rules", "rule"),
    ("securityAdminConfigurations", "configuration"),
    ("securityRules", "rule"),
    ("servers", "server"),
    ("soa", "record"),
    ("srv", "record"),
    ("staticMembers", "member"),
    ("subnets", "subnet"),
    ("txt", "record"),
    ("virtualHubs", "hub"),
    ("virtualMachines", "machine"),
    ("virtualNetworkGateways", "gateway"),
    ("virtualNetworkLinks", "link"),
    ("virtualNetworkPeerings", "peering"),
    ("virtualNetworkRules", "rule"),
    ("virtualNetworks", "vnet"),
    ("virtualWans", "wan"),
];

/// What the next part of an id is.
enum Part {
    /// What the one after it is: `subscriptions`, `providers`, or a type.
    Key,
    /// As `Microsoft.Network`.
    Provider,
    /// The name of a thing.
    Name(&'static str),
}

impl Mask {
    /// Puts a pseudonym in place of a name, a host name, an address or an id.
    pub(super) fn text(&mut self, what: &'static str, text: &mut String) {
        *text = match Id::parse(text) {
            Some(id) => self.parts(id.text()),
            // A server may be given as "group/server".
            None => text.split('/').map(|it| self.one(what, it)).collect::<Vec<_>>().join("/"),
        };
    }

    pub(super) fn id(&mut self, id: &mut Id) {
        // The parts that make it an id stay, so the masked text is one.
        if let Some(masked) = Id::parse(&self.parts(id.text())) {
            *id = masked;
        }
    }

    fn parts(&mut self, id: &str) -> String {
        let mut next = Part::Key;
        let mut is_in_provider = false;
        let mut masked = Vec::new();
        for part in id.split('/') {
            let is = |word: &str| part.eq_ignore_ascii_case(word);
            let word = WORDS.iter().find(|(kind, _)| is(kind)).map(|(_, word)| *word);
            let (text, then) = match next {
                _ if is("providers") => (part.to_owned(), Part::Provider),
                Part::Key if part.is_empty() => (String::new(), Part::Key),
                Part::Key if is("subscriptions") => (part.to_owned(), Part::Name("subscription")),
                Part::Key if is("resourceGroups") => (part.to_owned(), Part::Name("group")),
                Part::Key if is_in_provider && word.is_some() => {
                    (part.to_owned(), Part::Name(word.unwrap_or("resource")))
                }
                Part::Key => (self.one("resource", part), Part::Name("resource")),
                Part::Provider if part.to_ascii_lowercase().starts_with("microsoft.") => (part.to_owned(), Part::Key),
                Part::Provider => (self.one("provider", part), Part::Key),
                Part::Name("vnet") if part.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("HV_")) => {
                    (self.hub_vnet(part), Part::Key)
                }
                Part::Name(what) => (self.one(what, part), Part::Key),
            };
            is_in_provider = is_in_provider || matches!(next, Part::Provider);
            masked.push(text);
            next = then;
        }
        masked.join("/")
    }

    /// The pseudonym of the VNet that Azure made of a hub of Virtual WAN: by its first letters and the hub's name it is known to
    /// be that of this hub.
    fn hub_vnet(&mut self, name: &str) -> String {
        let hub = name.get(3..).unwrap_or_default();
        let hub = hub.rsplit_once('_').map_or(hub, |it| it.0);
        format!("HV_{}_{}", self.names.name("hub", hub), self.names.name("vnet", name))
    }

    fn one(&mut self, what: &'static str, text: &str) -> String {
        match text.parse() {
            Ok(IpAddr::V4(address)) => {
                self.places.see(address.into());
                self.addresses.address(address).to_string()
            }
            // No check looks at one, but it has to stay an address: it is no host name.
            Ok(IpAddr::V6(_)) => self.names.ipv6(text),
            Err(_) => self.names.name(what, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mask, PseudonymKey};

    #[test]
    fn a_text_stays_what_it_is() {
        let mut mask = Mask::new(PseudonymKey([7; 16]));
        for (text, masked) in [
            ("orders-old", "server-1"),
            (
                "/subscriptions/0b1f6471/resourceGroups/Shop/providers/Microsoft.DBforPostgreSQL/servers/Orders-Old",
                "/subscriptions/subscription-1/resourceGroups/group-1/providers/Microsoft.DBforPostgreSQL/servers/server-1",
            ),
            (
                "/SUBSCRIPTIONS/0B1F6471/RESOURCEGROUPS/SHOP/PROVIDERS/MICROSOFT.NETWORK/VIRTUALNETWORKS/HUB/SUBNETS/GATEWAYSUBNET",
                "/SUBSCRIPTIONS/subscription-1/RESOURCEGROUPS/group-1/PROVIDERS/MICROSOFT.NETWORK/VIRTUALNETWORKS/vnet-1/SUBNETS/GATEWAYSUBNET",
            ),
            (
                "/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com/A/orders-old",
                "/providers/Microsoft.Network/privateDnsZones/privatelink.postgres.database.azure.com/A/server-1",
            ),
            // A type that is not known may be a name in the wrong place.
            (
                "/providers/Contoso.Cloud/Microsoft.Secret/x",
                "/providers/provider-1.provider-2/resource-1.resource-2/resource-3",
            ),
            ("/odd/providers/providers/Fabrikam", "/resource-4/providers/providers/provider-3"),
            ("shop/orders-old", "group-1/server-1"),
            ("168.63.129.16", "168.63.129.16"),
            ("2a01:111::7", "2001:db8::1"),
            ("2A01:111::7", "2001:db8::1"),
            ("", ""),
        ] {
            let mut text = text.to_owned();
            mask.text("server", &mut text);
            assert_eq!(text, masked);
        }
    }
}
