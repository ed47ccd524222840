//! A network security group on the way must let the packets of the leg pass.

use ipnet::Ipv4Net;

use crate::{
    Owner, Party, Severity, SourceKind, Status,
    check::{Case, Check, Words, always, never_settled},
    guide,
    network::{
        Direction, Export, Fact, Far, Finding, Id, Judged, Network, Nic, NicAddress, Origin, Peer, PortRange, Scene,
        SecurityRule, Side, Want, is,
        security::{self, ALL_PORTS, CLIENT_PORTS, Decision, Doubt, End, Packets},
    },
};

/// No network security group blocks the leg.
pub static CHECK: Check = Check {
    id: "nsg",
    name: "security group",
    keys: &["source/nsg", "target/nsg"],
    severity: Severity::Blocker,
    same_as: None,
    applies: always,
    settled: never_settled,
    words,
    variants: &[&ENDPOINT, &SERVER, &ELSEWHERE],
};

/// What resources show of it: outbound where the actor is, and inbound where the far end is.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    let near = scene.actor_side()?;
    let far = scene.far(party)?;
    let packets = Packets {
        source: End { nets: near.subnet.prefixes.clone(), groups: Fact::None },
        source_ports: CLIENT_PORTS,
        destination: End { nets: scene.far_nets(&far)?, groups: groups(scene, &far) },
        port: scene.port(party),
    };
    let members = match &far {
        Far::Endpoint(it) => Some(Want { export: Export::PrivateEndpoint, of: it.origin.id.text().to_owned() }),
        Far::Machine(it) => Some(Want { export: Export::Nic, of: it.origin.id.text().to_owned() }),
        Far::Integrated(..) | Far::Address(_) | Far::Public => None,
    };
    let leg = Leg { scene, packets, members };
    let mut places = vec![leg.at_subnet(near, Direction::Outbound, true)];
    places.extend(leg.at_the_far_end(party, &far));
    Ok(both_ways(places))
}

/// All places must let the packets pass: one that does not is a fault, whatever is unknown of the others.
fn both_ways(places: Vec<Finding>) -> Finding {
    let worst = [Status::Fail, Status::Unknown, Status::Pass];
    let status = worst.into_iter().find(|it| places.iter().any(|place| place.status == *it)).unwrap_or(Status::Unknown);
    let counts = |it: &Finding| status == Status::Pass || it.status == status;
    let mut finding = Finding { status, evidence: Vec::new(), note: None, wants: Vec::new() };
    for place in places.iter().filter(|it| counts(it)).chain(places.iter().filter(|it| !counts(it))) {
        finding = finding.showing(place.evidence.iter().cloned());
        if counts(place) {
            finding = place.note.iter().fold(finding, |it, note| it.noting(note));
            finding = place.wants.iter().fold(finding, |it, want| it.wanting(want.export, &*want.of));
        }
    }
    finding
}

/// The application security groups of a far end.
fn groups(scene: &Scene<'_>, far: &Far<'_>) -> Fact<Vec<Id>> {
    match far {
        Far::Endpoint(endpoint) => endpoint.groups.clone(),
        // "Application security group based rules" are not for VNet-integrated servers: nobody can put one into a group.
        Far::Integrated(..) => Fact::None,
        Far::Machine(nic) => {
            let address = scene.far_nets(far).ok();
            let is_it =
                |it: &&NicAddress| it.address.map(Ipv4Net::from) == address.as_ref().and_then(|it| it.first().copied());
            nic.addresses.iter().find(is_it).map_or(Fact::Unknown, |it| it.groups.clone())
        }
        Far::Address(_) if scene.config.source.kind == Some(SourceKind::AzureVm) => Fact::Unknown,
        Far::Address(_) | Far::Public => Fact::None,
    }
}

/// The packets of a leg, held against the groups on their way.
struct Leg<'a> {
    scene: &'a Scene<'a>,
    packets: Packets,
    /// What says in which application security groups the far end is.
    members: Option<Want>,
}

