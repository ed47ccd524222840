//! Resources that cannot be where the files say that they are: then the files are of two days, or of two networks.

use crate::{
    Evidence, Export,
    network::{Attachment, Context, Fact, Origin, hold, is_region, listed, printed},
    outcome::{Reason, Undecided},
};

/// What the subnet of a flexible server is delegated to, and no endpoint's.
///
/// Source: "Network with private access (virtual network integration)" (2024-06-27): nothing but such servers is in that subnet.
const DELEGATED_TO: &str = "Microsoft.DBforPostgreSQL/flexibleServers";

impl Context<'_> {
    /// Why something cannot be in a subnet: the region of the VNet, the delegation of the subnet, where it counts here, or a
    /// range that the VNet does not have.
    ///
    /// Sources: "Network with private access (virtual network integration)" (2024-06-27); "What is a private endpoint?"
    /// (2023-08-02): a private endpoint is in the region of its virtual network.
    pub(crate) fn misplaced(
        &self,
        what: &Origin,
        location: Option<&String>,
        side: Attachment<'_>,
        is_delegated: Option<bool>,
    ) -> Option<Undecided> {
        let (subnet, vnet, name) = (side.subnet, side.vnet, what.name());
        let open = |reason: String, shown: Evidence| {
            let open = Undecided::new(Reason::Contradiction, reason).showing([shown]);
            Some(open.needing(Export::Vnet, vnet.origin.id.text()))
        };
        let delegations = match &subnet.delegations {
            Fact::Known(it) => Some(it.as_slice()),
            Fact::None => Some(&[][..]),
            Fact::Unknown => None,
        };
        if let Some((delegations, is_delegated)) = delegations.zip(is_delegated)
            && delegations.iter().any(|it| it.eq_ignore_ascii_case(DELEGATED_TO)) != is_delegated
        {
            let shown = listed(delegations.iter().map(String::as_str));
            let not = if is_delegated { "not " } else { "" };
            let reason = format!("{name} is in {}, which is {not}delegated to flexible servers.", subnet.origin.name());
            return open(reason, subnet.origin.shows(self.network, "delegations[].serviceName", shown));
        }
        if let Some((here, there)) = location.zip(vnet.location.as_ref())
            && !is_region(here, there)
        {
            let reason = format!("{name} is in {here}, and its virtual network {} in {there}.", vnet.origin.name());
            return open(reason, vnet.origin.shows(self.network, "location", there.as_str()));
        }
        let ranges = vnet.prefixes.known()?;
        let outside = subnet.prefixes.iter().find(|it| !hold(ranges, **it))?;
        let reason = format!("{outside} of {} is in no range of its virtual network.", subnet.origin.name());
        open(reason, vnet.origin.shows(self.network, "addressSpace.addressPrefixes", printed(ranges)))
    }
}
