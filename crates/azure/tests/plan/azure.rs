//! What plays Azure: it reads the commands that a plan prints, and does to the files what Azure would do to the resources.
//!
//! It knows nothing of the values that the commands were printed from. Whatever Azure refuses, it refuses; a command, an
//! argument or a resource that it does not know is a mistake.
//!
//! Longer than 500 lines: one function for each command that a plan may print, and they share the world.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use pgreach_fixtures::topology::{File, Topology};

/// What comes of a command: nothing, or why not.
pub(crate) type Done = Result<(), String>;

/// Runs a command.
pub(crate) fn run(topology: &mut Topology, command: &str) -> Done {
    let command = Command::parse(command)?;
    let verb: Vec<&str> = command.verb.iter().map(String::as_str).collect();
    match verb[..] {
        ["network", "vnet", "peering", verb] => peering(topology, &command, verb),
        ["network", "nsg", "rule", verb] => security_rule(topology, &command, verb),
        ["network", "route-table", "route", verb] => route(topology, &command, verb),
        ["network", "route-table", verb @ ("create" | "delete")] => route_table(topology, &command, verb),
        ["network", "route-table", "update"] => {
            set_flag(topology, &command, TABLES, "--disable-bgp-route-propagation", "disableBgpRoutePropagation")
        }
        ["network", "nic", "update"] => {
            let nics = "Microsoft.Network/networkInterfaces";
            set_flag(topology, &command, nics, "--ip-forwarding", "enableIPForwarding")
        }
        ["network", "vnet", "subnet", "update"] => subnet(topology, &command),
        ["network", "vnet", "subnet", verb] => new_subnet(topology, &command, verb),
        ["network", "private-dns", "link", "vnet", verb] => zone_link(topology, &command, verb),
        ["network", "private-dns", "record-set", "a", verb] => record(topology, &command, verb),
        ["network", "private-dns", "record-set", "cname", verb] => alias(topology, &command, verb),
        ["network", "private-endpoint", "dns-zone-group", verb] => zone_group(topology, &command, verb),
        ["network", "private-endpoint", verb] => endpoint(topology, &command, verb),
        ["network", "private-endpoint-connection", "approve"] => approve(topology, &command),
        ["postgres", "flexible-server", verb] => server(topology, &command, verb),
        ["resource", "update"] => collections(topology, &command),
        ["rest"] => rest(topology, &command),
        _ => Err(format!("no command: az {}", verb.join(" "))),
    }
}

/// A command in its words.
pub(crate) struct Command {
    pub(crate) verb: Vec<String>,
    options: BTreeMap<String, Vec<String>>,
}

impl Command {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let words = shlex::split(text).ok_or_else(|| format!("no words of bash: {text}"))?;
        let mut words = words.into_iter().peekable();
        if words.next().as_deref() != Some("az") {
            return Err(format!("no az command: {text}"));
        }
        let is_option = |it: &str| it.starts_with('-') && it.len() != 1;
        let mut verb = Vec::new();
        while let Some(word) = words.next_if(|it| !is_option(it)) {
            verb.push(word);
        }
        let mut options = BTreeMap::new();
        while let Some(name) = words.next() {
            let mut values = Vec::new();
            while let Some(value) = words.next_if(|it| !is_option(it)) {
                values.push(value);
            }
            // One for each group.
            if name == "--asg" {
                options.entry(name).or_insert_with(Vec::new).extend(values);
                continue;
            }
            if options.insert(name.clone(), values).is_some() {
                return Err(format!("{name} twice: {text}"));
            }
        }
        Ok(Self { verb, options })
    }

    /// No other options than these, and those of every command.
    pub(crate) fn takes(&self, known: &[&str]) -> Done {
        let is_known = |it: &&String| known.contains(&it.as_str()) || ["-g", "--subscription"].contains(&it.as_str());
        match self.options.keys().find(|it| !is_known(it)) {
            Some(other) => Err(format!("az {} takes no {other}", self.verb.join(" "))),
            None => Ok(()),
        }
    }

    fn list(&self, name: &str) -> Option<&[String]> {
        self.options.get(name).map(Vec::as_slice)
    }

    /// The one value of an option.
    pub(crate) fn one(&self, name: &str) -> Result<&str, String> {
        match self.list(name) {
            Some([value]) => Ok(value),
            other => Err(format!("az {} wants one {name}, and has {other:?}", self.verb.join(" "))),
        }
    }

    /// One value where the option is there.
    fn perhaps(&self, name: &str) -> Result<Option<&str>, String> {
        if self.list(name).is_some() { self.one(name).map(Some) } else { Ok(None) }
    }

    /// The id of a resource of the resource group: `kind` is its type, the names are between its parts.
    pub(crate) fn id(&self, kind: &str, names: &[&str]) -> Result<String, String> {
        let mut parts = kind.split('/');
        let mut id = format!(
            "/subscriptions/{}/resourceGroups/{}/providers/{}",
            self.one("--subscription")?,
            self.one("-g")?,
            parts.next().unwrap_or_default()
        );
        for (part, name) in parts.zip(names) {
            id = format!("{id}/{part}/{name}");
        }
        Ok(id)
    }
}

pub(crate) fn is_id(item: &Value, id: &str) -> bool {
    item.get("properties").is_some() && item["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(id))
}

fn named<'a>(item: &'a mut Value, id: &str) -> Option<&'a mut Value> {
    if is_id(item, id) {
        return Some(item);
    }
    match item {
        Value::Array(items) => items.iter_mut().find_map(|it| named(it, id)),
        Value::Object(members) => members.iter_mut().find_map(|(_, it)| named(it, id)),
        _ => None,
    }
}

/// The resource of an id, wherever it is printed.
pub(crate) fn find<'a>(topology: &'a mut Topology, id: &str) -> Result<&'a mut Value, String> {
    let mut items = topology.files.iter_mut().flat_map(|it| &mut it.items);
    items.find_map(|it| named(it, id)).ok_or_else(|| format!("no resource {id}"))
}

fn is_there(topology: &mut Topology, id: &str) -> bool {
    find(topology, id).is_ok()
}