impl<'a> Leg<'a> {
    /// The places at the far end, in the order that packets pass them.
    fn at_the_far_end(&self, party: Party, far: &Far<'a>) -> Vec<Finding> {
        let scene = self.scene;
        let place = match scene.place(party) {
            Ok(place) => place,
            Err(open) if matches!(far, Far::Address(_)) && scene.config.source.kind != Some(SourceKind::AzureVm) => {
                return vec![Finding::open(
                    "What the firewall in front of the source lets in is in no export of Azure.",
                )];
            }
            Err(open) => return vec![open],
        };
        let side = match scene.side(place.subnet) {
            Ok(side) => side,
            Err(open) => return vec![open],
        };
        match far {
            Far::Endpoint(_) => vec![self.at_endpoint(side)],
            Far::Machine(nic) => self.at_machine(side, nic),
            Far::Integrated(..) | Far::Address(_) | Far::Public => vec![self.at_subnet(side, Direction::Inbound, true)],
        }
    }

    /// A private endpoint heeds the group of its subnet only where the subnet says so. Then the source port of a rule
    /// counts for nothing.
    ///
    /// Source: "Manage network policies for private endpoints", "What is a private endpoint?" (both 2023).
    fn at_endpoint(&self, side: Side<'a>) -> Finding {
        const PROPERTY: &str = "privateEndpointNetworkPolicies";
        let network = self.scene.network;
        let policies = side.subnet.endpoint_policies.known().map(String::as_str);
        let shown = side.subnet.origin.shows(network, PROPERTY, policies.unwrap_or("unknown"));
        if is(policies, "Disabled") || is(policies, "RouteTableEnabled") {
            return Finding::pass(vec![shown]);
        }
        let finding = self.at_subnet(side, Direction::Inbound, false);
        if is(policies, "Enabled") || is(policies, "NetworkSecurityGroupEnabled") {
            return finding.showing([shown]);
        }
        match finding.status {
            Status::Pass => finding,
            _ => Finding::open(format!(
                "The files do not say whether private endpoints in {} heed its security group.",
                side.subnet.origin.name()
            ))
            .showing(finding.evidence)
            .wanting(Export::Vnet, side.vnet.origin.id.text()),
        }
    }

    /// A virtual machine has two places: its subnet, then its card.
    fn at_machine(&self, side: Side<'a>, nic: &'a Nic) -> Vec<Finding> {
        let at_card = match &nic.security_group {
            Fact::None => Finding::pass(vec![nic.origin.shows(self.scene.network, "networkSecurityGroup.id", "none")]),
            Fact::Unknown => {
                let name = nic.origin.name();
                Finding::open(format!("The files do not say whether {name} has a security group."))
                    .wanting(Export::Nic, nic.origin.id.text())
            }
            Fact::Known(id) => self.at_group(id, side, Direction::Inbound, true),
        };
        vec![self.at_subnet(side, Direction::Inbound, true), at_card]
    }

    fn at_subnet(&self, side: Side<'a>, direction: Direction, heeds_source_ports: bool) -> Finding {
        match &side.subnet.security_group {
            Fact::None => {
                Finding::pass(vec![side.subnet.origin.shows(self.scene.network, "networkSecurityGroup.id", "none")])
            }
            Fact::Unknown => {
                let name = side.subnet.origin.name();
                Finding::open(format!("The files do not say whether {name} has a security group."))
                    .wanting(Export::Vnet, side.vnet.origin.id.text())
            }
            Fact::Known(id) => self.at_group(id, side, direction, heeds_source_ports),
        }
    }

