//! Files and what is chosen of them: nothing is asked that they hold, nothing is asked twice, and nothing is lost.

use pgreach_tests::{Browser, EXPORT, Site, dist, in_all, in_both};

/// A flexible server of a name, as Azure prints it.
fn flexible(name: &str) -> String {
    EXPORT[0].1.replace("orders-new", name)
}

#[track_caller]
fn value(browser: &Browser, css: &str) -> String {
    browser.eval(&format!("document.querySelector('{css}').value")).as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_only_pair_is_taken_and_can_be_changed() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#files .said", "The only pair in them is chosen: orders-old → orders-new");
        browser.wait_for_text("#section", "Private access in source and private access in target");
        assert_eq!([value(browser, "#found-source"), value(browser, "#found-target")], ["orders-old", "orders-new"]);
        browser.choose("#found-source", "");
        browser.wait_for_text("#parties .cue", "Choose the servers");
        assert_eq!(value(browser, "#found-source"), "", "what a person chooses stays");
        browser.choose("#found-source", "orders-old");
        browser.wait_for_text("#section", "Private access in source and private access in target");
    });
}

#[test]
fn the_only_server_is_said_to_be_the_source_or_the_target_in_one_click() {
    let site = Site::under("/", dist());
    let server = r#"[{ "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.DBforPostgreSQL/flexibleServers/orders-new",
        "name": "orders-new", "type": "Microsoft.DBforPostgreSQL/flexibleServers", "location": "westeurope",
        "properties": { "network": { "publicNetworkAccess": "Enabled" } } }]"#;
    in_both(|browser| {
        for party in ["target", "source"] {
            browser.visit("about:blank");
            browser.open(&site.url("index.html"));
            browser.give("#pick", &[("server.json", server)]);
            browser.wait_for_text("#tried", "The only server in these files is orders-new · flexible server");
            assert_eq!(browser.axe(), [""; 0]);
            browser.click(&format!("#tried [data-party={party}]"));
            browser.wait_for(&format!("document.querySelector('#found-{party}').value === 'orders-new'"));
            browser.wait_for("!document.querySelector('#tried .lone')");
            // The other one is in no file, so nobody is asked to choose it there.
            browser.wait_for("!/Which servers/.test(document.querySelector('#verdict').textContent)");
            assert_eq!(browser.count("#parties .cue:not([hidden], .asked)"), 0);
        }
    });
}

#[test]
fn files_without_a_server_say_what_to_add() {
    let site = Site::under("/", dist());
    let vnet = r#"[{ "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/a", "name": "a",
        "type": "Microsoft.Network/virtualNetworks", "properties": {} }]"#;
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &[("networks.json", vnet)]);
        browser.wait_for_text("#tried", "No server is in these files");
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#files .said", "The only pair in them is chosen");
        assert_eq!(browser.text("#tried"), "");
    });
}

#[test]
fn the_only_pair_is_taken_after_an_error_message_that_names_one_of_it() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        for (named, is_taken) in [("orders-old", true), ("billing-old", false)] {
            browser.visit("about:blank");
            browser.open(&site.url("index.html"));
            browser.wait_until_whole();
            assert!(browser.paste("body", &format!("603000: Connection to the server '{named}' failed.")));
            browser.wait_for_text("#error-means", "Is that your source or your target?");
            browser.click("#error-means .acts button:first-child");
            browser.wait_for_text(".notes", "Your error: 603000");
            browser.give("#pick", &EXPORT[..2]);
            browser.wait_for_text("#files .said", "2 files read");
            if is_taken {
                browser.wait_for_text("#files .said", "The only pair in them is chosen: orders-old → orders-new");
                assert_eq!(
                    [value(browser, "#found-source"), value(browser, "#found-target")],
                    ["orders-old", "orders-new"]
                );
            } else {
                browser.wait_for_text("#parties .cue", "Choose the servers");
                assert_eq!(value(browser, "#found-target"), "", "the person has said another server");
            }
        }
    });
}

#[test]
fn nothing_is_deleted_before_it_is_known_what_migrates() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &[EXPORT[0], ("more.json", &flexible("orders-newer"))]);
        browser.wait_for_text("#parties .cue", "Choose the servers");
        browser.choose("#found-runtime", "orders-newer");
        browser.wait_for("document.querySelector('#runtime-used-true').checked");
        assert_eq!(browser.eval("/ delete /.test(document.querySelector('main').textContent)"), false);
    });
}

