//! Pseudonyms for names: a word that says what it is, and a number in the order of first appearance.

use std::collections::{HashMap, HashSet};

/// The domains of Azure Database for PostgreSQL in each cloud, and of Amazon RDS, whose names public DNS knows. A name that ends with a part of one keeps that part.
const DOMAINS: [&str; 7] = [
    "postgres.database.azure.com",
    "postgres.database.chinacloudapi.cn",
    "postgres.database.usgovcloudapi.net",
    "postgres.database.cloudapi.de",
    "postgres.cosmos.azure.com",
    "rds.amazonaws.com",
    "rds.amazonaws.com.cn",
];

/// Names that Azure or pgreach gives, and that the checks or the reader know by.
const KEPT: &[&str] = &[
    "",
    "*",
    "@",
    "default",
    "private",
    "privatelink",
    // Subnets that only one service may use.
    "AzureBastionSubnet",
    "AzureFirewallManagementSubnet",
    "AzureFirewallSubnet",
    "GatewaySubnet",
    "RouteServerSubnet",
    // Route tables of a hub.
    "defaultRouteTable",
    "none",
    "noneRouteTable",
    // What effective rules put before a name, and the rules that every security group has.
    "defaultSecurityRules",
    "securityRules",
    "AllowAzureLoadBalancerInBound",
    "AllowInternetOutBound",
    "AllowVnetInBound",
    "AllowVnetOutBound",
    "DenyAllInBound",
    "DenyAllOutBound",
    // The switch "Allow access to Azure services" of a server's firewall.
    "AllowAllAzureIps",
    "AllowAllWindowsAzureIps",
];

/// The pseudonyms that were given.
#[derive(Default)]
pub(super) struct Names {
    /// By the name in lower case.
    given: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
    /// What no pseudonym may be.
    taken: HashSet<String>,
}

impl Names {
    /// None given yet, and none that is a real name here.
    pub(super) fn avoiding(self) -> Self {
        Self { taken: self.given.into_keys().collect(), ..Self::default() }
    }

    /// The pseudonym of a name or a host name, label by label.
    pub(super) fn name(&mut self, what: &'static str, name: &str) -> String {
        let public = public_part(name);
        let own = name.get(..name.len() - public.len()).unwrap_or_default();
        let labels: Vec<String> = own.split('.').map(|it| self.label(what, it)).collect();
        labels.join(".") + public
    }

    /// The pseudonym of an address of IPv6, in the range that is kept for documents.
    pub(super) fn ipv6(&mut self, address: &str) -> String {
        self.label("ipv6", address).replacen("ipv6-", "2001:db8::", 1)
    }

    fn label(&mut self, what: &'static str, label: &str) -> String {
        if KEPT.iter().any(|it| it.eq_ignore_ascii_case(label)) {
            return label.to_owned();
        }
        let key = label.to_ascii_lowercase();
        if let Some(given) = self.given.get(&key) {
            return given.clone();
        }
        let count = self.counts.entry(what).or_default();
        let pseudonym = loop {
            *count += 1;
            let pseudonym = format!("{what}-{count}");
            if !self.taken.contains(&pseudonym) {
                break pseudonym;
            }
        };
        self.given.insert(key, pseudonym.clone());
        pseudonym
    }
}

/// The end of a host name that is part of a cloud's domain, from its dot on. A domain by itself is all public.
fn public_part(name: &str) -> &str {
    let is_end = |part: &str| {
        let part = part.trim_end_matches('.').to_ascii_lowercase();
        DOMAINS.iter().any(|it| it.strip_suffix(&part).is_some_and(|it| it.is_empty() || it.ends_with('.')))
    };
    if DOMAINS.iter().any(|it| it.eq_ignore_ascii_case(name)) || is_end(name) {
        return name;
    }
    let ends = name.match_indices('.').filter_map(|(at, _)| name.get(at..));
    ends.into_iter().find(|it| it.strip_prefix('.').is_some_and(is_end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn a_name_is_replaced_label_by_label_and_always_alike() {
        let mut names = Names::default();
        for (what, name, pseudonym) in [
            ("server", "orders-old", "server-1"),
            ("server", "ORDERS-old.postgres.database.azure.com", "server-1.postgres.database.azure.com"),
            ("record", "Orders-Old", "server-1"),
            ("zone", "privatelink.postgres.database.azure.com", "privatelink.postgres.database.azure.com"),
            ("zone", "orders-new.private.postgres.database.azure.com", "zone-1.private.postgres.database.azure.com"),
            ("server", "orders-new", "zone-1"),
            ("server", "db.corp.local", "server-2.server-3.server-4"),
            ("zone", "corp.local", "server-3.server-4"),
            ("zone", "contoso.com", "zone-2.com"),
            ("zone", "postgres.database.azure.com", "postgres.database.azure.com"),
            // Only a whole label ends a domain, and a server may be called like a part of it.
            ("zone", "mypostgres.database.azure.com", "zone-3.database.azure.com"),
            ("server", "postgres.postgres.database.azure.com", "server-5.postgres.database.azure.com"),
            ("server", "postgres", "server-5"),
            ("subnet", "gatewaysubnet", "gatewaysubnet"),
            ("server", "orders-old.postgres.database.azure.com.", "server-1.postgres.database.azure.com."),
            ("record", "@", "@"),
        ] {
            assert_eq!(names.name(what, name), pseudonym, "{name}");
        }
    }

    #[test]
    fn what_somebody_is_called_is_nobodys_pseudonym() {
        let mut learning = Names::default();
        for name in ["vnet-a", "VNET-1"] {
            learning.name("vnet", name);
        }
        let mut names = learning.avoiding();
        assert_eq!(["vnet-a", "vnet-1"].map(|it| names.name("vnet", it)), ["vnet-2", "vnet-3"]);
    }
}
