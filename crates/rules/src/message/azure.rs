//! Lists the messages of what Azure refuses, and how it shows resources.

use super::{AZURE, Message};
use crate::Setting;

/// Refusals of what was to become of servers, endpoints, zones, subnets and peerings. A connection can be mentioned in them.
pub(super) static RESOURCES: &[Message] = &[
    Message {
        id: "FeatureSwitchNotEnabled",
        needles: &["featureswitchnotenabled", "requested feature is not enabled"],
        meaning: "The single server denies public network access, so it takes neither VNet rules nor firewall rules.",
        advice: "A VNet rule cannot be had while Deny public network access is Yes: what reaches such a server is a \
                 private endpoint. Do not allow public access only for the rule.",
        steps: &["source/private-endpoint", "source/vnet-rule"],
        ..AZURE
    },
    Message {
        id: "PrivateEndpointFeatureNotSupportedOnServer",
        needles: &["privateendpointfeaturenotsupportedonserver", "does not support private endpoint feature"],
        meaning: "That flexible server cannot have a private endpoint: it is VNet-integrated, or older than Private \
                  Link.",
        advice: "A VNet-integrated server needs none: it is reached in its subnet. A server in public access that was \
                 made before Private Link has to be restored to a new one.",
        steps: &["target/delegated-subnet", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "overlapping namespaces",
        needles: &["zones with overlapping namespaces"],
        meaning: "The VNet is linked to another zone of the same name, and a VNet takes one of each name.",
        advice: "Add the record to the zone that is linked, or attach the endpoint to that one. Or delete that link \
                 first: every name in its zone goes with it.",
        steps: &[
            "source/zone-link-client",
            "source/a-record",
            "source/zone-group",
            "target/zone-link-client",
            "target/a-record",
            "target/zone-group",
        ],
        ..AZURE
    },
    Message {
        id: "VnetNotLinkedToPrivateDnsZone",
        needles: &["vnetnotlinkedtoprivatednszone"],
        meaning: "The private DNS zone of a VNet-integrated server is not linked to the server's own VNet.",
        advice: "Link the zone to that VNet (the zone → Virtual network links), and create the server again.",
        steps: &["target/server-zone-links", "runtime/server-zone-links"],
        ..AZURE
    },
    Message {
        id: "private DNS zone of another name",
        needles: &["private dns zone name cannot be same as", "the suffix of the private dns zone should be"],
        meaning: "A VNet-integrated server does not take a zone of that name.",
        advice: "The zone's name must end with postgres.database.azure.com, or what the cloud has in its place, and \
                 must not be the server's own full name.",
        steps: &["target/server-zone-links", "runtime/server-zone-links"],
        ..AZURE
    },
    Message {
        id: "IPv6 address space",
        needles: &["ipv6addressspacenotsupportedforvnet", "ipv6 address space which is currently not supported"],
        meaning: "The VNet has an IPv6 range, and a flexible server is not integrated into such a VNet.",
        advice: "Take a VNet with IPv4 ranges only for the server, and peer it with the others.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "subnet delegated to another service",
        needles: &["can not use subnet with existing delegations"],
        meaning: "The subnet is delegated to another service than flexible servers.",
        advice: "Take another subnet, and delegate it to Microsoft.DBforPostgreSQL/flexibleServers.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "RemotePeeringIsDisconnected",
        needles: &["remotepeeringisdisconnected", "is in disconnected state"],
        meaning: "One side of the peering was deleted, and the other one is left over as Disconnected.",
        advice: "First delete the side that is Disconnected, then create both sides. A new side alone is refused.",
        steps: &["source/peering", "target/peering"],
        ..AZURE
    },
    Message {
        id: "remote sync required",
        needles: &["remote sync required", "remotenotinsync", "localnotinsync", "localandremotenotinsync"],
        meaning: "The two sides of a peering do not know the same of each other.",
        advice: "Look at the state of each side. Initiated: the other side is missing, so create that one, and there \
                 is nothing to sync. Connected: an address range was changed since, so sync both sides.",
        steps: &["source/peering", "target/peering"],
        ..AZURE
    },
    Message {
        id: "address spaces overlap",
        needles: &[
            "vnetaddressspaceoverlapswithalreadypeeredvnet",
            "vnetaddressspacesoverlap",
            "cannot be peered because",
        ],
        meaning: "The VNets cannot be peered: their address ranges overlap each other, or those of a VNet that one of \
                  them is peered with.",
        advice: "A server behind a private endpoint needs no peering: give it another endpoint in the VNet of the \
                 client. Else take a VNet with ranges of its own for the target or the runtime server.",
        steps: &["source/peering", "target/peering"],
        ..AZURE
    },
    Message {
        id: "elastic cluster",
        needles: &["elastic cluster does not currently support this operation"],
        meaning: "The target is an elastic cluster, which the migration service does not fill.",
        advice: "Use another flexible server as the target, or pg_dump and pg_restore.",
        steps: &["target/server-state"],
        ..AZURE
    },
];

/// Refusals of requests of any kind.
pub(super) static REQUESTS: &[Message] = &[
    Message {
        id: "PrivateEndpointConnectionStatusNotPending",
        needles: &["privateendpointconnectionstatusnotpending", "private endpoint connection status is not pending"],
        meaning: "The private endpoint connection was approved or rejected before.",
        advice: "Look at its state. Rejected or Disconnected cannot be approved any more: delete it and make a new \
                 one.",
        steps: &["source/private-endpoint", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "private access enabled server",
        needles: &[
            "firewall rule operations cannot be requested for a private access enabled server",
            "not supported for a server without public access enabled",
        ],
        meaning: "A firewall rule was asked for on a flexible server whose public access is disabled.",
        advice: "That server has no firewall rules. Say how it is reached: VNet integration or a private endpoint.",
        ..AZURE
    },
    Message {
        id: "runtime server is the target",
        needles: &[
            "migration runtime server is same as target",
            // From Azure CLI 2.86 on.
            "migration runtime server cannot be the same as the target",
        ],
        meaning: "The target was given as its own runtime server.",
        advice: "Choose another, VNet-integrated flexible server as the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "runtime server is no flexible server",
        needles: &[
            "migration runtime resource id provided should be flexible server",
            "migration runtime resource identifier must reference a flexible server",
        ],
        meaning: "The runtime server that was given is not a flexible server.",
        advice: "Only a VNet-integrated flexible server can be the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "name of a firewall rule",
        needles: &["the firewall rule name can only contain"],
        meaning: "The name of a firewall rule has characters that Azure does not take, or is too short or too \
                 long.",
        advice: "Take 3 to 128 letters, digits, hyphens and underscores. The rule does not exist yet.",
        steps: &["source/firewall", "target/firewall"],
        ..AZURE
    },
    Message {
        id: "address of a firewall rule",
        needles: &[
            "ip address should be ipv4 format",
            "end ip address is smaller than the start ip address",
            "invalid value given for parameter startipaddress",
            "invalid value given for parameter endipaddress",
        ],
        meaning: "The addresses of a firewall rule are none that Azure takes: both are IPv4 addresses, the \
                 last one not smaller than the first.",
        advice: "Correct them. The rule does not exist yet. For one address, give it twice.",
        steps: &["source/firewall", "target/firewall"],
        ..AZURE
    },
    Message {
        id: "ExportTemplateCompletedWithErrors",
        needles: &["exporttemplatecompletedwitherrors"],
        meaning: "Azure left resources out of this export, so what is missing in it may exist.",
        advice: "Import it, and export what is still missing by itself: pgreach collect writes the commands.",
        ..AZURE
    },
    Message {
        id: "SubnetMissingRequiredDelegation",
        needles: &[
            "subnetmissingrequireddelegation",
            "subnetdelegationrequired",
            "requires delegation to microsoft.dbforpostgresql",
            "is not delegated to microsoft.dbforpostgresql",
        ],
        meaning: "The subnet is not delegated to flexible servers.",
        advice: "Delegate it to Microsoft.DBforPostgreSQL/flexibleServers; it must hold nothing else.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "private endpoint in a delegated subnet",
        needles: &[
            "privateendpointcannotbecreatedinsubnet",
            "privateendpointindelegatedsubnet",
            "private endpoints cannot be created in a subnet",
        ],
        meaning: "The subnet takes no private endpoint: it is delegated, or its network policies forbid one.",
        advice: "Create the endpoint in another subnet of the same VNet.",
        steps: &["source/private-endpoint", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "subnet is full",
        needles: &["subnetisfull", "subnet is full", "not enough ip addresses", "insufficientsubnetsize"],
        meaning: "The subnet has no free address.",
        advice: "Take a larger subnet, or free addresses in it.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
    Message {
        id: "resource provider is not registered",
        needles: &[
            "missingsubscriptionregistration",
            "subscriptionnotregistered",
            "subscription is not registered to use namespace",
        ],
        meaning: "The subscription is not registered for the kind of resource, so Azure refused the change.",
        advice: "Register the provider that the text names in that subscription: az provider register \
                 --namespace, and wait until it is Registered. For an endpoint or zone in another \
                 subscription: Microsoft.DBforPostgreSQL and Microsoft.Network there.",
        steps: &["source/private-endpoint", "target/private-endpoint"],
        ..AZURE
    },
    Message {
        id: "AuthorizationFailed",
        // AWS: "Troubleshooting access denied error messages" (IAM); Google: "Troubleshoot permission errors".
        needles: &[
            "authorizationfailed",
            "linkedauthorizationfailed",
            "does not have authorization to perform action",
            "is not authorized to perform: ",
            "(accessdenied",
            "(unauthorizedoperation)",
            "httperror 403",
            "caller does not have permission",
            "permission_denied",
        ],
        meaning: "Your account may not do this, so nothing was read or changed. It says nothing of the network.",
        advice: "Ask who owns the resource that the text names for the role, or to make the change. pgreach \
                 runbook --owner writes the part of one team.",
        ..AZURE
    },
    Message {
        id: "RequestDisallowedByPolicy",
        needles: &["requestdisallowedbypolicy", "was disallowed by policy"],
        meaning: "An Azure Policy forbids this, so nothing was changed.",
        advice: "Ask who owns the policy for an exemption, or take another way: a policy that forbids public \
                 access leaves private endpoints.",
        ..AZURE
    },
    Message {
        id: "ResourceNotFound",
        needles: &["resourcenotfound", "resourcegroupnotfound", "under resource group '", "parentresourcenotfound"],
        meaning: "Azure does not know the resource under that name, group and subscription.",
        advice: "Look at the name, the resource group and the subscription of the command: az account show \
                 says which subscription is used. A server that was deleted or retired is not found either.",
        ..AZURE
    },
    Message {
        id: "AnotherOperationInProgress",
        needles: &[
            "anotheroperationinprogress",
            "referencedresourcenotprovisioned",
            "retryableerror",
            "is in updating state",
            "conflictingserveroperation",
        ],
        meaning: "Another change of that resource is not done yet, so this one was refused.",
        advice: "Wait until its provisioning state is Succeeded, and try again.",
        ..AZURE
    },
    Message {
        id: "PrivateDnsZoneNameNotValid",
        needles: &["privatednszonenamenotvalid", "can not be server name plus zone suffix"],
        meaning: "The private DNS zone that the server is to use has the name that the server itself gets, or a name that does not \
                  end in .postgres.database.azure.com, so Azure refused the server.",
        advice: "Give the zone another name, as NAME.private.postgres.database.azure.com, where NAME is not the server's, create \
                 it and its link to the VNet first, and name its id.",
        steps: &["target/server-zone-links"],
        ..AZURE
    },
    Message {
        id: "server and VNet in different regions",
        needles: &["location of vnet should be same as", "location of the vnet should be the same as"],
        meaning: "A server with VNet integration stands in the region of its VNet, and this VNet is in another one.",
        advice: "Create the server in the VNet's region, or take a VNet of the server's region and peer it with the other one.",
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        ..AZURE
    },
];