#[test]
fn what_is_shared_leads_to_the_same_verdict_without_the_files() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".verdict .pill", "Blocked");
        let section = browser.text("#section");
        let failing =
            "[...document.querySelectorAll('.step[data-status=fail]')].map((it) => it.dataset.step).sort().join()";
        let before = browser.eval(failing);
        browser.click("[data-opens=share]");
        browser.wait_for_text("#share-link", "source.access=private");
        browser.click("#share-names");
        browser.wait_for_text("#share-link", "source.name=orders-old");
        let link = browser.text("#share-link");
        assert!(link.contains("source.kind=single-server") && link.contains("=fail"), "{link}");
        // Without what the steps came to, the settings are left.
        browser.click("#share-answers");
        browser.wait_for("!/=fail/.test(document.querySelector('#share-link').textContent)");
        browser.wait_for_text("#share-link", "target.access=vnet-integrated");
        browser.visit("about:blank");
        browser.open(&link);
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.wait_for_text("#verdict", "orders-new cannot reach orders-old");
        assert_eq!((browser.eval(failing), browser.text("#section")), (before, section));
        assert_eq!(browser.count(".read li"), 0);
    });
}

#[test]
fn of_several_pairs_none_is_taken_and_the_servers_are_asked_for() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &[EXPORT[0], ("more.json", &flexible("orders-newer"))]);
        browser.wait_for_text("#verdict", " pairs: ");
        assert_eq!(value(browser, "#found-source"), "");
        assert_eq!(browser.count(".start"), 0);
        browser.click(".verdict [data-goes]:not([data-goes=verdict])");
        browser.wait_for("document.activeElement.id === 'found-source'");
        browser.choose("#found-source", "orders-old");
        browser.wait_for_text("#parties .cue", "Choose the servers");
        browser.choose("#found-target", "orders-newer");
        browser.wait_for("!document.querySelector('.verdict [data-goes=found-source]')");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn the_servers_are_asked_for_above_a_long_list_of_files() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        let names: Vec<String> = (0..23).map(|it| format!("{it}.json")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), EXPORT[0].1)).collect();
        browser.give("#pick", &files);
        browser.wait_for_text("#files .said", "23 files read");
        let top = browser.eval("document.querySelector('#found-runtime').getBoundingClientRect().bottom");
        assert!(top.as_f64().is_some_and(|it| it < 900.0), "the choosers end at {top}");
    });
}

#[test]
fn files_without_a_server_leave_where_to_begin() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &[("broken.json", "[{\"id\": ")]);
        browser.wait_for_text("#files .said", "0 files read, 1 with errors");
        assert_eq!(browser.texts(".start h2").len(), 1);
        assert_eq!(browser.texts("#parties select"), [""; 0]);
    });
}

#[test]
fn one_question_has_one_control() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#section", "Private access in source and private access in target");
        let shown = |css: &str| browser.eval(&format!("document.querySelector('{css}').getClientRects().length")) != 0;
        for (chooser, field) in [
            ("#found-source", "#source-name"),
            ("#found-target", "#target-name"),
            ("#found-runtime", "#runtime-used-true"),
        ] {
            assert!(shown(chooser) && !shown(field), "{field} asks what {chooser} does");
        }
        // What is asked next is asked there.
        browser.wait_for_text("#parties .asked", "Answer this next");
        browser.click(".verdict [data-goes*=found-runtime]");
        browser.wait_for("document.activeElement.id === 'found-runtime'");
        let options =
            browser.eval("[...document.querySelector('#found-runtime').options].map((it) => it.textContent).join()");
        let options = options.as_str().unwrap_or_default();
        assert!(options.starts_with("I don't know,None,One that is not in these files,"), "{options}");
        browser.choose("#found-runtime", "-");
        browser.wait_for("document.querySelector('#runtime-used-false').checked");
        browser.wait_for("!document.querySelector('#parties .asked').getClientRects().length");
        browser.choose("#found-runtime", "+");
        browser.wait_for("document.querySelector('#runtime-used-true').checked");
        browser.wait_for("document.querySelector('#found-runtime').value === '+'");
        assert!(shown("#runtime-name"), "one that is in no file has a name to type");
    });
}

#[test]
fn one_server_in_two_roles_is_said_at_once() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#section", "Private access in source and private access in target");
        assert_eq!(browser.texts("#parties .refused"), [""; 0]);
        browser.choose("#found-runtime", "orders-new");
        browser.wait_for_text("#parties .refused", "One server has two roles here");
        browser.choose("#found-runtime", "-");
        browser.wait_for("!document.querySelector('#parties .refused').getClientRects().length");
        // There is no verdict on it, and nothing to change.
        browser.choose("#found-source", "orders-new");
        browser.wait_for_text("#verdict", "orders-new is the source and the target.");
        browser.wait_for_text(".verdict .pill", "Undecided");
        browser.wait_for_text("#parties .refused", "One server has two roles here");
        assert_eq!(browser.count(".plan"), 0);
    });
}

