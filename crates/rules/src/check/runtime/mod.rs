//! The server between source and target.

pub mod not_needed;
pub mod required;
pub mod vnet_integrated;

/// Shows which server a migration names as its runtime server.
const MIGRATION: &str = "az rest --method get --url TARGET_ID/migrations/MIGRATION --uri-parameters \
                         api-version=2024-08-01 --query properties.migrationInstanceResourceId";

/// Makes a server that can be the runtime server. Its name is a new one: the one that is there already may be used by others.
const CREATE: &str = "az postgres flexible-server create -g RUNTIME_RG -n NEW_RUNTIME --location LOCATION --subnet \
                      RUNTIME_SUBNET_ID --private-dns-zone RUNTIME_ZONE_ID --tier GeneralPurpose --sku-name \
                      Standard_D4s_v3";

/// What a runtime server opens.
const EXPOSES: &str = "A third server stands where it reaches both networks, and costs money as long as it stands.";

/// What is left to do with a runtime server.
pub(crate) const AFTERWARDS: &str = "Once the migration is over, delete the runtime server only if it was created for this \
                                     migration and holds no other database; its subnet and private DNS zone too, if \
                                     they were made for it.";

/// Takes back the runtime server that was made, and no other. It asks again by itself: a wrong name deletes a wrong server.
const DELETE: &str = "az postgres flexible-server delete -g RUNTIME_RG -n NEW_RUNTIME";

/// Deletes the runtime server that was there before, and no other. Nothing says what else it is for: it is asked for.
pub(crate) const DELETE_USED: &str =
    "az postgres flexible-server delete -g RUNTIME_RG -n {runtime} --subscription RUNTIME_SUBSCRIPTION";

/// The same where its name is not known.
pub(crate) const DELETE_UNNAMED: &str =
    "az postgres flexible-server delete -g RUNTIME_RG -n RUNTIME_TO_DELETE --subscription RUNTIME_SUBSCRIPTION";
