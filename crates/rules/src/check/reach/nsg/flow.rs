//! The security groups that the packets of a connection pass, and what each does with them.

use ipnet::Ipv4Net;

use crate::{
    Evidence, Export, Need, Party, SourceKind,
    check::reach::{
        nsg::{admin::Admin, tags},
        peering::{ClientSeen, Joint, client_seen},
    },
    network::{
        Attachment, Context, Destination, Direction, EffectiveRules, Fact, Id, Nic, Origin, Peer, SecurityRule, clouds,
        in_words, is, not_whole, path,
        security::{self, ALL_PORTS, Decision, Doubt, EPHEMERAL_PORTS, Packets},
    },
    outcome::{Annotate, Decided, Outcome, Reason, Undecided},
};

/// What a security admin rule that denies means for a security group.
const MANAGED: &str = "It is a security admin rule of Virtual Network Manager, which comes before every security group: no rule of a \
                       group goes past it, so it has to be changed there. Ask who manages it for a rule \
                       with a lower number, which allows this connection.";

/// The packets of a connection, held against the groups on their way.
pub(super) struct Flow<'a> {
    pub context: &'a Context<'a>,
    pub packets: Packets,
    /// What says in which application security groups the destination is.
    pub members: Option<Need>,
    /// The VNets of the near and the destination, where they are in one.
    pub ends: [Option<Id>; 2],
    /// What joins the two VNets. Where it is at fault, the groups are judged as they are once it is put right.
    pub joint: Option<Joint>,
    /// The party that they go to, where that is at a public address which is not known.
    pub to_anywhere: Option<Party>,
    /// The tag of the service that they go to, where it is another one than the server's.
    pub to_service: Option<&'static str>,
}

impl<'a> Flow<'a> {
    /// The places at the destination, in the order that packets pass them, as these see the client.
    pub(super) fn at_the_destination(&self, party: Party, destination: &Destination<'a>) -> Vec<Decided> {
        match client_seen(self.context, party) {
            ClientSeen::AtItsOwn => self.at_each(party, destination),
            ClientSeen::Translated(nets, vnet) => self.from(nets, Some(vnet)).at_each(party, destination),
            ClientSeen::Unknown => {
                let own = self.at_each(party, destination);
                let any = self.from(vec![Ipv4Net::default()], None).at_each(party, destination);
                own.into_iter().zip(any).map(|(own, any)| whoever_is_seen(own, &any)).collect()
            }
        }
    }

    /// These packets from other addresses, in another VNet.
    fn from(&self, nets: Vec<Ipv4Net>, vnet: Option<Id>) -> Self {
        let mut packets = self.packets.clone();
        packets.source.nets = nets;
        let [_, destination] = self.ends.clone();
        Flow { packets, ends: [vnet, destination], members: self.members.clone(), joint: self.joint.clone(), ..*self }
    }

    fn at_each(&self, party: Party, destination: &Destination<'a>) -> Vec<Decided> {
        let context = self.context;
        let place = match context.destination_subnet(party) {
            Ok(place) => place,
            Err(_)
                if matches!(destination, Destination::Address(_))
                    && context.config.source.kind != Some(SourceKind::AzureVm) =>
            {
                let nothing = || {
                    Err(Undecided::new(
                        Reason::Outside,
                        "What the firewall in front of the source lets in is in no export of Azure.",
                    ))
                };
                return vec![clouds::lets_in_privately(context).unwrap_or_else(nothing)];
            }
            Err(open) => return vec![Err(open)],
        };
        let side = match context.side(place.subnet) {
            Ok(side) => side,
            Err(open) => return vec![Err(open)],
        };
        match destination {
            Destination::Endpoint(_) => vec![self.at_endpoint(side)],
            Destination::Machine(nic) => self.at_machine(side, nic),
            Destination::Integrated(..) | Destination::Address(_) | Destination::Public => {
                vec![self.at_subnet(side, Direction::Inbound, true)]
            }
        }
    }

