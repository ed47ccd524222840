//! Peerings, of which each side knows the state of the other.

use pgreach_fixtures::topology::Topology;
use serde_json::{Value, json};

use super::{
    Done,
    command::Command,
    world::{delete, find, flag, insert, is_there, range, resource},
};

/// The side of a peering that a VNet has to another.
pub(super) fn side<'a>(topology: &'a mut Topology, vnet: &str, remote: &str) -> Option<&'a mut Value> {
    let sides = find(topology, vnet).ok()?["properties"]["virtualNetworkPeerings"].as_array_mut()?;
    sides.iter_mut().find(|it| {
        it["properties"]["remoteVirtualNetwork"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(remote))
    })
}

pub(super) const VNETS: &str = "Microsoft.Network/virtualNetworks";

pub(super) fn peering(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (vnet, own) = (command.one("--vnet-name")?, command.one("-n")?);
    let near = command.id(VNETS, &[vnet])?;
    let id = command.id(&format!("{VNETS}/virtualNetworkPeerings"), &[vnet, own])?;
    match verb {
        "create" => make_peering(topology, command, &near, &id),
        "delete" => {
            command.takes(&["--vnet-name", "-n"])?;
            let remote = find(topology, &id)?["properties"]["remoteVirtualNetwork"]["id"].clone();
            if let Some(other) = remote.as_str().and_then(|it| side(topology, it, &near)) {
                other["properties"]["peeringState"] = "Disconnected".into();
            }
            delete(topology, &id)
        }
        "update" => {
            command.takes(&["--vnet-name", "-n", "--set", "--local-subnet-names", "--remote-subnet-names"])?;
            let set = command.list("--set").unwrap_or_default().to_vec();
            let own = find(topology, &id)?;
            name_subnets(own, command)?;
            for it in set {
                let (member, value) = it.split_once('=').ok_or("no value to set")?;
                if own["properties"].get(member).is_none() {
                    return Err(format!("a peering has no {member}"));
                }
                own["properties"][member] = flag(value)?.into();
            }
            let (uses, remote) = (
                own["properties"]["useRemoteGateways"] == true,
                own["properties"]["remoteVirtualNetwork"]["id"].clone(),
            );
            let other = remote.as_str().and_then(|it| side(topology, it, &near));
            if uses && !other.is_some_and(|it| it["properties"]["allowGatewayTransit"] == true) {
                return Err(format!("{id} uses a gateway that the other side does not lend"));
            }
            Ok(())
        }
        "sync" => {
            command.takes(&["--vnet-name", "-n"])?;
            let remote = find(topology, &id)?["properties"]["remoteVirtualNetwork"]["id"].clone();
            let remote = remote.as_str().ok_or("no remote VNet")?.to_owned();
            let prefixes = find(topology, &remote)?["properties"]["addressSpace"].clone();
            if let Some(other) = side(topology, &remote, &near) {
                other["properties"]["peeringSyncLevel"] = "FullyInSync".into();
            }
            let own = &mut find(topology, &id)?["properties"];
            own["peeringSyncLevel"] = "FullyInSync".into();
            own["remoteAddressSpace"] = prefixes.clone();
            own["remoteVirtualNetworkAddressSpace"] = prefixes;
            Ok(())
        }
        _ => Err(format!("no az network vnet peering {verb}")),
    }
}

