//! Tests that what a PostgreSQL server of one's own says is recognised by its content, in every form that people have.

use pgreach_azure::{PseudonymKey, read, redact, write};
use pgreach_network::{HbaFile, ListenAddress, Network};
use pgreach_rules::Config;

fn network(name: &str, text: &str) -> Network {
    let import = read([(name, text.as_bytes())]);
    assert_eq!(import.files[0].errors, [], "{text}");
    assert!(!import.files[0].read.is_empty(), "{text}");
    import.network
}

fn words(files: &[HbaFile]) -> Vec<String> {
    files.iter().flat_map(|it| &it.rules).map(|it| format!("{}: {}", it.line, it.words())).collect()
}

const RULES: [&str; 2] = ["2: hostssl all all 10.2.0.0/24 scram-sha-256", "3: host all all 0.0.0.0/0 reject"];

#[test]
fn every_form_of_pg_hba_conf_says_the_same() {
    for (name, text) in [
        (
            "rules.txt",
            "# TYPE  DATABASE  USER  ADDRESS  METHOD\nhostssl all all 10.2.0.0/24 scram-sha-256\nhost all all 0.0.0.0/0 reject\n",
        ),
        (
            "C:\\data\\pg_hba.conf",
            "\r\nhostssl\tall\tall\t10.2.0.0\t255.255.255.0\tscram-sha-256\r\nhost all,x all 0.0.0.0/0 reject\r\n",
        ),
        (
            "psql.txt",
            " line_number |  type   | database | user_name |  address  |    netmask    |  auth_method  | error \n\
             -------------+---------+----------+-----------+-----------+---------------+---------------+-------\n           \
             2 | hostssl | {all}    | {all}     | 10.2.0.0  | 255.255.255.0 | scram-sha-256 | \n           \
             3 | host    | {all}    | {all}     | 0.0.0.0   | 0.0.0.0       | reject        | \n(2 rows)\n",
        ),
        (
            "rows.json",
            r#"[{"rule_number":2,"line_number":3,"type":"host","database":["all"],"user_name":["all"],"address":"0.0.0.0","netmask":"0.0.0.0","auth_method":"reject","options":null,"error":null},
                {"rule_number":1,"line_number":2,"type":"hostssl","database":["all"],"user_name":["all"],"address":"10.2.0.0","netmask":"255.255.255.0","auth_method":"scram-sha-256","options":null,"error":null}]"#,
        ),
        (
            "no numbers.json",
            r#"[{"type":"hostssl","database":["all"],"user_name":["all"],"line_number":2,"address":"10.2.0.0","netmask":"255.255.255.0","auth_method":"scram-sha-256"},
                {"type":"host","database":["all"],"user_name":["all"],"line_number":3,"address":"0.0.0.0","netmask":"0.0.0.0","auth_method":"reject"}]"#,
        ),
        (
            "expanded.txt",
            "-[ RECORD 1 ]-+--------------\nline_number   | 2\ntype          | hostssl\ndatabase      | {all}\nuser_name     | {all}\n\
             address       | 10.2.0.0\nnetmask       | 255.255.255.0\nauth_method   | scram-sha-256\n\
             -[ RECORD 2 ]-+--------------\nline_number   | 3\ntype          | host\ndatabase      | {all}\nuser_name     | {all}\n\
             address       | 0.0.0.0\nnetmask       | 0.0.0.0\nauth_method   | reject\n",
        ),
        (
            "rules.csv",
            "line_number,type,database,user_name,address,netmask,auth_method\n2,hostssl,{all},{all},10.2.0.0,255.255.255.0,scram-sha-256\n\
             3,host,{all},{all},0.0.0.0,0.0.0.0,reject\n",
        ),
    ] {
        assert_eq!(words(&network(name, text).self_run.hba_files), RULES, "{name}");
    }
}