    fn at_group(&self, id: &Id, side: Side<'a>, direction: Direction, heeds_source_ports: bool) -> Finding {
        let network = self.scene.network;
        if let Some(manager) = has_admin_rules(network, side) {
            return manager;
        }
        let Some((origin, mut rules)) = self.rules(id) else {
            return Finding::open(format!(
                "The security group {} is not in the files, or not with all of its rules.",
                id.name()
            ))
            .wanting(Export::SecurityGroup, id.text());
        };
        if !heeds_source_ports {
            rules.iter_mut().for_each(|it| it.source_ports = Some(vec![ALL_PORTS]));
        }
        let tags = self.scene.tags(side, rules.iter());
        let shows = |it: &SecurityRule| origin.shows(network, path(it), in_words(it));
        let open = match security::decide(&rules, direction, &self.packets, &tags) {
            Decision::Allow(by) => return Finding::pass(by.into_iter().map(shows).collect()),
            Decision::Deny(by) => return Finding::fail(by.into_iter().map(shows).collect()),
            Decision::Open(doubt) => doubt,
        };
        let finding = Finding::open(format!("At {}: {open}.", origin.name())).showing(open.rule().map(shows));
        match open {
            Doubt::Tag(_, tag) if is(Some(tag), "VirtualNetwork") || is(Some(tag), "Internet") => {
                finding.wanting(Export::Vnet, side.vnet.origin.id.text())
            }
            Doubt::Tag(..) => finding.wanting(Export::ServiceTags, side.vnet.location.as_deref().unwrap_or_default()),
            Doubt::Membership(..) => self.members.iter().fold(finding, |it, want| it.wanting(want.export, &*want.of)),
            Doubt::Unreadable(_) | Doubt::Order(_) | Doubt::NoRule => finding.wanting(Export::SecurityGroup, id.text()),
            Doubt::Partly(_) | Doubt::TooMany => finding,
        }
    }

    /// All rules of a group: its own, or those that Azure computed of it for the source's card.
    fn rules(&self, id: &Id) -> Option<(Origin, Vec<SecurityRule>)> {
        if let Some(group) = self.scene.network.security_group(id).filter(|it| it.rules.complete) {
            let rules = group.rules.items.iter().chain(&group.default_rules).cloned().collect();
            return Some((group.origin.clone(), rules));
        }
        let Ok(Far::Machine(nic)) = self.scene.far(Party::Source) else { return None };
        let computed = self
            .scene
            .network
            .effective_rules
            .iter()
            .find(|it| it.security_group.as_ref() == Some(id) && it.nic.as_ref() == Some(&nic.origin.id))?;
        Some((Origin { id: id.clone(), file: computed.file }, computed.rules.clone()))
    }
}

/// The rules of a Virtual Network Manager come before those of a group, and are in no export.
fn has_admin_rules(network: &Network, side: Side<'_>) -> Option<Finding> {
    let vnet = &side.vnet.origin.id;
    let is_here = |id: &Id| id.parent().as_ref() == Some(vnet);
    let has = network.effective_rules.iter().filter(|it| it.has_admin_rules).any(|it| {
        let nic = it.nic.as_ref().and_then(|it| network.nic(it));
        let of_nic = nic.into_iter().flat_map(|it| &it.addresses).filter_map(|it| it.subnet.as_ref());
        it.subnet.iter().chain(of_nic).any(is_here)
    });
    has.then(|| {
        Finding::open(format!(
            "A Virtual Network Manager has rules for {} that come before those of its security groups. They are in no \
             file.",
            vnet.name()
        ))
    })
}

/// Where a rule stands in its group. No rule that a person makes has a number as high as the default ones.
fn path(rule: &SecurityRule) -> String {
    let name = rule.name.rsplit('/').next().unwrap_or_default();
    let list = if rule.priority.is_some_and(|it| 65000 <= it) { "defaultSecurityRules" } else { "securityRules" };
    format!("{list}[{name}]")
}

/// A rule as `priority 200, Deny, Tcp, * → 10.1.0.4:5432`.
fn in_words(rule: &SecurityRule) -> String {
    let unknown = || "unknown".to_owned();
    let priority = rule.priority.map_or_else(unknown, |it| it.to_string());
    let access = rule.allow.map_or_else(unknown, |it| if it { "Allow" } else { "Deny" }.to_owned());
    let protocol = rule.protocol.as_deref().map_or_else(unknown, |it| {
        let mut letters = it.chars();
        letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
    });
    let peers = |it: &Option<Vec<Peer>>| it.as_ref().map_or_else(unknown, |it| joined(it, peer_in_words));
    let ports = |it: &Option<Vec<PortRange>>| it.as_ref().map_or_else(unknown, |it| joined(it, ports_in_words));
    let from = match ports(&rule.source_ports) {
        all if all == "*" => String::new(),
        some => format!(":{some}"),
    };
    let (source, destination) = (peers(&rule.sources), peers(&rule.destinations));
    let to = ports(&rule.destination_ports);
    format!("priority {priority}, {access}, {protocol}, {source}{from} → {destination}:{to}")
}

