//! A network security group on the way must let the packets of the leg pass.

use ipnet::Ipv4Net;

use crate::{
    Owner, Party, ServerAccess, Severity, SourceAccess, SourceKind, Status,
    check::{
        Case, Check, Words, always, never_settled,
        reach::{peering, route},
    },
    guide,
    network::{
        Direction, Export, Fact, Far, Finding, Id, Judged, Network, Nic, NicAddress, Origin, Peer, PortRange, Scene,
        SecurityRule, ServerKind, Side, Want, is, is_region,
        security::{self, ALL_PORTS, CLIENT_PORTS, Decision, Doubt, End, Extent, Packets, Tags},
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
    variants: &[&ENDPOINT, &SERVER, &ELSEWHERE, &PUBLIC, &PUBLIC_SINGLE],
};

/// What resources show of it: outbound where the actor is, and inbound where the far end is.
pub(crate) fn evidence(scene: &Scene<'_>, party: Party) -> Judged {
    if route::is_dialled_publicly(scene, party) {
        return to_a_public_address(scene, party);
    }
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
    let ends = [Some(near.vnet.origin.id.clone()), scene.place(party).ok().map(|it| it.vnet)];
    let leg = Leg { scene, packets, members, ends, peering: peering::status(scene, party), to_anywhere: None };
    let mut places = vec![leg.at_subnet(near, Direction::Outbound, true)];
    places.extend(leg.at_the_far_end(party, &far));
    Ok(Finding::all(&places))
}

/// A public address: only the actor's own security group is on the way. What the far end lets in is its firewall's.
fn to_a_public_address(scene: &Scene<'_>, party: Party) -> Judged {
    if let Some(aside) = route::from_no_subnet(scene) {
        return Ok(aside);
    }
    let near = scene.actor_side()?;
    let address = match scene.far(party) {
        Ok(Far::Address(address)) => Some(address),
        _ => None,
    };
    let nets = address.map_or_else(security::public, |it| vec![it.into()]);
    let packets = Packets {
        source: End { nets: near.subnet.prefixes.clone(), groups: Fact::None },
        source_ports: CLIENT_PORTS,
        destination: End { nets, groups: Fact::None },
        port: scene.port(party),
    };
    let ends = [Some(near.vnet.origin.id.clone()), None];
    let leg = Leg {
        scene,
        packets,
        members: None,
        ends,
        peering: Status::Pass,
        to_anywhere: Some(party).filter(|_| address.is_none()),
    };
    Ok(leg.at_subnet(near, Direction::Outbound, true))
}

/// The application security groups of a far end.
fn groups(scene: &Scene<'_>, far: &Far<'_>) -> Fact<Vec<Id>> {
    match far {
        Far::Endpoint(endpoint) => endpoint.groups.clone(),
        Far::Machine(nic) => {
            let address = scene.far_nets(far).ok();
            let is_it =
                |it: &&NicAddress| it.address.map(Ipv4Net::from) == address.as_ref().and_then(|it| it.first().copied());
            nic.addresses.iter().find(is_it).map_or(Fact::Unknown, |it| it.groups.clone())
        }
        Far::Address(_) if scene.config.source.kind == Some(SourceKind::AzureVm) => Fact::Unknown,
        // Rules by group are not for VNet-integrated servers ("Network with private access", 2025-06-30).
        Far::Integrated(..) | Far::Address(_) | Far::Public => Fact::None,
    }
}

/// The packets of a leg, held against the groups on their way.
struct Leg<'a> {
    scene: &'a Scene<'a>,
    packets: Packets,
    /// What says in which application security groups the far end is.
    members: Option<Want>,
    /// The VNets of the near and the far end, where they are in one.
    ends: [Option<Id>; 2],
    /// What the peering step says. Where the peering is at fault, the groups are judged as they are once it is mended.
    peering: Status,
    /// The party that they go to, where that is at a public address which nobody knows.
    to_anywhere: Option<Party>,
}