    /// A private endpoint heeds the group of its subnet only where the subnet says so. Then the source port of a rule
    /// counts for nothing.
    ///
    /// Source: "Manage network policies for private endpoints", "What is a private endpoint?" (both 2023).
    fn at_endpoint(&self, side: Attachment<'a>) -> Decided {
        const PROPERTY: &str = "privateEndpointNetworkPolicies";
        let network = self.context.network;
        let policies = side.subnet.endpoint_policies.known().map(String::as_str);
        let shown = side.subnet.origin.shows(network, PROPERTY, policies.unwrap_or("unknown"));
        if is(policies, "Disabled") || is(policies, "RouteTableEnabled") {
            return Ok(Outcome::pass(shown));
        }
        let finding = self.at_subnet(side, Direction::Inbound, false);
        if is(policies, "Enabled") || is(policies, "NetworkSecurityGroupEnabled") {
            return finding.showing([shown]);
        }
        match finding {
            Ok(outcome) if outcome.is_pass() => Ok(outcome),
            _ => Err(Undecided::new(
                Reason::Missing,
                format!(
                    "The files do not say whether private endpoints in {} heed its security group.",
                    side.subnet.origin.name()
                ),
            )
            .showing(finding.into_evidence())
            .needing(Export::Vnet, side.vnet.origin.id.text())),
        }
    }

    /// A virtual machine has two places: its subnet, then its network interface.
    pub(super) fn at_machine(&self, side: Attachment<'a>, nic: &'a Nic) -> Vec<Decided> {
        let at_card = match &nic.security_group {
            Fact::None => Ok(Outcome::pass(nic.origin.shows(self.context.network, "networkSecurityGroup.id", "none"))),
            Fact::Unknown => {
                let name = nic.origin.name();
                Err(Undecided::new(
                    Reason::Missing,
                    format!("The files do not say whether {name} has a security group."),
                )
                .needing(Export::Nic, nic.origin.id.text()))
            }
            Fact::Known(id) => self.at_group(id, side, Direction::Inbound, true, &Admin::default()),
        };
        vec![self.at_subnet(side, Direction::Inbound, true), at_card]
    }

    pub(super) fn at_subnet(&self, side: Attachment<'a>, direction: Direction, heeds_source_ports: bool) -> Decided {
        // Rules of a manager are not for private endpoints.
        let admin = Admin::of(self.context, &side.vnet.origin.id)?;
        let admin = if heeds_source_ports { admin } else { Admin::default() };
        let network = self.context.network;
        // That a manager has rules is known of a network interface, and they are not in the files.
        if network.is_managed(&side.vnet.origin.id) && admin.rules.is_empty() {
            let id = &side.vnet.origin.id;
            return Err(Undecided::new(Reason::Missing, format!(
                "A Virtual Network Manager has rules for {} that come before those of its security groups. They are not in the files.",
                id.name()
            ))
            .needing(Export::EffectiveAdminRules, id.text()));
        }
        match &side.subnet.security_group {
            Fact::None => {
                let none = side.subnet.origin.shows(network, "networkSecurityGroup.id", "none");
                self.by_rules(side, direction, &admin, &[everything(direction)], &|_| none.clone(), None)
            }
            Fact::Unknown => {
                let name = side.subnet.origin.name();
                Err(Undecided::new(
                    Reason::Missing,
                    format!("The files do not say whether {name} has a security group."),
                )
                .needing(Export::Vnet, side.vnet.origin.id.text()))
            }
            Fact::Known(id) => self.at_group(id, side, direction, heeds_source_ports, &admin),
        }
    }

    fn at_group(
        &self,
        id: &Id,
        side: Attachment<'a>,
        direction: Direction,
        heeds_source_ports: bool,
        admin: &Admin<'_>,
    ) -> Decided {
        let network = self.context.network;
        if self.computed(id).is_some_and(|it| self.is_other(id, it)) {
            return Err(Undecided::new(
                Reason::Contradiction,
                format!(
                    "The rules of {} differ from those that Azure computed of it for the network interface of the source: \
                     export both again.",
                    id.name()
                ),
            )
            .needing(Export::SecurityGroup, id.text()));
        }
        let Some((origin, mut rules)) = self.rules(id) else {
            return Err(Undecided::new(
                Reason::Missing,
                not_whole("security group", id, self.context.network.security_group(id).is_some(), "its rules"),
            )
            .needing(Export::SecurityGroup, id.text()));
        };
        if !heeds_source_ports {
            for it in &mut rules {
                it.source_ports = Some(vec![ALL_PORTS]);
            }
        }
        let shows = |it: &SecurityRule| origin.shows(network, path(it), in_words(it));
        self.by_rules(side, direction, admin, &rules, &shows, Some((&origin, id)))
    }

