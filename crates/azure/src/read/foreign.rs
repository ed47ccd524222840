//! Recognises what is no JSON of Azure's tools: what stands before it in a file, and what people have instead of it.
//!
//! Longer than 500 lines: tables of what people have, a row for each, and their tests.

use pgreach_rules::ConfigError;

/// What a state or plan of Terraform is beside exports that are read.
pub(super) fn of_terraform(text: &str) -> Option<ConfigError> {
    let is_one = super::terraform::is_one(text.trim_start());
    is_one.then(|| {
        error(
            "",
            "a state or plan of Terraform",
            "the file named by itself on the command line: of a folder, only files that end in .json are read",
        )
    })
}

/// The text from where its JSON begins. Before it stands what a tool has written to standard error, in whole lines, and
/// `2>&1` has put into the file.
pub(super) fn from_json(text: &str) -> Option<&str> {
    let mut before = 0;
    for line in text.split_inclusive('\n') {
        let begins = line.trim_start();
        let next = |opening: char| begins.strip_prefix(opening).map(str::trim_start);
        // "[Warning] …" is a line of words.
        let is_list = next('[').is_some_and(|it| it.is_empty() || it.starts_with(['{', '[', ']', '"']));
        let is_object = next('{').is_some_and(|it| it.is_empty() || it.starts_with(['"', '}']));
        if is_list || is_object {
            return text.get(before..);
        }
        before += line.len();
    }
    None
}

/// What bytes are that are no text of an export, by their first.
pub(super) fn archive(bytes: &[u8]) -> Option<ConfigError> {
    let has =
        |part: &[u8]| bytes.get(..bytes.len().min(4096)).is_some_and(|it| it.windows(part.len()).any(|it| it == part));
    let (found, expected) = match bytes {
        [b'P', b'K', 3, 4, ..] if has(b"tfplan") => {
            ("a plan of Terraform as it is saved", "what terraform show -json prints of it")
        }
        [b'P', b'K', 3, 4, ..] if has(b"[Content_Types].xml") => {
            ("a file of Excel or Word", "what it was made of: JSON, or a CSV file of Resource Graph")
        }
        [b'P', b'K', 3, 4, ..] => {
            ("a zip archive", "the files in it, unpacked, as template.json of the portal's Export template")
        }
        [0x1f, 0x8b, ..] => ("a file that gzip packed", "the file in it, unpacked"),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            ("a file of Excel, Word or Outlook", "what it was made of: JSON, or a CSV file of Resource Graph")
        }
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => ("an image", EXPORT),
        [b'%', b'P', b'D', b'F', ..] => ("a PDF file", EXPORT),
        [b'P', b'G', b'D', b'M', b'P', ..] => ("a dump of a database", EXPORT),
        _ => return None,
    };
    Some(error("", found, expected))
}

/// What Azure's tools print, and what prints all of it.
pub(super) const EXPORT: &str = "what Azure's tools print, as by the script of pgreach collect";

/// What to give in place of what a command line shows on a screen.
const AS_JSON: &str = "JSON: -o json of the Azure CLI, --output json of the AWS CLI, --format json of gcloud";

/// What to give in place of what Azure PowerShell shows on a screen.
const TO_JSON: &str = "JSON: end the command in | ConvertTo-Json -Depth 100";

/// What to give in place of what an AWS tool would make.
const OF_AWS: &str = "what the AWS CLI prints of what there is, as by the script of pgreach collect";

/// What to give where there is a name of a server, and nothing else.
const NAMES: &str = "an export, and the names of the servers by --source and --target";