#[test]
fn one_name_in_two_roles_is_said_at_once() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        // A source of another kind may be called as the target is.
        for (state, is_said) in [
            ("source.kind=azure-flexible-server&source.name=a&target.name=A", true),
            ("source.kind=azure-vm&source.name=a&target.name=a", false),
            ("source.name=a&target.name=b", false),
            ("target.name=b&runtime.used=true&runtime.name=b", true),
            ("source.kind=aws-rds&source.name=b&runtime.used=true&runtime.name=b", false),
        ] {
            browser.visit("about:blank");
            browser.open(&site.url(&format!("index.html#v=1&{state}")));
            browser.wait_until_whole();
            let said = browser.texts(".field .refused").iter().any(|it| it.contains("another role already"));
            assert_eq!(said, is_said, "{state}");
            assert_eq!(browser.text("#verdict").contains("One server has one role"), is_said, "{state}");
        }
    });
}

#[test]
fn a_newer_export_takes_the_place_of_an_older_one_on_request() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        // Parts of one export are no newer ones of each other.
        browser.give("#pick", &[("all.json", EXPORT[0].1), ("networks.json", EXPORT[1].1), ("same.json", EXPORT[0].1)]);
        browser.wait_for_text("#files .said", "3 files read");
        assert_eq!(browser.count(".newer"), 0);
        browser.click(".read li:nth-child(3) .acts button");
        browser.wait_for_text("#files .said", "2 files read");
        for (name, before) in [("pgreach-export.json", "all.json"), ("all (1).json", "pgreach-export.json")] {
            browser.give("#pick", &[(name, EXPORT[0].1)]);
            browser.wait_for_text(".newer", &format!("{name} describes again what {before} does."));
            assert_eq!(browser.texts(".read li > b").len(), 3, "nothing is replaced unasked");
            let above = "document.querySelector('.newer').getBoundingClientRect().bottom
                < document.querySelector('.read').getBoundingClientRect().top";
            assert_eq!(browser.eval(above), true, "what is asked stands above the list");
            browser.click(".newer .instead");
            browser.wait_for_text("#files .said", "2 files read");
            assert_eq!(browser.texts(".read li > b"), ["networks.json", name]);
            browser.wait_for_text(".read li:nth-child(2)", &format!("It took the place of {before}."));
            assert_eq!(browser.count(".compared"), 0);
        }
    });
}

#[test]
fn a_newer_export_is_compared_with_the_older_one_step_by_step() {
    let site = Site::under("/", dist());
    let fixed = EXPORT[1].1.replace("\"Deny\"", "\"Allow\"");
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#files .said", "2 files read");
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".verdict .pill", "Blocked");
        browser.give("#pick", &[("later.json", &fixed)]);
        browser.wait_for_text(".newer", "later.json describes again what networks.json does. If it is newer:");
        browser.click(".newer .compare");
        browser.wait_for_text(".compared", "Still failing (1)");
        browser.wait_for("document.activeElement.id === 'compared-title'");
        assert_eq!(browser.texts(".read li > b"), ["servers.json", "later.json"], "the newer one counts");
        let before = browser.texts(".compared [role=status] > p");
        assert!(before[0].starts_with("Before: Blocked. ") && before[1].starts_with("Now: Blocked. "), "{before:?}");
        assert_eq!(browser.texts(".compared h3"), ["Fixed (1)", "Still failing (1)"]);
        assert_eq!(
            browser.texts(".compared li button"),
            ["security group, source: failed → passed", "peering, source: failed"]
        );
        assert_eq!(browser.axe(), [""; 0]);
        // Each leads to its step.
        browser.click(".compared [data-goes=step-source-peering]");
        browser.wait_for("document.activeElement.id === 'step-source-peering'");
        // What is entered holds for both.
        browser.choose("#found-source", "");
        browser.wait_for_text(".compared", "There are no steps to compare");
        browser.choose("#found-source", "orders-old");
        browser.wait_for_text(".compared", "Fixed (1)");
        // What nobody has answered yet is compared with each answer.
        browser.choose("#found-runtime", "");
        browser.wait_for_text(".compared", "Without a runtime server");
        browser.wait_for_text(".compared h4", "Fixed (1)");
        assert_eq!(browser.texts(".compared h3"), ["With a runtime server", "Without a runtime server"]);
        browser.choose("#found-runtime", "-");
        browser.wait_for_text(".compared h3", "Fixed (1)");
        browser.click(".compared .networks-head button");
        browser.wait_for("!document.querySelector('.compared')");
        browser.wait_for_focus("button Compare");
        // A file of the same name takes the place of the one before at once, and is compared with that.
        browser.give("#pick", &[("later.json", EXPORT[1].1)]);
        browser.wait_for_text(".read li:nth-child(2)", "It took the place of the one before.");
        browser.click(".read .compare");
        browser.wait_for_text(".compared", "New (1)");
        assert_eq!(browser.texts(".compared h3"), ["New (1)", "Still failing (1)"]);
    });
}

