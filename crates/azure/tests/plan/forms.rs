//! The forms of every change that a report offers: that they parse, that they say what the az commands say, and that nothing
//! in them is to be filled in.

use std::{collections::BTreeMap, fmt::Write as _};

use pgreach_rules::{ChangeText, Forms, Report};
use serde_json::Value;

use crate::{broken, each, faults, parse, report};

/// Every change of a report, in its plan and in the ways to fix each step.
pub(crate) fn changes(report: &Report) -> impl Iterator<Item = &ChangeText> {
    let of_ways = report.steps.iter().flat_map(|it| &it.changes).flat_map(|it| &it.changes);
    report.plan.iter().map(|it| &it.change).chain(of_ways)
}

/// Both directions of every change, each with a name.
pub(crate) fn forms(report: &Report) -> impl Iterator<Item = (String, &Forms)> {
    changes(report).flat_map(|it| [(it.title.clone(), &it.apply), (format!("Undo: {}", it.title), &it.undo)])
}

fn powershell(forms: &Forms) -> String {
    forms.powershell.iter().collect::<Vec<_>>().join("\n")
}

/// What kind of change the commands make: the words of the first one up to its options, and what sets it apart from its like.
fn kind(forms: &Forms) -> Option<String> {
    const APART: [&str; 7] = [
        " --set ",
        " --service-endpoints",
        " --delegations",
        " --route-table ",
        " --remove",
        " --ip-config",
        " --source-asgs",
    ];
    let command = forms.az.iter().next()?;
    let mut kind = command.split(" -").next().unwrap_or_default().to_owned();
    if kind == "az rest" {
        let method = command.split(' ').nth(3).unwrap_or_default();
        let path = command.split('?').next().unwrap_or_default();
        let part = path.rsplit('/').nth(1).unwrap_or_default();
        let _ = write!(kind, " {method} {part}");
    }
    APART.into_iter().filter(|it| command.contains(it)).for_each(|it| kind.push_str(it.trim_end()));
    if 1 < forms.az.iter().len() {
        kind.push_str(", and more");
    }
    Some(kind)
}

#[test]
fn every_kind_of_change_has_its_forms() {
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for row in faults() {
        let report = report(&broken(&[row]).expect("one fault"));
        for change in changes(&report) {
            for (is_undo, forms) in [(false, &change.apply), (true, &change.undo)] {
                let Some(kind) = kind(forms) else { continue };
                first.entry(kind).or_insert_with(|| {
                    let mut said = format!("{}{}\n", if is_undo { "Undo: " } else { "" }, change.title);
                    if !is_undo {
                        change.portal.iter().for_each(|it| writeln!(said, "{it}").expect("a text"));
                    }
                    for text in [forms.az.iter().collect::<Vec<_>>().join("\n"), powershell(forms)] {
                        let _ = writeln!(said, "\n{text}");
                    }
                    for (name, text) in [("bicep", &forms.bicep), ("terraform", &forms.terraform)] {
                        let _ = writeln!(said, "\n{}", text.clone().unwrap_or_else(|| format!("no {name}")));
                    }
                    said
                });
            }
        }
    }
    let said = first.into_iter().map(|(kind, said)| format!("=== {kind}\n{said}"));
    insta::assert_snapshot!("forms", said.collect::<Vec<_>>().join("\n"));
}

