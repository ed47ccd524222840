//! Lists the messages about no connection of a migration: to Azure's management, or to the client's own machine.

use super::{AZURE, CONNECTION, Message};

/// The client is a tool of Azure's, and it is Azure's management, or the sign-in, that it does not reach.
pub(super) const WORKSTATION: Message = Message {
    id: "Azure is not reached from this machine",
    needles: &["unable to connect to proxy", "proxyerror", "azure cli behind a proxy"],
    meaning: "The command line could not reach Azure's management or its sign-in from the machine that it ran on.",
    advice: "It says nothing of the migration. Look at that machine's own network: its internet access, its proxy \
             (HTTPS_PROXY), and where a proxy inspects TLS, its certificate (REQUESTS_CA_BUNDLE for the Azure CLI). Or run the \
             command in Cloud Shell.",
    ..AZURE
};

/// The hosts of Azure's management and sign-in, in each cloud. None of them is a server of a migration.
///
/// Sources: "Allow the Azure portal URLs on your firewall or proxy server"; "Compare Azure Government and global Azure"; "Azure
/// China developer guide".
pub(super) static MANAGEMENT: [&str; 11] = [
    "management.azure.com",
    "login.microsoftonline.com",
    "login.microsoft.com",
    "login.windows.net",
    "graph.microsoft.com",
    "graph.windows.net",
    "management.usgovcloudapi.net",
    "login.microsoftonline.us",
    "management.chinacloudapi.cn",
    "login.chinacloudapi.cn",
    "login.partner.microsoftonline.cn",
];

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    WORKSTATION,
    Message {
        id: "connection over a Unix socket",
        needles: &[
            "connection to server on socket",
            "connections on unix domain socket",
            "connections on that socket",
            "/tmp:5432 - ",
            "/var/run/postgresql:5432 - ",
        ],
        meaning: "The client was given no host, so it looked for a server on its own machine, over a Unix socket. Nothing \
                  went over the network.",
        advice: "It says nothing of the migration. Give the client the name of the server: psql \"host=SERVER …\", -h, or \
                 PGHOST.",
        ..CONNECTION
    },
];
