//! The documents that pgreach stands on, with the sections that it shows.

use serde::Serialize;

/// A published document.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// Its title.
    pub title: &'static str,
    /// The date of the revision that the rules were read from, as `2023-06-14`; empty where no rule was read from it.
    pub revision: &'static str,
    /// Its address.
    pub url: &'static str,
}

/// A section of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "WrittenSection")]
pub struct Section {
    /// The document.
    pub document: &'static Document,
    /// The heading; the document's title where the document as a whole applies.
    pub title: &'static str,
    /// The heading's anchor, with its `#`; empty for the document as a whole.
    pub anchor: &'static str,
}

impl Section {
    /// How to read it, where its heading does not say it all.
    #[must_use]
    pub fn note(&self) -> Option<&'static str> {
        if self == &OTHER_CLOUD {
            return Some(
                "Read its part for public or for private access. It also fits servers that you run yourself there.",
            );
        }
        if self.document == &RUNTIME_GUIDE {
            return Some("The guide is Scenario 8 there. Newer revisions have left it out.");
        }
        None
    }
}

impl Section {
    /// The address of the section.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}{}", self.document.url, self.anchor)
    }

    const fn whole(document: &'static Document) -> Self {
        Self { document, title: document.title, anchor: "" }
    }
}

/// A section of a guide, with its address.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Section"))]
pub(crate) struct WrittenSection {
    /// The title of the document.
    document: &'static str,
    /// The heading.
    title: &'static str,
    /// The date of the document's revision that the rules were read from, as `2023-06-14`.
    revision: &'static str,
    /// Its address.
    url: String,
    /// How to read it, where its heading does not say it all.
    note: Option<&'static str>,
}

impl From<Section> for WrittenSection {
    fn from(section: Section) -> Self {
        let Document { title: document, revision, .. } = *section.document;
        Self { document, title: section.title, revision, url: section.url(), note: section.note() }
    }
}