/// Whether a text is something.
type Is = fn(&Start<'_>) -> bool;

/// What people have instead of an export: by what a text is told, what it is, and what to give in its place. The first
/// that fits counts.
const OTHERS: &[(Is, &str, &str)] = &[
    (
        |it| it.ends(&[".bicepparam"]),
        "a file of values for a Bicep file",
        "the parameters file that az bicep build-params makes of it",
    ),
    (
        |it| it.ends(&[".bicep"]) || it.begins(&["targetScope =", "resource "]) && it.has("@20"),
        "a Bicep file",
        "the template that az bicep build makes of it",
    ),
    (
        |it| {
            it.ends(&[".tf", ".tfvars", ".hcl"])
                || it.begins(&["terraform {", "provider \"", "resource \"", "module \"", "variable \"", "data \""])
        },
        "a file of Terraform, which pgreach does not read",
        "what terraform show -json prints of the state or a plan",
    ),
    (
        |it| {
            it.has("Terraform will perform the following actions")
                || it.has("OpenTofu will perform the following actions")
        },
        "a plan of Terraform as it is shown on a screen",
        "what terraform show -json prints of it",
    ),
    (
        |it| {
            it.has("Resource and property changes are indicated with")
                || it.has("The result may contain false positive predictions")
        },
        "a what-if result as it is shown on a screen",
        "JSON: give az deployment group what-if --no-pretty-print",
    ),
    (
        |it| it.begins(&["<!doctype html", "<html"]) && (it.has("login.microsoftonline") || it.has("Sign in")),
        "a web page on which to sign in",
        EXPORT,
    ),
    (
        |it| it.begins(&["<!doctype html", "<html"]),
        "a web page (HTML)",
        "the JSON of the resource, as the portal's JSON View shows it",
    ),
    (|it| it.begins(&["<?xml", "<"]), "XML", EXPORT),
    (|it| it.begins(&["-- PostgreSQL database dump", "--\n-- PostgreSQL database"]), "a dump of a database", EXPORT),
    (|it| it.begins(&["{\\rtf"]), "a file of a word processor", EXPORT),
    (|it| it.begins(&["{'", "[{'"]), "what Python prints of an object", "the same as JSON, with double quotes"),
    (
        |it| it.has("az login") && !it.has_json,
        "the answer of an Azure CLI that is not signed in",
        "what the command prints after az login",
    ),
    (
        |it| it.is_log() && !it.has_json,
        "an error message or a log",
        "what the command prints when it succeeds; pgreach explain takes messages",
    ),
    (
        |it| it.begins(&["Rule Name: ", "Rule Name:\t"]),
        "what netsh says of the Windows firewall, which pgreach does not read",
        "your own look at it: --set source/admission=pass, once a rule lets the client in",
    ),
    (|it| it.begins(&["-----BEGIN "]), "a certificate or a key (PEM), which pgreach has no use for", EXPORT),
    (|it| it.is_environment(), "a file of environment variables, of which pgreach needs none", NAMES),
    (|it| it.is_connection(), "a connection string", NAMES),
    (|it| it.is_pgpass(), "a file of passwords (.pgpass), of which pgreach needs none", NAMES),
    (
        |it| {
            it.begins(&["#"])
                && it.lines().nth(1).is_some_and(|it| it.starts_with("resource \"") || it.starts_with("data \""))
        },
        "a state of Terraform as it is shown on a screen",
        "what terraform show -json prints of it",
    ),
    (
        |it| it.begins(&["awstemplateformatversion"]),
        "a template of CloudFormation, which pgreach does not read",
        OF_AWS,
    ),
    (
        |it| !it.has_json && it.is_of_network_tool(),
        "what a network tool says of a name or a connection",
        "the text in pgreach explain, which takes it; here, what Azure's tools print",
    ),
    (
        |it| {
            it.each(|it| ["nameserver", "search", "domain", "options"].contains(&first_word(it)))
                && it.has("nameserver")
        },
        "a resolv.conf: the DNS servers of one machine",
        "those of its VNet, as az network vnet show prints them",
    ),
    (
        |it| it.has("<LOOPBACK") || it.has("inet ") && it.has(" scope ") || it.begins(&["windows ip configuration"]),
        "the addresses of one machine (ip addr, ipconfig)",
        "those of its network interface, as az network nic show prints them",
    ),
    (
        |it| it.each(|it| first_word(it).parse::<std::net::IpAddr>().is_ok() && it.split_whitespace().nth(1).is_some()),
        "a file of hosts, which names addresses on one machine alone",
        "the records of the DNS zone, as az network private-dns record-set a list prints them",
    ),
    (
        |it| it.is_of_portal(),
        "a text copied from the portal",
        "the JSON of the resource, as the portal's JSON View shows it",
    ),
    (
        |it| it.is_of_machine(),
        "what a machine says of its sockets or its firewall",
        "the pgreach command, which reads it, or pgreach read's JSON of it",
    ),
    (|it| it.has("```"), "a text around code", "the JSON in it alone"),
    (
        |it| it.begins(&["---"]) && it.lines().nth(1).is_some_and(|it| it.starts_with('|')),
        "a table of the AWS CLI",
        AS_JSON,
    ),
    (
        |it| it.is_unaligned(),
        "what psql prints with -A or -t",
        "its table, without the two, or row_to_json of its rows",
    ),
    (|it| it.has_capitals(), "a table, as gcloud prints it", AS_JSON),
    (|it| it.is_table() == Some(true), "a table", AS_JSON),
    (|it| it.is_table() == Some(false), "a table of PowerShell", TO_JSON),
    (|it| it.is_list(), "a list of PowerShell", TO_JSON),
    (
        |it| it.ends(&[".csv"]) || it.first().matches(',').count() > 1,
        "a CSV file without a column id",
        "a result of Resource Graph with the columns id, type and properties",
    ),
    (|it| it.is_yaml(), "YAML", AS_JSON),
    (|it| it.first().contains('\t'), "text with tabs (-o tsv)", AS_JSON),
    (
        |it| it.is_bare(),
        "values without their names (psql -t, -o tsv)",
        "the table with its head, as psql prints it without -t, or JSON",
    ),
];

/// What other tools print, with names on the first level that a Config or an export has too: as [`OTHERS`].
///
/// Source: "Topology - Get", "Security Group View - Get" (Network Watcher) and "Capabilities By Location - List" (Azure
/// Database for PostgreSQL, REST API); "Deployment" (apitype, Pulumi SDK).
const OTHER_TOOLS: &[(Is, &str, &str)] = &[
    (
        |it| it.has("\"AWSTemplateFormatVersion\"") || it.has("\"AWS::"),
        "a template of CloudFormation, which pgreach does not read",
        OF_AWS,
    ),
    (
        |it| it.has("\"version\"") && it.has("\"deployment\"") && it.has("\"manifest\""),
        "a state of Pulumi (pulumi stack export), which pgreach does not read",
        EXPORT,
    ),
    (
        |it| ["createdDateTime", "lastModified", "associations"].iter().all(|word| it.has(&format!("\"{word}\""))),
        "a topology of Network Watcher, which names resources and does not say what they are like",
        EXPORT,
    ),
    (
        |it| it.has("\"networkInterfaces\"") && it.has("\"securityRuleAssociations\""),
        "a security group view of Network Watcher, which pgreach does not read",
        "what az network nic list-effective-nsg prints",
    ),
    (
        |it| {
            let words = ["\"supportedHAMode\"", "\"supportedHaMode\"", "\"supportedServerEditions\""];
            words.iter().any(|word| it.has(word)) && !it.has("/subscriptions/")
        },
        "what servers a region offers (list-skus, capabilities), which says nothing of a network",
        EXPORT,
    ),
];

/// What is JSON, or looks like it, and no export: as [`OTHERS`].
const OTHER_JSON: &[(Is, &str, &str)] = &[
    (
        |it| it.ends(&[".tfvars.json"]),
        "values for variables of Terraform",
        "what terraform show -json prints of the state or a plan",
    ),
    (
        |it| {
            let has = |word: &str| it.has(&format!("\"{word}\""));
            let is_whole = ["terraform_version", "format_version", "id", "resources"].iter().any(|it| has(it));
            !is_whole && has("sensitive") && has("type") && has("value")
        },
        "the outputs of Terraform alone (terraform output -json)",
        "what terraform show -json prints of the state",
    ),
    (
        |it| it.begins(&["{\"@level\""]),
        "what Terraform says while it works (plan -json)",
        "what terraform show -json prints of the plan that plan -out has saved",
    ),
    (
        |it| it.has("\"terraform_version\"") && (it.has("\"version\": 3,") || it.has("\"version\":3,")),
        "a state of Terraform 0.11 or older",
        "what terraform show -json prints of it with Terraform 0.12 or newer",
    ),
    (
        |it| it.text.find(['“', '”', '„']).is_some_and(|at| it.text.find('"').is_none_or(|plain| at < plain)),
        "JSON whose quotation marks a word processor has changed",
        "the file as the command wrote it, with plain quotation marks",
    ),
    (
        |it| super::queried::is_texts(it.text),
        "a list of texts, as a command prints it with --query",
        "the whole answer: the command without --query",
    ),
    (
        |it| super::queried::is_part(it.text),
        "what --query has left of an answer",
        "the whole answer: the command without --query",
    ),
];

/// What a text is that Azure's tools did not print as JSON, by its file's name and its first lines.
pub(super) fn other(name: &str, text: &str) -> Option<ConfigError> {
    let text = text.trim_start();
    let first = text.get(..text.floor_char_boundary(4000)).unwrap_or_default();
    let start = Start { name, text: first, has_json: from_json(text).is_some() };
    let is_json = start.begins(&["{", "["]) && !start.begins(&["{'", "[{'", "{\\rtf"]);
    let others = if is_json { [OTHER_TOOLS, OTHER_JSON] } else { [OTHERS, &[]] };
    let (_, found, expected) = others.into_iter().flatten().find(|(is_it, ..)| is_it(&start))?;
    Some(error("", found, expected))
}

/// Whether a text is the JSON of another tool.
pub(super) fn is_of_other_tool(text: &str) -> bool {
    let text = text.get(..text.floor_char_boundary(4000)).unwrap_or_default();
    let start = Start { name: "", text, has_json: true };
    OTHER_TOOLS.iter().any(|(is_it, ..)| is_it(&start))
}

/// The name of a file and its first lines.
struct Start<'t> {
    name: &'t str,
    text: &'t str,
    /// Whether JSON follows: what a tool has said before it is no fault.
    has_json: bool,
}

