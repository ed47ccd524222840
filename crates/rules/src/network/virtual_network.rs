//! Names the exports that would say more of the service tag `VirtualNetwork`.

use crate::{
    Export, Need,
    network::{Attachment, Context, Peering},
};

impl Context<'_> {
    /// The exports that would say more of what `VirtualNetwork` stands for at a subnet. None where everything was read:
    /// what gateways announce and whether the tag follows a route is in no export.
    pub(crate) fn wanted_for_virtual_network(&self, side: Attachment<'_>) -> Vec<Need> {
        let vnet = side.vnet;
        let is_whole = |it: &Peering| {
            it.state.is_some()
                && it.sync_level.is_some()
                && !it.allow_access.is_unknown()
                && it.remote_prefixes.known().is_some()
        };
        let is_read = vnet.prefixes.known().is_some()
            && vnet.subnets.complete
            && vnet.peerings.complete
            && vnet.peerings.items.iter().all(is_whole)
            && !side.subnet.route_table.is_unknown();
        let table = side.subnet.route_table.known();
        let unread = table.filter(|id| self.network.route_table(id).is_none_or(|it| !it.routes.complete));
        let needs = [(!is_read).then_some((Export::Vnet, &vnet.origin.id)), unread.map(|it| (Export::RouteTable, it))];
        needs.into_iter().flatten().map(|(export, id)| Need { export, resource: id.text().to_owned() }).collect()
    }
}
