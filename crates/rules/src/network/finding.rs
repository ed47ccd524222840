//! What an export shows: of the settings, and of each step, with the property that shows it.

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    BranchSetting, Config, Evidence, Setting, Status, StepMap,
    branch::{assignments, filled},
    check::EVIDENCE,
    keyword::keyword,
    network::{
        Context, Id, MigrationTest, Network, migration_test::migration_test, policies::DnsPolicies, unread::Net,
    },
};

/// What the resources of one migration show. It is all that a report needs of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The settings that resources show, in the order of [`Setting::ALL`].
    pub settings: Vec<SettingFinding>,
    /// What they show of each step. A step that nothing was read about is not there.
    pub steps: StepMap<Finding>,
    /// What the migration service found when it tried the connections itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration_test: Option<MigrationTest>,
    /// Whether a file ended before its end, or says two things of one member.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub broken: bool,
    /// What they show where one or two settings that are not known are filled in, for each way of doing that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<BranchFindings>,
}

/// What the resources show where settings that are not known have these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BranchFindings {
    /// The settings that are filled in.
    pub settings: Vec<BranchSetting>,
    /// What the resources show then.
    pub findings: Findings,
}

impl Findings {
    /// The setting as resources show it.
    #[must_use]
    pub fn setting(&self, setting: Setting) -> Option<&SettingFinding> {
        self.settings.iter().find(|it| it.setting == setting)
    }

    /// The Config with what resources show in place of what a person says.
    #[must_use]
    pub fn applied<'a>(&self, config: &'a Config) -> Cow<'a, Config> {
        if self.settings.is_empty() {
            return Cow::Borrowed(config);
        }
        let mut config = config.clone();
        for it in &self.settings {
            // A value that a resource shows was made by the rules, and fits.
            let _ = it.setting.set(&mut config, &it.value);
        }
        Cow::Owned(config)
    }
}

/// A setting that resources show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingFinding {
    /// Which one.
    pub setting: Setting,
    /// Its value, as a Config says it.
    pub value: String,
    /// What shows it.
    pub evidence: Vec<Evidence>,
}

/// What resources show of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What they show; unknown where they do not decide it.
    pub status: Status,
    /// The properties that decided it, or that were looked at.
    pub evidence: Vec<Evidence>,
    /// Which of several roads was judged, or why nothing could be decided.
    pub note: Option<String>,
    /// The exports that would settle it.
    pub needs: Vec<Need>,
}

impl Finding {
    /// The condition holds.
    pub(crate) const fn pass(evidence: Vec<Evidence>) -> Self {
        Self { status: Status::Pass, evidence, note: None, needs: Vec::new() }
    }

    /// It does not hold.
    pub(crate) const fn fail(evidence: Vec<Evidence>) -> Self {
        Self { status: Status::Fail, evidence, note: None, needs: Vec::new() }
    }

    /// It does not matter here.
    pub(crate) const fn not_applicable(evidence: Vec<Evidence>) -> Self {
        Self { status: Status::NotApplicable, evidence, note: None, needs: Vec::new() }
    }

    /// The resources do not decide it, for a reason: a sentence.
    pub(crate) fn open(reason: impl Into<String>) -> Self {
        Self { status: Status::Unknown, evidence: Vec::new(), note: Some(reason.into()), needs: Vec::new() }
    }

    /// All of these must hold: one that does not is a fault, whatever is unknown of the others.
    pub(crate) fn all(parts: &[Self]) -> Self {
        let worst = [Status::Fail, Status::Unknown].into_iter().find(|it| parts.iter().any(|part| part.status == *it));
        let status = worst.unwrap_or(Status::Pass);
        let counts = |it: &&Self| status == Status::Pass || it.status == status;
        let mut all = Self { status, evidence: Vec::new(), note: None, needs: Vec::new() };
        for part in parts.iter().filter(counts) {
            all = all.showing(part.evidence.iter().cloned());
            all = part.note.iter().fold(all, Self::noting);
            all = part.needs.iter().fold(all, |it, want| it.needing(want.export, &*want.resource));
        }
        all.showing(parts.iter().filter(|it| !counts(it)).flat_map(|it| it.evidence.iter().cloned()))
    }

    /// Says that an export would settle it. `of` names the resource: its id where that is known, else its name.
    pub(crate) fn needing(mut self, export: Export, of: impl Into<String>) -> Self {
        let want = Need { export, resource: of.into() };
        if !self.needs.contains(&want) {
            self.needs.push(want);
        }
        self
    }

    /// Adds what was looked at.
    pub(crate) fn showing(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        for it in evidence {
            if !self.evidence.contains(&it) {
                self.evidence.push(it);
            }
        }
        self
    }

    /// Says it, where there is anything to say.
    pub(crate) fn noting_any(self, note: Option<String>) -> Self {
        match note {
            Some(note) => self.noting(note),
            None => self,
        }
    }

    /// Says which road was judged, or what else a reader must know; a sentence.
    pub(crate) fn noting(mut self, note: impl Into<String>) -> Self {
        let note = note.into();
        self.note = Some(match self.note {
            Some(before) => format!("{before} {note}"),
            None => note,
        });
        self
    }
}