fn without(item: &mut Value, id: &str) {
    match item {
        Value::Array(items) => {
            items.retain(|it| !is_id(it, id));
            for it in items {
                without(it, id);
            }
        }
        Value::Object(members) => {
            for (_, it) in members.iter_mut() {
                without(it, id);
            }
        }
        _ => {}
    }
}

/// Takes a resource away.
fn delete(topology: &mut Topology, id: &str) -> Done {
    find(topology, id)?;
    for file in &mut topology.files {
        file.items.retain(|it| !is_id(it, id));
        for it in &mut file.items {
            without(it, id);
        }
    }
    Ok(())
}

/// Makes a resource that is printed within another one.
fn insert(topology: &mut Topology, whole: &str, list: &str, item: Value) -> Done {
    let items = &mut find(topology, whole)?["properties"][list];
    if items.is_null() {
        *items = json!([]);
    }
    items.as_array_mut().ok_or("no list")?.push(item);
    Ok(())
}

/// Makes a resource that is printed in a list of its own: that of its like.
fn add(topology: &mut Topology, item: Value) {
    let of = |it: &Value| it["id"].as_str().and_then(|it| it.rsplit_once('/')).map(|it| it.0.to_ascii_lowercase());
    let own = of(&item);
    let place = topology.files.iter().position(|file| file.items.iter().any(|it| of(it) == own));
    match place {
        Some(place) => topology.files[place].items.push(item),
        None => topology.files.push(File { name: "added.json", items: vec![item], is_cut: false }),
    }
}

fn resource(id: &str, kind: &str, properties: Value) -> Value {
    let mut it = json!({ "id": id, "name": id.rsplit('/').next(), "type": kind });
    it["properties"] = properties;
    it
}

fn parent(id: &str) -> &str {
    id.rsplitn(3, '/').nth(2).unwrap_or_default()
}

fn name(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or_default()
}

fn flag(text: &str) -> Result<bool, String> {
    text.parse().map_err(|_| format!("{text} is neither true nor false"))
}

/// The side of a peering that a VNet has to another.
fn side<'a>(topology: &'a mut Topology, vnet: &str, remote: &str) -> Option<&'a mut Value> {
    let sides = find(topology, vnet).ok()?["properties"]["virtualNetworkPeerings"].as_array_mut()?;
    sides.iter_mut().find(|it| {
        it["properties"]["remoteVirtualNetwork"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(remote))
    })
}

const VNETS: &str = "Microsoft.Network/virtualNetworks";

