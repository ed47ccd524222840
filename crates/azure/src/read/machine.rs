//! Virtual machines: whether they run, and which network interfaces they have.

use pgreach_network::{Machine, Origin};

use super::{body::Body, join::unique, key::Key};

/// A machine. Who prints its power state prints it in a way of their own: `az vm list -d` as `VM running`, Resource Graph as
/// `extended.instanceView.powerState.code`, `az vm get-instance-view` among the `statuses`.
pub(super) fn machine(origin: Origin, body: Body<'_>) -> Machine {
    let views = [body.part(Key::InstanceView), body.part(Key::Extended).and_then(|it| it.part(Key::InstanceView))];
    let mut words: Vec<Option<String>> = vec![body.said(Key::PowerState)];
    for at in [Some(body)].into_iter().chain(views).flatten() {
        words.push(at.part(Key::PowerState).and_then(|it| it.said(Key::Code)));
        let codes = at.parts(Key::Statuses).unwrap_or_default().into_iter().map(|it| it.said(Key::Code));
        words.extend(codes.filter(|it| it.as_deref().is_some_and(is_power)));
    }
    let nics = body.in_part(Key::NetworkProfile, |it| it.ids(Key::NetworkInterfaces));
    Machine { origin, power: unique(words.into_iter().flatten().map(|it| word(&it))), nics }
}

const POWER: &str = "powerstate/";

/// Whether a status is one of power: provisioning has others.
fn is_power(code: &str) -> bool {
    code.get(..POWER.len()).is_some_and(|it| it.eq_ignore_ascii_case(POWER))
}

fn word(text: &str) -> String {
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix(POWER).or_else(|| text.strip_prefix("vm ")).unwrap_or(&text);
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use pgreach_network::Machine;

    fn machines(files: &[&str]) -> Vec<Machine> {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/db-vm";
        let texts = files.iter().map(|it| format!(r#"{{ "id": "{id}", {it} }}"#));
        let texts: Vec<String> = texts.collect();
        crate::read(texts.iter().map(|it| ("vm.json", it.as_bytes()))).network.machines.to_vec()
    }

    #[test]
    fn every_tool_says_whether_a_machine_runs() {
        for (files, power) in [
            (&[r#""powerState": "VM deallocated""#][..], &["deallocated"][..]),
            (
                &[
                    r#""properties": { "extended": { "instanceView": { "powerState": { "code": "PowerState/running" } } } }"#,
                ],
                &["running"],
            ),
            (
                &[
                    r#""instanceView": { "statuses": [{ "code": "ProvisioningState/failed" }, { "code": "PowerState/stopped" }] }"#,
                ],
                &["stopped"],
            ),
            (&[r#""Statuses": [{ "Code": "PowerState/stopped" }], "PowerState": "VM stopped""#], &["stopped"]),
            (&[r#""powerState": "VM running""#, r#""powerState": "VM deallocated""#], &["deallocated", "running"]),
            (&[r#""powerState": "VM running""#, r#""location": "westeurope""#], &["running"]),
            (&[r#""location": "westeurope""#], &[]),
        ] {
            assert_eq!(machines(files)[0].power, power, "{files:?}");
        }
    }
}
