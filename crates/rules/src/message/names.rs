//! The name of the server does not resolve.

use super::{CONNECTION, Message};

/// These messages, the most telling first.
pub(super) static MESSAGES: &[Message] = &[
    Message {
        id: "NXDOMAIN",
        needles: &["nxdomain", "non-existent domain", "dns name does not exist"],
        meaning: "The name was asked for, and the answer was that there is none: it does not resolve.",
        advice: "Below privatelink: a zone of that name is linked to the VNet and lacks the record. Add the record; \
                 for a public server, the link's fallback to internet (NxDomainRedirect) helps too. Without a linked \
                 zone, look at the zone's links. A name of your own network needs DNS servers in the VNet that know \
                 it.",
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
        ..CONNECTION
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
            "[errno -3]",
            "try again later (eai",
            "query timed out",
            "communications error to",
            "can't find … : query refused",
            "can't find … : refused",
            "can't find … : server failed",
            "status: refused",
        ],
        meaning: "No DNS server gave an answer, so the name of the server does not resolve.",
        advice: "Look at the DNS servers of the VNet first, and whether TCP and UDP 53 reach them; then at the zone's \
                 links and the record. Azure's own DNS is 168.63.129.16.",
        steps: &[
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        ..CONNECTION
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
            " enotfound",
            "failed to resolve host",
            "getaddrinfo failed",
            "failed to lookup address information",
            "gaierror",
            "11001)",
            "winerror 11001",
            "hostname resolving error",
            "could not resolve host",
            "cannot resolve host",
            "name resolution failed",
            "ping request could not find host",
            "name resolution of … failed",
            "can't find … : no answer",
            "*** no … records available for",
            "status: noerror … answer: 0,",
        ],
        meaning: "The name of the server does not resolve where the connection starts.",
        advice: "Look at the zone's links and at the record. If the VNet has DNS servers of its own, they must \
                 forward the zone. A public server can be hidden by a zone that does not hold its name.",
        steps: &[
            "source/dns-servers",
            "source/zone-link-client",
            "source/a-record",
            "source/shadowing-zone",
            "target/dns-servers",
            "target/zone-link-client",
            "target/a-record",
        ],
        ..CONNECTION
    },
];