fn peering(topology: &mut Topology, command: &Command, verb: &str) -> Done {
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
fn make_peering(topology: &mut Topology, command: &Command, near: &str, id: &str) -> Done {
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
fn name_subnets(side: &mut Value, command: &Command) -> Done {
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
fn refuse_overlap(topology: &mut Topology, near: &str, far: &str) -> Done {
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

/// The first and the last address of a range.
fn range(text: &str) -> Option<(u32, u32)> {
    let (address, length) = text.split_once('/')?;
    let (address, length): (std::net::Ipv4Addr, u32) = (address.parse().ok()?, length.parse().ok()?);
    let mask = u32::MAX.checked_shr(length).unwrap_or_default();
    Some((u32::from(address) & !mask, u32::from(address) | mask))
}

const GROUPS: &str = "Microsoft.Network/networkSecurityGroups";

fn security_rule(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    const OPTIONS: [&str; 12] = [
        "--nsg-name",
        "-n",
        "--priority",
        "--direction",
        "--access",
        "--protocol",
        "--source-address-prefixes",
        "--destination-address-prefixes",
        "--source-port-ranges",
        "--destination-port-ranges",
        "--source-asgs",
        "--destination-asgs",
    ];
    command.takes(&OPTIONS)?;
    let (group, own) = (command.one("--nsg-name")?, command.one("-n")?);
    let whole = command.id(GROUPS, &[group])?;
    let id = command.id(&format!("{GROUPS}/securityRules"), &[group, own])?;
    if verb == "delete" {
        return delete(topology, &id);
    }
    let is_new = is_new(topology, &id, verb, "az network nsg rule")?;
    let mut rule = if is_new {
        resource(&id, &format!("{GROUPS}/securityRules"), json!({ "provisioningState": "Succeeded" }))
    } else {
        find(topology, &id)?.clone()
    };
    let properties = &mut rule["properties"];
    if let Some(it) = command.perhaps("--priority")? {
        let priority: u16 = it.parse().map_err(|_| format!("no number: {it}"))?;
        if !(100..=4096).contains(&priority) {
            return Err(format!("no priority of a rule: {priority}"));
        }
        properties["priority"] = priority.into();
    }
    for (option, member, words) in [
        ("--direction", "direction", &["Inbound", "Outbound"][..]),
        ("--access", "access", &["Allow", "Deny"]),
        ("--protocol", "protocol", &["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"]),
    ] {
        if let Some(it) = command.perhaps(option)? {
            if !words.contains(&it) {
                return Err(format!("no {member}: {it}"));
            }
            properties[member] = it.into();
        }
    }
    for (option, one, several) in [
        ("--source-address-prefixes", "sourceAddressPrefix", "sourceAddressPrefixes"),
        ("--destination-address-prefixes", "destinationAddressPrefix", "destinationAddressPrefixes"),
        ("--source-port-ranges", "sourcePortRange", "sourcePortRanges"),
        ("--destination-port-ranges", "destinationPortRange", "destinationPortRanges"),
    ] {
        let Some(values) = command.list(option) else { continue };
        let members = properties.as_object_mut().ok_or("no properties")?;
        members.remove(one);
        members.insert(several.to_owned(), json!([]));
        match values {
            [] => return Err(format!("{option} is empty")),
            [value] => members.insert(one.to_owned(), value.as_str().into()),
            values if values.iter().any(|it| it == "*") => return Err(format!("{option}: * and others")),
            values => members.insert(several.to_owned(), json!(values)),
        };
    }
    for (option, member) in [
        ("--source-asgs", "sourceApplicationSecurityGroups"),
        ("--destination-asgs", "destinationApplicationSecurityGroups"),
    ] {
        if let Some(values) = command.list(option) {
            properties[member] = values.iter().map(|it| json!({ "id": it })).collect();
        }
    }
    let (priority, direction) = (properties["priority"].clone(), properties["direction"].clone());
    let rules = find(topology, &whole)?["properties"]["securityRules"].clone();
    let others = rules.as_array().into_iter().flatten().filter(|it| !is_id(it, &id));
    for other in others {
        if other["properties"]["priority"] == priority && other["properties"]["direction"] == direction {
            return Err(format!("{} has the number of {id}", other["name"]));
        }
    }
    if is_new {
        insert(topology, &whole, "securityRules", rule)
    } else {
        *find(topology, &id)? = rule;
        Ok(())
    }
}

/// Whether a verb makes something that is not there yet, and does not change what is.
fn is_new(topology: &mut Topology, id: &str, verb: &str, command: &str) -> Result<bool, String> {
    match verb {
        "create" if is_there(topology, id) => Err(format!("{id} is there already")),
        "create" => Ok(true),
        "update" => Ok(false),
        _ => Err(format!("no {command} {verb}")),
    }
}

const TABLES: &str = "Microsoft.Network/routeTables";

/// Sets a property of a resource to true or false.
fn set_flag(topology: &mut Topology, command: &Command, kind: &str, option: &str, property: &str) -> Done {
    command.takes(&["-n", option])?;
    let id = command.id(kind, &[command.one("-n")?])?;
    find(topology, &id)?["properties"][property] = flag(command.one(option)?)?.into();
    Ok(())
}

fn route_table(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let id = command.id(TABLES, &[command.one("-n")?])?;
    if verb == "delete" {
        command.takes(&["-n"])?;
        let all = topology.files.iter().flat_map(|it| &it.items);
        let subnets = all.flat_map(|it| it["properties"]["subnets"].as_array().into_iter().flatten());
        let has_it =
            |it: &Value| it["properties"]["routeTable"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&id));
        if subnets.into_iter().any(has_it) {
            return Err(format!("{id} is at a subnet"));
        }
        return delete(topology, &id);
    }
    command.takes(&["-n", "--location"])?;
    if is_there(topology, &id) {
        return Err(format!("{id} is there already"));
    }
    let properties = json!({ "provisioningState": "Succeeded", "disableBgpRoutePropagation": false, "routes": [] });
    let mut table = resource(&id, TABLES, properties);
    table["location"] = command.one("--location")?.into();
    add(topology, table);
    Ok(())
}

/// Puts a collection behind the others of a firewall, or takes the one at a place away.
fn collections(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--ids", "--api-version", "--add", "--remove"])?;
    let firewall = &mut find(topology, command.one("--ids")?)?["properties"];
    if command.one("--api-version")? != "2024-05-01" || !firewall["firewallPolicy"].is_null() {
        return Err("no such API, or the firewall has a policy".to_owned());
    }
    let there = firewall["networkRuleCollections"].as_array_mut().ok_or("no collections")?;
    match (command.list("--add"), command.list("--remove")) {
        (Some([list, new]), None) if list == "properties.networkRuleCollections" => {
            let mut new: Value = serde_json::from_str(new).map_err(|it| it.to_string())?;
            let is_number = new["properties"]["priority"].as_u64().is_some_and(|it| (100..=65_000).contains(&it));
            let is_same =
                |it: &Value| it["name"] == new["name"] || it["properties"]["priority"] == new["properties"]["priority"];
            let rules = new["properties"]["rules"].as_array();
            if !is_number || there.iter().any(is_same) || rules.is_none_or(|it| it[0]["protocols"] != json!(["TCP"])) {
                return Err(format!("no collection, or one is there: {new}"));
            }
            new["properties"]["provisioningState"] = "Succeeded".into();
            there.push(new);
        }
        (None, Some([list, place])) if list == "properties.networkRuleCollections" => {
            let place: usize = place.parse().map_err(|_| format!("no place: {place}"))?;
            if there.len() <= place {
                return Err(format!("index {place} doesn't exist"));
            }
            there.remove(place);
        }
        other => return Err(format!("no such update: {other:?}")),
    }
    Ok(())
}

fn route(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let options = [
        "--route-table-name",
        "-n",
        "--address-prefix",
        "--next-hop-type",
        "--next-hop-ip-address",
        "--remove",
        "--yes",
    ];
    command.takes(&options)?;
    let (table, own) = (command.one("--route-table-name")?, command.one("-n")?);
    let whole = command.id(TABLES, &[table])?;
    let id = command.id(&format!("{TABLES}/routes"), &[table, own])?;
    if verb == "delete" {
        return delete(topology, &id);
    }
    let is_new = is_new(topology, &id, verb, "az network route-table route")?;
    let mut properties =
        if is_new { json!({ "provisioningState": "Succeeded" }) } else { find(topology, &id)?["properties"].clone() };
    let hops = ["VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None"];
    let hop = command.one("--next-hop-type")?;
    if !hops.contains(&hop) {
        return Err(format!("no next hop: {hop}"));
    }
    let address = command.perhaps("--next-hop-ip-address")?;
    match command.perhaps("--remove")? {
        None => {}
        Some("nextHopIpAddress") if !is_new => properties["nextHopIpAddress"] = Value::Null,
        Some(other) => return Err(format!("a route has no {other} to remove")),
    }
    // What is not given stays as it was.
    let has_address = address.is_some() || properties["nextHopIpAddress"].is_string();
    if (hop == "VirtualAppliance") != has_address {
        return Err(format!("an address belongs to an appliance, and to nothing else: {hop} {address:?}"));
    }
    let prefix = command.one("--address-prefix")?;
    let routes = find(topology, &whole)?["properties"]["routes"].clone();
    for other in routes.as_array().into_iter().flatten().filter(|it| !is_id(it, &id)) {
        if other["properties"]["addressPrefix"] == prefix {
            return Err(format!("{} leads {prefix} already", other["name"]));
        }
    }
    properties["addressPrefix"] = prefix.into();
    properties["nextHopType"] = hop.into();
    if let Some(address) = address {
        properties["nextHopIpAddress"] = address.into();
    }
    if is_new {
        insert(topology, &whole, "routes", resource(&id, &format!("{TABLES}/routes"), properties))
    } else {
        find(topology, &id)?["properties"] = properties;
        Ok(())
    }
}

fn subnet(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--vnet-name", "-n", "--service-endpoints", "--delegations", "--route-table", "--remove"])?;
    let names = [command.one("--vnet-name")?, command.one("-n")?];
    let id = command.id(&format!("{VNETS}/subnets"), &names)?;
    let subnet = find(topology, &id)?;
    if let Some(services) = command.list("--service-endpoints") {
        let service =
            |it: &String| json!({ "provisioningState": "Succeeded", "service": it, "locations": ["westeurope"] });
        subnet["properties"]["serviceEndpoints"] = services.iter().map(service).collect();
    }
    if let Some(services) = command.list("--delegations") {
        let of = |(place, it): (usize, &String)| json!({ "id": format!("{id}/delegations/{place}"), "name": place.to_string(), "properties": { "serviceName": it } });
        subnet["properties"]["delegations"] = services.iter().enumerate().map(of).collect();
    }
    match command.perhaps("--remove")? {
        Some("routeTable") => subnet["properties"]["routeTable"] = Value::Null,
        Some(member @ ("serviceEndpoints" | "delegations")) => subnet["properties"][member] = json!([]),
        Some(other) => return Err(format!("{other} is not taken from a subnet")),
        None => {}
    }
    if let Some(table) = command.perhaps("--route-table")? {
        find(topology, table)?;
        find(topology, &id)?["properties"]["routeTable"] = json!({ "id": table });
    }
    Ok(())
}

fn new_subnet(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let vnet = command.id(VNETS, &[command.one("--vnet-name")?])?;
    let id = format!("{vnet}/subnets/{}", command.one("-n")?);
    match verb {
        "create" => {
            command.takes(&["--vnet-name", "-n", "--address-prefixes"])?;
            let prefix = command.one("--address-prefixes")?;
            let (from, to) = range(prefix).ok_or("no range")?;
            let there = find(topology, &vnet)?["properties"].clone();
            let of_vnet = there["addressSpace"]["addressPrefixes"].as_array().into_iter().flatten();
            let is_inside = |it: &Value| it.as_str().and_then(range).is_some_and(|it| it.0 <= from && to <= it.1);
            let others = there["subnets"].as_array().into_iter().flatten();
            let is_shared = |it: &Value| {
                let it = it["properties"]["addressPrefix"].as_str().and_then(range);
                it.is_none_or(|(start, end)| start <= to && from <= end)
            };
            if !of_vnet.clone().any(is_inside) || others.clone().any(is_shared) || is_there(topology, &id) {
                return Err(format!("{prefix} is not free in {vnet}"));
            }
            let properties = json!({
                "provisioningState": "Succeeded",
                "addressPrefix": prefix,
                "serviceEndpoints": [],
                "delegations": [],
                "privateEndpointNetworkPolicies": "Disabled",
                "privateLinkServiceNetworkPolicies": "Enabled",
            });
            insert(topology, &vnet, "subnets", resource(&id, &format!("{VNETS}/subnets"), properties))
        }
        "delete" => {
            command.takes(&["--vnet-name", "-n"])?;
            let all = topology.files.iter().flat_map(|it| &it.items);
            let stands_in =
                |it: &Value| it["properties"]["subnet"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&id));
            if all.into_iter().any(stands_in) {
                return Err(format!("{id} is in use"));
            }
            delete(topology, &id)
        }
        _ => Err(format!("no az network vnet subnet {verb}")),
    }
}

const ZONES: &str = "Microsoft.Network/privateDnsZones";

/// Counts what a zone has, as it prints it.
fn count(topology: &mut Topology, zone: &str, member: &str, by: i64) -> Done {
    let count = &mut find(topology, zone)?["properties"][member];
    *count = (count.as_i64().unwrap_or_default() + by).into();
    Ok(())
}

fn zone_link(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    const LINKS: &str = "numberOfVirtualNetworkLinks";
    let (zone, own) = (command.one("-z")?, command.one("-n")?);
    let whole = command.id(ZONES, &[zone])?;
    let kind = format!("{ZONES}/virtualNetworkLinks");
    let id = command.id(&kind, &[zone, own])?;
    match verb {
        "create" => {
            command.takes(&["-z", "-n", "-v", "-e", "--resolution-policy"])?;
            let vnet = command.one("-v")?.to_owned();
            find(topology, &vnet)?;
            let all = topology.files.iter().flat_map(|it| &it.items);
            let mut links = all.filter(|it| it["type"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&kind)));
            let taken = links.find(|it| {
                let id = it["id"].as_str().unwrap_or_default();
                let is_linked =
                    it["properties"]["virtualNetwork"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&vnet));
                is_linked && name(parent(id)).eq_ignore_ascii_case(zone)
            });
            if taken.is_some() || is_there(topology, &id) {
                return Err(format!("{vnet} is linked to a zone {zone}, or {id} is there"));
            }
            let properties = json!({
                "provisioningState": "Succeeded",
                "registrationEnabled": flag(command.one("-e")?)?,
                "resolutionPolicy": command.perhaps("--resolution-policy")?.unwrap_or("Default"),
                "virtualNetwork": { "id": vnet },
                "virtualNetworkLinkState": "Completed",
            });
            count(topology, &whole, LINKS, 1)?;
            add(topology, resource(&id, &kind, properties));
            Ok(())
        }
        "update" => {
            command.takes(&["-z", "-n", "--resolution-policy"])?;
            let policy = command.one("--resolution-policy")?;
            if policy == "NxDomainRedirect" && !zone.starts_with("privatelink.") {
                return Err(format!("{zone} is not of private endpoints"));
            }
            find(topology, &id)?["properties"]["resolutionPolicy"] = policy.into();
            Ok(())
        }
        "delete" => {
            command.takes(&["-z", "-n", "--yes"])?;
            delete(topology, &id)?;
            count(topology, &whole, LINKS, -1)
        }
        _ => Err(format!("no az network private-dns link vnet {verb}")),
    }
}