#[test]
fn a_change_of_the_plan_is_ticked_off_and_stays_so() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html"));
        browser.give("#pick", &EXPORT[..2]);
        browser.choose("#found-runtime", "-");
        browser.wait_for("1 < document.querySelectorAll('#plan .plan ol li').length");
        let count = browser.count(".plan ol li");
        browser.wait_for_text(".plan h2", &format!("0 of {count} done"));
        // Its commands stand in it, folded, in the form that is chosen for all.
        browser.click(".plan ol li:first-child .how summary");
        browser.wait_for_text(".plan ol li:first-child .command", "az ");
        browser.choose("#plan-as", "powershell");
        browser.wait_for_text(".plan ol li:first-child .command", "-Az");
        assert_eq!(value(browser, "#fix-as"), "powershell", "the steps follow");
        browser.choose("#plan-as", "az");
        browser.click(".plan ol li:first-child input");
        browser.wait_for_text(".plan h2", &format!("1 of {count} done"));
        assert_eq!(browser.axe(), [""; 0]);
        // Whatever else is entered or read, and whether the plan is there or not.
        let first = browser.text(".plan .made strong");
        browser.choose("#found-source", "");
        browser.wait_for("!document.querySelector('.plan')");
        browser.give("#pick", &[("networks.json", EXPORT[1].1)]);
        browser.wait_for_text("#files .said", "2 files read");
        browser.choose("#found-source", "orders-old");
        browser.wait_for_text(".plan h2", &format!("1 of {count} done"));
        assert_eq!(browser.text(".plan .made strong"), first);
        browser.click(".plan ol li:first-child input");
        browser.wait_for("!document.querySelector('.plan .made')");
        for nth in 1..=count {
            browser.click(&format!(".plan ol li:nth-child({nth}) input"));
        }
        browser.wait_for_text(".plan .note", "Export again and drop the new file here");
        // Each leads to how it is made.
        browser.click(".plan ol li:first-child .link");
        browser.wait_for("/^step-/.test(document.activeElement.id)");
    });
}

#[test]
fn starting_over_is_undone() {
    let site = Site::under("/", dist());
    in_all(|browser| {
        browser.open(&site.url("index.html#v=1&source/a-record=pass"));
        browser.give("#pick", &EXPORT[..2]);
        browser.wait_for_text("#section", "Private access in source and private access in target");
        browser.choose("#found-runtime", "-");
        browser.wait_for("document.querySelector('#runtime-used-false').checked");
        browser.wait_for_text(".verdict .pill", "Blocked");
        let before = browser.text("#verdict");
        browser.click(".forget");
        browser.wait_for_text("#undo", "Everything is cleared");
        browser.wait_for("document.querySelectorAll('.read li').length === 0");
        browser.wait_for_focus("button Undo");
        assert_eq!(browser.axe(), [""; 0]);
        browser.click("#undo .main");
        browser.wait_for_text("#files .said", "2 files read");
        browser.wait_for_text("#verdict", &before);
        assert_eq!(value(browser, "#found-source"), "orders-old");
        assert_eq!(browser.texts("#undo p"), [""; 0]);
        browser.wait_for("location.hash.includes('source/a-record=pass') && !location.hash.includes('today')");
        // Whatever is entered next takes its place.
        browser.click(".forget");
        browser.wait_for_text("#undo", "Everything is cleared");
        browser.choose("#source-kind", "aws-rds");
        browser.wait_for("!document.querySelector('#undo p')");
    });
}

#[test]
fn leaving_with_files_is_asked_about() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        browser.open(&site.url("index.html"));
        browser.wait_until_whole();
        let is_free = "dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        assert_eq!(browser.eval(is_free), true);
        // It asks only a person, who does something.
        browser.click(".brand");
        browser.give("#pick", &EXPORT[..1]);
        browser.wait_for_text("#files .said", "1 file read");
        assert_eq!(browser.eval(is_free), false);
        browser.click(".read li button");
        browser.wait_for("!document.querySelector('.read li')");
        assert_eq!(browser.eval(is_free), true);
    });
}
