//! What a pasted error message says of the network.
//!
//! Sources: "Troubleshooting networking and connectivity errors in Single to Flex Migration tool" (2023-06-14) for
//! ST008; "Troubleshoot errors in the migration service" (2025-02-07) for the six-digit codes; the firewall articles
//! of single and flexible server for the texts that begin with FATAL. What clients say: libpq ("Connecting to the
//! Server", PostgreSQL 17), pgjdbc (ConnectionFactoryImpl.java), pgx (pgconn.go), Npgsql (NpgsqlConnector.cs, issues 2399 of
//! 2019-04 and 4231 of 2021-12), psycopg 3, asyncpg, node-postgres. What Azure says: `FeatureSwitchNotEnabled` (Azure/azure-cli
//! issue 25580, 2023-02-25), `PrivateEndpointFeatureNotSupportedOnServer` (terraform-provider-azurerm 27732, 2024-10-23),
//! overlapping namespaces (azure-aks-docs 212, 2025-04-23), `VnetNotLinkedToPrivateDnsZone` (terraform-provider-azurerm 28079,
//! 2024-11-20), `IPV6AddressSpaceNotSupportedForVnet` (jenkins-infra/azure 356, 2023-05-22), `RemotePeeringIsDisconnected`
//! (hashicorp/terraform 18091, 2018-05-21), `VnetAddressSpaceOverlapsWithAlreadyPeeredVnet` (Azure/ResourceModules 731,
//! 2021-12-04), the wizard's wrong password (mslearn-postgresql 11, 2024-05-03).

mod recognise;

use crate::Setting;

pub use recognise::{Recognised, recognise};

/// An error message that pgreach knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// How people name it: its code, or its first words.
    pub id: &'static str,
    /// Words that a text of this message contains, in lower case. One of them is enough.
    needles: &'static [&'static str],
    /// What it means.
    pub meaning: &'static str,
    /// What to do with that.
    pub advice: &'static str,
    /// The settings that it gives away.
    pub settings: &'static [(Setting, &'static str)],
    /// The steps that it points to.
    pub steps: &'static [&'static str],
    /// Whether the address that the client connected to says more.
    reads_address: bool,
}

