//! The server between source and target.

pub mod not_needed;
pub mod required;
pub mod vnet_integrated;

/// Makes a server that can be the runtime server.
const CREATE: &str = "az postgres flexible-server create -g RUNTIME_RG -n {runtime} --location LOCATION --subnet \
                      RUNTIME_SUBNET_ID --private-dns-zone RUNTIME_ZONE_ID --tier GeneralPurpose --sku-name \
                      Standard_D4s_v3";
