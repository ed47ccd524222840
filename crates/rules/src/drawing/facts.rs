//! Puts into a few words each what the files say of a part.

use crate::{
    Party,
    network::{
        Context, Destination, Fact, Id, Network, PeeringSide, ServerKind, Subnet, Zone, answer, endpoint_zone_name,
        link_to,
    },
};

/// What a server is, its address, and its state.
pub(super) fn server(context: &Context<'_>, party: Party) -> Vec<String> {
    let name = context.config.name(party);
    let role = name.is_some().then(|| party.label().to_owned());
    let found = context.server(party).ok();
    let kind = found.map(|it| match it.kind {
        ServerKind::Single => "single server".to_owned(),
        ServerKind::Flexible => "flexible server".to_owned(),
    });
    let state = found.and_then(|it| it.state.clone());
    let (mut nic, mut address) = (None, None);
    match context.destination(party) {
        Ok(Destination::Machine(it)) => {
            nic = Some(format!("NIC {}", it.origin.name()));
            address = it.addresses.iter().find_map(|it| it.address).map(|it| it.to_string());
        }
        Ok(Destination::Address(it)) => address = Some(it.to_string()),
        Ok(Destination::Public) => address = Some("public access".to_owned()),
        Ok(Destination::Endpoint(_) | Destination::Integrated(..)) | Err(_) => {}
    }
    let address = address.filter(|it| name != Some(it));
    let port = (party != Party::Runtime).then(|| format!("TCP {}", context.port(party)));
    [role, kind, state, nic, address, port].into_iter().flatten().collect()
}

/// The ranges of a VNet.
pub(super) fn ranges(network: &Network, vnet: &Id) -> Vec<String> {
    match network.vnet(vnet) {
        Some(it) => it.prefixes.known().into_iter().flatten().map(ToString::to_string).collect(),
        None => vec!["not in the files".to_owned()],
    }
}

/// What a subnet has of security group and route table; `drawn` says which of them stand in it as parts of their own.
pub(super) fn attached(subnet: &Subnet, drawn: [bool; 2]) -> Vec<String> {
    let words = [(&subnet.security_group, "NSG"), (&subnet.route_table, "route table")].into_iter().zip(drawn);
    let said = words.filter(|it| !it.1).map(|((it, what), _)| match it {
        Fact::Known(id) => format!("{what} {}", id.name()),
        Fact::None => format!("no {what}"),
        Fact::Unknown => format!("{what} not in the files"),
    });
    said.collect()
}

/// The state of one side of a peering.
pub(super) fn side(from: &Id, side: PeeringSide<'_>) -> String {
    match side {
        PeeringSide::Read(it) => {
            format!("{}: {}", it.origin.id.name(), it.state.as_deref().unwrap_or("state not in the files"))
        }
        PeeringSide::Absent(_) => format!("from {}: none", from.name()),
        PeeringSide::Unread => format!("from {}: not in the files", from.name()),
    }
}

/// A private zone that can answer for the name of a server.
pub(super) struct ZoneWords<'a> {
    pub zone: &'a Zone,
    /// Whether it is linked to the client's VNet.
    pub is_linked: bool,
    /// Whether the name is in it, or belongs there.
    is_its_own: bool,
    pub facts: Vec<String>,
}

/// The private zones that can answer for the name of a party, those first that the client's VNet is linked to. Those of other
/// migrations, which are neither linked to it nor have the name, are left out: a tenant may have hundreds of one name.
pub(super) fn zones<'a>(context: &Context<'a>, party: Party, vnet: Option<&Id>) -> Vec<ZoneWords<'a>> {
    let Ok(server) = context.server(party) else { return Vec::new() };
    let Some(host) = server.host.as_deref() else { return Vec::new() };
    // Only the name of what has a private endpoint is sent on to one below privatelink.
    let is_integrated = matches!(context.destination(party), Ok(Destination::Integrated(..)));
    let private = endpoint_zone_name(server).ok().map(|(zone, name)| format!("{name}.{zone}"));
    let private = private.filter(|_| !is_integrated);
    let registry = match context.destination(party) {
        Ok(Destination::Endpoint(it)) => context.registry(server, Some(it)).ok().map(|it| &it.zone.origin.id),
        _ => None,
    };
    // The name in a zone above it, empty for the zone's own.
    let within = |name: &str, zone: &str| {
        let (name, zone) = (name.to_ascii_lowercase(), zone.to_ascii_lowercase());
        if name == zone { Some(String::new()) } else { Some(name.strip_suffix(&zone)?.strip_suffix('.')?.to_owned()) }
    };
    let found = context.network.zones.iter().filter_map(|zone| {
        let name = zone.origin.id.name();
        // Public DNS sends the name of a server in a VNet on to its own zone, whatever that is called.
        let is_own = is_integrated && matches!(&server.private_dns_zone, Fact::Known(own) if *own == zone.origin.id);
        let asked = within(host, name).or_else(|| within(private.as_deref()?, name));
        let is_it = is_own || asked.is_some();
        let link = vnet.and_then(|it| link_to(zone, it));
        let linked = vnet.map(|vnet| match link {
            Some(link) => {
                let state = link.state.as_deref().filter(|it| !it.eq_ignore_ascii_case("Completed"));
                let state = state.map(|it| format!(", {it}")).unwrap_or_default();
                format!("linked to {} by {}{state}", vnet.name(), link.origin.id.name())
            }
            None if zone.links.complete => format!("not linked to {}", vnet.name()),
            None => format!("no link to {} in the files", vnet.name()),
        });
        let asked = asked.filter(|it| !it.is_empty());
        let record = asked.and_then(|name| Some((answer(zone, &name)?, name))).map(|(record, name)| {
            let addresses: Vec<String> = record.addresses.iter().map(ToString::to_string).collect();
            format!("{name} → {}", addresses.join(", "))
        });
        is_it.then(|| ZoneWords {
            zone,
            is_linked: link.is_some(),
            is_its_own: is_own || record.is_some() || registry == Some(&zone.origin.id),
            facts: linked.into_iter().chain(record).collect(),
        })
    });
    let (linked, mut others): (Vec<_>, Vec<_>) = found.partition(|it| it.is_linked);
    if !linked.is_empty() || 1 < others.len() {
        others.retain(|it| it.is_its_own);
    }
    linked.into_iter().chain(others).collect()
}
