//! Tests that what a person says changes what the page says, at once.

use pgreach_tests::{Site, dist, in_both};

const SEVEN_STEPS: &str =
    "index.html#v=1&source.kind=single-server&source.access=private&target.access=vnet-integrated&runtime.used=false";

#[test]
fn an_answer_changes_the_verdict() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(SEVEN_STEPS));
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.click("#source-peering-fail");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.wait_for_text("#verdict", "their virtual networks are not peered");
        browser.wait_for_text("[data-step='source/peering'] .meta", "are peered, both ways");
        browser.click("#source-peering-not-applicable");
        browser.wait_for_text(".verdict .pill", "Undecided");
        for step in [
            "source-private-endpoint",
            "target-delegated-subnet",
            "source-nsg",
            "source-zone-link-client",
            "source-a-record",
        ] {
            browser.click(&format!("#{step}-pass"));
        }
        browser.wait_for_text(".verdict .pill", "Ready");
        browser.wait_for_text("#verdict", "The target can connect");
        browser.click("#source-a-record-unknown");
        browser.wait_for_text(".verdict .pill", "Undecided");
    });
}

#[test]
fn no_step_moves_while_the_person_answers() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(SEVEN_STEPS));
        let place = || {
            let top = browser.eval("document.querySelector('#source-nsg-pass').getBoundingClientRect().top");
            top.as_f64().expect("a number")
        };
        browser.click("#source-nsg-unknown");
        let before = place();
        for (answer, verdict) in [("pass", "Undecided"), ("fail", "Blocked"), ("pass", "Undecided")] {
            let _ = browser.eval(&format!("document.querySelector('#source-nsg-{answer}').click()"));
            browser.wait_for_text(
                "[data-step='source/nsg']",
                if answer == "fail" { "Should be" } else { "No network security" },
            );
            browser.wait_for_text(".verdict .pill", verdict);
            assert!((place() - before).abs() < 2.0, "{answer} moves the step from {before} to {}", place());
        }
        browser.click("#source-nsg-fail");
        assert_eq!(browser.count(".to-fix"), 0);
        // The pointer leaves the list, and the groups are made anew.
        browser.click(".brand");
        browser.wait_for_text(".to-fix h3", "A network security group blocks");
        assert_eq!(browser.eval("document.querySelector('.steps-group [data-step]').dataset.step"), "source/nsg");
    });
}

#[test]
fn what_the_form_asks_is_not_asked_twice() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(
            &site.url("index.html#v=1&source.kind=single-server&source.access=private&target.access=private-endpoint"),
        );
        assert_eq!(browser.count("#runtime-required-pass"), 0);
        browser.click("[data-step='runtime/required'] button.decided");
        browser.wait_for_focus("#runtime-used-true");
        browser.press("Space");
        browser.wait_for("document.querySelector(\"[data-step='runtime/required']\").dataset.status === 'pass'");
        browser.unfold_steps();
        browser.wait_for_text("[data-step='runtime/required'] .decided", "Passed, by the settings");
    });
}

#[test]
fn the_form_asks_only_what_matters_and_counts_at_once() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        assert_eq!(browser.count("#runtime-access"), 0);
        browser.choose("#source-kind", "single-server");
        browser.click("#source-access-public");
        browser.choose("#target-access", "vnet-integrated");
        browser.click("#source-privateEndpoint-false");
        browser.wait_for_text("#section", "Public access in source without private end points");
        browser.click("#source-privateEndpoint-true");
        browser.wait_for_text("#section", "Public Access in source with private end points");
        browser.wait_for_text(".section", "Continue with");
        browser.click("#runtime-used-true");
        browser.choose("#runtime-access", "public");
        browser.wait_for_text("#verdict", "it is not VNet-integrated");
        browser.click("#runtime-used-unknown");
        browser.wait_for("!document.querySelector('#runtime-access')");
        browser.wait_for_text(".notes, .verdict", "Does the migration use a runtime server?");
    });
}

#[test]
fn names_go_into_sentences_drawing_and_commands() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(SEVEN_STEPS));
        browser.fill("#source-name", "orders-old");
        browser.fill("#target-name", "o'hara");
        browser.click("#source-private-endpoint-fail");
        browser.wait_for_text("#verdict", "orders-old cannot be reached");
        browser.wait_for_text(".drawing .name", "o'hara");
        browser.wait_for_text("[data-step='source/private-endpoint'] code", "-n orders-old");
        let codes = browser.texts(".command code").join("\n");
        assert!(!codes.contains("-n o'hara"), "a quote in a name stays in quotes: {codes}");
    });
}