/// Every message, the most telling first: the first one with a needle in the text is the one.
pub static MESSAGES: &[Message] = &[
    Message {
        id: "ST008",
        needles: &["st008", "connectivity attempt to source single server from target flexible server failed"],
        meaning: "The target could not connect to the source single server.",
        advice: "This text comes from the migration tool of 2023: the source is a single server and the target \
                 connects to it. Fill in the access of both.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::RuntimeUsed, "false")],
        steps: &[
            "source/private-endpoint",
            "source/vnet-rule",
            "source/service-endpoint",
            "source/server-state",
            "source/peering",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
        ],
        reads_address: false,
    },
    Message {
        id: "603001",
        needles: &["603001", "ssl configuration error"],
        meaning: "The server was reached, but it does not speak TLS on that port.",
        advice: "The network lets the connection pass. Set the SSL mode to prefer and try again, and make sure of the \
                 port: 6432 is a pooler, 5432 is PostgreSQL.",
        settings: &[],
        steps: &["source/tls", "source/port", "source/pooler"],
        reads_address: false,
    },
    Message {
        id: "wizard: the provided password is incorrect",
        needles: &["provided password is incorrect"],
        meaning: "The portal's wizard says this of a wrong password, and of servers that did not let it log in for \
                  another reason.",
        advice: "It is no proof that the network lets the connection pass. Log in with psql from a VM in the same \
                 VNet. If that fails too: the security group of the source's VM, listen_addresses, pg_hba.conf, and \
                 only then the password.",
        settings: &[],
        steps: &["source/admission", "source/nsg", "source/firewall"],
        reads_address: false,
    },
    Message {
        id: "603100",
        needles: &["603100", "password authentication failed", "is incorrect. enter the correct password"],
        meaning: "The server was reached and refused the password.",
        advice: "The network lets this connection pass. Correct the password and try again.",
        settings: &[],
        steps: &[],
        reads_address: false,
    },
    Message {
        id: "too many connections",
        needles: &["remaining connection slots", "too many clients already", "too many connections for"],
        meaning: "The server was reached and takes no more connections.",
        advice: "The network lets this connection pass. Close idle sessions, or raise max_connections for the \
                 migration.",
        settings: &[],
        steps: &[],
        reads_address: false,
    },
    Message {
        id: "the server is not ready",
        needles: &[
            "the database system is starting up",
            "the database system is shutting down",
            "the database system is in recovery mode",
            "not yet accepting connections",
            "serverisnotready",
            "serverstoppederror",
            "is busy with other operations",
        ],
        meaning: "A server is stopped, or about to start, stop or change.",
        advice: "Start it, or wait until its state is Ready, and try again.",
        settings: &[],
        steps: &["source/server-state", "target/server-state", "runtime/server-state"],
        reads_address: false,
    },
    Message {
        id: "the connection to the server was lost",
        needles: &["connection to the server was lost", "connection to the server has been lost"],
        meaning: "The connection was made and broke later.",
        advice: "The network lets connections pass. Something on the way drops idle connections, as an appliance that \
                 a route leads to: set tcp_keepalives_idle=10, tcp_keepalives_interval=10 and tcp_keepalives_count=60 \
                 on both servers.",
        settings: &[],
        steps: &["source/route", "source/hybrid-connection", "target/route"],
        reads_address: false,
    },
    Message {
        id: "603000",
        needles: &["603000", "connection to the server", "reachable from the target or runtime server"],
        meaning: "A server could not be reached from the target or the runtime server: no route, a blocked port, a \
                  firewall, or a name that does not resolve.",
        advice: "If the text names the source, look at the steps of the source; if it names the target, a runtime \
                 server could not reach the target. Of a public source, its firewall is the first suspect; of a \
                 private one outside of Azure, the VPN; of a single server, its VNet rule or the state of its private \
                 endpoint.",
        settings: &[],
        steps: &[
            "source/firewall",
            "source/admission",
            "source/vnet-rule",
            "source/service-endpoint",
            "source/private-endpoint",
            "source/server-state",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/name",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/private-endpoint",
            "target/firewall",
            "target/server-state",
            "target/peering",
            "target/nsg",
            "target/route",
            "target/dns-servers",
            "target/name",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: false,
    },
    Message {
        id: "Client from Azure Virtual Networks is not allowed",
        needles: &["client from azure virtual networks is not allowed"],
        meaning: "The subnet has the Microsoft.Sql service endpoint, and the single server has no VNet rule for it.",
        advice: "Add the VNet rule, or take the service endpoint off the subnet. An IP firewall rule does not help.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::SourceAccess, "public")],
        steps: &["source/vnet-rule", "source/service-endpoint"],
        reads_address: false,
    },
    Message {
        id: "no pg_hba.conf entry, with TLS",
        needles: &["\", ssl on", "\", ssl encryption"],
        meaning: "The server was reached over TLS and does not allow the address that the connection came from.",
        advice: "An Azure server says this when its firewall does not allow the address; a server of your own says it \
                 when pg_hba.conf has no line for it. Admit the address that the text names.",
        settings: &[],
        steps: &["source/firewall", "source/admission", "target/firewall"],
        reads_address: false,
    },
    Message {
        id: "no pg_hba.conf entry, without TLS",
        needles: &["\", ssl off", "\", no encryption", "ssl connection is required"],
        meaning: "The server was reached and has no rule for a connection without TLS. An Azure server requires TLS \
                  unless that was turned off.",
        advice: "The network lets the connection pass, and the firewall is another matter. Set the SSL mode to \
                 require, or verify-full for a single server. Only a server of your own without TLS says this of an \
                 address too: there pg_hba.conf needs a line for it.",
        settings: &[],
        steps: &["source/tls", "source/admission"],
        reads_address: false,
    },
    Message {
        id: "no pg_hba.conf entry",
        needles: &["no pg_hba.conf entry", "pg_hba.conf rejects connection"],
        meaning: "The server was reached and does not allow the address that the connection came from.",
        advice: "An Azure server says this when its firewall refuses; a server of your own says it when pg_hba.conf \
                 does. Admit the address that the text names.",
        settings: &[],
        steps: &["source/firewall", "source/admission", "target/firewall"],
        reads_address: false,
    },
    Message {
        id: "server does not support TLS",
        needles: &[
            "does not support ssl",
            "doesn't support ssl",
            "does not support tls",
            "ssl is not enabled on the server",
            "server refused tls connection",
            "no ssl enabled connection from this host",
            "rejected ssl upgrade",
        ],
        meaning: "The server was reached, but it does not speak TLS on that port.",
        advice: "The network lets the connection pass. Set the SSL mode to prefer, or turn TLS on at the source, and \
                 make sure of the port: 6432 is a pooler, 5432 is PostgreSQL.",
        settings: &[],
        steps: &["source/tls", "source/port", "source/pooler"],
        reads_address: false,
    },
    Message {
        id: "certificate not trusted",
        needles: &[
            "certificate verify failed",
            "certificate_verify_failed",
            "root certificate file",
            "does not match host name",
            "x509: ",
            "pkix path building failed",
            "unable to find valid certification path",
            "remote certificate is invalid",
            "remote certificate was rejected",
            "self signed certificate",
            "self-signed certificate",
            "unable to get local issuer certificate",
            "does not match certificate's altnames",
            "could not be verified by hostnameverifier",
            "invalid peer certificate",
        ],
        meaning: "The server was reached, and its certificate is not one that the client trusts, or is for another \
                  name.",
        advice: "The network lets the connection pass. Give the client the root certificates that the server uses \
                 today. With VerifyFull, connect to the server's own name: an address or a name of your own is not in \
                 its certificate.",
        settings: &[],
        steps: &["source/tls", "source/certificate-name"],
        reads_address: false,
    },
    Message {
        id: "another service on the port",
        needles: &["received invalid response to ssl negotiation", "unsupported startup parameter"],
        meaning: "What answers on that port is not PostgreSQL itself: a pooler, or another service.",
        advice: "The network lets the connection pass. Connect to the port that PostgreSQL listens on, 5432 where \
                 nothing else was set.",
        settings: &[],
        steps: &["source/port", "source/pooler"],
        reads_address: false,
    },
    Message {
        id: "FeatureSwitchNotEnabled",
        needles: &["featureswitchnotenabled", "requested feature is not enabled"],
        meaning: "The single server denies public network access, so it takes neither VNet rules nor firewall rules.",
        advice: "A VNet rule cannot be had while Deny public network access is Yes: what reaches such a server is a \
                 private endpoint. Do not allow public access only for the rule.",
        settings: &[],
        steps: &["source/private-endpoint", "source/vnet-rule"],
        reads_address: false,
    },
    Message {
        id: "PrivateEndpointFeatureNotSupportedOnServer",
        needles: &["privateendpointfeaturenotsupportedonserver", "does not support private endpoint feature"],
        meaning: "That flexible server cannot have a private endpoint: it is VNet-integrated, or older than Private \
                  Link.",
        advice: "A VNet-integrated server needs none: it is reached in its subnet. A server in public access that was \
                 made before Private Link has to be restored to a new one.",
        settings: &[],
        steps: &["target/delegated-subnet", "target/private-endpoint"],
        reads_address: false,
    },
    Message {
        id: "overlapping namespaces",
        needles: &["zones with overlapping namespaces"],
        meaning: "The VNet is linked to another zone of the same name, and a VNet takes one of each name.",
        advice: "Add the record to the zone that is linked, or attach the endpoint to that one. Or delete that link \
                 first: every name in its zone goes with it.",
        settings: &[],
        steps: &[
            "source/zone-link-client",
            "source/a-record",
            "source/zone-group",
            "target/zone-link-client",
            "target/a-record",
            "target/zone-group",
        ],
        reads_address: false,
    },
    Message {
        id: "VnetNotLinkedToPrivateDnsZone",
        needles: &["vnetnotlinkedtoprivatednszone"],
        meaning: "The private DNS zone of a VNet-integrated server is not linked to the server's own VNet.",
        advice: "Link the zone to that VNet (the zone → Virtual network links), and create the server again.",
        settings: &[],
        steps: &["target/server-zone-links", "runtime/server-zone-links"],
        reads_address: false,
    },
    Message {
        id: "private DNS zone of another name",
        needles: &["private dns zone name cannot be same as", "the suffix of the private dns zone should be"],
        meaning: "A VNet-integrated server does not take a zone of that name.",
        advice: "The zone's name must end with postgres.database.azure.com, or what the cloud has in its place, and \
                 must not be the server's own full name.",
        settings: &[],
        steps: &["target/server-zone-links", "runtime/server-zone-links"],
        reads_address: false,
    },
    Message {
        id: "IPv6 address space",
        needles: &["ipv6addressspacenotsupportedforvnet", "ipv6 address space which is currently not supported"],
        meaning: "The VNet has an IPv6 range, and a flexible server is not integrated into such a VNet.",
        advice: "Take a VNet with IPv4 ranges only for the server, and peer it with the others.",
        settings: &[],
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        reads_address: false,
    },
    Message {
        id: "subnet delegated to another service",
        needles: &["can not use subnet with existing delegations"],
        meaning: "The subnet is delegated to another service than flexible servers.",
        advice: "Take another subnet, and delegate it to Microsoft.DBforPostgreSQL/flexibleServers.",
        settings: &[],
        steps: &["target/delegated-subnet", "runtime/vnet-integrated"],
        reads_address: false,
    },
    Message {
        id: "RemotePeeringIsDisconnected",
        needles: &["remotepeeringisdisconnected", "is in disconnected state"],
        meaning: "One side of the peering was deleted, and the other one is left over as Disconnected.",
        advice: "First delete the side that is Disconnected, then create both sides. A new side alone is refused.",
        settings: &[],
        steps: &["source/peering", "target/peering"],
        reads_address: false,
    },
    Message {
        id: "remote sync required",
        needles: &["remote sync required", "remotenotinsync", "localnotinsync", "localandremotenotinsync"],
        meaning: "The two sides of a peering do not know the same of each other.",
        advice: "Look at the state of each side. Initiated: the other side is missing, so create that one, and there \
                 is nothing to sync. Connected: an address range was changed since, so sync both sides.",
        settings: &[],
        steps: &["source/peering", "target/peering"],
        reads_address: false,
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
        settings: &[],
        steps: &["source/peering", "target/peering"],
        reads_address: false,
    },
    Message {
        id: "elastic cluster",
        needles: &["elastic cluster does not currently support this operation"],
        meaning: "The target is an elastic cluster, which the migration service does not fill.",
        advice: "Use another flexible server as the target, or pg_dump and pg_restore.",
        settings: &[],
        steps: &["target/server-state"],
        reads_address: false,
    },
    Message {
        id: "NXDOMAIN",
        needles: &["nxdomain", "non-existent domain", "dns name does not exist"],
        meaning: "The name was asked for, and the answer was that there is none: it does not resolve.",
        advice: "Below privatelink: a zone of that name is linked to the VNet and lacks the record. Add the record; \
                 for a public server, the link's fallback to internet (NxDomainRedirect) helps too. Without a linked \
                 zone, look at the zone's links. A name of your own network needs DNS servers in the VNet that know \
                 it.",
        settings: &[],
        steps: &[
            "source/name",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/name",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: false,
    },
    Message {
        id: "no answer from DNS",
        needles: &[
            "temporary failure in name resolution",
            "eai_again",
            ":53: i/o timeout",
            "server misbehaving",
            "servfail",
            "dns request timed out",
            "no servers could be reached",
            "no response from server",
        ],
        meaning: "No DNS server answered, so the name of the server does not resolve.",
        advice: "Look at the DNS servers of the VNet first, and whether TCP and UDP 53 reach them; then at the zone's \
                 links and the record. Azure's own DNS is 168.63.129.16.",
        settings: &[],
        steps: &[
            "source/dns-servers",
            "source/nsg",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/dns-servers",
            "target/nsg",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: false,
    },
    Message {
        id: "could not translate host name",
        needles: &[
            "could not translate host name",
            "name or service not known",
            "no such host",
            "nodename nor servname",
            "unknown host",
            "unknownhostexception",
            "no address associated with hostname",
            "enotfound",
            "failed to resolve host",
            "getaddrinfo failed",
            "failed to lookup address information",
        ],
        meaning: "The name of the server does not resolve where the connection starts.",
        advice: "Look at the zone's links and at the record. If the VNet has DNS servers of its own, they must \
                 forward the zone. A public server can be hidden by a zone that does not hold its name.",
        settings: &[],
        steps: &[
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: false,
    },
    Message {
        id: "no route",
        needles: &[
            "no route to host",
            "network is unreachable",
            "ehostunreach",
            "enetunreach",
            "unreachable network",
            "unreachable host",
        ],
        meaning: "Nothing leads from the client to that address: no route, or a router on the way says so.",
        advice: "The name resolved. Look at routes, peering and the VPN. An IPv6 address is never reached from a \
                 flexible server's subnet: connect by IPv4.",
        settings: &[],
        steps: &["source/route", "source/peering", "source/hybrid-connection", "target/route", "target/peering"],
        reads_address: true,
    },
    Message {
        id: "connection refused",
        needles: &["connection refused", "actively refused", "econnrefused", "10061)"],
        meaning: "The machine at that address was reached and refused: nothing listens on that port, or the machine's \
                  own firewall rejects it.",
        advice: "Neither a peering nor a route is missing. Look whether PostgreSQL runs, at its port, and at \
                 listen_addresses: it must listen on the address that clients connect to, and not only on localhost.",
        settings: &[],
        steps: &["source/admission", "source/port", "source/server-state", "target/server-state"],
        reads_address: true,
    },
    Message {
        id: "time-out",
        needles: &[
            "timed out",
            "timeout expired",
            "could not connect to server",
            "i/o timeout",
            "deadline exceeded",
            "etimedout",
            "did not properly respond",
            "timeout during connection attempt",
            "connection timeout",
            "10060)",
        ],
        meaning: "No answer came back: a security group, a firewall or a missing route drops the packets.",
        advice: "Look at the address that the text names. A private address: the name resolved well, so look at \
                 peering, security groups and routes. A public address of a server that should be private: look at \
                 the zone's links and the record. A public server does not answer either when its firewall does not \
                 allow the client.",
        settings: &[],
        steps: &[
            "source/firewall",
            "source/vnet-rule",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
            "source/private-endpoint",
            "source/zone-link-client",
            "source/a-record",
            "target/firewall",
            "target/peering",
            "target/nsg",
            "target/route",
            "target/private-endpoint",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: true,
    },
    Message {
        id: "refused, as JDBC says it",
        needles: &["refused. check that the hostname"],
        meaning: "The connection could not be made: the server refused it, or no answer came back. The driver says \
                  the same of both.",
        advice: "The line after Caused by decides: Connection refused means that nothing listens there (port, \
                 listen_addresses); Connection timed out means that a security group, a firewall or a missing route \
                 drops the packets.",
        settings: &[],
        steps: &[
            "source/admission",
            "source/port",
            "source/firewall",
            "source/peering",
            "source/hybrid-connection",
            "source/nsg",
            "source/route",
            "target/peering",
            "target/nsg",
            "target/route",
        ],
        reads_address: true,
    },
    Message {
        id: "The connection attempt failed",
        needles: &["the connection attempt failed", "exception while connecting", "failed to connect to"],
        meaning: "The connection could not be made. The driver's own words do not say why.",
        advice: "The line after Caused by decides: an unknown host is a name that does not resolve; a time-out is a \
                 security group, a firewall or a missing route.",
        settings: &[],
        steps: &[
            "source/firewall",
            "source/nsg",
            "source/route",
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "target/nsg",
            "target/route",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        reads_address: true,
    },
    Message {
        id: "connection lost while copying",
        needles: &[
            "server closed the connection unexpectedly",
            "ssl syscall error: eof detected",
            "unexpected eof on client connection",
            "connection reset by peer",
            "econnreset",
            "forcibly closed by the remote host",
            "connection terminated unexpectedly",
            "i/o error occurred while sending to the backend",
        ],
        meaning: "The connection was made and broke later.",
        advice: "The network lets connections pass. Something on the way drops idle connections, as an appliance that \
                 a route leads to: set tcp_keepalives_idle=10, tcp_keepalives_interval=10 and tcp_keepalives_count=60 \
                 on both servers.",
        settings: &[],
        steps: &["source/route", "source/hybrid-connection", "target/route"],
        reads_address: false,
    },
    Message {
        id: "idle-in-transaction timeout",
        needles: &["idle-in-transaction timeout", "idle in transaction"],
        meaning: "The server ended the session because it was idle inside a transaction.",
        advice: "The network lets the connection pass. Set idle_in_transaction_session_timeout to 0 for the migration.",
        settings: &[],
        steps: &[],
        reads_address: false,
    },
    Message {
        id: "PrivateEndpointConnectionStatusNotPending",
        needles: &["privateendpointconnectionstatusnotpending", "private endpoint connection status is not pending"],
        meaning: "The private endpoint connection was approved or rejected before.",
        advice: "Look at its state. Rejected or Disconnected cannot be approved any more: delete it and make a new \
                 one.",
        settings: &[],
        steps: &["source/private-endpoint", "target/private-endpoint"],
        reads_address: false,
    },
    Message {
        id: "private access enabled server",
        needles: &["firewall rule operations cannot be requested for a private access enabled server"],
        meaning: "A firewall rule was asked for on a flexible server whose public access is disabled.",
        advice: "That server has no firewall rules. Say how it is reached: VNet integration or a private endpoint.",
        settings: &[],
        steps: &[],
        reads_address: false,
    },
    Message {
        id: "runtime server is the target",
        needles: &["migration runtime server is same as target"],
        meaning: "The target was given as its own runtime server.",
        advice: "Choose another, VNet-integrated flexible server as the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
        reads_address: false,
    },
    Message {
        id: "runtime server is no flexible server",
        needles: &["migration runtime resource id provided should be flexible server"],
        meaning: "The runtime server that was given is not a flexible server.",
        advice: "Only a VNet-integrated flexible server can be the runtime server.",
        settings: &[(Setting::RuntimeUsed, "true")],
        steps: &["runtime/vnet-integrated"],
        reads_address: false,
    },
];