/// The first of a list in words, and how many more there are.
fn joined<T>(items: &[T], words: fn(&T) -> String) -> String {
    const SHOWN: usize = 4;
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(words).collect();
    if SHOWN < items.len() {
        shown.push(format!("{} more", items.len() - SHOWN));
    }
    shown.join(", ")
}

fn peer_in_words(peer: &Peer) -> String {
    match peer {
        Peer::Any => "*".to_owned(),
        Peer::Net(net) if net.prefix_len() == 32 => net.addr().to_string(),
        Peer::Net(net) => net.to_string(),
        Peer::Ipv6 => "IPv6".to_owned(),
        Peer::Tag(name) | Peer::Expanded(name, _) => name.clone(),
        Peer::Group(id) => id.name().to_owned(),
    }
}

fn ports_in_words(ports: &PortRange) -> String {
    match *ports {
        ALL_PORTS => "*".to_owned(),
        PortRange { from, to } if from == to => from.to_string(),
        PortRange { from, to } => format!("{from}-{to}"),
    }
}

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    match (party, case.config.source.kind) {
        (Party::Source, None | Some(SourceKind::SingleServer)) => &ENDPOINT,
        (Party::Source, Some(SourceKind::AzureVm)) => &SERVER,
        (Party::Source, Some(_)) => &ELSEWHERE,
        _ if case.target_in_vnet => &SERVER,
        _ => &ENDPOINT,
    }
}

const ROUTES: &str = "Subnet of {actor} → Route table: no route sends the address of {far} to None, or to an appliance that drops \
         it.";

const ALLOW_OUT: &str = "az network nsg rule create -g {ACTOR}_VNET_RG --nsg-name {ACTOR}_NSG -n \
         allow-migration-to-{far_role} --priority {FAR}_RULE_PRIORITY --direction Outbound --access Allow --protocol Tcp \
         --source-address-prefixes {ACTOR}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes {FAR}_IP \
         --destination-port-ranges {port}";

const DELETE_OUT: &str =
    "az network nsg rule delete -g {ACTOR}_VNET_RG --nsg-name {ACTOR}_NSG -n allow-migration-to-{far_role}";

