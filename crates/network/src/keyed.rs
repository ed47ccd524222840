//! Lists the keys by which each kind of resource is looked up.

use crate::{
    ARecord, Id, Key, Keyed, Machine, Migration, MigrationSource, Nic, Origin, PrivateEndpoint, RouteTable,
    SecurityGroup, Server, Vnet, Zone, ZoneGroup, words_of,
};

impl Keyed for Origin {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        each(Key::Id(&self.id));
        names(self.id.name(), each);
    }
}

/// A name, as it stands and without dots around it.
fn names(name: &str, each: &mut dyn FnMut(Key<'_>)) {
    each(Key::Name(name));
    let trimmed = name.trim_matches('.');
    if trimmed.len() < name.len() {
        each(Key::Name(trimmed));
    }
}

/// For resources that are looked up by their ids and names alone.
macro_rules! keyed_by_origin {
    ($($kind:ty),*) => {$(
        impl Keyed for $kind {
            fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
                self.origin.keys(each);
            }
        }
    )*};
}

keyed_by_origin!(ARecord, Machine, RouteTable, SecurityGroup);

impl Keyed for Server {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        if let Some(host) = &self.host {
            names(host, each);
        }
    }
}

impl Keyed for Vnet {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        for it in self.peerings.iter().filter_map(|it| it.remote.as_ref()) {
            each(Key::Mention(it));
        }
    }
}

impl Keyed for Nic {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        if let Some(machine) = &self.machine {
            each(Key::Mention(machine));
            each(Key::MentionedName(machine.name()));
        }
        for it in self.addresses.iter().filter_map(|it| it.address) {
            each(Key::Address(it));
        }
    }
}

impl Keyed for PrivateEndpoint {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        for it in self.services.iter().filter_map(|it| it.service.as_ref()) {
            each(Key::Mention(it));
        }
        for it in &self.nics {
            each(Key::Mention(it));
        }
        for it in &self.addresses {
            each(Key::Address(*it));
        }
    }
}

/// The type of a private endpoint, as [`Id::kind`] writes it.
const ENDPOINTS: &str = "microsoft.network/privateendpoints";

impl Keyed for ZoneGroup {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        if let Some(endpoint) = self.origin.id.parent() {
            each(Key::Mention(&endpoint));
            // Azure's own example names another type. Endpoints of thousands of servers may have one name, so that those which
            // say their type are not found by it.
            if endpoint.kind() != ENDPOINTS {
                each(Key::MentionedName(endpoint.name()));
            }
        }
    }
}

impl Keyed for Zone {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        for it in self.links.iter().filter_map(|it| it.vnet.as_ref()) {
            each(Key::Mention(it));
        }
        if self.may_have_other_links() {
            each(Key::UnreadMention);
        }
    }

    fn has(&self, key: Key<'_>) -> bool {
        // Without looking at each of thousands of links for what is no VNet.
        match key {
            Key::Mention(vnet) => self.links.iter().any(|it| it.vnet.as_ref() == Some(vnet)),
            Key::UnreadMention => self.may_have_other_links(),
            _ => self.origin.has(key),
        }
    }
}

impl Keyed for Migration {
    fn keys(&self, each: &mut dyn FnMut(Key<'_>)) {
        self.origin.keys(each);
        let source = match &self.source {
            Some(MigrationSource::Resource(id)) => Some(id.name()),
            Some(MigrationSource::Host { host, .. }) => Some(host.as_str()),
            None => None,
        };
        for server in [source, self.target.as_ref().map(Id::name), self.runtime.known().map(Id::name)] {
            // One that names no server may be of any.
            for it in words_of(server.unwrap_or_default()) {
                each(Key::MentionedName(it));
            }
        }
    }
}