fn record(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (zone, own) = (command.one("-z")?, command.one("-n")?);
    let id = command.id(&format!("{ZONES}/A"), &[zone, own])?;
    match verb {
        "add-record" => {
            command.takes(&["-z", "-n", "-a"])?;
            add_address(topology, &id, command.one("-a")?)
        }
        "remove-record" => {
            command.takes(&["-z", "-n", "-a", "--keep-empty-record-set"])?;
            let address = command.one("-a")?;
            let records = find(topology, &id)?["properties"]["aRecords"].as_array_mut().ok_or("no records")?;
            let before = records.len();
            records.retain(|it| it["ipv4Address"] != address);
            if records.len() == before || command.list("--keep-empty-record-set").is_none() {
                return Err(format!("{id} has no {address}, or goes away"));
            }
            Ok(())
        }
        "delete" => {
            command.takes(&["-z", "-n", "--yes"])?;
            delete_record(topology, &id)
        }
        _ => Err(format!("no az network private-dns record-set a {verb}")),
    }
}

fn alias(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (zone, own) = (command.one("-z")?, command.one("-n")?);
    let id = command.id(&format!("{ZONES}/CNAME"), &[zone, own])?;
    match verb {
        "set-record" => {
            command.takes(&["-z", "-n", "-c"])?;
            find(topology, &id)?["properties"]["cnameRecord"] = json!({ "cname": command.one("-c")? });
            Ok(())
        }
        "delete" => {
            command.takes(&["-z", "-n", "--yes"])?;
            delete_record(topology, &id)
        }
        _ => Err(format!("no az network private-dns record-set cname {verb}")),
    }
}