    /// What rules do with the packets, those of a manager first. `of` is the group that they are of.
    fn by_rules(
        &self,
        side: Attachment<'a>,
        direction: Direction,
        admin: &Admin<'_>,
        rules: &[SecurityRule],
        of_group: &dyn Fn(&SecurityRule) -> Evidence,
        of: Option<(&Origin, &Id)>,
    ) -> Decided {
        let network = self.context.network;
        let named = rules.iter().chain(admin.rules.iter().map(|it| &it.rule)).chain(admin.planned());
        let mut tags = self.context.network.tags(side, named);
        let (other, end) = match (direction, &self.ends) {
            (Direction::Outbound, [_, destination]) => (destination, &self.packets.destination),
            (Direction::Inbound, [near, _]) => (near, &self.packets.source),
        };
        let joined = tags::once_joined(network, self.joint.as_ref(), side, other.as_ref(), &end.nets);
        tags.virtual_network.surely.extend(joined.surely);
        tags.virtual_network.perhaps.extend(joined.perhaps);
        if let Some(server) = self.to_anywhere.and_then(|it| self.context.server(it).ok()) {
            tags::name_databases(server, &self.packets.destination.nets, &mut tags);
        }
        if let Some(service) = self.to_service {
            tags::name_service(service, side.vnet.location.as_deref(), &self.packets.destination.nets, &mut tags);
        }
        let shows = |it: &SecurityRule| admin.shown(it).unwrap_or_else(|| of_group(it));
        let mut decision = security::decide_in_every_network(&admin.rules, rules, direction, &self.packets, &tags);
        if let Decision::Open(Doubt::Partly(_)) = decision {
            // A rule that is about few of the ports that a client may come from is about none that it takes by itself.
            let packets = Packets { source_ports: EPHEMERAL_PORTS, ..self.packets.clone() };
            let likely = security::decide_in_every_network(&admin.rules, rules, direction, &packets, &tags);
            if let Decision::Deny(_) = likely {
                decision = likely;
            }
        }
        if let Some(doubt) = admin.doubt(network, &decision, direction, &self.packets, &tags) {
            return Err(doubt);
        }
        let open = match decision {
            Decision::Allow(by) => return Outcome::passed_by(by.into_iter().map(shows)),
            Decision::Deny(by) => {
                let is_managed = by.iter().any(|it| admin.shown(it).is_some());
                let failed = Outcome::failed_by(by.into_iter().map(shows));
                return if is_managed { failed.map(|it| it.noting(MANAGED)) } else { failed };
            }
            Decision::Open(doubt) => doubt,
        };
        let name = of.map_or_else(|| side.subnet.origin.name(), |(origin, _)| origin.name());
        let undecided = Undecided::new(Reason::Missing, format!("At {name}: {open}.")).showing(open.rule().map(shows));
        Err(match open {
            Doubt::Tag(_, tag) if is(Some(tag), "VirtualNetwork") || is(Some(tag), "Internet") => {
                let needs = self.context.wanted_for_virtual_network(side);
                needs.into_iter().fold(undecided, |it, want| it.needing(want.export, want.resource))
            }
            Doubt::Tag(..) if self.to_anywhere.is_some() => undecided,
            Doubt::Tag(..) => undecided.needing(Export::ServiceTags, side.vnet.location.as_deref().unwrap_or_default()),
            Doubt::Membership(..) => {
                self.members.iter().fold(undecided, |it, want| it.needing(want.export, &*want.resource))
            }
            Doubt::Unreadable(_) | Doubt::Order(_) | Doubt::NoRule => match of {
                Some((_, id)) => undecided.needing(Export::SecurityGroup, id.text()),
                None => undecided.needing(Export::EffectiveAdminRules, side.vnet.origin.id.text()),
            },
            Doubt::Partly(_) | Doubt::TooMany => undecided,
        })
    }

    /// All rules of a group: its own, or those that Azure computed of it for the source's network interface.
    fn rules(&self, id: &Id) -> Option<(Origin, Vec<SecurityRule>)> {
        if let Some(group) = self.context.network.security_group(id).filter(|it| it.rules.complete) {
            let rules = group.rules.items.iter().chain(&group.default_rules).cloned().collect();
            return Some((group.origin.clone(), rules));
        }
        let computed = self.computed(id)?;
        Some((Origin { id: id.clone(), file: computed.file }, computed.rules.clone()))
    }

