//! The export of one migration, for what must read the same of it everywhere.
//!
//! Its networks are peered one way only, a security group denies the port, and no zone is in it. Every secret in it begins
//! with [`SECRET`].

/// What no program may show of an export.
pub const SECRET: &str = "hunter2";

/// Each file's name and text: an answer of Azure Resource Manager, what the Azure CLI prints, and the properties of a
/// migration.
pub const EXPORT: [(&str, &str); 3] = [
    ("servers.json", include_str!("../azure/servers.json")),
    ("networks.json", include_str!("../azure/networks.json")),
    ("migration.json", include_str!("../azure/migration.json")),
];

/// A file that ends too early.
pub const BROKEN: (&str, &str) = ("broken.json", include_str!("../azure/broken.json"));