/// Makes an alias anew.
fn make_alias(topology: &mut Topology, command: &Command, id: &str, version: &str) -> Done {
    if (version, command.one("--method")?) != ("2024-06-01", "put") || is_there(topology, id) {
        return Err(format!("no such request of {id}, or it is there"));
    }
    let zone = parent(id).to_owned();
    if is_there(topology, &format!("{zone}/A/{}", name(id))) {
        return Err(format!("{} has addresses", name(id)));
    }
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let mut properties = body["properties"].clone();
    if properties["ttl"].as_u64().is_none() || properties["cnameRecord"]["cname"].as_str().is_none() {
        return Err(format!("no alias: {properties}"));
    }
    properties["fqdn"] = format!("{}.{}.", name(id), name(&zone)).into();
    properties["isAutoRegistered"] = false.into();
    add(topology, resource(id, &format!("{ZONES}/CNAME"), properties));
    count(topology, &zone, SETS, 1)
}

const SETS: &str = "numberOfRecordSets";

/// Adds an address to a record set, which is made where there is none.
fn add_address(topology: &mut Topology, id: &str, address: &str) -> Done {
    let zone = parent(id);
    let alias = format!("{zone}/CNAME/{}", name(id));
    if is_there(topology, &alias) {
        return Err(format!("{} stands for another name", name(id)));
    }
    if !is_there(topology, id) {
        count(topology, zone, SETS, 1)?;
        let fqdn = format!("{}.{}.", name(id), name(zone));
        let set = json!({ "fqdn": fqdn, "ttl": 3600, "isAutoRegistered": false, "aRecords": [] });
        add(topology, resource(id, &format!("{ZONES}/A"), set));
    }
    let records = &mut find(topology, id)?["properties"]["aRecords"];
    let records = records.as_array_mut().ok_or("no records")?;
    if records.iter().any(|it| it["ipv4Address"] == address) {
        return Err(format!("{id} has {address} already"));
    }
    records.push(json!({ "ipv4Address": address }));
    Ok(())
}

/// Gives a record set that is there other addresses.
fn set_record(topology: &mut Topology, command: &Command, id: &str, version: &str) -> Done {
    if (version, command.one("--method")?) != ("2024-06-01", "patch") {
        return Err(format!("no such request of {id}"));
    }
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let records = body["properties"]["aRecords"].as_array().filter(|it| !it.is_empty()).ok_or("no records")?;
    let is_address = |it: &Value| it["ipv4Address"].as_str().is_some_and(|it| it.parse::<std::net::Ipv4Addr>().is_ok());
    if !records.iter().all(is_address) || body["properties"].as_object().is_none_or(|it| it.len() != 1) {
        return Err(format!("no addresses: {body}"));
    }
    find(topology, id)?["properties"]["aRecords"] = records.clone().into();
    Ok(())
}

fn delete_record(topology: &mut Topology, id: &str) -> Done {
    delete(topology, id)?;
    count(topology, parent(id), SETS, -1)
}

const ENDPOINTS: &str = "Microsoft.Network/privateEndpoints";

/// The lists of connections that an endpoint has.
const CONNECTIONS: [&str; 2] = ["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"];

/// The connection of an endpoint.
fn connection(endpoint: &mut Value) -> Option<&mut Value> {
    let place = CONNECTIONS.iter().find(|it| endpoint["properties"][**it].get(0).is_some())?;
    endpoint["properties"][*place].get_mut(0)
}

/// The address of an endpoint: that of its network interface.
fn address(topology: &mut Topology, endpoint: &str) -> Result<String, String> {
    let nic = find(topology, endpoint)?["properties"]["networkInterfaces"][0]["id"].clone();
    let nic = find(topology, nic.as_str().ok_or("no network interface")?)?;
    let address = nic["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"].as_str();
    address.map(str::to_owned).ok_or_else(|| "no address".to_owned())
}