impl Start<'_> {
    fn ends(&self, endings: &[&str]) -> bool {
        let name = self.name.to_ascii_lowercase();
        endings.iter().any(|it| it.len() < name.len() && name.ends_with(it))
    }

    fn begins(&self, starts: &[&str]) -> bool {
        starts.iter().any(|it| self.text.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)))
    }

    fn has(&self, part: &str) -> bool {
        self.text.contains(part)
    }

    /// Whether it is what `ss`, `netstat`, `ufw`, `firewall-cmd`, `iptables` or `nft` prints.
    fn is_of_machine(&self) -> bool {
        const STARTS: [&str; 10] = [
            "status: active",
            "status: inactive",
            "-p input ",
            "chain input (policy ",
            "# generated by iptables",
            "*filter\n",
            "*nat\n",
            "table inet ",
            "table ip ",
            "listen ",
        ];
        let is_list = self.has("Local Address") && (self.has("Recv-Q") || self.has("Proto"));
        is_list || self.begins(&STARTS) || self.has("\n  target: ")
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|it| !it.trim().is_empty())
    }

    /// Whether there are lines that are no comments, and each of them is something.
    fn each(&self, is_it: impl Fn(&str) -> bool) -> bool {
        let mut lines = self.lines().filter(|it| !it.starts_with(['#', ';'])).peekable();
        lines.peek().is_some() && lines.all(is_it)
    }

    fn first(&self) -> &str {
        self.lines().next().unwrap_or_default()
    }

    /// Whether the names of columns are underlined: by the Azure CLI, with two spaces between them, or by PowerShell.
    fn is_table(&self) -> Option<bool> {
        // Three alone divide documents of YAML.
        let is_rule = |it: &&str| it.contains("--") && *it != "---" && it.bytes().all(|it| b"- ".contains(&it));
        let rule = self.lines().take(6).skip(1).find(is_rule)?.trim();
        Some(!rule.contains("- -"))
    }

    /// Whether the columns have names in capitals, as gcloud has them, and no line under them.
    fn has_capitals(&self) -> bool {
        let is_name = |it: &str| it.bytes().all(|it| it.is_ascii_uppercase() || it == b'_') && 1 < it.len();
        self.first().contains("  ") && 1 < self.lines().count() && self.first().split_whitespace().all(is_name)
    }

    /// Whether cells are divided by a bar without a space, as psql does it unaligned.
    fn is_unaligned(&self) -> bool {
        let is_row = |it: &str| it.contains('|') && !it.contains(" |") && !it.contains("| ") && !it.starts_with('|');
        !self.has_json && self.lines().next().is_some() && self.lines().take(3).all(is_row)
    }

    /// Whether each line gives a variable its value.
    fn is_environment(&self) -> bool {
        let is_variable = |it: &str| {
            let it = it.strip_prefix("export ").unwrap_or(it);
            let name = it.split_once('=').map_or("", |it| it.0);
            name.starts_with(|it: char| it.is_ascii_uppercase())
                && name.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_')
        };
        let mut lines = self.lines().filter(|it| !it.starts_with('#')).take(3).peekable();
        lines.peek().is_some() && lines.all(is_variable)
    }

    /// Whether lines stand in it as on the portal's page of a resource.
    fn is_of_portal(&self) -> bool {
        const LABELS: [&str; 6] =
            ["Resource group", "Location", "Subscription", "Subscription ID", "Activity log", "Access control (IAM)"];
        let is_label = |it: &&str| LABELS.contains(&it.trim().trim_end_matches(" (move)").trim_end_matches(':').trim());
        1 < self.lines().filter(is_label).count()
    }

    /// Whether each line has a name and, after a space and a colon, a value, as Format-List shows it.
    fn is_list(&self) -> bool {
        let is_member = |it: &str| {
            it.split_once(" : ").is_some_and(|(name, _)| {
                let name = name.trim();
                !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric())
            })
        };
        self.lines().nth(1).is_some() && self.lines().take(3).all(is_member)
    }

    /// Whether it is a word, or a few below each other. One in quotation marks, a number, null and the like are JSON.
    fn is_bare(&self) -> bool {
        let is_json = |it: &str| serde_json::from_str::<serde::de::IgnoredAny>(it).is_ok();
        let is_word = |it: &str| it.split_whitespace().nth(1).is_none();
        (1..4).contains(&self.lines().count()) && !is_json(self.first()) && self.lines().all(is_word)
    }

    fn is_yaml(&self) -> bool {
        let is_member = |it: &str| {
            let it = it.trim_start().trim_start_matches("- ");
            it.split_once(':').is_some_and(|(name, rest)| {
                let is_name =
                    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"_-".contains(&it));
                is_name && (rest.is_empty() || rest.starts_with(' '))
            })
        };
        self.first() == "---"
            || is_member(self.first())
                && self.lines().nth(1).is_some()
                && self.lines().take(4).all(|it| is_member(it) || it.trim_start().starts_with("- ") || it == "---")
    }

    /// Whether it begins as messages do, or with the time at which something was said.
    fn is_log(&self) -> bool {
        const STARTS: [&str; 14] = [
            "error:",
            "error ",
            "fatal:",
            "psql: ",
            "pg_dump: ",
            "az : ",
            "usage: ",
            "(",
            "an error occurred (",
            "unable to locate credentials",
            "could not connect to ",
            "connection to server ",
            "traceback (most recent call last)",
            "aws: error",
        ];
        let is_time = self.first().get(..10).is_some_and(|it| {
            it.bytes().enumerate().all(|(at, it)| if matches!(at, 4 | 7) { it == b'-' } else { it.is_ascii_digit() })
        });
        is_time || self.begins(&STARTS)
    }

    /// Whether it is what `nslookup`, `dig`, `ping`, `nc` or PowerShell says, which messages are known of.
    fn is_of_network_tool(&self) -> bool {
        const STARTS: [&str; 9] = [
            "; <<>> dig",
            ";; ",
            "ping ",
            "pinging ",
            "nc: ",
            "ncat: ",
            "traceroute to ",
            "tracing route to ",
            "trying ",
        ];
        let is_nslookup = self.begins(&["server:", "*** ", "** server"]) && (self.has("Address") || self.has("find"));
        let is_connection = self.has("TcpTestSucceeded") || self.begins(&["connection to "]) && self.has(" port ");
        is_nslookup || is_connection || self.begins(&STARTS)
    }

    /// Whether it is a URL or a list of words by which a client finds a database.
    fn is_connection(&self) -> bool {
        const STARTS: [&str; 8] = [
            "postgres://",
            "postgresql://",
            "jdbc:postgresql:",
            "psql \"",
            "host=",
            "server=",
            "data source=",
            "user id=",
        ];
        self.begins(&STARTS)
    }

    /// Whether each line has the five parts of a password file.
    ///
    /// Source: "The Password File" (PostgreSQL 17).
    fn is_pgpass(&self) -> bool {
        let is_line = |it: &str| {
            let mut parts = it.split(':');
            let port = parts.nth(1).unwrap_or_default();
            parts.nth(2).is_some() && (port == "*" || port.parse::<u16>().is_ok())
        };
        self.each(is_line)
    }
}

