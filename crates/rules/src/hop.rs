//! The stages of a connection: what a hop is, and what no hop looks at.

use serde::Serialize;

use crate::{Status, StepKey, keyword::keyword, text::Text};

keyword! {
    /// A stage of a connection, in the order in which a connection passes them.
    HopKind {
        /// The server that opens the connection: its state, its subnet, and what its subnet needs.
        Client = "client", "Client";
        /// Who answers for the name that the client asks for.
        Name = "name", "Name";
        /// The address that the name leads to.
        Address = "address", "Address";
        /// The security rules where the packets leave the client's subnet.
        OutboundRules = "outbound-rules", "Outbound rules";
        /// The route from the client's subnet.
        Route = "route", "Route";
        /// What joins the networks of the two ends: one VNet, a peering, a hub, a VPN.
        Interconnect = "interconnect", "What joins the networks";
        /// The security rules where the packets arrive.
        InboundRules = "inbound-rules", "Inbound rules";
        /// The private endpoint, subnet or network interface that answers.
        Endpoint = "endpoint", "Endpoint";
        /// The route of the replies.
        ReturnRoute = "return-route", "Route back";
        /// The remote server: its state, whom it admits, TLS.
        Server = "server", "Server";
    }
}

/// One stage of a connection, decided by one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hop {
    /// The stage.
    pub kind: HopKind,
    /// The name of the resource that decided it, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The step that decides it.
    pub step: StepKey,
    /// What is known of it.
    pub status: Status,
    /// What happens there, as a sentence.
    pub text: HopText,
}

/// What happens at a hop, put together only where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HopText {
    /// What the step claims, or what its failure means.
    Claim(Text),
    /// What the step claims, where that does not matter to this connection.
    NotApplicable(Text),
    /// What the files show of this hop.
    Shown(String),
}

impl std::fmt::Display for HopText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Claim(text) => text.fmt(formatter),
            Self::NotApplicable(text) => write!(formatter, "Does not apply: {text}"),
            Self::Shown(text) => text.fmt(formatter),
        }
    }
}

impl Serialize for HopText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for HopText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// Something that the verdict does not speak of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotChecked {
    /// The step that would say it, where pgreach has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepKey>,
    /// Its name, in a few words.
    pub name: &'static str,
    /// What was not looked at, as the claim that may be untrue.
    pub title: Text,
}