static ENDPOINT: Words = Words {
    title: "No network security group blocks {actor} → {far} on TCP {port}",
    fault: "A network security group blocks {actor} on its way to {far}.",
    why: "{Actor} opens the connection, so what counts is outbound at its subnet, and inbound at the endpoint of {far} \
          if the endpoint's subnet applies network policies (by default it does not). Replies need no rule. Guides \
          that ask for a rule in the other direction describe a connection that nobody opens.",
    owner: Owner::Network,
    find: &[
        "Subnet of {actor} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the endpoint's address says Allow.",
        "Subnet of the endpoint of {far}: network policy for private endpoints. If it is enabled for security groups, \
         look at Inbound security rules the same way.",
        ROUTES,
    ],
    find_commands: &[
        "az network vnet subnet show -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --query \
         networkSecurityGroup.id",
        "az network nsg show -g {ACTOR}_VNET_RG -n {ACTOR}_NSG --query securityRules -o table",
        "az network vnet subnet show -g {FAR}_VNET_RG --vnet-name {FAR}_VNET -n {FAR}_SUBNET --query \
         privateEndpointNetworkPolicies",
    ],
    fix: &["Add an Allow rule with a number lower than the rule that denies. It opens one port to one address."],
    fix_commands: &[ALLOW_OUT],
    exposes: Some(
        "Every server in the subnet of {actor} can reach {far} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &["Network security group → Outbound security rules: delete allow-migration-to-{far_role}."],
    undo_commands: &[DELETE_OUT],
    aside: None,
    references: &[&guide::PRIVATE_TO_PRIVATE, &guide::SECURITY_GROUPS_ALL, &guide::ENDPOINT_POLICIES_ALL],
};

static SERVER: Words = Words {
    title: "No network security group blocks {actor} → {far} on TCP {port}",
    fault: "A network security group blocks {actor} on its way to {far}.",
    why: "{Actor} opens the connection, so what counts is outbound at its subnet and inbound at {far}: its subnet and, \
          on a virtual machine, its network card and pg_hba.conf. Replies need no rule. Guides that ask for a rule in \
          the other direction describe a connection that nobody opens.",
    owner: Owner::Network,
    find: &[
        "Subnet of {actor} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the address of {far} says Allow.",
        "Subnet of {far}, and its network card: Inbound security rules, the same way.",
        ROUTES,
    ],
    find_commands: &[
        "az network nsg show -g {ACTOR}_VNET_RG -n {ACTOR}_NSG --query securityRules -o table",
        "az network nsg show -g {FAR}_VNET_RG -n {FAR}_NSG --query securityRules -o table",
    ],
    fix: &["Add an Allow rule with a number lower than the rule that denies: outbound at {actor}, inbound at {far}."],
    fix_commands: &[
        ALLOW_OUT,
        "az network nsg rule create -g {FAR}_VNET_RG --nsg-name {FAR}_NSG -n allow-migration-from-{actor_role} --priority \
         {FAR}_RULE_PRIORITY --direction Inbound --access Allow --protocol Tcp --source-address-prefixes \
         {ACTOR}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes {FAR}_IP \
         --destination-port-ranges {port}",
    ],
    exposes: Some(
        "Every server in the subnet of {actor} can reach {far} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &[
        "Network security groups: delete allow-migration-to-{far_role} at {actor} and allow-migration-from-{actor_role} \
         at {far}.",
    ],
    undo_commands: &[
        "az network nsg rule delete -g {FAR}_VNET_RG --nsg-name {FAR}_NSG -n allow-migration-from-{actor_role}",
        DELETE_OUT,
    ],
    aside: None,
    references: &[&guide::NETWORK_SCENARIOS_ALL, &guide::SECURITY_GROUPS_ALL],
};

static ELSEWHERE: Words = Words {
    title: "No security group or firewall on the way blocks {actor} → {far} on TCP {port}",
    fault: "A security group or firewall blocks {actor} on its way to {far}.",
    why: "{Actor} opens the connection, so what counts is outbound at its subnet, and inbound at {far}: the firewall or \
          security group in front of it, and pg_hba.conf. Replies need no rule. Guides that ask for a rule in the \
          other direction describe a connection that nobody opens.",
    owner: Owner::Network,
    find: &[
        "Subnet of {actor} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the address of {far} says Allow.",
        "At {far}: firewall, security group and pg_hba.conf admit the address range of the subnet of {actor}.",
        ROUTES,
    ],
    find_commands: &["az network nsg show -g {ACTOR}_VNET_RG -n {ACTOR}_NSG --query securityRules -o table"],
    fix: &[
        "In Azure: add an outbound Allow rule with a number lower than the rule that denies.",
        "On the other side: admit the subnet of {actor} on TCP {port}, inbound, and in pg_hba.conf.",
    ],
    fix_commands: &[ALLOW_OUT],
    exposes: Some(
        "Every server in the subnet of {actor} can reach {far} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &[
        "Network security group → Outbound security rules: delete allow-migration-to-{far_role}.",
        "On the other side: remove the rule, and the entry in pg_hba.conf.",
    ],
    undo_commands: &[DELETE_OUT],
    aside: None,
    references: &[&guide::NETWORK_SCENARIOS_ALL, &guide::SECURITY_GROUPS_ALL],
};

#[cfg(test)]
mod tests {
    use crate::testing::{case, statuses};

    #[test]
    fn every_private_leg_has_it() {
        statuses(
            "source/nsg",
            &[
                (case("single-server", "private", "vnet-integrated"), "unknown"),
                (case("single-server", "private", "vnet-integrated").answer("fail"), "fail"),
                (case("on-premises", "private", "private-endpoint").runtime(true).answer("pass"), "pass"),
                (case("single-server", "public", "vnet-integrated").endpoint(false), "absent"),
                (case("single-server", "public", "public"), "absent"),
            ],
        );
        statuses(
            "target/nsg",
            &[
                (case("single-server", "private", "private-endpoint").answer("fail"), "fail"),
                (case("single-server", "private", "vnet-integrated").runtime(false), "absent"),
                (case("single-server", "private", "vnet-integrated").runtime(true), "unknown"),
            ],
        );
    }
}