fn zone_group(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let (whole, own) = (command.one("--endpoint-name")?, command.one("-n")?);
    let endpoint = command.id(ENDPOINTS, &[whole])?;
    let kind = format!("{ENDPOINTS}/privateDnsZoneGroups");
    let id = command.id(&kind, &[whole, own])?;
    match verb {
        "create" | "add" => {
            command.takes(&["--endpoint-name", "-n", "--zone-name", "--private-dns-zone"])?;
            if is_there(topology, &id) == (verb == "create") {
                return Err(format!("{verb}, and whether {id} is there"));
            }
            let zone = command.one("--private-dns-zone")?.to_owned();
            find(topology, &zone)?;
            let server = connection(find(topology, &endpoint)?).ok_or("no connection")?;
            let server = name(server["properties"]["privateLinkServiceId"].as_str().unwrap_or_default()).to_owned();
            let address = address(topology, &endpoint)?;
            let record = format!("{zone}/A/{server}");
            if let Ok(set) = find(topology, &record) {
                set["properties"]["aRecords"] = json!([]);
            }
            add_address(topology, &record, &address)?;
            let config = json!({
                "name": command.one("--zone-name")?,
                "properties": {
                    "privateDnsZoneId": zone,
                    "recordSets": [{
                        "recordType": "A",
                        "recordSetName": server,
                        "fqdn": format!("{server}.{}", name(&zone)),
                        "ttl": 10,
                        "ipAddresses": [address],
                        "provisioningState": "Succeeded",
                    }],
                },
            });
            if verb == "create" {
                let properties = json!({ "provisioningState": "Succeeded", "privateDnsZoneConfigs": [config] });
                add(topology, resource(&id, &kind, properties));
                return Ok(());
            }
            let configs = &mut find(topology, &id)?["properties"]["privateDnsZoneConfigs"];
            configs.as_array_mut().ok_or("no zones")?.push(config);
            Ok(())
        }
        "delete" => {
            command.takes(&["--endpoint-name", "-n"])?;
            detach(topology, &id)
        }
        _ => Err(format!("no az network private-endpoint dns-zone-group {verb}")),
    }
}

/// Takes a zone group away, and the records that it has written.
fn detach(topology: &mut Topology, id: &str) -> Done {
    let configs = find(topology, id)?["properties"]["privateDnsZoneConfigs"].clone();
    for config in configs.as_array().into_iter().flatten() {
        let zone = config["properties"]["privateDnsZoneId"].as_str().unwrap_or_default();
        for set in config["properties"]["recordSets"].as_array().into_iter().flatten() {
            let record = format!("{zone}/A/{}", set["recordSetName"].as_str().unwrap_or_default());
            if is_there(topology, &record) {
                delete_record(topology, &record)?;
            }
        }
    }
    delete(topology, id)
}

/// What a server's list says of its connection with an endpoint.
fn server_side<'a>(topology: &'a mut Topology, server: &str, endpoint: &str) -> Option<&'a mut Value> {
    let list = find(topology, server).ok()?["properties"]["privateEndpointConnections"].as_array_mut()?;
    list.iter_mut().find(|it| {
        it["properties"]["privateEndpoint"]["id"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(endpoint))
    })
}

fn endpoint(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    let id = command.id(ENDPOINTS, &[command.one("-n")?])?;
    match verb {
        "create" => make_endpoint(topology, command, &id),
        "delete" => delete_endpoint(topology, command, &id),
        _ => Err(format!("no az network private-endpoint {verb}")),
    }
}

/// Takes an endpoint away with its network interface, its zone group and what the server lists of it.
fn delete_endpoint(topology: &mut Topology, command: &Command, id: &str) -> Done {
    command.takes(&["-n"])?;
    let endpoint = find(topology, id)?;
    let nic = endpoint["properties"]["networkInterfaces"][0]["id"].clone();
    let server = connection(endpoint).map(|it| it["properties"]["privateLinkServiceId"].clone());
    let server = server.as_ref().and_then(Value::as_str).unwrap_or_default();
    let seen = server_side(topology, server, id).and_then(|it| it["id"].as_str().map(str::to_owned));
    let groups = topology.files.iter().flat_map(|it| &it.items).filter_map(|it| it["id"].as_str());
    let prefix = format!("{id}/privateDnsZoneGroups/").to_ascii_lowercase();
    let groups: Vec<String> =
        groups.filter(|it| it.to_ascii_lowercase().starts_with(&prefix)).map(str::to_owned).collect();
    for group in groups {
        detach(topology, &group)?;
    }
    for gone in seen.into_iter().chain(nic.as_str().map(str::to_owned)) {
        delete(topology, &gone)?;
    }
    delete(topology, id)
}

/// Makes an endpoint whose connection is approved at once, as for one who may do so.
fn make_endpoint(topology: &mut Topology, command: &Command, id: &str) -> Done {
    let own = command.one("-n")?;
    command.takes(&[
        "-n",
        "--location",
        "--subnet",
        "--private-connection-resource-id",
        "--group-id",
        "--connection-name",
        "--ip-config",
        "--asg",
        "--nic-name",
    ])?;
    if is_there(topology, id) {
        return Err(format!("{id} is there already"));
    }
    let subnet_id = command.one("--subnet")?.to_owned();
    let location = find(topology, parent(&subnet_id))?["location"].clone();
    if location != command.one("--location")? {
        return Err(format!("{subnet_id} is in {location}"));
    }
    let subnet = &find(topology, &subnet_id)?["properties"];
    if subnet["delegations"].get(0).is_some() {
        return Err(format!("{subnet_id} is delegated"));
    }
    let prefix = subnet["addressPrefix"].as_str().and_then(range).ok_or("no addresses")?;
    let asked = command.list("--ip-config").into_iter().flatten().filter_map(|it| it.split_once('='));
    let asked: BTreeMap<&str, &str> = asked.collect();
    let address = match asked.get("private-ip-address") {
        Some(address) => (*address).to_owned(),
        None => std::net::Ipv4Addr::from(prefix.0 + 77).to_string(),
    };
    let is_taken = topology.files.iter().flat_map(|it| &it.items).any(|it| {
        let places = it["properties"]["ipConfigurations"].as_array().into_iter().flatten();
        places.into_iter().any(|it| it["properties"]["privateIPAddress"] == address.as_str())
    });
    if is_taken || !address.parse().is_ok_and(|it: std::net::Ipv4Addr| (prefix.0..=prefix.1).contains(&it.into())) {
        return Err(format!("{address} is taken, or not in {subnet_id}"));
    }
    let (server, group) = (command.one("--private-connection-resource-id")?, command.one("--group-id")?);
    if group != "postgresqlServer" {
        return Err(format!("a server has no {group}"));
    }
    let approved = json!({ "status": "Approved", "description": "Auto-approved", "actionsRequired": "None" });
    let nic = command.perhaps("--nic-name")?.map_or_else(|| format!("{own}.nic"), str::to_owned);
    let nic = format!("{}/networkInterfaces/{nic}", command.id("Microsoft.Network", &[])?);
    let card = json!([{
        "id": format!("{nic}/ipConfigurations/ip"),
        "name": "ip",
        "properties": { "privateIPAddress": address, "subnet": { "id": subnet_id }, "primary": true },
    }]);
    let card = json!({ "provisioningState": "Succeeded", "ipConfigurations": card });
    add(topology, resource(&nic, "Microsoft.Network/networkInterfaces", card));
    let connection = json!({
        "provisioningState": "Succeeded",
        "privateLinkServiceId": server,
        "groupIds": [group],
        "privateLinkServiceConnectionState": approved,
    });
    let place = format!("{id}/privateLinkServiceConnections/{}", command.one("--connection-name")?);
    let mut endpoint = resource(
        id,
        ENDPOINTS,
        json!({
            "provisioningState": "Succeeded",
            "privateLinkServiceConnections": [resource(&place, ENDPOINTS, connection)],
            "manualPrivateLinkServiceConnections": [],
            "subnet": { "id": subnet_id },
            "ipConfigurations": [],
            "networkInterfaces": [{ "id": nic }],
            "customDnsConfigs": [],
        }),
    );
    endpoint["location"] = location;
    let groups = command.list("--asg").unwrap_or_default().iter().map(|it| {
        let id = it.strip_prefix("id=").ok_or_else(|| format!("no group: {it}"))?;
        Ok(json!({ "id": id }))
    });
    endpoint["properties"]["applicationSecurityGroups"] = groups.collect::<Result<Vec<_>, String>>()?.into();
    endpoint["properties"]["customNetworkInterfaceName"] = command.perhaps("--nic-name")?.unwrap_or_default().into();
    add(topology, endpoint);
    let seen = json!({
        "privateEndpoint": { "id": id },
        "privateLinkServiceConnectionState": approved,
        "groupIds": [group],
        "provisioningState": "Succeeded",
    });
    let place = format!("{server}/privateEndpointConnections/{own}.1");
    insert(topology, server, "privateEndpointConnections", resource(&place, "", seen))
}