/// Makes a side of a peering, and connects the other one.
pub(super) fn make_peering(topology: &mut Topology, command: &Command, near: &str, id: &str) -> Done {
    const FLAGS: [(&str, &str); 4] = [
        ("--allow-vnet-access", "allowVirtualNetworkAccess"),
        ("--allow-forwarded-traffic", "allowForwardedTraffic"),
        ("--allow-gateway-transit", "allowGatewayTransit"),
        ("--use-remote-gateways", "useRemoteGateways"),
    ];
    let parts = ["--peer-complete-vnets", "--local-subnet-names", "--remote-subnet-names", "--enable-only-ipv6"];
    command.takes(&[&["--vnet-name", "-n", "--remote-vnet"][..], &parts, &FLAGS.map(|it| it.0)].concat())?;
    let far = command.one("--remote-vnet")?.to_owned();
    if is_there(topology, id) || side(topology, near, &far).is_some() {
        return Err(format!("{near} is peered with {far} already"));
    }
    if command.perhaps("--peer-complete-vnets")? != Some("false") {
        refuse_overlap(topology, near, &far)?;
    }
    let prefixes = find(topology, &far)?["properties"]["addressSpace"].clone();
    let state = match side(topology, &far, near) {
        Some(other) if other["properties"]["peeringState"] == "Disconnected" => {
            return Err(format!("the other side of {id} is disconnected"));
        }
        Some(other) => {
            other["properties"]["peeringState"] = "Connected".into();
            "Connected"
        }
        None => "Initiated",
    };
    let mut properties = json!({
        "provisioningState": "Succeeded",
        "peeringState": state,
        "peeringSyncLevel": "FullyInSync",
        "remoteVirtualNetwork": { "id": far },
        "remoteAddressSpace": prefixes,
        "remoteVirtualNetworkAddressSpace": prefixes,
        "peerCompleteVnets": command.perhaps("--peer-complete-vnets")?.map_or(Ok(true), flag)?,
    });
    if command.perhaps("--enable-only-ipv6")?.map_or(Ok(false), flag)? {
        properties["enableOnlyIPv6Peering"] = true.into();
    }
    for (option, member) in
        [("--local-subnet-names", "localSubnetNames"), ("--remote-subnet-names", "remoteSubnetNames")]
    {
        if let Some(names) = command.list(option) {
            properties[member] = json!(names);
        }
    }
    for (option, member) in FLAGS {
        properties[member] = command.perhaps(option)?.map_or(Ok(false), flag)?.into();
    }
    let is_lent = |it: &mut Value| it["properties"]["allowGatewayTransit"] == true;
    if properties["useRemoteGateways"] == true && !side(topology, &far, near).is_some_and(is_lent) {
        return Err(format!("{id} uses a gateway that the other side does not lend"));
    }
    insert(topology, near, "virtualNetworkPeerings", resource(id, VNETS, properties))
}

/// Gives a side of a peering of single subnets other lists of them.
pub(super) fn name_subnets(side: &mut Value, command: &Command) -> Done {
    for (option, member) in
        [("--local-subnet-names", "localSubnetNames"), ("--remote-subnet-names", "remoteSubnetNames")]
    {
        let Some(names) = command.list(option) else { continue };
        if side["properties"]["peerCompleteVnets"] != false || names.is_empty() {
            return Err(format!("{} is for complete VNets", side["id"]));
        }
        side["properties"][member] = json!(names);
    }
    Ok(())
}

/// Two VNets are peered only where no address is in both, nor in one and another VNet that is peered with the other.
pub(super) fn refuse_overlap(topology: &mut Topology, near: &str, far: &str) -> Done {
    let prefixes = |value: &Value| -> Vec<(u32, u32)> {
        let texts = value["addressPrefixes"].as_array().into_iter().flatten().filter_map(Value::as_str);
        texts.filter_map(range).collect()
    };
    for (vnet, remote) in [(near, far), (far, near)] {
        let coming = prefixes(&find(topology, remote)?["properties"]["addressSpace"]);
        let vnet = &find(topology, vnet)?["properties"];
        let sides = vnet["virtualNetworkPeerings"].as_array().into_iter().flatten();
        let is_other = |it: &&Value| it["properties"]["remoteVirtualNetwork"]["id"] != remote;
        let sides = sides.filter(is_other);
        let mut there = prefixes(&vnet["addressSpace"]);
        there.extend(sides.flat_map(|it| prefixes(&it["properties"]["remoteAddressSpace"])));
        if there.iter().any(|(from, to)| coming.iter().any(|(start, end)| start <= to && from <= end)) {
            return Err(format!("addresses of {near} and {far} overlap, or of what is peered with one"));
        }
    }
    Ok(())
}