/// A section as something to read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "WrittenLink")]
pub struct Link(pub &'static Section);

/// Something to read.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Link"))]
pub(crate) struct WrittenLink {
    /// Its title.
    title: &'static str,
    /// Its address.
    url: String,
}

impl From<Link> for WrittenLink {
    fn from(Link(section): Link) -> Self {
        Self { title: section.title, url: section.url() }
    }
}

macro_rules! documents {
    ($($(#[$about:meta])* $name:ident = $title:literal, $revision:literal, $url:literal;)+) => {
        $($(#[$about])* pub static $name: Document = Document { title: $title, revision: $revision, url: $url };)+
        /// Every document.
        pub static DOCUMENTS: &[&Document] = &[$(&$name,)+];
    };
}

macro_rules! sections {
    ($($(#[$about:meta])* $name:ident = $document:ident, $title:literal, $anchor:literal;)+) => {
        $($(#[$about])* pub static $name: Section = Section { document: &$document, title: $title, anchor: $anchor };)+
    };
}

documents! {
    /// The troubleshooting guide of the Single to Flex migration tool.
    TROUBLESHOOTING = "Troubleshooting networking and connectivity errors in Single to Flex Migration tool", "2023-06-14",
        "https://github.com/MicrosoftDocs/azure-docs/blob/df9ae8bdfd0eeb0c1bd4abd1fd9d1ed00839c203/articles/postgresql/migrate/troubleshooting-networking-and-connectivity-issues.md";
    /// The guide of the migration runtime server. It has become Scenario 8 of the network guide, and the single server is gone
    /// from there since: the address shows the last revision that has it.
    RUNTIME_GUIDE = "Network guide using Migration Runtime Server", "2024-06-19",
        "https://github.com/MicrosoftDocs/azure-databases-docs/blob/02b794671eb05accf6c340905a6396fc1cc630bd/articles/postgresql/migrate/migration-service/how-to-network-setup-migration-service.md";
    /// The network guide of the migration service.
    NETWORK_SCENARIOS = "Network scenarios for the migration service in Azure Database for PostgreSQL", "2025-02-07",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/how-to-network-setup-migration-service";
    /// What the runtime server is.
    RUNTIME_SERVER = "Migration runtime server", "2025-07-21",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/concepts-migration-service-runtime-server";
    /// Private Link for flexible server.
    PRIVATE_LINK = "Azure Database for PostgreSQL networking with Private Link", "2026-07-13",
        "https://learn.microsoft.com/azure/postgresql/network/concepts-networking-private-link";
    /// VNet integration of flexible server.
    VNET_INTEGRATION = "Network with private access (virtual network integration)", "2024-06-27",
        "https://learn.microsoft.com/azure/postgresql/network/concepts-networking-private";
    /// Public access of flexible server.
    PUBLIC_ACCESS = "Networking overview with public access (allowed IP addresses)", "2025-11-06",
        "https://learn.microsoft.com/azure/postgresql/network/concepts-networking-public";
    /// Virtual network rules of single server.
    SINGLE_VNET_RULES = "Use Virtual Network service endpoints and rules (single server)", "2023-06-24",
        "https://learn.microsoft.com/previous-versions/azure/postgresql/single-server/concepts-data-access-and-security-vnet";
    /// Firewall rules of single server.
    SINGLE_FIREWALL = "Firewall rules in Azure Database for PostgreSQL (single server)", "2023-06-24",
        "https://learn.microsoft.com/previous-versions/azure/postgresql/single-server/concepts-firewall-rules";
    /// Private Link for single server.
    SINGLE_PRIVATE_LINK = "Private Link for Azure Database for PostgreSQL (single server)", "2023-06-24",
        "https://learn.microsoft.com/previous-versions/azure/postgresql/single-server/concepts-data-access-and-security-private-link";
    /// Zones and names of private endpoints.
    ENDPOINT_DNS = "Azure Private Endpoint private DNS zone values", "2023-11-15",
        "https://learn.microsoft.com/azure/private-link/private-endpoint-dns";
    /// What a private endpoint is.
    ENDPOINT_OVERVIEW = "What is a private endpoint?", "2023-08-02",
        "https://learn.microsoft.com/azure/private-link/private-endpoint-overview";
    /// Network policies of private endpoints.
    ENDPOINT_POLICIES = "Manage network policies for private endpoints", "2024-12-04",
        "https://learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy";
    /// Network security groups.
    SECURITY_GROUPS = "Azure network security groups overview", "2025-07-15",
        "https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview";
    /// Peering of virtual networks.
    PEERING = "Create, change, or delete a virtual network peering", "2024-06-27",
        "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering";
    /// Routes of virtual networks.
    ROUTING = "Virtual network traffic routing", "2023-05-27",
        "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview";
    /// Links of a private zone.
    ZONE_LINKS = "What is a virtual network link?", "2022-09-27",
        "https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links";
    /// How servers in a virtual network find names, and which DNS server is asked first.
    NAME_RESOLUTION = "Name resolution for resources in Azure virtual networks", "2024-08-02",
        "https://learn.microsoft.com/azure/virtual-network/virtual-networks-name-resolution-for-vms-and-role-instances";
    /// What a link of a private zone does with names that the zone does not have.
    ZONE_FALLBACK = "Fallback to internet for Azure Private DNS zones", "2024-11-06",
        "https://learn.microsoft.com/azure/dns/private-dns-fallback";
    /// How questions for names are forwarded from a virtual network.
    RULESETS = "Azure DNS Private Resolver endpoints and rulesets", "2025-07-11",
        "https://learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets";
    /// How a flexible server is stopped and started.
    STOP_START = "Stop/start an Azure Database for PostgreSQL flexible server", "2024-04-30",
        "https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-stop-start-server-portal";
    /// Where a single server answers.
    SINGLE_CONNECTIVITY = "Connectivity architecture in Azure Database for PostgreSQL (single server)", "2023-03-09",
        "https://learn.microsoft.com/previous-versions/azure/postgresql/single-server/concepts-connectivity-architecture";
    /// What an elastic cluster cannot do.
    ELASTIC_CLUSTERS = "Frequently asked questions about elastic clusters in Azure Database for PostgreSQL", "2025-11-18",
        "https://learn.microsoft.com/azure/postgresql/elastic-clusters/concepts-elastic-clusters-limitations";
    /// What a source that people run themselves needs.
    SELF_RUN = "Migrate offline from Azure VM or an on-premises PostgreSQL with the migration service", "2025-07-21",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/tutorial-migration-service-iaas-offline";
    /// What the error codes of the migration service mean.
    ERROR_CODES = "Troubleshoot the migration service error codes for Azure Database for PostgreSQL", "2025-02-07",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/troubleshoot-error-codes";
    /// What the migration service cannot do.
    KNOWN_ISSUES = "Known issues and limitations for the migration service in Azure Database for PostgreSQL", "2025-02-07",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/concepts-known-issues-migration-service";
    /// Dump and restore.
    DUMP_RESTORE = "Upgrade your PostgreSQL database using dump and restore", "2023-06-24",
        "https://learn.microsoft.com/azure/postgresql/migrate/how-to-migrate-using-dump-and-restore";
    /// What the migration service is, and where it is started.
    OVERVIEW = "What is the migration service in Azure Database for PostgreSQL?", "2025-02-07",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/overview-migration-service-postgresql";
    /// How to migrate from Amazon RDS.
    FROM_RDS = "Migrate offline from Amazon RDS for PostgreSQL with the migration service", "2025-07-21",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/tutorial-migration-service-rds-offline";
    /// How to migrate from Amazon Aurora.
    FROM_AURORA = "Migrate offline from Amazon Aurora PostgreSQL with the migration service", "",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/tutorial-migration-service-aurora-offline";
    /// How to migrate from Google Cloud SQL.
    FROM_CLOUD_SQL = "Migrate offline from Google Cloud SQL for PostgreSQL with the migration service", "",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/tutorial-migration-service-cloud-sql-offline";
    /// How to migrate from Google AlloyDB.
    FROM_ALLOYDB = "Migrate offline from Google AlloyDB for PostgreSQL with the migration service", "",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/tutorial-migration-service-alloy-db-offline";
    /// How to migrate from EDB.
    FROM_EDB = "Migrate offline from EDB Postgres Extended Server with the migration service", "",
        "https://learn.microsoft.com/azure/postgresql/migrate/migration-service/tutorial-migration-service-edb-extended-server-offline";
}

sections! {
    /// The unsupported row of the troubleshooting guide.
    PRIVATE_TO_PUBLIC = TROUBLESHOOTING, "Private access in source and public access in target",
        "#private-access-in-source-and-public-access-in-target";
    /// A public single server and a target in private access: with or without a private endpoint?
    PUBLIC_TO_PRIVATE = TROUBLESHOOTING, "Public access in source and private access in target",
        "#public-access-in-source-and-private-access-in-target";
    /// A public single server, reached through a VNet rule.
    PUBLIC_WITHOUT_ENDPOINT = TROUBLESHOOTING, "Public access in source without private end points",
        "#public-access-in-source-without-private-end-points";
    /// A public single server, reached through its endpoint.
    PUBLIC_WITH_ENDPOINT = TROUBLESHOOTING, "Public Access in source with private end points",
        "#public-access-in-source-with-private-end-points";
    /// The seven steps of the troubleshooting guide.
    PRIVATE_TO_PRIVATE = TROUBLESHOOTING, "Private access in source and private access in target",
        "#private-access-in-source-and-private-access-in-target";
    /// A public server in a data centre.
    ON_PREMISES_PUBLIC = NETWORK_SCENARIOS, "On-premises (public IP) to flexible server (public access)",
        "#on-premises-public-ip-to-flexible-server-public-access";
    /// A private server in a data centre.
    ON_PREMISES_PRIVATE = NETWORK_SCENARIOS,
        "On-premises (private IP) to VNet-integrated flexible server (ExpressRoute or VPN)",
        "#on-premises-private-ip-to-vnet-integrated-flexible-server-expressroute-or-vpn";
    /// A server in another cloud.
    OTHER_CLOUD = NETWORK_SCENARIOS, "Managed PostgreSQL service (public IP) to flexible server (public/private access)",
        "#managed-postgresql-service-public-ip-to-flexible-server-publicprivate-access";
    /// An Azure virtual machine in another virtual network.
    VIRTUAL_MACHINE = NETWORK_SCENARIOS,
        "Azure VM (private access) to Azure Database for PostgreSQL (different virtual networks)",
        "#azure-vm-private-access-to-azure-database-for-postgresql-different-virtual-networks";
    /// A private source and a target behind a private endpoint.
    PRIVATE_TO_ENDPOINT = NETWORK_SCENARIOS, "PostgreSQL source (private IP) to flexible server (private endpoint)",
        "#postgresql-source-private-ip-to-flexible-server-private-endpoint";
}

macro_rules! whole {
    ($($name:ident = $document:ident;)+) => {
        $(#[doc = "The document as a whole."] pub static $name: Section = Section::whole(&$document);)+
    };
}

whole! {
    TROUBLESHOOTING_ALL = TROUBLESHOOTING;
    RUNTIME_GUIDE_ALL = RUNTIME_GUIDE;
    NETWORK_SCENARIOS_ALL = NETWORK_SCENARIOS;
    RUNTIME_SERVER_ALL = RUNTIME_SERVER;
    PRIVATE_LINK_ALL = PRIVATE_LINK;
    VNET_INTEGRATION_ALL = VNET_INTEGRATION;
    PUBLIC_ACCESS_ALL = PUBLIC_ACCESS;
    SINGLE_VNET_RULES_ALL = SINGLE_VNET_RULES;
    SINGLE_FIREWALL_ALL = SINGLE_FIREWALL;
    SINGLE_PRIVATE_LINK_ALL = SINGLE_PRIVATE_LINK;
    ENDPOINT_DNS_ALL = ENDPOINT_DNS;
    ENDPOINT_OVERVIEW_ALL = ENDPOINT_OVERVIEW;
    ENDPOINT_POLICIES_ALL = ENDPOINT_POLICIES;
    SECURITY_GROUPS_ALL = SECURITY_GROUPS;
    PEERING_ALL = PEERING;
    ROUTING_ALL = ROUTING;
    ZONE_LINKS_ALL = ZONE_LINKS;
    NAME_RESOLUTION_ALL = NAME_RESOLUTION;
    ZONE_FALLBACK_ALL = ZONE_FALLBACK;
    RULESETS_ALL = RULESETS;
    STOP_START_ALL = STOP_START;
    SINGLE_CONNECTIVITY_ALL = SINGLE_CONNECTIVITY;
    ELASTIC_CLUSTERS_ALL = ELASTIC_CLUSTERS;
    SELF_RUN_ALL = SELF_RUN;
    ERROR_CODES_ALL = ERROR_CODES;
    KNOWN_ISSUES_ALL = KNOWN_ISSUES;
    DUMP_RESTORE_ALL = DUMP_RESTORE;
    OVERVIEW_ALL = OVERVIEW;
    FROM_RDS_ALL = FROM_RDS;
    FROM_AURORA_ALL = FROM_AURORA;
    FROM_CLOUD_SQL_ALL = FROM_CLOUD_SQL;
    FROM_ALLOYDB_ALL = FROM_ALLOYDB;
    FROM_EDB_ALL = FROM_EDB;
}