fn approve(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--id", "--description"])?;
    let id = command.one("--id")?;
    let seen = &mut find(topology, id)?["properties"];
    if seen["privateLinkServiceConnectionState"]["status"] != "Pending" {
        return Err(format!("{id} does not wait"));
    }
    seen["privateLinkServiceConnectionState"]["status"] = "Approved".into();
    let endpoint = seen["privateEndpoint"]["id"].as_str().unwrap_or_default().to_owned();
    // One of another subscription may be in no file.
    if let Ok(endpoint) = find(topology, &endpoint) {
        let own = connection(endpoint).ok_or("no connection")?;
        own["properties"]["privateLinkServiceConnectionState"]["status"] = "Approved".into();
    }
    Ok(())
}

fn server(topology: &mut Topology, command: &Command, verb: &str) -> Done {
    command.takes(&["--ids"])?;
    let (before, after) = match verb {
        "start" => ("Stopped", "Ready"),
        "stop" => ("Ready", "Stopped"),
        _ => return Err(format!("no az postgres flexible-server {verb}")),
    };
    let state = &mut find(topology, command.one("--ids")?)?["properties"]["state"];
    if *state != before {
        return Err(format!("{verb}: it is {state}"));
    }
    *state = after.into();
    Ok(())
}

/// Makes a part of a firewall policy or of a hub, or takes it away.
fn part_of_network(topology: &mut Topology, command: &Command, id: &str, version: &str, kind: &str) -> Done {
    find(topology, parent(id))?;
    match (command.one("--method")?, version) {
        ("delete", "2024-05-01") => {
            hub_side(topology, id, false)?;
            return delete(topology, id);
        }
        ("put", "2024-05-01") => {}
        other => return Err(format!("no such request: {other:?}")),
    }
    if is_there(topology, id) {
        return Err(format!("{id} is there already"));
    }
    let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
    let mut properties = body["properties"].clone();
    if kind.starts_with("firewallPolicies") {
        let collections = properties["ruleCollections"].as_array().ok_or("no collections")?;
        let is_number = |it: &Value| it["priority"].as_u64().is_some_and(|it| (100..=65_000).contains(&it));
        if !is_number(&properties) || !collections.iter().all(is_number) {
            return Err(format!("no priority of a group, or of a collection: {properties}"));
        }
        for rule in collections.iter().flat_map(|it| it["rules"].as_array().into_iter().flatten()) {
            if rule["ruleType"] != "NetworkRule" || rule["ipProtocols"] != json!(["TCP"]) {
                return Err(format!("no rule: {rule}"));
            }
        }
        if collections.iter().any(|it| it["ruleCollectionType"] != "FirewallPolicyFilterRuleCollection") {
            return Err(format!("no collection: {properties}"));
        }
    } else {
        let vnet = properties["remoteVirtualNetwork"]["id"].as_str().ok_or("no VNet")?.to_owned();
        find(topology, &vnet)?;
        let is_it = |it: &Value| {
            let is_connection = it["id"].as_str().is_some_and(|it| it.contains("/hubVirtualNetworkConnections/"));
            is_connection
                && it["properties"]["remoteVirtualNetwork"]["id"]
                    .as_str()
                    .is_some_and(|it| it.eq_ignore_ascii_case(&vnet))
        };
        if topology.files.iter().flat_map(|it| &it.items).any(is_it) {
            return Err(format!("{vnet} is connected to a hub already"));
        }
        let table = json!({ "id": format!("{}/hubRouteTables/defaultRouteTable", parent(id)) });
        properties["routingConfiguration"] = json!({
            "associatedRouteTable": table,
            "propagatedRouteTables": { "labels": ["default"], "ids": [table] },
        });
    }
    properties["provisioningState"] = "Succeeded".into();
    add(topology, resource(id, &format!("Microsoft.Network/{kind}"), properties));
    hub_side(topology, id, true)
}