#[test]
fn where_a_server_listens_is_read_of_what_it_says_and_of_its_file() {
    let localhost = vec![ListenAddress::Localhost];
    for (name, text, is_in_effect, addresses, port, tls) in [
        (
            "show.txt",
            " listen_addresses \n------------------\n localhost\n(1 row)\n\n port \n------\n 5433\n(1 row)\n",
            true,
            Some(localhost.clone()),
            Some(5433),
            None,
        ),
        (
            "settings.txt",
            "       name       | setting \n------------------+---------\n listen_addresses | *\n port | 5432\n ssl | on\n(3 rows)\n",
            true,
            Some(vec![ListenAddress::Every]),
            Some(5432),
            Some(true),
        ),
        (
            "rows.json",
            r#"[{"name": "listen_addresses", "setting": "127.0.0.1, ::1"}, {"name": "ssl", "setting": "off"}]"#,
            true,
            Some(vec![ListenAddress::Localhost; 2]),
            None,
            Some(false),
        ),
        (
            "other order.json",
            r#"[{"setting": "5433", "name": "port"}, {"setting": "localhost", "name": "listen_addresses"}]"#,
            true,
            Some(localhost.clone()),
            Some(5433),
            None,
        ),
        (
            "expanded.txt",
            "-[ RECORD 1 ]----+----------\nlisten_addresses | localhost\n",
            true,
            Some(localhost.clone()),
            None,
            None,
        ),
        (
            "tuples.txt",
            "listen_addresses|localhost\nport|5433\nssl|off\n",
            true,
            Some(localhost.clone()),
            Some(5433),
            Some(false),
        ),
        (
            "settings.csv",
            "name,setting\nlisten_addresses,localhost\nport,5433\n",
            true,
            Some(localhost.clone()),
            Some(5433),
            None,
        ),
        // Empty: no TCP at all ("Connections and Authentication", listen_addresses, PostgreSQL 17).
        (
            "empty.txt",
            " listen_addresses \n------------------\n \n(1 row)\n\n port \n------\n 5433\n(1 row)\n",
            true,
            Some(vec![]),
            Some(5433),
            None,
        ),
        ("empty, spaces cut.txt", "listen_addresses\n----------------\n\n(1 Zeile)\n", true, Some(vec![]), None, None),
        ("empty, no count.txt", " listen_addresses \n------------------\n \n\n", true, Some(vec![]), None, None),
        ("empty, -A.txt", "listen_addresses\n\n(1 row)\n", true, Some(vec![]), None, None),
        ("empty.csv", "listen_addresses\n\n", true, Some(vec![]), None, None),
        ("empty.json", r#"[{"name": "listen_addresses", "setting": ""}]"#, true, Some(vec![]), None, None),
        ("empty, expanded.txt", "-[ RECORD 1 ]----+-\nlisten_addresses | \n", true, Some(vec![]), None, None),
        ("one, -A.txt", "listen_addresses\nlocalhost\n(1 row)\n", true, Some(localhost.clone()), None, None),
        ("show.csv", "listen_addresses\nlocalhost\n", true, Some(localhost.clone()), None, None),
        (
            "postgresql.conf",
            "#listen_addresses = '*'\nlisten_addresses = 'localhost'  # mine\nPort 5433\nssl = on\n",
            false,
            Some(localhost),
            Some(5433),
            Some(true),
        ),
        (
            "postgresql.conf",
            "listen_addresses = '*'\ninclude_dir 'conf.d'\nport = 5432\n",
            false,
            None,
            Some(5432),
            None,
        ),
    ] {
        let said = &network(name, text).self_run.listening[0];
        assert_eq!((said.is_in_effect, said.port, said.tls), (is_in_effect, port, tls), "{text}");
        assert_eq!(said.addresses, addresses, "{text}");
    }
    assert_eq!(network("postgresql.conf", "#listen_addresses = 'localhost'\n").self_run.listening, []);
}

#[test]
fn what_is_kept_has_no_names_and_no_secrets() {
    let text = "host zqdatabase zqrole 10.2.0.0/24 ldap ldapserver=zqserver ldapbindpasswd=zqsecret\n";
    let read = network("pg_hba.conf", text);
    let written: Vec<String> = write(&read).into_iter().map(|it| it.0).collect();
    assert!(!format!("{read:?} {written:?}").contains("zq"), "{written:?}");
    let (_, hidden) = redact(&Config::default(), &read, PseudonymKey([7; 16]));
    assert_eq!(words(&read.self_run.hba_files), ["1: host … … 10.2.0.0/24 ldap"]);
    assert!(!words(&hidden.self_run.hba_files)[0].contains("10.2.0.0/24"), "{:?}", words(&hidden.self_run.hba_files));
}

#[test]
fn other_texts_are_none_of_these() {
    for text in [
        "{}",
        "[]",
        "host",
        "host key verification failed for all of them",
        "a | b\n--+--\n1 | 2\n",
        "local government all",
    ] {
        let network = read([("x.txt", text.as_bytes())]).network;
        assert!(network.self_run.hba_files.is_empty() && network.self_run.listening.is_empty(), "{text}");
    }
}

#[test]
fn a_table_that_is_cut_below_its_head_says_nothing() {
    for text in [" listen_addresses \n------------------\n", "listen_addresses\n----------------", "listen_addresses\n"]
    {
        let import = read([("cut.txt", text.as_bytes())]);
        assert_eq!(import.network.self_run.listening, [], "{text}");
    }
}
