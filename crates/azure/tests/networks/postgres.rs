//! Any files of a PostgreSQL server of one's own, and what its machine says.

use pgreach_network::{
    FirewallTool, HbaClients, HbaFile, HbaRule, HbaScope, HbaTransport, HostFirewall, HostRule, ListenAddress,
    Listening, Socket, Sockets,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

fn transport() -> impl Strategy<Value = HbaTransport> {
    select(HbaTransport::WORDS.map(|it| it.1).to_vec())
}

fn clients() -> impl Strategy<Value = HbaClients> {
    prop_oneof![
        Just(HbaClients::All),
        Just(HbaClients::Ipv6),
        Just(HbaClients::Unknown),
        super::net().prop_map(|it| HbaClients::Net(it.trunc())),
    ]
}

fn rule() -> impl Strategy<Value = HbaRule> {
    let databases = select(vec![HbaScope::All, HbaScope::Some, HbaScope::None]);
    let roles = select(vec![HbaScope::All, HbaScope::Some]);
    let method = select(vec!["trust", "reject", "md5", "scram-sha-256"]);
    (1..500_usize, transport(), databases, roles, clients(), method, any::<bool>()).prop_map(
        |(line, transport, databases, roles, clients, method, wants_certificate)| HbaRule {
            line,
            transport,
            databases,
            roles,
            clients: if transport == HbaTransport::Local { HbaClients::Unknown } else { clients },
            method: method.to_owned(),
            wants_certificate: wants_certificate && transport == HbaTransport::HostSsl,
        },
    )
}

pub(crate) fn hba_files() -> impl Strategy<Value = Vec<HbaFile>> {
    let file = (vec(rule(), 0..4), option::weighted(0.2, 1..500_usize));
    vec(file.prop_map(|(rules, refused)| HbaFile { file: 0, rules, refused }), 0..2)
}

fn address() -> impl Strategy<Value = ListenAddress> {
    prop_oneof![
        Just(ListenAddress::Every),
        Just(ListenAddress::Localhost),
        Just(ListenAddress::Ipv6),
        Just(ListenAddress::Name),
        super::net()
            .prop_map(|it| it.addr())
            .prop_filter("an address of its own", |it| !it.is_loopback() && !it.is_unspecified())
            .prop_map(ListenAddress::Address),
    ]
}

pub(crate) fn listening() -> impl Strategy<Value = Vec<Listening>> {
    let said = (any::<bool>(), vec(address(), 0..3), option::of(1_u16..), option::of(any::<bool>()));
    let listening = said.prop_map(|(is_in_effect, addresses, port, tls)| Listening {
        file: 0,
        is_in_effect,
        addresses: Some(addresses),
        port,
        tls,
    });
    vec(listening, 0..2)
}

pub(crate) fn sockets() -> impl Strategy<Value = Vec<Sockets>> {
    let socket = (address(), any::<u16>(), option::of(any::<bool>())).prop_map(|(address, port, is_postgres)| Socket {
        address,
        port,
        is_postgres,
    });
    let sockets =
        (any::<bool>(), vec(socket, 0..3)).prop_map(|(is_whole, listening)| Sockets { file: 0, is_whole, listening });
    vec(sockets, 0..2)
}

pub(crate) fn host_firewalls() -> impl Strategy<Value = Vec<HostFirewall>> {
    let rule = (super::net(), any::<u16>(), any::<u16>(), any::<bool>(), option::of(any::<bool>())).prop_map(
        |(clients, one, other, is_certain, admits)| HostRule {
            clients,
            first_port: one.min(other),
            last_port: one.max(other),
            is_certain,
            admits,
        },
    );
    let tool = select(FirewallTool::WORDS.map(|it| it.1).to_vec());
    let firewall = (tool, any::<bool>(), vec(rule, 0..3), option::of(any::<bool>())).prop_map(
        |(tool, may_be_passed, rules, default)| HostFirewall { file: 0, tool, may_be_passed, rules, default },
    );
    vec(firewall, 0..2)
}
