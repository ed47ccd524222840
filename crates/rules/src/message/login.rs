//! The server was reached, and did not let the client log in or work.

use super::{CONNECTION, Message, Reached};
use crate::Setting;

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    // `auth_failed` and `ClientAuthentication` (src/backend/libpq/auth.c, PostgreSQL 18), "Ident Authentication", "Certificate
    // Authentication"; the certificates of Cloud SQL: "Configure SSL/TLS certificates".
    Message {
        id: "pg_hba.conf asks for another login",
        needles: &[
            "ident authentication failed",
            "requires a valid client certificate",
            "certificate authentication failed for user",
            "gssapi authentication failed",
            "sspi authentication failed",
            "oauth bearer authentication failed",
        ],
        meaning: "The server was reached, and its line for the client asks for no password: its method is ident, gss, sspi or oauth, \
                  or it wants a client certificate. The migration logs in with a password.",
        advice: "The network lets the connection pass, and no password is at fault. Before that line of pg_hba.conf put one for the \
                 client with scram-sha-256. Cloud SQL: allow connections without client certificates.",
        steps: &["source/admission"],
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "603100",
        needles: &[
            "603100",
            "password authentication failed",
            "28p01",
            "no password supplied",
            "client password must be a string",
            "authentication failed for user",
            "authentication failed. the password for server",
            "is incorrect. enter the correct password",
        ],
        meaning: "The server was reached and refused the password.",
        advice: "The network lets this connection pass. Correct the password and try again.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "Entra token not valid",
        needles: &[
            "access token not valid",
            "access token has expired",
            "azure ad authentication: ",
            "failed to authenticate with microsoft entra",
        ],
        meaning: "The server was reached and refused the sign-in with Microsoft Entra ID.",
        advice: "The network lets this connection pass. Take a new token (one is good for an hour at most), for the tenant of the \
                 server, and the user name as the server has it.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "the driver is too old for SCRAM",
        needles: &[
            "authentication type 10 is not supported",
            "authentication method 10 not supported",
            "scram authentication requires libpq version 10",
            "scram authentication is not supported",
        ],
        meaning: "The server was reached and asked for a login with SCRAM, which this driver does not know: it is too old.",
        advice: "The network lets this connection pass, and pg_hba.conf is not at fault, whatever the driver says of it. Use a \
                 newer one: libpq 10, pgjdbc 42.2 or later.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "invalid user name for single server",
        needles: &["invalid username specified", "the username should be in <username@hostname>"],
        meaning: "The gateway of Azure was reached, and does not know for which single server the connection \
                 is: the user name lacks @ and the name of the server.",
        advice: "The network lets connections to the gateway pass. Log in as user@server, with the short name \
                 of the single server.",
        settings: &[(Setting::SourceKind, "single-server")],
        reached: Some(Reached::Port),
        ..CONNECTION
    },
    // ALLOW_CONNECTIONS of "ALTER DATABASE" (PostgreSQL 17), looked at after the login (`CheckMyDatabase`, postinit.c).
    Message {
        id: "the database takes no connections",
        needles: &["is not currently accepting connections"],
        meaning: "The server was reached, and that database is closed: its ALLOW_CONNECTIONS is false, as template0's is.",
        advice: "The network lets this connection pass, and the name is right. ALTER DATABASE … ALLOW_CONNECTIONS true, from another \
                 database, or leave this one out of the migration.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "role or database does not exist",
        needles: &[
            "3d000",
            "fatal: database \"",
            "fatal: role \"",
            "permission denied for database",
            "is not permitted to log in",
        ],
        meaning: "The server was reached, and lacks the database, or the role lacks a privilege.",
        advice: "The network lets this connection pass. Correct the name of the database, or the privileges \
                 of the role that migrates.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    Message {
        id: "server version mismatch",
        needles: &["aborting because of server version mismatch"],
        meaning: "The server was reached and logged in to; pg_dump is older than the server.",
        advice: "The network lets this connection pass. Use the pg_dump of the newer major version of both \
                 servers.",
        reached: Some(Reached::Session),
        ..CONNECTION
    },
    Message {
        id: "too many connections",
        needles: &["remaining connection slots", "too many connections for"],
        meaning: "The server was reached and takes no more connections.",
        advice: "The network lets this connection pass. Close idle sessions, or raise max_connections for the \
                 migration.",
        reached: Some(Reached::Login),
        ..CONNECTION
    },
    // Said before pg_hba.conf is asked ("InitProcess", src/backend/storage/lmgr/proc.c, PostgreSQL 17). The code is that of both.
    Message {
        id: "too many clients",
        needles: &["too many clients already", "sqlstate 53300"],
        meaning: "The server was reached and takes no more connections; whether it admits the client's address it did not \
                  look at.",
        advice: "The network lets this connection pass. Close idle sessions, or raise max_connections for the \
                 migration.",
        reached: Some(Reached::Server),
        ..CONNECTION
    },
];
