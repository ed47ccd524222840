//! The server between source and target.

pub mod not_needed;
pub mod required;
pub mod vnet_integrated;

/// Makes a server that can be the runtime server.
const CREATE: &str = "az postgres flexible-server create -g RUNTIME_RG -n {runtime} --location LOCATION --subnet \
                      RUNTIME_SUBNET_ID --private-dns-zone RUNTIME_ZONE_ID --tier GeneralPurpose --sku-name \
                      Standard_D4s_v3";

/// What a runtime server opens.
const EXPOSES: &str = "A third server stands where it reaches both networks, and costs money as long as it stands.";

/// What is left to do with a runtime server.
pub(crate) const AFTERWARDS: &str = "Delete the runtime server once the migration is over, with its subnet and private \
                                     DNS zone if they were made for it.";

/// Takes the runtime server back. It asks again by itself: a wrong name deletes a wrong server.
pub(crate) const DELETE: &str = "az postgres flexible-server delete -g RUNTIME_RG -n {runtime}";
