//! Tests how the sockets and the firewall of a machine are read, as the tools print them; the snapshots are a
//! specification: a line that is not read is no rule that lets in.

use std::fmt::Write;

use pgreach_azure::{PseudonymKey, read, redact, write};
use pgreach_network::{ListenAddress, Network};
use pgreach_rules::Config;

fn network(text: &str) -> Network {
    let import = read([("machine.txt", text.as_bytes())]);
    assert_eq!(import.files[0].errors, [], "{text}");
    assert!(!import.files[0].read.is_empty(), "{text}");
    import.network
}

#[test]
fn sockets_of_every_tool() {
    const PG: (ListenAddress, u16, Option<bool>) = (ListenAddress::Localhost, 5432, Some(true));
    for (text, is_whole, expected) in [
        (
            "State   Recv-Q  Send-Q  Local Address:Port  Peer Address:Port Process\n\
             LISTEN  0       244         127.0.0.1:5432       0.0.0.0:*     users:((\"postgres\",pid=812,fd=6))\n\
             LISTEN  0       128                 *:22               *:*     users:((\"sshd\",pid=7,fd=3))\n",
            true,
            vec![PG, (ListenAddress::Every, 22, Some(false))],
        ),
        (
            "$ sudo ss -ltn\nState  Recv-Q Send-Q Local Address:Port Peer Address:Port\n\
             LISTEN 0 4096 127.0.0.53%lo:53 0.0.0.0:*\nLISTEN 0 244 10.1.0.7:5432 0.0.0.0:*\nLISTEN 0 244 [::]:5432 [::]:*\n",
            true,
            vec![
                (ListenAddress::Localhost, 53, None),
                (ListenAddress::Address([10, 1, 0, 7].into()), 5432, None),
                (ListenAddress::Name, 5432, None),
            ],
        ),
        (
            "Active Internet connections (only servers)\nProto Recv-Q Send-Q Local Address  Foreign Address  State  PID/Program name\n\
             tcp        0      0 127.0.0.1:5432   0.0.0.0:*   LISTEN   812/postgres\n\
             tcp6       0      0 :::22            :::*        LISTEN   7/sshd\n",
            true,
            vec![PG, (ListenAddress::Name, 22, Some(false))],
        ),
        (
            "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port\nudp UNCONN 0 0 0.0.0.0:68 0.0.0.0:*\n\
             tcp LISTEN 0 244 127.0.0.1:5432 0.0.0.0:* users:((\"postgres\",pid=812,fd=6))\n",
            true,
            vec![PG],
        ),
        (
            "Active Connections\n\n  Proto  Local Address          Foreign Address        State\n  \
             TCP    0.0.0.0:5432           0.0.0.0:0              LISTENING\n  TCP    10.1.0.7:5432  10.2.0.4:49152  ESTABLISHED\n",
            true,
            vec![(ListenAddress::Every, 5432, None)],
        ),
        ("LISTEN 0 244 127.0.0.1:5432 0.0.0.0:*\n", false, vec![(ListenAddress::Localhost, 5432, None)]),
        ("State Recv-Q Send-Q Local Address:Port Peer Address:Port\n", false, vec![]),
        ("State Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN 0 244 *:postgresql *:*\n", false, vec![]),
    ] {
        let sockets = &network(text).self_run.sockets[0];
        let is: Vec<_> = sockets.listening.iter().map(|it| (it.address, it.port, it.is_postgres)).collect();
        assert_eq!((sockets.is_whole, is), (is_whole, expected), "{text}");
    }
}

