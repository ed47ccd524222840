//! Tests that the Az module takes every command that a plan has in PowerShell: a cmdlet, with parameters that it knows.

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::{broken, each, faults, forms::forms, parse, report};

/// The cmdlets, each with the parameters that it must have, unless a pipe brings them, and those that it may have.
///
/// Source: the page of each at learn.microsoft.com/powershell/module, as of azps-16. `ConvertFrom-Json`, `ConvertTo-Json` and
/// `Add-Member` are PowerShell's own.
const CMDLETS: &[(&str, &str, &str)] = &[
    ("Set-AzContext", "Subscription", ""),
    ("Invoke-AzRestMethod", "Method Path", "Payload"),
    ("Get-AzNetworkSecurityGroup", "ResourceGroupName Name", ""),
    (
        "Add-AzNetworkSecurityRuleConfig",
        "Name Priority Direction Access Protocol SourcePortRange DestinationPortRange",
        "SourceAddressPrefix DestinationAddressPrefix SourceApplicationSecurityGroupId \
         DestinationApplicationSecurityGroupId",
    ),
    ("Remove-AzNetworkSecurityRuleConfig", "Name", ""),
    ("Set-AzNetworkSecurityGroup", "", ""),
    ("Get-AzRouteTable", "ResourceGroupName Name", ""),
    ("New-AzRouteTable", "ResourceGroupName Name Location", ""),
    ("Remove-AzRouteTable", "ResourceGroupName Name", ""),
    ("Where-Object", "Property NE Value", ""),
    ("Add-AzRouteConfig", "Name AddressPrefix NextHopType", "NextHopIpAddress"),
    ("Remove-AzRouteConfig", "Name", ""),
    ("Set-AzRouteConfig", "Name AddressPrefix NextHopType", "NextHopIpAddress"),
    ("Set-AzRouteTable", "", ""),
    ("Get-AzVirtualNetwork", "ResourceGroupName Name", ""),
    ("Get-AzVirtualNetworkSubnetConfig", "Name", ""),
    (
        "Add-AzVirtualNetworkPeering",
        "Name RemoteVirtualNetworkId",
        "BlockVirtualNetworkAccess AllowForwardedTraffic AllowGatewayTransit UseRemoteGateways",
    ),
    ("Get-AzVirtualNetworkPeering", "ResourceGroupName VirtualNetworkName Name", ""),
    ("Set-AzVirtualNetworkPeering", "VirtualNetworkPeering", ""),
    ("Sync-AzVirtualNetworkPeering", "ResourceGroupName VirtualNetworkName Name", ""),
    ("Remove-AzVirtualNetworkPeering", "ResourceGroupName VirtualNetworkName Name", ""),
    ("New-AzPrivateDnsVirtualNetworkLink", "ResourceGroupName ZoneName Name VirtualNetworkId", "EnableRegistration"),
    ("Remove-AzPrivateDnsVirtualNetworkLink", "ResourceGroupName ZoneName Name", ""),
    ("Get-AzPrivateDnsRecordSet", "ResourceGroupName ZoneName Name RecordType", ""),
    ("New-AzPrivateDnsRecordSet", "ResourceGroupName ZoneName Name RecordType Ttl", "PrivateDnsRecord"),
    ("Set-AzPrivateDnsRecordSet", "", ""),
    ("Remove-AzPrivateDnsRecordSet", "ResourceGroupName ZoneName Name RecordType", ""),
    ("New-AzPrivateDnsRecordConfig", "", "Ipv4Address Cname"),
    ("Add-AzPrivateDnsRecordConfig", "Ipv4Address", ""),
    ("Remove-AzPrivateDnsRecordConfig", "Ipv4Address", ""),
    ("New-AzPrivateLinkServiceConnection", "Name PrivateLinkServiceId", "GroupId"),
    ("New-AzPrivateEndpointIpConfiguration", "Name PrivateIpAddress", "GroupId MemberName"),
    (
        "New-AzPrivateEndpoint",
        "ResourceGroupName Name Location Subnet PrivateLinkServiceConnection",
        "IpConfiguration ApplicationSecurityGroup CustomNetworkInterfaceName",
    ),
    ("Get-AzApplicationSecurityGroup", "ResourceGroupName Name", ""),
    ("Remove-AzPrivateEndpoint", "ResourceGroupName Name", ""),
    ("Approve-AzPrivateEndpointConnection", "ResourceId", "Description"),
    ("New-AzPrivateDnsZoneConfig", "Name PrivateDnsZoneId", ""),
    ("New-AzPrivateDnsZoneGroup", "ResourceGroupName PrivateEndpointName Name PrivateDnsZoneConfig", ""),
    ("Remove-AzPrivateDnsZoneGroup", "ResourceGroupName PrivateEndpointName Name", ""),
    ("ConvertFrom-Json", "", ""),
    ("ConvertTo-Json", "Depth", ""),
    ("Add-Member", "NotePropertyName NotePropertyValue", "Force"),
];

/// What PowerShell would say of a command.
fn refused(text: &str, command: Node) -> Vec<String> {
    let mut nodes = Vec::new();
    own(command, &mut nodes);
    let of =
        |kind: &str| nodes.iter().filter(|it| it.kind() == kind).map(|it| &text[it.byte_range()]).collect::<Vec<_>>();
    let [name] = of("command_name")[..] else { return vec![format!("no command: {}", &text[command.byte_range()])] };
    let Some((_, required, optional)) = CMDLETS.iter().find(|it| it.0 == name) else {
        return vec![format!("no cmdlet {name}")];
    };
    let own: BTreeSet<&str> = of("command_parameter").into_iter().map(|it| it.trim_start_matches('-')).collect();
    let words = |list: &'static str| list.split(' ').filter(|it| !it.is_empty());
    let lacking = words(required).filter(|it| !own.contains(it)).map(|it| format!("{name} lacks {it}"));
    let is_known = |it: &&&str| words(required).chain(words(optional)).any(|known| known == **it);
    let unknown = own.iter().filter(|it| !is_known(it)).map(|it| format!("{name} has no {it}"));
    lacking.chain(unknown).collect()
}

/// The nodes of a command, without those of the commands in it.
fn own<'t>(command: Node<'t>, nodes: &mut Vec<Node<'t>>) {
    let mut cursor = command.walk();
    for child in command.children(&mut cursor).filter(|it| it.kind() != "command") {
        nodes.push(child);
        own(child, nodes);
    }
}

/// Every command, those within others too.
fn commands<'t>(node: Node<'t>, found: &mut Vec<Node<'t>>) {
    if node.kind() == "command" {
        found.push(node);
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        commands(child, found);
    }
}

#[test]
fn the_module_knows_every_cmdlet_and_parameter() {
    let wrong = each(&faults(), |row| {
        let report = report(&broken(&[row]).expect("one fault"));
        let mut wrong = Vec::new();
        for (name, forms) in forms(&report).filter(|(_, it)| !it.powershell.is_empty()) {
            let text = forms.powershell.iter().collect::<Vec<_>>().join("\n");
            let tree = parse::tree(&text, &tree_sitter_powershell::LANGUAGE.into()).expect("it parses");
            let mut found = Vec::new();
            commands(tree.root_node(), &mut found);
            assert!(!found.is_empty(), "{text}");
            wrong.extend(found.into_iter().flat_map(|it| refused(&text, it)).map(|it| format!("{name}: {it}: {text}")));
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}
