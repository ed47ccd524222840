//! Network security groups, their rules, and the rules that Azure computed for a network interface.

use pgreach_network::{
    Direction, EffectiveRules, Fact, Id, Listing, Origin, Peer, PortRange, SecurityGroup, SecurityRule,
};

use super::{
    body::{Body, is_one_of, is_tag, net},
    key::Key,
};

pub(super) fn security_group(origin: Origin, body: Body<'_>) -> SecurityGroup {
    let body = body.whole_with(&[Key::ProvisioningState, Key::SecurityRules]);
    SecurityGroup {
        provisioning: body.last_change(),
        rules: body.listing(Key::SecurityRules, |it| security_rule(*it)),
        default_rules: body.listing(Key::DefaultSecurityRules, |it| security_rule(*it)).items,
        origin,
    }
}

/// A rule that has a name.
pub(super) fn security_rule(body: Body<'_>) -> Option<SecurityRule> {
    Some(rule(body, true)).filter(|it| !it.name.is_empty())
}

/// A rule of which nothing is said but what no end says.
pub(super) fn limits(body: Body<'_>) -> SecurityRule {
    SecurityRule { allow: None, sources: None, destinations: None, ..rule(body, false) }
}

fn rule(body: Body<'_>, has_access: bool) -> SecurityRule {
    // The id names it where it has one: Azure's own examples have other names beside it.
    let name = body.known_id(Key::Id).map(|it| it.name().to_owned()).or_else(|| body.said(Key::Name));
    let protocol = body.said(Key::Protocol).map(|it| it.to_ascii_lowercase());
    SecurityRule {
        // Effective rules are called "securityRules/web".
        name: name.as_deref().and_then(|it| it.rsplit('/').next()).unwrap_or_default().to_owned(),
        priority: body.number(Key::Priority).and_then(|it| u16::try_from(it).ok()),
        direction: word(body, Key::Direction, ("Inbound", Direction::Inbound), ("Outbound", Direction::Outbound)),
        allow: if has_access { word(body, Key::Access, ("Allow", true), ("Deny", false)) } else { None },
        protocol: protocol.map(|it| if is_one_of(&it, &["all", "any"]) { "*".to_owned() } else { it }),
        source_ports: ports(body, [Key::SourcePortRange, Key::SourcePortRanges]),
        destination_ports: ports(body, [Key::DestinationPortRange, Key::DestinationPortRanges]),
        sources: peers(
            body,
            [Key::SourceAddressPrefix, Key::SourceAddressPrefixes],
            Key::SourceApplicationSecurityGroups,
            Key::ExpandedSourceAddressPrefix,
        ),
        destinations: peers(
            body,
            [Key::DestinationAddressPrefix, Key::DestinationAddressPrefixes],
            Key::DestinationApplicationSecurityGroups,
            Key::ExpandedDestinationAddressPrefix,
        ),
    }
}

fn word<T>(body: Body<'_>, key: Key, (one, first): (&str, T), (other, second): (&str, T)) -> Option<T> {
    let text = body.said(key)?;
    match text {
        _ if text.eq_ignore_ascii_case(one) => Some(first),
        _ if text.eq_ignore_ascii_case(other) => Some(second),
        _ => {
            body.error(key, "another text", &format!("{one} or {other}"));
            None
        }
    }
}

fn ports(body: Body<'_>, keys: [Key; 2]) -> Option<Vec<PortRange>> {
    let ports = both(keys.map(|it| body.values(it, "ports, as 5432 or 5000-6000", port_range)))?;
    (!ports.is_empty()).then_some(ports)
}

/// What the singular and the plural member say together. Effective rules repeat the one in the other.
fn both<T: PartialEq>([singular, plural]: [Option<Vec<T>>; 2]) -> Option<Vec<T>> {
    let (mut singular, mut plural) = (singular?, plural?);
    if let [only] = singular.as_slice() {
        plural.retain(|it| it != only);
    }
    singular.append(&mut plural);
    Some(singular)
}

pub(super) fn port_range(text: &str) -> Option<PortRange> {
    if is_one_of(text, &["*", "any"]) {
        return Some(PortRange { from: 0, to: u16::MAX });
    }
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some(PortRange { from: from.trim().parse().ok()?, to: to.trim().parse().ok()? })
}

fn peers(body: Body<'_>, keys: [Key; 2], groups: Key, expanded: Key) -> Option<Vec<Peer>> {
    let mut peers = both(keys.map(|it| body.values(it, "addresses, as 10.0.0.0/16, or a service tag", peer)))?;
    if body.has(groups) {
        // The members of a group that cannot be named are not known.
        match body.ids(groups) {
            Fact::Known(ids) => peers.extend(ids.into_iter().map(Peer::Group)),
            Fact::None => {}
            Fact::Unknown => return None,
        }
    }
    // What Azure expanded stands for all the tags together.
    let nets = body.nets(expanded).known().cloned().unwrap_or_default();
    if !nets.is_empty() {
        let tags: Vec<String> = peers.iter().filter_map(tag).map(str::to_owned).collect();
        if !tags.is_empty() {
            peers.retain(|it| tag(it).is_none());
            peers.push(Peer::Expanded(tags.join(", "), nets));
        }
    }
    (!peers.is_empty()).then_some(peers)
}

fn tag(peer: &Peer) -> Option<&str> {
    match peer {
        Peer::Tag(tag) => Some(tag),
        _ => None,
    }
}

pub(super) fn peer(text: &str) -> Option<Peer> {
    if is_one_of(text, &["*", "any", "0.0.0.0/0"]) {
        return Some(Peer::Any);
    }
    if text.contains(':') {
        return Some(Peer::Ipv6);
    }
    match net(text) {
        Some(net) => Some(Peer::Net(net)),
        None => is_tag(text).then(|| Peer::Tag(text.to_owned())),
    }
}

pub(super) fn effective_rules(body: Body<'_>) -> EffectiveRules {
    let association = body.part(Key::Association);
    let associated = |key| association.and_then(|it| it.known_id(key));
    let rules = body.parts(Key::EffectiveSecurityRules).unwrap_or_default();
    EffectiveRules {
        file: body.file(),
        security_group: body.known_id(Key::NetworkSecurityGroup),
        subnet: associated(Key::Subnet),
        nic: associated(Key::NetworkInterface),
        has_admin_rules: associated(Key::NetworkManager).is_some(),
        rules: rules.into_iter().map(|it| rule(it, true)).collect(),
    }
}

/// A group of which only rules were read.
pub(super) fn unread(id: Id, file: usize) -> SecurityGroup {
    SecurityGroup {
        origin: Origin { id, file },
        provisioning: Fact::Unknown,
        rules: Listing::default(),
        default_rules: Vec::new(),
    }
}