    /// What Azure computed of a group for the source's network interface.
    fn computed(&self, id: &Id) -> Option<&'a EffectiveRules> {
        let Ok(Destination::Machine(nic)) = self.context.destination(Party::Source) else { return None };
        let mut all = self.context.network.effective_rules.iter();
        all.find(|it| it.security_group.as_ref() == Some(id) && it.nic.as_ref() == Some(&nic.origin.id))
    }

    /// Whether Azure computed rules that a group does not have, or left some out: then one of the two is old.
    ///
    /// Source: "Network Interfaces - List Effective Network Security Groups" (Azure REST API, 2024-01-01): a rule is called
    /// `securityRules/` and its name in the group.
    fn is_other(&self, id: &Id, computed: &EffectiveRules) -> bool {
        let Some(group) = self.context.network.security_group(id).filter(|it| it.rules.complete) else { return false };
        let name = |it: &SecurityRule| it.name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        let is_same = |one: &SecurityRule, other: &SecurityRule| {
            name(one) == name(other)
                && (one.priority, one.direction, one.allow) == (other.priority, other.direction, other.allow)
        };
        let is_own = |it: &&SecurityRule| group.default_rules.iter().all(|other| name(it) != name(other));
        let known = &group.rules.items;
        known.iter().any(|it| computed.rules.iter().all(|other| !is_same(it, other)))
            || computed.rules.iter().filter(is_own).any(|it| known.iter().all(|other| !is_same(it, other)))
    }
}

/// What is found of the client's own address, where what stands between may put another one in its place: it is at fault only
/// where any address is.
fn whoever_is_seen(own: Decided, any: &Decided) -> Decided {
    match own {
        Ok(outcome) if outcome.is_fail() && !any.as_ref().is_ok_and(Outcome::is_fail) => Err(Undecided::new(
            Reason::Outside,
            "What stands between may put an address of its own in place of the client's (NAT): which one the rules see is in no \
             file.",
        )
        .showing(outcome.into_evidence())),
        own => own,
    }
}

/// Without a group everything passes.
fn everything(direction: Direction) -> SecurityRule {
    SecurityRule {
        name: String::new(),
        priority: Some(u16::MAX),
        direction: Some(direction),
        allow: Some(true),
        protocol: Some("*".to_owned()),
        source_ports: Some(vec![ALL_PORTS]),
        destination_ports: Some(vec![ALL_PORTS]),
        sources: Some(vec![Peer::Any]),
        destinations: Some(vec![Peer::Any]),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Status::{Fail, Pass, Unknown},
        network::{
            EffectiveRules, Fact, Network,
            testing::{
                default_rules, direct, entered, found, from_machine, group_id, guard, half_mut, id, machine, route,
                rule, security_group, subnet_mut, via_runtime, vnet_mut,
            },
        },
    };

    const NSG: &str = "source/nsg";

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
                    "the destination VNet was not read",
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

    #[test]
    fn nothing_is_wanted_that_is_there() {
        fn behind_a_route(it: &mut Network) {
            guard(it, "vnet-new", &["200 out allow tcp * * > VirtualNetwork *"]);
            half_mut(it, "vnet-new", "vnet-old").allow_access = Fact::Known(false);
            route(it, "vnet-new", &["10.0.0.0/8 VirtualAppliance"]);
        }
        let reason = "At nsg-vnet-new: it is not known which addresses VirtualNetwork in the rule r0 stands for.";
        for (needs, change) in [
            ("", behind_a_route as fn(&mut Network)),
            (" | needs the virtual network vnet-new", |it| {
                behind_a_route(it);
                vnet_mut(it, "vnet-new").peerings.complete = false;
            }),
            (" | needs the route table rt-vnet-new", |it| {
                behind_a_route(it);
                it.route_tables[0].routes.complete = false;
            }),
        ] {
            let entered = entered(&direct(), NSG, change);
            assert!(entered.ends_with(&format!("{reason}{needs}")), "{entered}");
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
                ("its network interface denies", |it| at_card(it, DENY_AT_CARD), Fail),
                (
                    "both allow",
                    |it| {
                        at_card(it, &[]);
                        guard(it, "vnet-old", &[]);
                    },
                    Pass,
                ),
                (
                    "not said whether the network interface has a group",
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
                    "what Azure computed is the same",
                    |it| {
                        at_card(it, DENY_AT_CARD);
                        computed(it, false);
                    },
                    Fail,
                ),
                (
                    "Azure computed a rule that the group does not have",
                    |it| {
                        at_card(it, &[]);
                        computed(it, false);
                    },
                    Unknown,
                ),
                (
                    "Azure computed without a rule of the group",
                    |it| {
                        at_card(it, &["300 in allow tcp * * > * 5432"]);
                        computed(it, false);
                        it.effective_rules[0].rules.pop();
                    },
                    Unknown,
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
}