/// Texts of firewalls, each with a name.
const FIREWALLS: &[(&str, &str)] = &[
    ("ufw, off", "Status: inactive\n"),
    (
        "ufw",
        "Status: active\n\nTo                         Action      From\n--                         ------      ----\n\
         22/tcp                     LIMIT       Anywhere\n\
         5432/tcp                   ALLOW       10.2.0.0/24                # the migration\n\
         5432/tcp (v6)              ALLOW       Anywhere (v6)\n",
    ),
    (
        "ufw verbose",
        "Status: active\nLogging: on (low)\nDefault: deny (incoming), allow (outgoing), disabled (routed)\nNew profiles: skip\n\n\
         To                         Action      From\n--                         ------      ----\n\
         PostgreSQL                 ALLOW IN    Anywhere\n\
         5432/tcp on eth0           ALLOW IN    10.2.0.0/16\n\
         5400:5500/tcp              DENY IN     10.0.0.0/8 (log)\n\
         53/udp                     ALLOW IN    Anywhere\n\
         Anywhere                   DENY OUT    10.9.0.0/16\n",
    ),
    (
        "ufw numbered",
        "Status: active\n\n     To                         Action      From\n     --                         ------      ----\n\
         [ 1] 5432                       ALLOW IN    10.2.0.9\n\
         [ 2] 80,443/tcp                 DENY IN     Anywhere\n\
         [ 3] something new\n",
    ),
    (
        "firewalld, one zone",
        "public (active)\n  target: default\n  icmp-block-inversion: no\n  interfaces: eth0\n  sources: \n  \
         services: dhcpv6-client ssh postgresql\n  ports: 8080/tcp\n  protocols: \n  forward: yes\n  masquerade: no\n  \
         forward-ports: \n  source-ports: \n  icmp-blocks: \n  rich rules: \n",
    ),
    (
        "firewalld, all zones",
        "block\n  target: %%REJECT%%\n  interfaces: \n\npublic (default, active)\n  target: default\n  interfaces: eth0\n  \
         services: ssh myapp\n  ports: 5432/tcp 53/udp\n  forward-ports: \n  rich rules: \n\t\
         rule family=\"ipv4\" source address=\"10.2.0.0/24\" port port=\"5432\" protocol=\"tcp\" accept\n\t\
         rule family=\"ipv4\" source address=\"10.2.0.9\" service name=\"postgresql\" reject\n\t\
         rule family=\"ipv4\" source ipset=\"a\" drop\n",
    ),
    (
        "iptables -S",
        "-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n-N f2b-sshd\n-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n\
         -A INPUT -i lo -j ACCEPT\n-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n\
         -A INPUT -s 10.2.0.0/24 -p tcp -m tcp --dport 5432 -m comment --comment \"the migration\" -j ACCEPT\n\
         -A INPUT -s 10.3.0.0/24 -i eth1 -p tcp -m tcp --dport 5432 -j ACCEPT\n\
         -A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-host-prohibited\n\
         -A f2b-sshd -s 1.2.3.4/32 -j REJECT\n-A f2b-sshd -j RETURN\n",
    ),
    (
        "iptables-save, with chains",
        "# Generated by iptables-save v1.8.7\n*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n*filter\n:INPUT DROP [1:2]\n:own - [0:0]\n\
         [3:4] -A INPUT -p tcp -j own\n-A INPUT ! -i lo -p tcp --dport 6432 -j DROP\n\
         -A own -s 10.9.0.0/16 -j RETURN\n-A own -p tcp --dport 5432 -j ACCEPT\nCOMMIT\n",
    ),
    (
        "iptables-save, with a container",
        "*nat\n-A DOCKER -p tcp --dport 5432 -j DNAT --to-destination 172.17.0.2:5432\nCOMMIT\n*filter\n:INPUT DROP [0:0]\nCOMMIT\n",
    ),
    ("ip6tables", "-P INPUT DROP\n-A INPUT -j REJECT --reject-with icmp6-port-unreachable\n"),
    (
        "iptables -L -n",
        "Chain INPUT (policy DROP)\ntarget     prot opt source               destination\n\
         ACCEPT     all  --  0.0.0.0/0            0.0.0.0/0\n\
         ACCEPT     tcp  --  10.2.0.0/24          0.0.0.0/0            tcp dpt:5432\n\n\
         Chain FORWARD (policy ACCEPT)\ntarget     prot opt source               destination\n",
    ),
    (
        "iptables -L -n -v",
        "Chain INPUT (policy DROP 10 packets, 400 bytes)\n pkts bytes target     prot opt in     out     source               destination\n   \
         1    60 ACCEPT     all  --  lo     *       0.0.0.0/0            0.0.0.0/0\n   \
         1    60 ACCEPT     all  --  *      *       0.0.0.0/0            0.0.0.0/0            state RELATED,ESTABLISHED\n   \
         1    60 ACCEPT     tcp  --  *      *       10.2.0.0/24          0.0.0.0/0            /* pg, of mine */ tcp dpt:5432\n   \
         0     0 DROP       tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            multiport dports 5400:5500,6432\n   \
         0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            0.0.0.0/0            tcp dpt:80 limit: avg 3/min\n",
    ),
    (
        "nft",
        "table inet filter {\n\tset friends {\n\t\ttype ipv4_addr\n\t\telements = { 10.2.0.4,\n\t\t\t     10.2.0.5 }\n\t}\n\n\t\
         chain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t\tct state vmap { established : accept, related : accept, invalid : drop }\n\t\t\
         iifname \"lo\" accept\n\t\tip saddr { 10.2.0.0/24, 10.3.0.0/24 } tcp dport { 5432, 6432 } counter packets 0 bytes 0 accept comment \"drop\"\n\t\t\
         ip saddr @friends tcp dport 5432 accept\n\t\tip6 saddr fe80::/10 accept\n\t\ttcp dport 22 ct state new limit rate 3/minute accept\n\t\t\
         jump own\n\t\treject with icmpx type port-unreachable\n\t}\n\n\tchain own {\n\t\tmeta l4proto tcp ip saddr != 10.9.0.0/16 tcp dport 5433 drop\n\t\t\
         udp dport 53 accept\n\t}\n\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n",
    ),
    (
        "nft, with a container and a second chain",
        "table ip nat {\n\tchain DOCKER {\n\t\ttcp dport 5432 dnat to 172.17.0.2:5432\n\t}\n}\ntable ip one {\n\tchain a {\n\t\t\
         type filter hook input priority 0; policy accept;\n\t}\n\tchain b {\n\t\ttype filter hook input priority 10; policy drop;\n\t\t\
         goto c\n\t\taccept\n\t}\n\tchain c {\n\t\ttcp dport 5432 accept\n\t\tjump c\n\t}\n}\n",
    ),
];

