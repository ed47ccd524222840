//! Lists the messages of Azure's migration tools and of its gateway.

use super::{AZURE, CONNECTION, GENERAL, Message, Reached};
use crate::Setting;

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
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
        ..GENERAL
    },
    Message {
        id: "public network access is disabled",
        needles: &["public network access on this server is disabled"],
        meaning: "Azure's gateway was reached and turned the connection away: the server takes none over public addresses. The \
                  name led the client to the public address, and not to the private endpoint.",
        advice: "Look at the zone's link to the client's VNet and at the record. A VNet with DNS servers of its own needs a \
                 forwarder to 168.63.129.16 on them. Do not turn public access on only for that.",
        steps: &[
            "source/private-endpoint",
            "source/zone-link-client",
            "source/a-record",
            "source/dns-servers",
            "source/shadowing-zone",
            "target/private-endpoint",
            "target/zone-link-client",
            "target/a-record",
            "target/dns-servers",
            "target/shadowing-zone",
        ],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "the gateway knows no such server",
        needles: &["the server name you tried cannot be found"],
        meaning: "Azure's gateway was reached, and knows no server of the name that the client gave: it is written wrongly, or \
                  the server was deleted or retired.",
        advice: "The network lets connections to the gateway pass. Connect to the server's own full name, and log in as \
                 user@server to a single server.",
        steps: &["source/server-state", "target/server-state"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "Burstable target",
        needles: &["burstable sku isn't supported", "burstable sku is not supported"],
        meaning: "The migration tool of 2023 takes no Burstable flexible server as the target. It is not about the network.",
        advice: "Scale the target to General Purpose or Memory Optimized (Compute + storage) for the migration.",
        ..AZURE
    },
    Message {
        id: "cross-region migration",
        needles: &["cross-region migration isn't supported", "cross-region migration is not supported"],
        meaning: "The migration tool of 2023 migrates within one region only. It is not about the network.",
        advice: "Take a target in the source's region, or the migration service of today.",
        ..AZURE
    },
    Message {
        id: "extensions that are not allowed",
        needles: &["aren't allowlisted on target", "are not allowlisted on target", "aren't allow-listed on target"],
        meaning: "The target does not allow extensions that the source uses. It is not about the network.",
        advice: "Add the extensions that the text names to azure.extensions, a server parameter of the target, and try again.",
        ..AZURE
    },
    Message {
        id: "603001",
        needles: &["603001", "ssl configuration error"],
        meaning: "The server was reached, but it does not speak TLS on that port.",
        advice: "The network lets the connection pass. Set the SSL mode to prefer and try again, and make sure of the \
                 port: 6432 is a pooler, 5432 is PostgreSQL.",
        steps: &["source/tls", "source/port", "source/pooler"],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    Message {
        id: "603101 to 603117, 603400 to 603413",
        needles: &[
            "603101", "603102", "603103", "603104", "603105", "603106", "603107", "603108", "603109", "603110",
            "603111", "603112", "603113", "603114", "603115", "603116", "603117", "603400", "603401", "603402",
            "603403", "603404", "603405", "603406", "603407", "603408", "603409", "603410", "603411", "603412",
            "603413",
        ],
        meaning: "The migration service compared the servers, and something in their roles, settings, \
                 extensions or data does not fit.",
        advice: "This is not about the network: the service found it in a server, so that it reached that \
                 server. The article on the error codes of the migration service says what to change. It does \
                 not say that the other connection works.",
        ..CONNECTION
    },
    Message {
        id: "603700 to 603709",
        needles: &[
            "603700",
            "603701",
            "603702",
            "603703",
            "603704",
            "603705",
            "603706",
            "603707",
            "603708",
            "603709",
            "migration setup failed",
        ],
        meaning: "The migration service failed within itself: this says nothing of a connection.",
        advice: "Look whether all servers are Ready and the delegated subnet has free addresses, and try \
                 again. If it stays so, open a support request with the code.",
        steps: &["source/server-state", "target/server-state", "runtime/server-state"],
        ..CONNECTION
    },
    Message {
        id: "wizard: the provided password is incorrect",
        needles: &["provided password is incorrect"],
        meaning: "The portal's wizard says this of a wrong password, and of servers that did not let it log in for \
                  another reason.",
        advice: "It is no proof that the network lets the connection pass. Log in with psql from a VM in the same \
                 VNet. If that fails too: the security group of the source's VM, listen_addresses, pg_hba.conf, and \
                 only then the password.",
        steps: &["source/admission", "source/nsg", "source/firewall"],
        ..CONNECTION
    },
];