impl<'a> Leg<'a> {
    /// The places at the far end, in the order that packets pass them.
    fn at_the_far_end(&self, party: Party, far: &Far<'a>) -> Vec<Finding> {
        let scene = self.scene;
        let place = match scene.place(party) {
            Ok(place) => place,
            Err(_) if matches!(far, Far::Address(_)) && scene.config.source.kind != Some(SourceKind::AzureVm) => {
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
        if let Some(manager) = has_admin_rules(self.scene.network, side) {
            return manager;
        }
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
        let Some((origin, mut rules)) = self.rules(id) else {
            return Finding::open(format!(
                "The security group {} is not in the files, or not with all of its rules.",
                id.name()
            ))
            .wanting(Export::SecurityGroup, id.text());
        };
        if !heeds_source_ports {
            for it in &mut rules {
                it.source_ports = Some(vec![ALL_PORTS]);
            }
        }
        let mut tags = self.scene.tags(side, rules.iter());
        let peered = self.once_peered(side, direction);
        tags.virtual_network.surely.extend(peered.surely);
        tags.virtual_network.perhaps.extend(peered.perhaps);
        if let Some(party) = self.to_anywhere {
            self.name_databases(party, &mut tags);
        }
        let shows = |it: &SecurityRule| origin.shows(network, path(it), in_words(it));
        let open = match security::decide_in_every_network(&rules, direction, &self.packets, &tags) {
            Decision::Allow(by) => return Finding::pass(by.into_iter().map(shows).collect()),
            Decision::Deny(by) => return Finding::fail(by.into_iter().map(shows).collect()),
            Decision::Open(doubt) => doubt,
        };
        let finding = Finding::open(format!("At {}: {open}.", origin.name())).showing(open.rule().map(shows));
        match open {
            Doubt::Tag(_, tag) if is(Some(tag), "VirtualNetwork") || is(Some(tag), "Internet") => {
                let wants = self.scene.wanted_for_virtual_network(side);
                wants.into_iter().fold(finding, |it, want| it.wanting(want.export, want.of))
            }
            Doubt::Tag(..) if self.to_anywhere.is_some() => finding,
            Doubt::Tag(..) => finding.wanting(Export::ServiceTags, side.vnet.location.as_deref().unwrap_or_default()),
            Doubt::Membership(..) => self.members.iter().fold(finding, |it, want| it.wanting(want.export, &*want.of)),
            Doubt::Unreadable(_) | Doubt::Order(_) | Doubt::NoRule => finding.wanting(Export::SecurityGroup, id.text()),
            Doubt::Partly(_) | Doubt::TooMany => finding,
        }
    }

    /// A single server answers at addresses that `Sql` holds, in its region too; other services have others. Which
    /// address it is, no export says.
    ///
    /// Source: "Virtual network service tags" (2025), `Sql`; "Connectivity architecture in Azure Database for PostgreSQL
    /// - Single Server" for the gateways of a region.
    fn name_databases(&self, party: Party, tags: &mut Tags) {
        let Ok(server) = self.scene.server(party) else { return };
        if server.kind != ServerKind::Single {
            return;
        }
        for (name, extent) in &mut tags.others {
            let (service, region) = name.split_once('.').unwrap_or((name, ""));
            let is_here = region.is_empty() || server.location.as_deref().is_some_and(|it| is_region(it, region));
            if service.eq_ignore_ascii_case("Sql") && is_here {
                *extent = Extent { surely: self.packets.destination.nets.clone(), perhaps: Vec::new() };
            } else if ["Storage", "AzureActiveDirectory"].iter().any(|it| service.eq_ignore_ascii_case(it)) {
                *extent = Extent::default();
            }
        }
    }

    /// What the tag `VirtualNetwork` has of the leg's other end once the peering step is mended. A half that was read and
    /// keeps the other VNet out does so then too.
    fn once_peered(&self, side: Side<'a>, direction: Direction) -> Extent {
        if matches!(self.peering, Status::Pass | Status::NotApplicable) {
            return Extent::default();
        }
        let (other, end) = match (direction, &self.ends) {
            (Direction::Outbound, [_, far]) => (far, &self.packets.destination),
            (Direction::Inbound, [near, _]) => (near, &self.packets.source),
        };
        let own = &side.vnet.origin.id;
        let said = |from: &Id, to: &Id| {
            self.scene.network.half(from, to, |_| true).read().map_or(Fact::None, |it| it.allow_access)
        };
        let (own_half, other_half) = match other {
            Some(other) => (said(own, other), said(other, own)),
            // A gateway stands in between: any half may be the one to its VNet.
            None if side.vnet.peerings.iter().any(|it| it.allow_access.known() == Some(&false)) => {
                (Fact::Unknown, Fact::None)
            }
            None => (Fact::None, Fact::None),
        };
        match (own_half, other_half) {
            (Fact::Known(false), _) => Extent::default(),
            (Fact::None, Fact::Unknown | Fact::None | Fact::Known(true)) | (Fact::Known(true), _)
                if self.peering == Status::Fail =>
            {
                Extent { surely: end.nets.clone(), perhaps: Vec::new() }
            }
            _ => Extent { surely: Vec::new(), perhaps: end.nets.clone() },
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
    network.is_managed(vnet).then(|| {
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
    let ports =
        |it: &Option<Vec<PortRange>>| it.as_ref().map_or_else(unknown, |it| joined(it, |it| ports_in_words(*it)));
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

fn ports_in_words(ports: PortRange) -> String {
    match ports {
        ALL_PORTS => "*".to_owned(),
        PortRange { from, to } if from == to => from.to_string(),
        PortRange { from, to } => format!("{from}-{to}"),
    }
}

fn words(case: &Case<'_>, party: Party) -> &'static Words {
    let source = &case.config.source;
    let is_public = source.access == Some(SourceAccess::Public);
    match (party, source.kind) {
        (Party::Source, Some(SourceKind::SingleServer)) if is_public && source.private_endpoint == Some(false) => {
            &PUBLIC_SINGLE
        }
        (Party::Source, Some(kind)) if is_public && kind != SourceKind::SingleServer => &PUBLIC,
        (Party::Target, _) if case.config.target.access == Some(ServerAccess::Public) => &PUBLIC,
        (Party::Source, None | Some(SourceKind::SingleServer)) => &ENDPOINT,
        (Party::Source, Some(SourceKind::AzureVm)) => &SERVER,
        (Party::Source, Some(_)) => &ELSEWHERE,
        _ if case.target_in_vnet => &SERVER,
        _ => &ENDPOINT,
    }
}

/// Routes have a step of their own where an export was read; who looks by hand looks at them here.
const ROUTES: &str = "Subnet of {actor} → Route table: no route sends the address of {far} to None, or to an appliance that drops \
         it.";

const ALLOW_OUT: &str = "az network nsg rule create -g {ACTOR}_VNET_RG --nsg-name {ACTOR}_NSG -n \
         allow-migration-to-{far_role} --priority {FAR}_RULE_PRIORITY --direction Outbound --access Allow --protocol Tcp \
         --source-address-prefixes {ACTOR}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes {FAR}_IP \
         --destination-port-ranges {port}";

const DELETE_OUT: &str =
    "az network nsg rule delete -g {ACTOR}_VNET_RG --nsg-name {ACTOR}_NSG -n allow-migration-to-{far_role}";

static PUBLIC: Words = Words {
    title: "No network security group blocks {actor} → {far} on TCP {port}",
    fault: "A network security group blocks {actor} on its way to {far}.",
    why: "{Actor} dials the public address of {far} from its subnet: what counts is the subnet's security group, outbound. \
          By default it lets everything out to the internet; a group that denies all must allow this. Replies need no \
          rule.",
    owner: Owner::Network,
    find: &[
        "Subnet of {actor} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to the public address of {far} says Allow.",
    ],
    find_commands: &[
        "az network vnet subnet show -g {ACTOR}_VNET_RG --vnet-name {ACTOR}_VNET -n {ACTOR}_SUBNET --query \
         networkSecurityGroup.id",
        "az network nsg show -g {ACTOR}_VNET_RG -n {ACTOR}_NSG --query securityRules -o table",
    ],
    fix: &["Add an outbound Allow rule with a number lower than the rule that denies."],
    fix_commands: &[ALLOW_OUT],
    exposes: Some(
        "Every server in the subnet of {actor} can reach {far} on TCP {port}, whatever a rule with a higher number \
         says.",
    ),
    undo: &["Network security group → Outbound security rules: delete allow-migration-to-{far_role}."],
    undo_commands: &[DELETE_OUT],
    aside: None,
    references: &[&guide::SECURITY_GROUPS_ALL],
};

/// Its address may change, so a rule names the service.
static PUBLIC_SINGLE: Words = Words {
    find: &[
        "Subnet of {actor} → Network security group → Outbound security rules: by priority, the first rule that fits \
         TCP {port} to Internet, Sql or Sql and the region says Allow.",
    ],
    fix: &[
        "Add an outbound Allow rule with a number lower than the rule that denies. Its destination is the service tag \
         Sql, which covers Azure Database for PostgreSQL: the server's own address may change.",
    ],
    fix_commands: &[
        "az network nsg rule create -g {ACTOR}_VNET_RG --nsg-name {ACTOR}_NSG -n allow-migration-to-{far_role} --priority \
         {FAR}_RULE_PRIORITY --direction Outbound --access Allow --protocol Tcp --source-address-prefixes \
         {ACTOR}_SUBNET_PREFIX --source-port-ranges '*' --destination-address-prefixes Sql --destination-port-ranges \
         {port}",
    ],
    exposes: Some(
        "Every server in the subnet of {actor} can reach Azure's databases on TCP {port}, whatever a rule with a higher \
         number says.",
    ),
    ..PUBLIC
};

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
    use crate::{
        Config,
        Status::{Fail, NotApplicable, Pass, Unknown},
        network::{
            EffectiveRules, Fact, Listing, Network, ServiceTag,
            testing::{
                config, default_rules, direct, found, from_machine, from_office, group_id, guard, half_mut, id,
                machine, route, rule, security_group, site, subnet_mut, told, via_runtime, vnet_mut,
            },
        },
        testing::{case, statuses},
    };

    const NSG: &str = "source/nsg";

    #[test]
    fn outbound_counts_where_the_actor_is() {
        found(
            &direct(),
            NSG,
            &[
                ("no group", |_| {}, Pass),
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("a rule denies", |it| guard(it, "vnet-new", &["200 out deny tcp * * > 10.1.0.4/32 5432"]), Fail),
                (
                    "a rule before it allows",
                    |it| {
                        guard(
                            it,
                            "vnet-new",
                            &["200 out deny * * * > * *", "100 out allow tcp 10.2.0.0/24 * > 10.1.0.0/16 5432"],
                        );
                    },
                    Pass,
                ),
                ("a rule denies replies only", |it| guard(it, "vnet-new", &["200 in deny * * * > * *"]), Pass),
                (
                    "not said whether there is a group",
                    |it| subnet_mut(it, "vnet-new").security_group = Fact::Unknown,
                    Unknown,
                ),
                (
                    "the group was not read",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.security_groups.clear();
                    },
                    Unknown,
                ),
                (
                    "its rules were not read whole",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.security_groups[0].rules.complete = false;
                    },
                    Unknown,
                ),
                (
                    "any address of the endpoint's subnet may pass",
                    |it| {
                        guard(it, "vnet-new", &[]);
                        it.endpoints[0].addresses.clear();
                        it.zone_groups.clear();
                    },
                    Pass,
                ),
                ("the own VNet was not read", |it| it.vnets.clear(), Unknown),
            ],
        );
    }

    #[test]
    fn an_endpoint_heeds_its_group_only_with_network_policies() {
        fn with(it: &mut Network, policies: Fact<String>, rules: &[&str]) {
            guard(it, "vnet-old", rules);
            subnet_mut(it, "vnet-old").endpoint_policies = policies;
        }
        fn known(word: &str) -> Fact<String> {
            Fact::Known(word.to_owned())
        }
        const DENY: &[&str] = &["200 in deny tcp 10.2.0.0/16 * > * 5432"];
        found(
            &direct(),
            NSG,
            &[
                ("disabled", |it| with(it, known("Disabled"), DENY), Pass),
                ("for routes", |it| with(it, known("RouteTableEnabled"), DENY), Pass),
                ("for groups", |it| with(it, known("NetworkSecurityGroupEnabled"), DENY), Fail),
                ("for both", |it| with(it, known("Enabled"), DENY), Fail),
                ("not said, and it would matter", |it| with(it, Fact::Unknown, DENY), Unknown),
                ("not said, and it does not matter", |it| with(it, Fact::Unknown, &[]), Pass),
                (
                    "source ports count for nothing",
                    |it| {
                        with(it, known("Enabled"), &["200 in allow tcp * 1234 > * 5432", "300 in deny tcp * * > * *"]);
                    },
                    Pass,
                ),
                (
                    "the far VNet was not read",
                    |it| {
                        it.vnets.remove(0);
                    },
                    Unknown,
                ),
                (
                    "an unknown place does not undo a fault",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny * * * > * *"]);
                        it.vnets.remove(0);
                    },
                    Fail,
                ),
            ],
        );
        found(
            &via_runtime(),
            "target/nsg",
            &[
                ("disabled", |_| {}, Pass),
                (
                    "for groups",
                    |it| {
                        guard(it, "vnet-far", &["200 in deny tcp 10.3.0.0/16 * > * 5432"]);
                        subnet_mut(it, "vnet-far").endpoint_policies = known("Enabled");
                    },
                    Fail,
                ),
            ],
        );
    }

    /// 20.1.2.3, a public address outside of Azure, → orders-new.
    fn at_a_public_address() -> Config {
        config(&[
            "source.kind=edb",
            "source.access=public",
            "source.name=20.1.2.3",
            "target.name=orders-new",
            "runtime.used=false",
        ])
    }

    #[test]
    fn what_goes_to_a_public_address_leaves_its_subnet() {
        found(
            &at_a_public_address(),
            NSG,
            &[
                ("no group", |_| {}, Pass),
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("everything is denied", |it| guard(it, "vnet-new", &["200 out deny * * * > * *"]), Fail),
                (
                    "but for its address",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny * * * > * *", "100 out allow tcp * * > 20.0.0.0/8 5432"]);
                    },
                    Pass,
                ),
                (
                    "the tag of a service",
                    |it| {
                        guard(it, "vnet-new", &["200 out deny * * * > * *", "100 out allow tcp * * > Sql 5432"]);
                    },
                    Unknown,
                ),
            ],
        );
        let named = config(&[
            "source.kind=aws-rds",
            "source.access=public",
            "source.name=db.example.com",
            "target.name=orders-new",
            "runtime.used=false",
        ]);
        found(
            &named,
            NSG,
            &[
                ("only default rules", |it| guard(it, "vnet-new", &[]), Pass),
                ("the internet is denied", |it| guard(it, "vnet-new", &["200 out deny * * * > Internet *"]), Fail),
                ("some of it is", |it| guard(it, "vnet-new", &["200 out deny * * * > 20.0.0.0/8 *"]), Unknown),
                ("another port is", |it| guard(it, "vnet-new", &["200 out deny tcp * * > Internet 443"]), Pass),
            ],
        );
    }

    /// A public single server without private endpoints.
    fn public(it: &mut Network) {
        it.servers[0].public_access = Fact::Known(true);
        it.servers[0].endpoint_connections = Listing::all(Vec::new());
        it.endpoints.clear();
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
                ("but for Sql of another region", |it| with(it, &["100 out allow tcp * * > Sql.EastUS 5432"]), Unknown),
                ("but for Internet", |it| with(it, &["100 out allow * * * > Internet *"]), Pass),
                ("but for the virtual network", |it| with(it, &["100 out allow * * * > VirtualNetwork *"]), Fail),
                ("but for what has a tag of its own", |it| with(it, &["100 out allow * * * > Storage *"]), Fail),
                ("but for all of Azure", |it| with(it, &["100 out allow * * * > AzureCloud *"]), Unknown),
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
    fn a_server_in_no_subnet_is_held_by_no_group() {
        let told =
            config(&["source.name=orders-old", "target.name=orders-far", "runtime.used=true", "runtime.name=mover"]);
        found(
            &told,
            NSG,
            &[
                (
                    "in no subnet",
                    |it| {
                        public(it);
                        it.servers[3].delegated_subnet = Fact::None;
                    },
                    NotApplicable,
                ),
                (
                    "in one that denies",
                    |it| {
                        public(it);
                        guard(it, "vnet-mid", &["200 out deny * * * > * *"]);
                    },
                    Fail,
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
                        let prefixes = vec!["10.1.0.0/16".parse().expect("a prefix")];
                        it.service_tags.push(ServiceTag { name: "Sql".to_owned(), file: 0, prefixes });
                    },
                    Fail,
                ),
            ],
        );
    }

    #[test]
    fn what_decided_is_shown() {
        for (change, expected) in [
            (
                (|_| {}) as fn(&mut Network),
                "pass: vnet-new/db networkSecurityGroup.id = none; vnet-old/endpoints privateEndpointNetworkPolicies = \
                 Disabled",
            ),
            (
                |it| guard(it, "vnet-new", &[]),
                "pass: nsg-vnet-new defaultSecurityRules[AllowVnetOutBound] = priority 65000, Allow, *, VirtualNetwork \
                 → VirtualNetwork:*; vnet-old/endpoints privateEndpointNetworkPolicies = Disabled",
            ),
            (
                |it| guard(it, "vnet-new", &["200 out deny tcp * * > 10.1.0.4/32,10.9.0.0/16 5432,6000-6100"]),
                "fail: nsg-vnet-new securityRules[r0] = priority 200, Deny, Tcp, * → 10.1.0.4, 10.9.0.0/16:5432, \
                 6000-6100; vnet-old/endpoints privateEndpointNetworkPolicies = Disabled",
            ),
            (
                |it| guard(it, "vnet-new", &["200 out deny tcp * * > Storage *"]),
                "pass: nsg-vnet-new defaultSecurityRules[AllowVnetOutBound] = priority 65000, Allow, *, VirtualNetwork \
                 → VirtualNetwork:*; vnet-old/endpoints privateEndpointNetworkPolicies = Disabled",
            ),
        ] {
            assert_eq!(told(&direct(), NSG, change), expected);
        }
        assert_eq!(
            told(&at_a_public_address(), NSG, |it| guard(it, "vnet-new", &["200 out deny tcp * * > AzureCloud *"])),
            "unknown: nsg-vnet-new securityRules[r0] = priority 200, Deny, Tcp, * → AzureCloud:* | At nsg-vnet-new: it is \
             not known which addresses AzureCloud in the rule r0 stands for. | wants the service tags of region westeurope"
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
                        let prefixes = vec!["20.1.0.0/16".parse().expect("")];
                        it.service_tags.push(ServiceTag { name: "sql.westeurope".to_owned(), file: 0, prefixes });
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
                ("the far half is missing", initiated, Pass),
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
                    "its half keeps the other VNet out",
                    |it| {
                        initiated(it);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false);
                    },
                    Fail,
                ),
                (
                    "not said whether its half does",
                    |it| {
                        initiated(it);
                        half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "the other half does, and its own is missing",
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
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn nothing_is_wanted_that_is_there() {
        fn behind_a_route(it: &mut Network) {
            guard(it, "vnet-new", &["200 out allow tcp * * > VirtualNetwork *"]);
            half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false);
            route(it, "vnet-new", &["10.0.0.0/8 VirtualAppliance"]);
        }
        let reason = "At nsg-vnet-new: it is not known which addresses VirtualNetwork in the rule r0 stands for.";
        for (wants, change) in [
            ("", behind_a_route as fn(&mut Network)),
            (" | wants the virtual network vnet-new", |it| {
                behind_a_route(it);
                vnet_mut(it, "vnet-new").peerings.complete = false;
            }),
            (" | wants the route table rt-vnet-new", |it| {
                behind_a_route(it);
                it.route_tables[0].routes.complete = false;
            }),
        ] {
            let told = told(&direct(), NSG, change);
            assert!(told.ends_with(&format!("{reason}{wants}")), "{told}");
        }
    }

    #[test]
    fn a_membership_in_an_application_security_group_decides() {
        fn named(it: &mut Network) {
            guard(it, "vnet-new", &["200 out deny tcp * * > @databases 5432"]);
        }
        found(
            &direct(),
            NSG,
            &[
                ("the endpoint is in none", named, Pass),
                (
                    "it is in this one",
                    |it| {
                        named(it);
                        it.endpoints[0].groups = Fact::Known(vec![group_id("databases")]);
                    },
                    Fail,
                ),
                (
                    "not said",
                    |it| {
                        named(it);
                        it.endpoints[0].groups = Fact::Unknown;
                    },
                    Unknown,
                ),
            ],
        );
    }

    #[test]
    fn a_machine_has_a_group_at_its_subnet_and_one_at_its_card() {
        fn at_card(it: &mut Network, rules: &[&str]) {
            machine(it);
            let group = security_group("nsg-card", rules);
            it.nics[0].security_group = Fact::Known(group.origin.id.clone());
            it.security_groups.push(group);
        }
        found(
            &from_machine(),
            NSG,
            &[
                ("no group", machine, Pass),
                (
                    "its subnet denies",
                    |it| {
                        machine(it);
                        guard(it, "vnet-old", DENY_AT_CARD);
                    },
                    Fail,
                ),
                ("its card denies", |it| at_card(it, DENY_AT_CARD), Fail),
                (
                    "both allow",
                    |it| {
                        at_card(it, &[]);
                        guard(it, "vnet-old", &[]);
                    },
                    Pass,
                ),
                (
                    "not said whether the card has a group",
                    |it| {
                        machine(it);
                        it.nics[0].security_group = Fact::Unknown;
                    },
                    Unknown,
                ),
                (
                    "a group of which only what Azure computed was read",
                    |it| {
                        at_card(it, DENY_AT_CARD);
                        it.security_groups.clear();
                        computed(it, false);
                    },
                    Fail,
                ),
                (
                    "a Virtual Network Manager comes first",
                    |it| {
                        at_card(it, &[]);
                        computed(it, true);
                    },
                    Unknown,
                ),
            ],
        );
    }

    const DENY_AT_CARD: &[&str] = &["200 in deny tcp 10.2.0.0/24 * > 10.1.0.7/32 5432"];

    fn computed(it: &mut Network, has_admin_rules: bool) {
        let mut rules = default_rules();
        rules.push(rule("securityRules/r0", DENY_AT_CARD[0]));
        it.effective_rules.push(EffectiveRules {
            file: 0,
            security_group: Some(id("Microsoft.Network/networkSecurityGroups", "nsg-card")),
            subnet: None,
            nic: Some(it.nics[0].origin.id.clone()),
            has_admin_rules,
            rules,
        });
    }

    #[test]
    fn the_far_firewall_of_another_network_is_in_no_export() {
        found(
            &from_office(),
            NSG,
            &[
                ("nothing denies on this side", |it| site(it, "vnet-new"), Unknown),
                ("this side denies", |it| guard(it, "vnet-new", &["200 out deny tcp * * > 192.168.0.0/16 *"]), Fail),
            ],
        );
    }

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