#[test]
fn rules_of_every_firewall() {
    let mut table = String::new();
    for (name, text) in FIREWALLS {
        let _ = writeln!(table, "{name}");
        for it in network(text).self_run.host_firewalls {
            let default = it.default.map_or("?", |it| if it { "lets in" } else { "refuses" });
            let passed = if it.may_be_passed { ", or is gone past" } else { "" };
            let _ = writeln!(table, "  {}: else {default}{passed}", it.tool.word());
            for rule in &it.rules {
                let _ = writeln!(table, "    {}", rule.words());
            }
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn other_texts_are_none_of_these() {
    for text in [
        "Status: ready\n",
        "table inet\n",
        "Chain of events\n",
        "LISTENING to the source\n",
        "-A b\n",
        "tcp\n",
        "*bold\n",
    ] {
        let network = read([("x.txt", text.as_bytes())]).network;
        assert!(network.self_run.sockets.is_empty() && network.self_run.host_firewalls.is_empty(), "{text}");
    }
}

#[test]
fn what_is_kept_has_no_names() {
    let text = "-P INPUT DROP\n-A INPUT -s 10.2.0.0/24 -i zqcard -m comment --comment \"zqsecret\" -p tcp --dport 5432 -j zqchain\n";
    let read = network(text);
    let written: Vec<String> = write(&read).into_iter().map(|it| it.0).collect();
    assert!(!format!("{read:?} {written:?}").contains("zq"), "{written:?}");
    let (_, hidden) = redact(&Config::default(), &read, PseudonymKey([7; 16]));
    assert!(!format!("{hidden:?}").contains("10.2.0.0/24"), "{hidden:?}");
}