#[test]
fn what_is_typed_wrongly_is_kept_and_explained() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.fill("#source-port", "54x");
        browser.wait_for_text(".refused", "expected a port from 1 to 65535");
        assert_eq!(browser.eval("document.querySelector('#source-port').value"), "54x");
        // As a person does it: where WebDriver clears a field, the page gets no event that a person causes.
        browser.click("#source-port");
        browser.press("Control+a");
        browser.type_text("5433");
        browser.wait_for("!document.querySelector('.refused')");
        assert_eq!(browser.eval("document.querySelector('#source-port').value"), "5433");
    });
}

#[test]
fn a_command_is_copied() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url(SEVEN_STEPS));
        browser.click("#source-peering-fail");
        browser.click("[data-step='source/peering'] .copy");
        browser.wait_for_text("[data-step='source/peering'] .copy", "Copied");
        assert_eq!(
            browser.clipboard(),
            "az network vnet peering list -g TARGET_VNET_RG --vnet-name TARGET_VNET --query \
             '[].{name:name,to:remoteVirtualNetwork.id,state:peeringState,sync:peeringSyncLevel,access:allowVirtualNetworkAccess}' \
             -o table"
        );
    });
}

#[test]
fn a_pasted_error_message_fills_in_what_it_gives_away() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.click("nav button:nth-of-type(2)");
        browser.fill(
            "#error-text",
            "ST008: Connectivity attempt to source single server from target flexible server failed.",
        );
        browser.wait_for_text("#paste", "The target could not connect to the source single server.");
        browser.click("#paste .main");
        browser.wait_for("!document.querySelector('dialog[open]')");
        assert_eq!(browser.eval("document.querySelector('#source-kind').value"), "single-server");
        browser.wait_for("location.hash === '#v=1&source.kind=single-server&runtime.used=false'");
    });
}

#[test]
fn one_question_at_a_time_leads_to_a_verdict() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        browser.click(".verdict [data-opens=guide]");
        browser.wait_for_text("#guide h3", "?");
        browser.wait_for_text("#guide", "Why it is asked:");
        assert_eq!(browser.axe(), [""; 0]);
        // What is not known is passed over, and asked again the next time.
        let first = browser.text("#guide h3");
        browser.click("#guide > form > div:not(.dialog-head) button:not([data-answer])");
        browser.wait_for(&format!("document.querySelector('#guide h3').textContent !== {first:?}"));
        browser.wait_for("document.activeElement.matches('#guide h3')");
        browser.wait_for_text("#guide", "which steps there are");
        // The way back leads to the question before, skipped or answered.
        browser.click("#guide .back");
        browser.wait_for(&format!("document.querySelector('#guide h3').textContent === {first:?}"));
        assert_eq!(browser.count("#guide .back"), 0, "it is the first one");
        let unanswered = browser.eval("location.hash");
        browser.click("#guide [data-answer]");
        browser.wait_for(&format!("document.querySelector('#guide h3').textContent !== {first:?}"));
        // The address is written after the question is shown.
        browser.wait_for(&format!("location.hash !== {unanswered}"));
        browser.click("#guide .back");
        browser.wait_for(&format!("document.querySelector('#guide h3').textContent === {first:?}"));
        browser.wait_for(&format!("location.hash === {unanswered}"));
        // The first answer to each question, to the last one.
        let answer = "((it) => (it?.click(), !!it))(document.querySelector('#guide [data-answer]'))";
        for _ in 0..40 {
            let before = browser.eval("document.querySelector('#guide').innerText");
            if browser.eval(answer) != true {
                break;
            }
            browser.wait_for(&format!("document.querySelector('#guide').innerText !== {before}"));
            browser.wait_for("document.activeElement.matches('#guide h3, #guide .answers button')");
        }
        browser.wait_for_text("#guide", "Nothing more is to be asked");
        browser.click("#guide .main");
        browser.wait_for("document.activeElement.id === 'verdict'");
    });
}

#[test]
fn a_search_leaves_the_steps_that_have_the_words_and_is_given_up_for_a_step_that_has_not() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html#v=1&source.kind=single-server&source.access=private&source.privateEndpoint=true&target.access=vnet-integrated&runtime.used=false&source/peering=fail"));
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.wait_for_text("[data-step='source/peering'] .meta", "step 3 of the guide");
        let all = browser.count(".step[data-step]");
        browser.fill("#sought", "A Record");
        browser.wait_for("document.querySelectorAll('.step[data-step]').length === 1");
        assert_eq!(browser.count("[data-step='source/a-record']"), 1);
        browser.fill("#sought", "nothing has this");
        browser.wait_for("document.querySelectorAll('.step[data-step]').length === 0");
        let _ = browser.eval("document.querySelector('[data-goes*=source-peering]').click()");
        browser.wait_for(&format!("document.querySelectorAll('.step[data-step]').length === {all}"));
        assert_eq!(browser.eval("document.querySelector('#sought').value"), "");
    });
}