/// What is wrong with a form as a text.
fn unreadable(name: &str, forms: &Forms) -> Vec<String> {
    let powershell = powershell(forms);
    let parsed = [
        if powershell.is_empty() { Ok(()) } else { parse::powershell(&powershell).map(drop) },
        forms.bicep.as_deref().map_or(Ok(()), |it| parse::bicep(it).map(drop)),
        forms.terraform.as_deref().map_or(Ok(()), |it| parse::terraform(it).map(drop)),
    ];
    let wrong = parsed.into_iter().filter_map(Result::err).map(|it| format!("{name}: {it}"));
    let mut wrong: Vec<String> = wrong.collect();
    if forms.az.is_empty() != powershell.is_empty() {
        wrong.push(format!("{name}: az and PowerShell do not both do it"));
    }
    let texts = forms.bicep.iter().chain(&forms.terraform).chain([&powershell]);
    for text in texts {
        let words = text.split(|it: char| !(it.is_ascii_alphanumeric() || "_-".contains(it)));
        // The methods of the API, the protocol of a firewall's rule, and the type of an alias.
        let known = ["GET", "PUT", "POST", "PATCH", "DELETE", "TCP", "CNAME"];
        let is_open = |it: &&str| {
            2 < it.len() && it.chars().all(|it| it.is_ascii_uppercase() || it == '_') && !known.contains(it)
        };
        wrong.extend(words.filter(is_open).map(|it| format!("{name}: {it} is to be filled in: {text}")));
        if text.lines().any(|it| it.trim_end() != it) {
            wrong.push(format!("{name}: blanks at the end of a line: {text}"));
        }
    }
    wrong
}

#[test]
fn every_form_of_every_change_parses_and_is_complete() {
    let wrong = each(&faults(), |row| {
        let report = report(&broken(&[row]).expect("one fault"));
        let of_forms = forms(&report).flat_map(|(name, it)| unreadable(&format!("{}: {name}", row.1), it));
        let without = changes(&report).filter(|it| it.portal.is_empty() && !it.apply.az.is_empty());
        of_forms.chain(without.map(|it| format!("{}: the portal has no words for {}", row.1, it.title))).collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}

/// What an id names: subscription, resource group, resource and part.
fn names_of(id: &str) -> Vec<String> {
    let parts = id.split('?').next().unwrap_or_default().split('/').skip(2).step_by(2);
    parts.filter(|it| !it.starts_with("Microsoft.")).map(str::to_owned).collect()
}

/// The values that commands of the Azure CLI name: names, addresses, ports, numbers and ids; all of them, or those that a
/// declaration has too.
fn values(forms: &Forms, with_all: bool) -> Vec<String> {
    let mut values = Vec::new();
    for command in forms.az.iter() {
        if command.contains(" remove-record ") && !with_all {
            continue;
        }
        let words = shlex::split(&command).expect("words of bash");
        let mut option = String::new();
        for word in words.into_iter().skip_while(|it| !it.starts_with('-')) {
            if word.starts_with('-') {
                option = word;
                continue;
            }
            match option.as_str() {
                // Flags are compared by themselves, and what a link has by default is not said in each form.
                "-e"
                | "--allow-vnet-access"
                | "--allow-forwarded-traffic"
                | "--allow-gateway-transit"
                | "--use-remote-gateways"
                | "--set"
                | "--api-version"
                | "--remove"
                | "--method"
                | "--disable-bgp-route-propagation"
                | "--ip-forwarding"
                | "--resolution-policy" => {}
                // Terraform's provider names the entry of a zone itself.
                "--zone-name" if !with_all => {}
                // A module names what an id is made of.
                "--url" => values.extend(names_of(&word)),
                // PowerShell names the VNet and the subnet.
                "--subnet" if with_all => values.extend(names_of(&word)),
                // Terraform's block of a collection names the firewall.
                "--ids" if !with_all => values.extend(names_of(&word)),
                "--add" => {
                    if let Ok(added) = serde_json::from_str(&word) {
                        texts(&added, &mut values);
                    }
                }
                // PowerShell names the group and where it is.
                "--asg" if with_all => values.extend(names_of(word.split('=').nth(1).unwrap_or_default())),
                "--ip-config" | "--asg" => values.extend(word.split('=').nth(1).map(str::to_owned)),
                "--body" => {
                    let body: Value = serde_json::from_str(&word).expect("JSON");
                    let members = body["properties"].as_object().expect("properties");
                    values.extend(members.values().filter_map(Value::as_str).map(str::to_owned));
                }
                _ if word.is_empty() => {}
                _ => values.push(word),
            }
        }
    }
    values
}

/// Every text in a value.
fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|it| texts(it, found)),
        Value::Object(members) => members.values().for_each(|it| texts(it, found)),
        _ => {}
    }
}

