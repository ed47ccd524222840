//! The server was reached, and does not admit the client's address: its firewall, its VNet rules, its `pg_hba.conf`.

use super::{CONNECTION, GENERAL, Message, Reached};
use crate::Setting;

/// A line that rejects: unlike no line at all, it is there.
const REJECTS: Message = Message {
    meaning: "The server was reached, and a line of its pg_hba.conf that rejects fits the connection.",
    advice: "The network lets the connection pass. On a server of your own, look at the first line that fits the address, the \
             user, the database and TLS: it says reject. Put a line that admits the client before it. A managed server has such \
             lines for what it keeps to itself, as Azure's azure_maintenance database.",
    steps: &["source/admission", "source/tls"],
    ..CONNECTION
};

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "Client from Azure Virtual Networks is not allowed",
        needles: &["client from azure virtual networks is not allowed"],
        meaning: "The subnet has the Microsoft.Sql service endpoint, and the single server has no VNet rule for it.",
        advice: "Add the VNet rule, or take the service endpoint off the subnet. An IP firewall rule does not help.",
        settings: &[(Setting::SourceKind, "single-server"), (Setting::SourceAccess, "public")],
        steps: &["source/vnet-rule", "source/service-endpoint"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "no pg_hba.conf entry for replication",
        needles: &["no pg_hba.conf entry for replication connection"],
        meaning: "The server was reached, and its pg_hba.conf has no line for replication from the client's address.",
        advice: "The network lets the connection pass. On a server of your own, add a line whose database is replication: a line \
                 for all does not fit it. Logical replication, as the migration service has it, does not need one.",
        steps: &["source/admission"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "pg_hba.conf rejects, with TLS",
        needles: &["pg_hba.conf rejects … ssl on", "pg_hba.conf rejects … ssl encryption"],
        reached: Some(Reached::Tls),
        ..REJECTS
    },
    Message { id: "pg_hba.conf rejects", needles: &["pg_hba.conf rejects"], reached: Some(Reached::Server), ..REJECTS },
    Message {
        id: "no pg_hba.conf entry, with TLS",
        needles: &["\", ssl on", ",\" ssl on", "\", ssl encryption", ", ssl encryption", ", ssl on"],
        meaning: "The server was reached over TLS and does not allow the address that the connection came from.",
        advice: "Where the server is Azure's, its firewall does not allow the address; where it is another provider's, its \
                 list of allowed networks does not; a server of your own has no line for it in pg_hba.conf. Admit the address \
                 that the text names.",
        steps: &["source/firewall", "source/admission", "target/firewall"],
        reached: Some(Reached::Tls),
        ..CONNECTION
    },
    Message {
        id: "no pg_hba.conf entry, without TLS",
        needles: &[
            "\", ssl off",
            "\", no encryption",
            ", ssl off",
            ", no encryption",
            "ssl connection is required",
            "connections using insecure transport are prohibited",
        ],
        meaning: "The server was reached and has no rule for a connection without TLS. A server of Azure's requires TLS \
                  unless that was turned off, and so does RDS from PostgreSQL 15 on (rds.force_ssl).",
        advice: "The network lets the connection pass, and the firewall is another matter. Set the SSL mode to \
                 require, or verify-full for a single server. Only a server of your own without TLS says this of an \
                 address too: there pg_hba.conf needs a line for it.",
        steps: &["source/tls", "source/admission"],
        reached: Some(Reached::Server),
        ..CONNECTION
    },
    Message {
        id: "no pg_hba.conf entry",
        needles: &["no pg_hba.conf entry", "sqlstate 28000"],
        meaning: "The server was reached and does not allow the address that the connection came from.",
        advice: "Where the server is Azure's, its firewall refuses; where it is another provider's, its list of allowed \
                 networks does; at a server of your own it is pg_hba.conf. Admit the address that the text names.",
        steps: &["source/firewall", "source/admission", "target/firewall"],
        reached: Some(Reached::Server),
        ..GENERAL
    },
];
