//! Decides what Azure's last change of a resource came to, and whether what a step rests on is as the files say.

use crate::{
    Export,
    network::{Context, Fact, Id, Key, Origin, is},
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// Whether a resource is a set of rules, without which packets may pass all the same.
fn is_rules(id: &Id) -> bool {
    const RULES: [&str; 3] = [
        "microsoft.network/networksecuritygroups",
        "microsoft.network/firewallpolicies",
        "microsoft.network/routetables",
    ];
    let kind = id.kind();
    RULES.iter().any(|it| kind.starts_with(it))
}

impl Context<'_> {
    /// What is found of a resource, where its last change is done. Else the rest of it may not be what it says. `again`
    /// is what to export again then.
    ///
    /// Source: enumeration `provisioningState` of Microsoft.Network 2024-01-01 and Microsoft.DBforPostgreSQL 2017-12-01.
    /// Each of Azure's tools prints it, so that a file without it was trimmed; only a template has none.
    pub(crate) fn provisioned(
        &self,
        origin: &Origin,
        provisioning: &Fact<String>,
        again: (Export, &Id),
        found: Outcome,
    ) -> Decided {
        if provisioning.is_done() {
            return Ok(found);
        }
        let name = origin.name();
        let Some(state) = provisioning.known() else {
            let reason = format!("The files do not say whether the last change of {name} is done.");
            return Err(Undecided::new(Reason::Missing, reason)
                .showing(found.into_evidence())
                .needing(again.0, again.1.text()));
        };
        let is_any = |words: &[&str]| words.iter().any(|it| is(Some(state), it));
        let shown = origin.shows(self.network, "provisioningState", state);
        // What only filters or leads packets leaves a way where it is gone, and nobody knows which.
        if is_any(&["Deleting", "Dropping"]) && !is_rules(&origin.id) {
            return Ok(Outcome::fail(shown).showing(found.into_evidence()).noting(format!("{name} is being deleted.")));
        }
        let reason = if is_any(&["Failed", "Canceled"]) {
            format!(
                "The last change of {name} did not work out, so it may not be what it says: fix it, then export it again."
            )
        } else {
            format!("{name} is being changed: wait, then export it again.")
        };
        Err(Undecided::new(Reason::Changing, reason)
            .showing([shown])
            .showing(found.into_evidence())
            .needing(again.0, again.1.text()))
    }

    /// An outcome of a check, where the last changes of all that it passes by are done: of the resources that its evidence
    /// shows, and of those that they are a part of.
    pub(crate) fn resting(&self, outcome: Outcome) -> Decided {
        if !outcome.is_pass() {
            return Ok(outcome);
        }
        let mut ids: Vec<Id> = Vec::new();
        for shown in outcome.evidence().filter_map(|it| Id::parse(it.id.as_deref()?)) {
            let mut next = Some(shown);
            while let Some(id) = next.filter(|it| !ids.contains(it)) {
                next = id.parent();
                ids.push(id);
            }
        }
        // What goes over a connection goes through its gateways.
        let connections = self.network.gateway_connections.iter().filter(|it| ids.contains(&it.origin.id));
        let gateways: Vec<Id> =
            connections.flat_map(|it| [&it.gateway, &it.remote_gateway]).flatten().cloned().collect();
        if let Some(doubt) = gateways.iter().find_map(|it| self.guarded_gateway(it)) {
            return Err(doubt.showing(outcome.into_evidence()));
        }
        ids.extend(gateways);
        ids.iter().try_fold(outcome, |found, id| match self.last_change(id) {
            Some((origin, state, again)) if found.is_pass() => {
                self.provisioned(origin, state, (again, self.again_of(id, again).as_ref().unwrap_or(id)), found)
            }
            _ => Ok(found),
        })
    }

    /// Why a gateway may not work: a security group at its subnet.
    ///
    /// Source: "VPN Gateway configuration settings" (vpn-gateway-about-vpn-gateway-settings, 2025-03), Gateway subnet: a group
    /// there is not supported, and may cause the gateway to stop working.
    fn guarded_gateway(&self, id: &Id) -> Option<Undecided> {
        let gateway = self.network.gateways.iter().find(|it| it.origin.id == *id)?;
        let side = self.side(gateway.subnet.as_ref()?).ok()?;
        let group = side.subnet.security_group.known()?;
        let name = gateway.origin.name();
        let reason =
            format!("The subnet of {name} has a security group. Azure supports none there: {name} may not work.");
        let shown = side.subnet.origin.shows(self.network, "networkSecurityGroup.id", group.name());
        Some(Undecided::new(Reason::Outside, reason).showing([shown]))
    }

    /// The state of the last change of a resource that a connection goes through, and the export that has it. Peerings,
    /// links and endpoints are not among them: each has a step of its own that asks for it.
    fn last_change(&self, id: &Id) -> Option<(&Origin, &Fact<String>, Export)> {
        let network = self.network;
        let kind = id.kind();
        Some(match kind.strip_prefix("microsoft.network/")? {
            "virtualnetworks" => network.vnet(id).map(|it| (&it.origin, &it.provisioning, Export::Vnet))?,
            "virtualnetworks/subnets" => network.subnet(id).map(|it| (&it.origin, &it.provisioning, Export::Vnet))?,
            "networksecuritygroups" => {
                network.security_group(id).map(|it| (&it.origin, &it.provisioning, Export::SecurityGroup))?
            }
            "routetables" => network.route_table(id).map(|it| (&it.origin, &it.provisioning, Export::RouteTable))?,
            // An endpoint's own is read-only, and its address stays for as long as the endpoint is there: the state of the
            // endpoint counts ("What is a private endpoint?", 2023-08-02).
            "networkinterfaces" if network.endpoints.by(Key::Mention(id)).any(|it| it.nics.contains(id)) => {
                return None;
            }
            "networkinterfaces" => network.nic(id).map(|it| (&it.origin, &it.provisioning, Export::Nic))?,
            "virtualnetworkgateways" => {
                let gateway = network.gateways.iter().find(|it| it.origin.id == *id);
                gateway.map(|it| (&it.origin, &it.provisioning, Export::Connections))?
            }
            "connections" => {
                let connection = network.gateway_connections.iter().find(|it| it.origin.id == *id);
                connection.map(|it| (&it.origin, &it.provisioning, Export::Connections))?
            }
            "localnetworkgateways" => {
                let gateway = network.local_gateways.iter().find(|it| it.origin.id == *id);
                gateway.map(|it| (&it.origin, &it.provisioning, Export::LocalGateways))?
            }
            "azurefirewalls" => {
                let firewall = network.joins.firewalls.iter().find(|it| it.origin.id == *id);
                firewall.map(|it| (&it.origin, &it.provisioning, Export::Firewall))?
            }
            "firewallpolicies" => {
                network.joins.policy(id).map(|it| (&it.origin, &it.provisioning, Export::FirewallPolicy))?
            }
            "firewallpolicies/rulecollectiongroups" => {
                let group =
                    network.joins.policies.iter().flat_map(|it| &it.groups.items).find(|it| it.origin.id == *id);
                group.map(|it| (&it.origin, &it.provisioning, Export::FirewallPolicy))?
            }
            "privatednszones" => network.zone(id).map(|it| (&it.origin, &it.provisioning, Export::Zone))?,
            _ => return None,
        })
    }
}

impl Context<'_> {
    /// The resource that an export is of: what is a part of another is exported with that, and gateways with the VNet that
    /// they are in.
    fn again_of(&self, id: &Id, again: Export) -> Option<Id> {
        let connection = self.network.gateway_connections.iter().find(|it| it.origin.id == *id);
        let gateway = connection.map_or(Some(id), |it| it.gateway.as_ref());
        match again {
            Export::Vnet => id.parent(),
            Export::Connections => {
                gateway.and_then(|it| self.network.gateway_vnet(it)).or_else(|| self.client_vnet().ok())
            }
            _ => None,
        }
    }
}
