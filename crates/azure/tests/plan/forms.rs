//! The forms of every change that a report offers: that they parse, that they say what the az commands say, and that nothing
//! in them is to be filled in.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::atomic::{AtomicUsize, Ordering},
};

use pgreach_rules::{ChangeText, Forms, Report};
use serde_json::Value;

use crate::{azure, broken, each, faults, parse, report, topology::Topology};

/// Every change of a report, in its plan and in the ways to fix each step.
fn changes(report: &Report) -> impl Iterator<Item = &ChangeText> {
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

/// The words of the first command up to its first option: what kind of change it is.
fn kind(forms: &Forms) -> Option<String> {
    let command = forms.az.iter().next()?;
    let verb = command.split(" -").next().unwrap_or_default().to_owned();
    let url = command.split("/providers/").nth(1).filter(|_| verb == "az rest");
    let method = command.split(' ').nth(3).unwrap_or_default();
    let types = url.map(|it| it.split(['/', '?']).step_by(2).skip(1).take(2).collect::<Vec<_>>().join("/"));
    let set = command.split(" --set ").nth(1).map(|_| " --set");
    let option = ["--service-endpoints", "--delegations", "--route-table ", "--remove", "--ip-config", "--source-asgs"];
    let option = option.into_iter().find(|it| command.contains(it));
    let several = if 1 < forms.az.iter().len() { ", several" } else { "" };
    Some(
        [
            verb,
            types.map_or_else(String::new, |it| format!(" {method} {it}")),
            set.unwrap_or_default().to_owned(),
            option.map_or_else(String::new, |it| format!(" {it}")),
            several.to_owned(),
        ]
        .concat(),
    )
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
        // The methods of the API, and the type of a record.
        let known = ["GET", "PUT", "POST", "PATCH", "DELETE"];
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
                | "--remove"
                | "--method"
                | "--resolution-policy" => {}
                // Terraform's provider names the entry of a zone itself.
                "--zone-name" if !with_all => {}
                // A module names what an id is made of.
                "--url" => {
                    let parts = word.split(['?', '/']).skip(2).step_by(2).take(5);
                    values.extend(parts.filter(|it| !it.starts_with("Microsoft.")).map(str::to_owned));
                }
                "--ip-config" => values.extend(word.split('=').nth(1).map(str::to_owned)),
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

/// What a form lacks of what the commands of the Azure CLI say.
fn lacking(name: &str, forms: &Forms) -> Vec<String> {
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

/// Where a value differs from what stands in another one, in which more may stand.
fn differing(path: &str, own: &Value, whole: &Value) -> Vec<String> {
    match (own, whole) {
        (Value::Object(own), Value::Object(_)) => {
            own.iter().flat_map(|(name, it)| differing(&format!("{path}.{name}"), it, &whole[name])).collect()
        }
        (Value::Array(own), Value::Array(items)) if own.len() == items.len() => {
            own.iter().zip(items).flat_map(|(own, it)| differing(path, own, it)).collect()
        }
        _ if own == whole => Vec::new(),
        _ => vec![format!("{path}: {own} is not {whole}")],
    }
}

/// What a module makes otherwise than the commands did: its id, its location and its properties.
fn made_otherwise(module: &str, resource: &str, topology: &mut Topology) -> Vec<String> {
    let (resources, _) = match parse::bicep(module) {
        Ok(parsed) => parsed,
        Err(wrong) => return vec![wrong],
    };
    let [there @ .., made] = resources.as_slice() else { return vec!["it makes nothing".to_owned()] };
    let (kind, _) = made.kind.split_once('@').unwrap_or_default();
    let mut names = Vec::new();
    for it in there {
        if !it.is_there || made.body["parent"] != format!("<{}>", it.symbol) {
            return vec![format!("{} is not its parent", it.symbol)];
        }
        names.extend(it.body["name"].as_str());
    }
    names.extend(made.body["name"].as_str());
    let command = module.lines().nth(1).unwrap_or_default();
    let of = |option: &str| {
        let after = command.split(option).nth(1).unwrap_or_default();
        after.split(' ').next().unwrap_or_default().trim_matches('\'').to_owned()
    };
    let mut parts = kind.split('/');
    let provider = parts.next().unwrap_or_default();
    let path: String = parts.zip(&names).map(|(part, name)| format!("/{part}/{name}")).collect();
    let id =
        format!("/subscriptions/{}/resourceGroups/{}/providers/{provider}{path}", of("--subscription "), of(" -g "));
    let Ok(azure) = azure::find(topology, &id).cloned() else { return vec![format!("{id} is not what was made")] };
    let mut other =
        if id.eq_ignore_ascii_case(resource) { Vec::new() } else { vec![format!("{id} is not {resource}")] };
    if let Some(location) = made.body["location"].as_str().filter(|it| *it != "global") {
        other.extend(differing("location", &location.into(), &azure["location"]));
    }
    let mut properties = made.body["properties"].clone();
    // Azure prints the address at the network interface.
    if let Some(asked) = properties.as_object_mut().and_then(|it| it.remove("ipConfigurations")) {
        let nic = azure["properties"]["networkInterfaces"][0]["id"].as_str().unwrap_or_default().to_owned();
        let nic = azure::find(topology, &nic).cloned().unwrap_or_default();
        let (asked, given) = (&asked[0]["properties"]["privateIPAddress"], &nic["properties"]["ipConfigurations"][0]);
        other.extend(differing("address", asked, &given["properties"]["privateIPAddress"]));
    }
    other.extend(differing("properties", &properties, &azure["properties"]));
    other
}

#[test]
fn a_module_makes_what_the_commands_make() {
    let count = AtomicUsize::new(0);
    let wrong = each(&faults(), |row| {
        let mut topology = broken(&[row]).expect("one fault");
        let report = report(&topology);
        let mut wrong = Vec::new();
        for it in &report.plan {
            for command in it.change.apply.az.iter() {
                azure::run(&mut topology, &command).expect("Azure takes it");
            }
            if let Some(module) = &it.change.apply.bicep {
                count.fetch_add(1, Ordering::Relaxed);
                let other = made_otherwise(module, &it.change.resource, &mut topology);
                wrong.extend(other.into_iter().map(|it| format!("{}: {it}\n{module}", row.1)));
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} times:\n{}", wrong.len(), wrong.join("\n"));
    assert!(40 < count.into_inner());
}
