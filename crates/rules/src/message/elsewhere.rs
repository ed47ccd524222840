//! Lists the messages about no connection of a migration: to a cloud's management, or to the client's own machine.

use super::{AZURE, CONNECTION, Message};

/// The connection did not leave the machine: whatever the server answered, nothing is known of the network.
pub(super) const OWN_MACHINE: Message = Message {
    id: "connection within one machine",
    needles: &[],
    meaning: "The client connected to its own machine, localhost. Nothing went over the network.",
    advice: "It says nothing of the migration. Give the client the name of the server. Where a tunnel or a proxy listens there, \
             its own log says how it fared.",
    ..CONNECTION
};

/// The client is a cloud's own tool, and it is that cloud's management, or the sign-in, that it does not reach.
pub(super) const WORKSTATION: Message = Message {
    id: "the cloud is not reached from this machine",
    needles: &[
        "unable to connect to proxy",
        "proxyerror",
        "azure cli behind a proxy",
        // botocore's EndpointConnectionError (botocore/exceptions.py).
        "could not connect to the endpoint url",
    ],
    meaning: "The command line could not reach its cloud's management or sign-in from the machine that it ran on.",
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
///
/// Sources: "Microsoft Entra authentication and authorization error codes" (AADSTS); "Troubleshooting errors for the AWS CLI" and
/// the common errors of its services (`ExpiredToken`, `InvalidClientTokenId`); "Authorize the gcloud CLI"; "What's new in the Azure
/// CLI": 2.80 took away `az postgres server`, 2.87 renamed options. Of the socket: "Peer Authentication" (PostgreSQL 17), which is
/// for local connections alone, and `hba_getauthmethod`'s callers (src/backend/libpq/auth.c), which call their host `[local]`.
pub(super) static MESSAGES: &[Message] = &[
    WORKSTATION,
    Message {
        id: "not signed in to the cloud",
        needles: &[
            "aadsts",
            "az login",
            "unable to locate credentials",
            "security token included in the request is",
            "expiredtoken",
            "invalidclienttokenid",
            "error when retrieving token from sso",
            "token has expired and refresh failed",
            "gcloud auth login",
            "reauthentication failed",
            "do not currently have an active account selected",
        ],
        meaning: "The cloud refused the sign-in of the tool, or it has none or an old one.",
        advice: "It says nothing of the migration. Sign in again: az login, with --tenant where the text asks for more; aws sso \
                 login or aws configure; gcloud auth login.",
        ..AZURE
    },
    Message {
        id: "the Azure CLI has no such command",
        needles: &[
            "az: error: unrecognized arguments",
            "misspelled or not recognized by the system",
            "az: 'postgres",
            "is not in the 'az",
        ],
        meaning: "This release of the Azure CLI does not know the command or an option: 2.80 took away az postgres server, and \
                  2.87 renamed options: the server is --server-name, a rule or migration --name.",
        advice: "It says nothing of the migration. Look at az version and --help; az rest on the resource's id works in every \
                 release.",
        ..AZURE
    },
    Message {
        id: "connection over a Unix socket",
        needles: &[
            "peer authentication failed",
            "host \"[local]\"",
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