/// An export that would settle a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Need {
    /// What to export.
    pub export: Export,
    /// The resource: its id where that is known, else its name; empty where even that is not known.
    pub resource: String,
}

keyword! {
    /// What an export holds, and what it is called.
    Export {
        /// A single server.
        SingleServer = "single-server", "the single server";
        /// A flexible server.
        FlexibleServer = "flexible-server", "the flexible server";
        /// The firewall rules of a server.
        FirewallRules = "firewall-rules", "the firewall rules of";
        /// The VNet rules of a single server.
        VnetRules = "vnet-rules", "the VNet rules of";
        /// The private endpoint connections of a server.
        EndpointConnections = "endpoint-connections", "the private endpoint connections of";
        /// A migration of a flexible server.
        Migration = "migration", "the migrations of";
        /// A virtual network, with its subnets and peerings.
        Vnet = "vnet", "the virtual network";
        /// A network security group.
        SecurityGroup = "security-group", "the network security group";
        /// A route table.
        RouteTable = "route-table", "the route table";
        /// A network interface.
        Nic = "nic", "the network interface";
        /// A private endpoint.
        PrivateEndpoint = "private-endpoint", "the private endpoint";
        /// The zone groups of a private endpoint.
        ZoneGroups = "zone-groups", "the zone groups of the private endpoint";
        /// A private DNS zone.
        Zone = "zone", "the private DNS zone";
        /// The virtual network links of a private DNS zone.
        ZoneLinks = "zone-links", "the virtual network links of the private DNS zone";
        /// The A records of a private DNS zone.
        ZoneRecords = "zone-records", "the A records of the private DNS zone";
        /// The inbound endpoints of a DNS Private Resolver.
        DnsResolver = "dns-resolver", "the DNS Private Resolver";
        /// A DNS forwarding ruleset, with its rules and links.
        Ruleset = "dns-ruleset", "the DNS forwarding ruleset";
        /// A DNS security policy, with its rules and links, and the domain lists of these.
        DnsPolicy = "dns-policy", "the DNS security policy";
        /// A list of domains of a DNS security policy.
        DomainList = "dns-domain-list", "the DNS domain list";
        /// The connections of a virtual network gateway.
        Connections = "connections", "the VPN connections of";
        /// The destination networks of VPN connections.
        LocalGateways = "local-gateways", "the local network gateway";
        /// An Azure Firewall, with its policy and the rules of that.
        Firewall = "firewall", "the Azure Firewall";
        /// A firewall policy, with its rule collection groups.
        FirewallPolicy = "firewall-policy", "the firewall policy";
        /// An IP group.
        IpGroup = "ip-group", "the IP group";
        /// A NAT gateway, with its public addresses.
        NatGateway = "nat-gateway", "the NAT gateway";
        /// A public address, or a range of them.
        PublicAddress = "public-address", "the public IP address";
        /// A hub of Virtual WAN, with its connections, route tables and routing intent.
        VirtualHub = "virtual-hub", "the virtual hub";
        /// What Virtual Network Manager joins a VNet with.
        EffectiveConnectivity = "effective-connectivity", "the effective connectivity of the virtual network";
        /// The security admin rules that count in a VNet.
        EffectiveAdminRules = "effective-admin-rules", "the effective security admin rules of the virtual network";
        /// What service tags stand for in a region.
        ServiceTags = "service-tags", "the service tags of region";
    }
}

impl Need {
    /// What to export, in words: "the virtual network vnet-a".
    #[must_use]
    pub fn words(&self) -> String {
        let name = Id::parse(&self.resource).map_or_else(|| self.resource.clone(), |it| it.name().to_owned());
        format!("{} {name}", self.export.label()).trim_end().to_owned()
    }
}

/// What a network shows of a migration. Empty where nothing was imported.
#[must_use]
pub fn find(config: &Config, network: &Network) -> Findings {
    if network.is_empty() {
        return Findings::default();
    }
    let mut findings = find_for(config, network);
    let config = findings.applied(config).into_owned();
    findings.branches = assignments(&config)
        .into_iter()
        .map(|settings| BranchFindings { findings: find_for(&filled(&config, &settings), network), settings })
        .collect();
    findings
}

/// What a network shows of a migration with the settings as they stand.
fn find_for(config: &Config, network: &Network) -> Findings {
    let settings = super::settings::settings(config, network);
    let findings = Findings { settings, broken: network.broken, ..Findings::default() };
    let told = findings.applied(config);
    let context = Context::new(&told, network);
    let net = Net::of(&context);
    let policies = DnsPolicies::of(&context);
    let mut steps = StepMap::default();
    for (check, evidence) in EVIDENCE {
        for key in check.keys() {
            let (Ok(finding) | Err(finding)) = evidence(&context, key.party());
            let finding = policies.under(check, key.party(), finding);
            steps.insert(key, net.under(check, key.party(), finding));
        }
    }
    let migration_test = migration_test(&told, network);
    Findings { steps, migration_test, ..findings }
}
