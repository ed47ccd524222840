//! The networks of a migration as a picture shows them: what is in them, what joins them, and how each connection runs through.
//!
//! It adds nothing to the report. Each mark is a hop of a trace, at the resource where it takes place, with what the files say
//! of that resource.

mod facts;
mod join;
mod scene;
mod way;

use serde::{Deserialize, Serialize};

use crate::{Config, Connection, HopKind, Party, Report, Status, StepKey, keyword::keyword, network::Network};

/// The networks of one migration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawing {
    /// Everything in it, each once. What is in a network comes after the network.
    pub parts: Vec<Part>,
    /// The ways of the connections, in the order of the report.
    pub ways: Vec<Way>,
}

/// A resource, or a network with what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Its name; empty where its kind is all that is known.
    pub name: String,
    /// What the files say of it, as `Approved`, `10.1.0.4`, each in a few words.
    pub facts: Vec<String>,
    /// The network that it is in, by its place among the parts.
    pub within: Option<usize>,
    /// Where it stands, if it is in no network.
    pub side: Side,
    /// Which connection it was drawn for first, by its place in the report.
    pub row: usize,
    /// What it is a line between, by their places among the parts: the two networks that a peering joins, the network that a
    /// zone is linked to. Empty for what joins nothing.
    pub joins: Vec<usize>,
    /// The hops that take place at it.
    pub marks: Vec<Mark>,
}

/// A hop of a connection, at the part where it takes place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The connections that it is a hop of, by their destinations: one fact of both stands once.
    pub connections: Vec<Party>,
    /// The stage.
    pub kind: HopKind,
    /// The step that decides it, in each of the connections.
    pub steps: Vec<StepKey>,
    /// What the step is called, in a few words.
    pub name: String,
    /// What is known of it.
    pub status: Status,
    /// The name of the resource that decided it, where one did.
    pub resource: Option<String>,
    /// What happens there, as a sentence.
    pub text: String,
}

impl Mark {
    /// The parties that its steps are about, as in `source and target`.
    #[must_use]
    pub fn parties(&self) -> String {
        self.steps.iter().map(|it| it.party().label().to_lowercase()).collect::<Vec<_>>().join(" and ")
    }
}

/// How a connection runs through the parts, from the client to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The server that it leads to.
    pub to: Party,
    /// What it passes, in order.
    pub stations: Vec<Station>,
    /// The part at which it ends: the first hop that is not known to pass takes place there. It may be a network that a station
    /// is in.
    pub end: Option<usize>,
}

/// A part that a connection passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Its place among the parts.
    pub part: usize,
    /// Whether every hop before it passed, so that a connection comes as far as this.
    pub is_reached: bool,
}

keyword! {
    /// What a part is.
    PartKind {
        /// A virtual network.
        Vnet = "vnet", "VNet";
        /// A part of one.
        Subnet = "subnet", "Subnet";
        /// A hub of Virtual WAN.
        Hub = "hub", "Virtual hub";
        /// A network outside of Azure, as a local network gateway has it.
        OnPremises = "on-premises", "On-premises network";
        /// A database server.
        Server = "server", "Server";
        /// A private endpoint.
        Endpoint = "endpoint", "Private endpoint";
        /// A network security group.
        SecurityGroup = "security-group", "NSG";
        /// A route table.
        RouteTable = "route-table", "Route table";
        /// A private DNS zone.
        Zone = "zone", "Private DNS zone";
        /// Who answers for a name, where no zone does.
        Name = "name", "DNS name";
        /// A VPN or ExpressRoute gateway.
        Gateway = "gateway", "Gateway";
        /// An Azure Firewall.
        Firewall = "firewall", "Firewall";
        /// A network interface that sends packets on.
        Appliance = "appliance", "Virtual appliance";
        /// A peering of two VNets, with both of its sides.
        Peering = "peering", "Peering";
        /// A VPN or ExpressRoute connection.
        Connection = "connection", "VPN or ExpressRoute connection";
        /// A VNet's connection to a hub of Virtual WAN.
        HubConnection = "hub-connection", "Hub connection";
        /// What joins two networks, where the files do not show what that is.
        Join = "join", "What joins the networks";
    }
}

impl PartKind {
    /// Whether other parts are in it.
    #[must_use]
    pub const fn is_network(self) -> bool {
        matches!(self, Self::Vnet | Self::Subnet | Self::Hub | Self::OnPremises)
    }

    /// Whether it is a line between two networks.
    #[must_use]
    pub const fn is_join(self) -> bool {
        matches!(self, Self::Peering | Self::Connection | Self::HubConnection | Self::Join)
    }
}

keyword! {
    /// Where a part stands.
    Side {
        /// With the names, which are asked for before a connection begins.
        Names = "names", "Names";
        /// At the end that opens the connection.
        Client = "client", "Client";
        /// Between the two ends.
        Between = "between", "Between";
        /// At the end that answers.
        Server = "server", "Server";
    }
}

/// Returns the drawing of a report in the networks that it was concluded from; empty where nothing was read, or where no
/// connection is known.
#[must_use]
pub fn draw(config: &Config, network: &Network, report: &Report) -> Drawing {
    let has_hops = |it: &Connection| it.trace.iter().any(|it| it.status != Status::NotApplicable);
    // Where no hop is known, a line from server to server would say that nothing is in the way.
    if network.is_empty() || !report.connections.iter().any(has_hops) {
        return Drawing::default();
    }
    let mut scene = scene::Scene::new(config, network, report);
    let connections = || report.connections.iter().enumerate();
    // The ends come first: what is no end stands between them.
    connections().for_each(|(row, it)| way::ends(&mut scene, it, row));
    let ways = connections().map(|(row, it)| way::way(&mut scene, it, row)).collect();
    Drawing { parts: scene.finish(), ways }
}