/// What a form lacks of what the commands of the Azure CLI say.
pub(crate) fn lacking(name: &str, forms: &Forms) -> Vec<String> {
    let powershell = powershell(forms);
    let texts = [
        ("PowerShell", Some(&powershell), true),
        ("Bicep", forms.bicep.as_ref(), false),
        ("Terraform", forms.terraform.as_ref(), false),
    ];
    let mut lacking = Vec::new();
    for (form, text, with_all) in texts {
        let Some(text) = text else { continue };
        for value in values(forms, with_all) {
            if !text.contains(&value) {
                lacking.push(format!("{name}: {form} has no {value}: {text}"));
            }
        }
    }
    for command in forms.az.iter() {
        lacking.extend(other_flags(&command, forms).into_iter().map(|it| format!("{name}: {it}")));
    }
    lacking
}

/// The flags of a peering that a form sets otherwise.
fn other_flags(command: &str, forms: &Forms) -> Vec<String> {
    /// A text as it is compared: without signs, and in one case.
    fn bare(text: &str) -> String {
        text.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '\n').collect::<String>().to_lowercase()
    }
    const FLAGS: [(&str, &str, &str, bool); 4] = [
        ("--allow-vnet-access ", "allowVirtualNetworkAccess", "-BlockVirtualNetworkAccess", false),
        ("--allow-forwarded-traffic ", "allowForwardedTraffic", "-AllowForwardedTraffic", true),
        ("--allow-gateway-transit ", "allowGatewayTransit", "-AllowGatewayTransit", true),
        ("--use-remote-gateways ", "useRemoteGateways", "-UseRemoteGateways", true),
    ];
    let mut other = Vec::new();
    let declared = [&forms.bicep, &forms.terraform].into_iter().flatten();
    for (option, name, switch, if_set) in FLAGS {
        let Some(flag) = command.split(option).nth(1).map(|it| it.starts_with("true")) else { continue };
        let said = bare(&format!("{name}{flag}"));
        other.extend(declared.clone().filter(|it| !bare(it).contains(&said)).map(|it| format!("no {said}: {it}")));
        let powershell = powershell(forms);
        let by_request = powershell.contains("Invoke-AzRestMethod") && bare(&powershell).contains(&said);
        if !by_request && powershell.contains(switch) != (flag == if_set) {
            other.push(format!("{switch}, where {flag} is meant: {powershell}"));
        }
    }
    let set = command.split(" --set ").nth(1).unwrap_or_default().split(' ').take_while(|it| it.contains('='));
    for said in set.map(bare) {
        let texts = forms.terraform.iter().cloned().chain([powershell(forms)]);
        other.extend(texts.filter(|it| !bare(it).contains(&said)).map(|it| format!("no {said}: {it}")));
    }
    for (option, name, argument, is_turned) in [
        ("--disable-bgp-route-propagation ", "disableBgpRoutePropagation", "bgp_route_propagation_enabled", true),
        ("--ip-forwarding ", "enableIPForwarding", "ip_forwarding_enabled", false),
    ] {
        let Some(flag) = command.split(option).nth(1).map(|it| it.starts_with("true")) else { continue };
        let declared = format!("{argument} = {}", flag != is_turned);
        let said = format!("-NotePropertyName {name} -NotePropertyValue ${flag}");
        other.extend(
            forms.terraform.iter().filter(|it| !it.contains(&declared)).map(|it| format!("no {declared}: {it}")),
        );
        other.extend((!powershell(forms).contains(&said)).then(|| format!("no {said}: {}", powershell(forms))));
    }
    if command.contains("--resolution-policy NxDomainRedirect")
        || command.contains("--resolution-policy 'NxDomainRedirect'")
    {
        let texts = declared.cloned().chain([powershell(forms)]);
        other.extend(texts.filter(|it| !it.contains("NxDomainRedirect")).map(|it| format!("no policy: {it}")));
    }
    other
}

#[test]
fn every_form_says_what_the_commands_say() {
    let wrong = each(&faults(), |row| {
        let report = report(&broken(&[row]).expect("one fault"));
        forms(&report).flat_map(|(name, it)| lacking(&format!("{}: {name}", row.1), it)).collect()
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
}