/// The first word of a line.
fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

fn error(path: &str, found: &str, expected: &str) -> ConfigError {
    ConfigError { path: path.to_owned(), position: None, found: found.to_owned(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{archive, from_json, other};

    #[test]
    fn json_begins_after_lines_of_words() {
        for (text, expected) in [
            ("WARNING: preview\n{\"id\": 1}", Some("{\"id\": 1}")),
            ("[Warning] old\nmore {}\n[\n  {}]", Some("[\n  {}]")),
            ("id: a\nname: b\n", None),
            ("", None),
        ] {
            assert_eq!(from_json(text), expected, "{text}");
        }
    }

    #[test]
    fn what_another_tool_printed() {
        for (text, found) in [
            (
                r#"{"version": 3, "deployment": {"manifest": {}, "resources": []}}"#,
                "a state of Pulumi (pulumi stack export), which pgreach does not read",
            ),
            (
                r#"{"createdDateTime": "2024", "lastModified": "x", "resources": [{"associations": []}]}"#,
                "a topology of Network Watcher, which names resources and does not say what they are like",
            ),
            (
                r#"{"networkInterfaces": [{"id": "/subscriptions/1", "securityRuleAssociations": {}}]}"#,
                "a security group view of Network Watcher, which pgreach does not read",
            ),
            (
                r#"{"value": [{"zone": "none", "supportedHAMode": ["SameZone"]}]}"#,
                "what servers a region offers (list-skus, capabilities), which says nothing of a network",
            ),
        ] {
            assert_eq!(other("a.json", text).expect("another tool's").found, found);
        }
    }

    /// The name of a file, its text, and what it is.
    const FILES: &[(&str, &str, &str)] = &[
        ("a.yaml", "id: /subscriptions/1\nname: a\n", "YAML"),
        ("a.txt", "- id: /subscriptions/1\n  name: a\n", "YAML"),
        ("a.txt", "addressSpace:\n  addressPrefixes:\n  - 10.0.0.0/16\nid: a\n", "YAML"),
        ("a.txt", "Name    Location\n------  --------\na       b\n", "a table"),
        ("a.txt", "\nName   ResourceGroupName\n----   -----------------\na b\n", "a table"),
        ("a.txt", "Name ResourceGroupName\n---- -----------------\na    b\n", "a table of PowerShell"),
        ("a.txt", "\r\nName              : vnet-a\r\nResourceGroupName : rg-a\r\nId : /s\r\n", "a list of PowerShell"),
        ("a.csv", "name,type\n", "a CSV file without a column id"),
        ("a.txt", "vnet-a\tSucceeded\trg-a\n", "text with tabs (-o tsv)"),
        ("main.bicep", "param a string\n", "a Bicep file"),
        ("a.txt", "resource vnet 'Microsoft.Network/virtualNetworks@2024-01-01' = {\n}\n", "a Bicep file"),
        ("main.bicepparam", "using './main.bicep'\n", "a file of values for a Bicep file"),
        ("main.tf", "locals {\n}\n", "a file of Terraform, which pgreach does not read"),
        ("a.txt", "resource \"azurerm_subnet\" \"b\" {\n}\n", "a file of Terraform, which pgreach does not read"),
        (
            "a.txt",
            "\nTerraform will perform the following actions:\n",
            "a plan of Terraform as it is shown on a screen",
        ),
        (
            "a.txt",
            "Note: The result may contain false positive predictions (noise).\n",
            "a what-if result as it is shown on a screen",
        ),
        ("a.html", "<!DOCTYPE html>\n<title>vnet-a - Microsoft Azure</title>", "a web page (HTML)"),
        ("a.json", "<html><title>Sign in to your account</title>", "a web page on which to sign in"),
        ("a.json", "<?xml version=\"1.0\"?>", "XML"),
        ("a.sql", "--\n-- PostgreSQL database dump\n--\n", "a dump of a database"),
        ("a.json", "{'id': '/subscriptions/1'}", "what Python prints of an object"),
        (
            "a.json",
            "ERROR: Please run 'az login' to setup account.\n",
            "the answer of an Azure CLI that is not signed in",
        ),
        ("a.json", "ERROR: (ResourceNotFound) The Resource was not found.\n", "an error message or a log"),
        ("a.log", "2026-11-29 12:00:00 UTC [7] LOG:  connection received\n", "an error message or a log"),
        (
            "ss.txt",
            "State Recv-Q Send-Q Local Address:Port\nLISTEN 0 1 *:22 *:*\n",
            "what a machine says of its sockets or its firewall",
        ),
        (
            "ufw.txt",
            "Status: active\n\nTo   Action   From\n--   ------   ----\n",
            "what a machine says of its sockets or its firewall",
        ),
        ("a.txt", "------\n|DescribeDBInstances|\n+----+\n", "a table of the AWS CLI"),
        (
            "a.txt",
            "NAME    DATABASE_VERSION  LOCATION\norders  POSTGRES_15  europe-west1-b\n",
            "a table, as gcloud prints it",
        ),
        (
            "a.txt",
            "\r\nRule Name:      PostgreSQL\r\n----------------\r\nEnabled:  Yes\r\n",
            "what netsh says of the Windows firewall, which pgreach does not read",
        ),
        ("a.yaml", "id: /subscriptions/1\nname: a\n---\nid: /subscriptions/2\n", "YAML"),
        ("a.txt", "1|/etc/pg_hba.conf|hostssl|{all}|{all}|10.0.0.0\n", "what psql prints with -A or -t"),
        ("a.json", "{“id”: “/subscriptions/1”}", "JSON whose quotation marks a word processor has changed"),
        (
            "a.txt",
            "Home\nvnet-a\nResource group (move)\nrg-a\nLocation\nWest Europe\n",
            "a text copied from the portal",
        ),
        (
            ".env",
            "# ours\nPGHOST=orders-old\nexport PGPASSWORD=hunter2\n",
            "a file of environment variables, of which pgreach needs none",
        ),
        ("ca.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n", "a certificate or a key (PEM), which pgreach has no use for"),
        (
            "plan.json",
            "{\"@level\":\"info\",\"@message\":\"Terraform 1.9\"}\n",
            "what Terraform says while it works (plan -json)",
        ),
        (
            "terraform.tfstate",
            "{\"version\":3,\"terraform_version\":\"0.11.14\",\"modules\":[]}",
            "a state of Terraform 0.11 or older",
        ),
        ("a.json", "[\"sg-1\", \"sg-2\"]", "a list of texts, as a command prints it with --query"),
        ("a.json", "[{\"DBInstanceIdentifier\": \"orders\"}]", "what --query has left of an answer"),
        (
            "a.txt",
            "# azurerm_subnet.db:\nresource \"azurerm_subnet\" \"db\" {\n",
            "a state of Terraform as it is shown on a screen",
        ),
        ("a.txt", "\nUnable to locate credentials. Run aws configure.\n", "an error message or a log"),
        ("a.txt", "An error occurred (AccessDenied) when calling x\n", "an error message or a log"),
        (
            "resolv.conf",
            "# made by\nnameserver 10.9.9.9\nsearch contoso.com\n",
            "a resolv.conf: the DNS servers of one machine",
        ),
        (
            "a.txt",
            "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n",
            "the addresses of one machine (ip addr, ipconfig)",
        ),
        (
            "hosts",
            "127.0.0.1 localhost\n::1 ip6-localhost\n10.1.0.4 db\n",
            "a file of hosts, which names addresses on one machine alone",
        ),
        (
            "a.txt",
            "Server:  168.63.129.16\nAddress: 168.63.129.16#53\n\nName: x\nAddress: 10.1.0.4\n",
            "what a network tool says of a name or a connection",
        ),
        ("a.txt", "; <<>> DiG 9.18 <<>> db\n;; Got answer:\n", "what a network tool says of a name or a connection"),
        (
            "a.txt",
            "ComputerName : db\nTcpTestSucceeded : False\n",
            "what a network tool says of a name or a connection",
        ),
        (
            "a.json",
            "{\"AWSTemplateFormatVersion\":\"2010-09-09\",\"Resources\":{}}",
            "a template of CloudFormation, which pgreach does not read",
        ),
        (
            "a.yaml",
            "AWSTemplateFormatVersion: 2010-09-09\nResources:\n",
            "a template of CloudFormation, which pgreach does not read",
        ),
        (
            "a.json",
            "{\"pw\": {\"sensitive\": true, \"type\": \"string\", \"value\": \"hunter2\"}}",
            "the outputs of Terraform alone (terraform output -json)",
        ),
        ("x/terraform.tfvars.json", "{\"location\": \"westeurope\"}", "values for variables of Terraform"),
        ("a.txt", "postgresql://app:hunter2@db/x\n", "a connection string"),
        ("a.txt", "Host=db;Port=5432;Password=hunter2\n", "a connection string"),
        (
            ".pgpass",
            "# mine\ndb:5432:x:app:hunter2\n*:*:*:app:hunter2\n",
            "a file of passwords (.pgpass), of which pgreach needs none",
        ),
        ("a.txt", "localhost\n", "values without their names (psql -t, -o tsv)"),
        ("a.txt", "localhost\n5432\non\n", "values without their names (psql -t, -o tsv)"),
        ("a.md", "The network:\n```json\n{}\n```\n", "a text around code"),
    ];

    #[test]
    fn what_it_is() {
        for (name, text, found) in FILES {
            let is = other(name, text).map(|it| it.found);
            assert_eq!(is.as_deref(), Some(*found), "{name}: {text}");
        }
        for text in ["{\"id\": 1}", "[]", "[1]", "some nonsense", "", "ERROR: run az login\n2026-11-29 00:00\n[\n {}]"]
        {
            assert_eq!(other("a.json", text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_text() {
        for (start, found) in [
            (&b"PK\x03\x04\x14\0template.json"[..], "a zip archive"),
            (b"PK\x03\x04\x14\0[Content_Types].xml", "a file of Excel or Word"),
            (b"PK\x03\x04\x14\0tfplan", "a plan of Terraform as it is saved"),
            (b"\x1f\x8b\x08", "a file that gzip packed"),
            (b"\xd0\xcf\x11\xe0\xa1", "a file of Excel, Word or Outlook"),
            (b"\x89PNG\r\n", "an image"),
            (b"\xff\xd8\xff\xe0", "an image"),
            (b"%PDF-1.7\n", "a PDF file"),
            (b"PGDMP\x01", "a dump of a database"),
        ] {
            assert_eq!(archive(start).map(|it| it.found).as_deref(), Some(found));
        }
        assert_eq!(archive(b"{}"), None);
    }
}