/// Makes what a connection to a hub is in its VNet, or takes it away.
fn hub_side(topology: &mut Topology, connection: &str, is_made: bool) -> Done {
    let Some((hub, _)) = connection.split_once("/hubVirtualNetworkConnections/") else { return Ok(()) };
    let vnet = find(topology, connection)?["properties"]["remoteVirtualNetwork"]["id"].clone();
    let vnet = vnet.as_str().ok_or("no VNet")?.to_owned();
    let id = format!("{vnet}/virtualNetworkPeerings/RemoteVnetToHubPeering_{}", name(hub));
    if !is_made {
        return delete(topology, &id);
    }
    let remote = format!("/subscriptions/0/resourceGroups/RG_hub/providers/{VNETS}/HV_{}_4a7d", name(hub));
    let properties = json!({
        "provisioningState": "Succeeded",
        "peeringState": "Connected",
        "peeringSyncLevel": "FullyInSync",
        "remoteVirtualNetwork": { "id": remote },
        "remoteAddressSpace": { "addressPrefixes": ["10.200.0.0/23"] },
        "remoteVirtualNetworkAddressSpace": { "addressPrefixes": ["10.200.0.0/23"] },
        "peerCompleteVnets": true,
        "allowVirtualNetworkAccess": true,
        "allowForwardedTraffic": true,
        "allowGatewayTransit": false,
        "useRemoteGateways": false,
    });
    insert(topology, &vnet, "virtualNetworkPeerings", resource(&id, VNETS, properties))
}

/// What a person does in the portal where no command does it: creates the migration, with the host that the words say; or
/// creates one anew that is there, and leaves all else as it was.
pub(crate) fn by_hand(topology: &mut Topology, words: &str) -> Done {
    let (target, words) = words.split_once(" → Migration → Create: ").ok_or("other words")?;
    let (like, host) = words.split_once("Custom FQDN/IP of the source ").ok_or("other words")?;
    let host = host.trim_end_matches('.');
    host.parse::<std::net::Ipv4Addr>().map_err(|_| format!("no address: {host}"))?;
    if let Some(name) = like.strip_prefix("as ").and_then(|it| it.strip_suffix(" was made, with ")) {
        let end = format!("/{target}/migrations/{name}");
        let ids = topology.files.iter().flat_map(|it| &it.items).filter_map(|it| it["id"].as_str());
        let id = ids.into_iter().find(|it| it.ends_with(&end)).map(str::to_owned).ok_or("no such migration")?;
        find(topology, &id)?["properties"]["sourceDbServerFullyQualifiedDomainName"] = host.into();
        return Ok(());
    }
    let config = topology.config();
    let named = |topology: &mut Topology, name: Option<String>| {
        let end = format!("/{}", name.unwrap_or_default()).to_ascii_lowercase();
        let ids = topology.files.iter().flat_map(|it| &it.items).filter_map(|it| it["id"].as_str());
        let is_server = |it: &&str| it.contains("Microsoft.DBforPostgreSQL") && it.to_ascii_lowercase().ends_with(&end);
        ids.into_iter().find(is_server).map(str::to_owned).ok_or("no server")
    };
    let (source, target) = (named(topology, config.source.name.clone())?, named(topology, Some(target.to_owned()))?);
    let mut properties = json!({
        "sourceDbServerResourceId": source,
        "sourceDbServerFullyQualifiedDomainName": host,
        "targetDbServerResourceId": target,
        "migrationMode": "Offline",
        "currentStatus": { "state": "InProgress" },
    });
    if config.runtime.used == Some(true) {
        properties["migrationInstanceResourceId"] = named(topology, config.runtime.name)?.into();
    }
    let id = format!("{target}/migrations/first");
    add(topology, resource(&id, "Microsoft.DBforPostgreSQL/flexibleServers/migrations", properties));
    Ok(())
}

fn rest(topology: &mut Topology, command: &Command) -> Done {
    command.takes(&["--method", "--url", "--body"])?;
    let (id, version) = command.one("--url")?.split_once("?api-version=").ok_or("no version of an API")?;
    if id.contains("/CNAME/") {
        return make_alias(topology, command, id, version);
    }
    if id.contains("/privateDnsZones/") {
        return set_record(topology, command, id, version);
    }
    if let Some(kind) = ["firewallPolicies/ruleCollectionGroups", "virtualHubs/hubVirtualNetworkConnections"]
        .into_iter()
        .find(|it| id.contains(it.rsplit('/').next().unwrap_or_default()))
    {
        return part_of_network(topology, command, id, version, kind);
    }
    let kind = if id.contains("/flexibleServers/") { "flexibleServers" } else { "servers" };
    if version != if kind == "servers" { "2017-12-01" } else { "2024-08-01" } {
        return Err(format!("{kind} have no API of {version}"));
    }
    let part = name(id.rsplit_once('/').ok_or("no name")?.0);
    let kind = format!("Microsoft.DBforPostgreSQL/{kind}/{part}");
    find(topology, parent(id))?;
    match command.one("--method")? {
        "delete" => delete(topology, id),
        "put" => {
            let body: Value = serde_json::from_str(command.one("--body")?).map_err(|it| it.to_string())?;
            let mut properties = body["properties"].clone();
            match part {
                "firewallRules" => {
                    for member in ["startIpAddress", "endIpAddress"] {
                        let text = properties[member].as_str().unwrap_or_default();
                        text.parse::<std::net::Ipv4Addr>().map_err(|_| format!("no address: {text}"))?;
                    }
                }
                "virtualNetworkRules" => {
                    let subnet = properties["virtualNetworkSubnetId"].as_str().unwrap_or_default();
                    let services = find(topology, subnet)?["properties"]["serviceEndpoints"].clone();
                    let mut services = services.as_array().into_iter().flatten();
                    if !services.any(|it| it["service"] == "Microsoft.Sql") {
                        return Err(format!("{subnet} has no service endpoint"));
                    }
                    properties["state"] = "Ready".into();
                }
                _ => return Err(format!("no {part}")),
            }
            if let Ok(there) = find(topology, id) {
                there["properties"] = properties;
            } else {
                add(topology, resource(id, &kind, properties));
            }
            Ok(())
        }
        other => Err(format!("no method {other}")),
    }
}
