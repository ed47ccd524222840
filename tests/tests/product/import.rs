//! An Azure export: files come in by every way, decide what they can, and leave nothing behind.
//!
//! Longer than 500 lines: every promise of one part of the page.

use std::fs;
use std::io::{Cursor, Write};
use std::path::PathBuf;

use flate2::{Compression, write::GzEncoder};
use pgreach_tests::{Browser, Look, Site, dist, in_all, in_both, in_both_as, saved, single_file};
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const NAMES: &str = "v=1&source.name=orders-old&target.name=orders-new&runtime.used=false";

fn id(path: &str) -> String {
    format!("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/{path}")
}

/// The servers: a private single server, and a flexible server in a subnet of vnet-new.
fn servers() -> Value {
    json!([
        {
            "id": id("Microsoft.DBforPostgreSQL/servers/orders-old"), "name": "orders-old",
            "type": "Microsoft.DBforPostgreSQL/servers", "location": "westeurope",
            "properties": {
                "fullyQualifiedDomainName": "orders-old.postgres.database.azure.com", "publicNetworkAccess": "Disabled",
                "privateEndpointConnections": [{
                    "id": id("Microsoft.DBforPostgreSQL/servers/orders-old/privateEndpointConnections/pe-old-1"),
                    "properties": {
                        "privateEndpoint": { "id": id("Microsoft.Network/privateEndpoints/pe-old") },
                        "privateLinkServiceConnectionState": { "status": "Approved", "description": "" },
                        "provisioningState": "Ready"
                    }
                }]
            }
        },
        {
            "id": id("Microsoft.DBforPostgreSQL/flexibleServers/orders-new"), "name": "orders-new",
            "type": "Microsoft.DBforPostgreSQL/flexibleServers", "location": "westeurope",
            "properties": {
                "fullyQualifiedDomainName": "orders-new.postgres.database.azure.com",
                "network": {
                    "publicNetworkAccess": "Disabled",
                    "delegatedSubnetResourceId": id("Microsoft.Network/virtualNetworks/vnet-new/subnets/db"),
                    "privateDnsZoneArmResourceId": id("Microsoft.Network/privateDnsZones/orders-new.private.postgres.database.azure.com")
                }
            }
        }
    ])
}

/// The networks, with a peering in a state.
fn networks(state: &str) -> Value {
    let vnet = |name: &str, prefix: &str, subnet: Value, far: &str, far_prefix: &str| {
        json!({
            "id": id(&format!("Microsoft.Network/virtualNetworks/{name}")), "name": name,
            "type": "Microsoft.Network/virtualNetworks", "location": "westeurope",
            "properties": {
                "resourceGuid": "5e0c7a1e-2f4e-4b8e-9a52-6d1f0a2b3c4d", "provisioningState": "Succeeded",
                "addressSpace": { "addressPrefixes": [prefix] },
                "subnets": [subnet],
                "virtualNetworkPeerings": [{
                    "id": id(&format!("Microsoft.Network/virtualNetworks/{name}/virtualNetworkPeerings/to-{far}")),
                    "name": format!("to-{far}"),
                    "properties": {
                        "provisioningState": "Succeeded",
                        "remoteVirtualNetwork": { "id": id(&format!("Microsoft.Network/virtualNetworks/{far}")) },
                        "peeringState": state, "peeringSyncLevel": "FullyInSync",
                        "allowVirtualNetworkAccess": true, "allowForwardedTraffic": false,
                        "allowGatewayTransit": false, "useRemoteGateways": false, "peerCompleteVnets": true, "enableOnlyIPv6Peering": false,
                        "remoteAddressSpace": { "addressPrefixes": [far_prefix] }
                    }
                }]
            }
        })
    };
    let subnet = |vnet: &str, name: &str, prefix: &str, delegations: Value| {
        json!({
            "id": id(&format!("Microsoft.Network/virtualNetworks/{vnet}/subnets/{name}")), "name": name,
            "properties": { "provisioningState": "Succeeded", "addressPrefix": prefix, "delegations": delegations, "serviceEndpoints": [],
                "privateEndpointNetworkPolicies": "Disabled" }
        })
    };
    let delegation =
        json!([{ "name": "fs", "properties": { "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers" } }]);
    json!([
        vnet("vnet-old", "10.1.0.0/16", subnet("vnet-old", "endpoints", "10.1.0.0/24", json!([])), "vnet-new", "10.2.0.0/16"),
        vnet("vnet-new", "10.2.0.0/16", subnet("vnet-new", "db", "10.2.0.0/24", delegation), "vnet-old", "10.1.0.0/16"),
        {
            "id": id("Microsoft.Network/privateEndpoints/pe-old"), "name": "pe-old",
            "type": "Microsoft.Network/privateEndpoints", "location": "westeurope",
            "properties": {
                "provisioningState": "Succeeded",
                "subnet": { "id": id("Microsoft.Network/virtualNetworks/vnet-old/subnets/endpoints") },
                "privateLinkServiceConnections": [{ "properties": {
                    "privateLinkServiceId": id("Microsoft.DBforPostgreSQL/servers/orders-old"),
                    "groupIds": ["postgresqlServer"],
                    "privateLinkServiceConnectionState": { "status": "Approved" }
                } }],
                "customDnsConfigs": [{ "fqdn": "orders-old.postgres.database.azure.com", "ipAddresses": ["10.1.0.4"] }],
                "networkInterfaces": [{ "id": id("Microsoft.Network/networkInterfaces/pe-old-nic") }]
            }
        },
        { "id": id("Microsoft.Compute/disks/d"), "name": "d", "type": "Microsoft.Compute/disks", "location": "westeurope" }
    ])
}

/// A folder with the two files, the networks not yet peered.
fn files() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let files = [("servers.json", servers()), ("networks.json", networks("Initiated"))];
    let paths = files.map(|(name, text)| {
        let path = folder.path().join(name);
        fs::write(&path, text.to_string()).expect("it is writable");
        path
    });
    (folder, paths.to_vec())
}

/// Opens the page and waits until it can take files.
#[track_caller]
fn open(browser: &Browser, url: &str) {
    browser.open(url);
    browser.wait_until_whole();
}

/// Hands files to the page's own picker, made in the page: a list of names and texts.
#[track_caller]
fn give(browser: &Browser, picker: &str, files: &[(&str, &str)]) {
    browser.give(picker, files);
}

#[track_caller]
fn has_read(browser: &Browser, said: &str) {
    browser.wait_for_text("#files .said", said);
}

/// Waits until the files show that a step passes.
#[track_caller]
fn passes(browser: &Browser, key: &str) {
    browser.wait_for(&format!("document.querySelector(\"{}\")?.dataset.status === 'pass'", step(key)));
    browser.unfold_steps();
    browser.wait_for_text(&format!("{} .decided", step(key)), "Passed, by evidence");
}

fn step(key: &str) -> String {
    format!("[data-step='{key}']")
}

#[test]
fn picked_files_decide_steps_and_settings_and_say_by_what() {
    let site = Site::under("/", dist());
    let (_folder, paths) = files();
    in_all(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        browser.wait_until_kept();
        let _ = site.requests();
        browser.upload("#pick", &paths);
        has_read(browser, "2 files read");
        browser.wait_for_text(".verdict .pill", "Blocked");
        let peering = step("source/peering");
        browser.wait_for_text(&format!("{peering} .evidence"), "peeringState = Initiated");
        browser.wait_for_text(&format!("{peering} .evidence small"), "networks.json · /subscriptions/");
        browser.wait_for_text(&format!("{peering} .decided"), "Failed, by evidence");
        browser.wait_for_text("#section", "Private access in source and private access in target");
        assert_eq!(browser.eval("document.querySelector('#target-access').value"), "vnet-integrated");
        browser.wait_for_text("#target-access-about", "Evidence: orders-new · network.delegatedSubnetResourceId");
        browser.wait_for_text(".read", "2 virtual networks");
        browser.wait_for_text(".read", "Ignored: 1 microsoft.compute/disks");
        assert_eq!(browser.axe(), [""; 0]);
        assert_eq!(site.requests(), [""; 0], "nothing is sent or fetched");
        assert_eq!(browser.eval("location.hash.includes('vnet')"), false, "and nothing is in the address");
        browser.reload();
        browser.wait_until_whole();
        assert_eq!(browser.count(".read li"), 0, "a reload forgets them");
        assert_eq!(browser.eval("localStorage.length + sessionStorage.length"), 0);
        assert_eq!(browser.count(&format!("{peering} .evidence")), 0);
    });
}

#[test]
fn the_networks_of_the_files_are_drawn_and_changes_tried_in_them() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Disconnected").to_string());
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
        let drawn = "#networks .across svg";
        for shown in
            ["vnet-new", "10.2.0.0/16", "endpoints", "Subnet · endpoints · 10.1.0.0/24", "Peering", "to-vnet-old: "]
        {
            browser.wait_for_text(drawn, shown);
        }
        browser.wait_for_text(drawn, "Disconnected");
        assert_eq!(
            browser.eval("document.querySelector('.path > .drawing').getClientRects().length"),
            0,
            "in place of the other"
        );
        assert_eq!(browser.axe(), [""; 0]);
        // A stage leads to its step, by the keyboard too, and the address stays what it is.
        let address = browser.url();
        let _ = browser.eval("document.querySelector('#networks .across [data-goes=step-source-peering]').focus()");
        browser.press("Enter");
        browser.wait_for("document.activeElement.id === 'step-source-peering'");
        assert_eq!(browser.url(), address);
        // Back leads to the drawing, and takes nothing back.
        let _ = browser.eval("history.back()");
        browser.wait_for_text(drawn, "Disconnected");
        assert_eq!(browser.url(), address);
        // What if the step held, or a change of the plan were made: before and after, and back.
        browser.wait_for("/change 1 is made/.test(document.querySelector('#what-if').textContent)");
        browser.choose("#what-if", "source/peering");
        browser.wait_for_text(".verdict .tried", "If done");
        browser.wait_for_text(".networks.assumed", "Assumed, not as it is: ");
        browser.wait_for_text("#networks [role=status]", "peering, source: failed → passed");
        browser.wait_for("document.querySelector('#networks .across').textContent.includes('Peering') && !document.querySelector('#networks .across').textContent.includes('does not work')");
        assert_eq!(browser.text(".verdict .pill"), "Blocked", "nothing is lost");
        let all = browser.eval("[...document.querySelectorAll('#what-if option')].filter((it) => 0 < it.value).length");
        // At the change it is tried too: the plan, the verdict and the drawing go together.
        browser.click(".plan li:last-child .try");
        browser.wait_for_text("#networks [role=status]", "peering, source: failed → passed");
        assert_eq!(browser.eval("document.querySelector('#what-if').value"), all.to_string());
        assert_eq!(browser.attribute(".plan li:last-child .try", "aria-pressed").as_deref(), Some("true"));
        browser.click("#networks [role=status] button");
        browser.wait_for("document.querySelector('#networks [role=status]').textContent === ''");
        browser.wait_for_text(drawn, "Disconnected");
        // The same content as a list, and a file.
        browser.click("#networks summary");
        browser.wait_for_text("#networks details li li", "Subnet db: 10.2.0.0/24");
        let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
        browser.save_downloads_in(folder.path());
        browser.click("#save-networks");
        let drawn = "pgreach-networks-orders-old-to-orders-new-";
        let is_drawing = |name: &str| name.starts_with(drawn) && name.rsplit('.').next() == Some("svg");
        let drawing = saved(folder.path(), |name, text| is_drawing(name) && text.contains("</svg>"));
        assert!(drawing.contains(">vnet-old<"), "{drawing}");
    });
}

#[test]
fn the_networks_fit_a_phone_and_are_seen_in_forced_colours() {
    let site = Site::under("/", dist());
    let (_folder, paths) = files();
    in_both_as(Look::PHONE, |browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        browser.upload("#pick", &paths);
        browser.wait_for_text("#networks .down svg", "10.2.0.0/16");
        // What can be pressed is as large as a finger.
        assert_eq!(
            browser.eval("[...document.querySelectorAll('#networks .down a .hit')].map((it) => it.getBoundingClientRect()).filter((it) => it.width < 44 || it.height < 44).map((it) => `${it.width} × ${it.height}`)"),
            json!([])
        );
        assert_eq!(browser.eval("document.documentElement.scrollWidth <= innerWidth"), true);
        assert_eq!(
            browser.eval("[...document.querySelectorAll('#networks .down a, #what-if, #save-networks')].map((it) => it.getBoundingClientRect()).filter((it) => it.width && (it.left < 0 || 390 < it.right)).length"),
            0
        );
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn the_servers_that_were_found_are_there_to_choose() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Connected").to_string());
    in_both(|browser| {
        open(browser, &site.url("index.html"));
        give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
        browser.wait_for_text("#found-source", "orders-old · single server · westeurope");
        browser.choose("#found-source", "");
        browser.wait_for_text("#parties .cue", "Choose the servers of this migration");
        browser.choose("#found-source", "orders-old");
        browser.choose("#found-target", "orders-new");
        browser.wait_for("document.querySelector('#parties .cue').hidden");
        browser.wait_for_text("#section", "Private access in source and private access in target");
        browser.choose("#found-runtime", "-");
        passes(browser, "source/peering");
        assert_eq!(browser.eval("document.querySelector('#source-name').value"), "orders-old");
        assert_eq!(browser.eval("document.querySelector('#found-target').value"), "orders-new");
        browser.wait_for("document.querySelector('#found-runtime').value === '-'");
        browser.choose("#found-runtime", "orders-new");
        browser.wait_for("document.querySelector('#runtime-used-true').checked");
        browser.choose("#found-runtime", "-");
        browser.wait_for("document.querySelector('#runtime-used-false').checked");
        browser.wait_for("!location.hash.includes('runtime.name')");
        browser.choose("#found-runtime", "");
        browser.wait_for("document.querySelector('#runtime-used-unknown').checked");
        browser.wait_for("document.querySelector('#found-runtime').value === ''");
        browser.choose("#found-source", "");
        browser.wait_for("document.querySelector('#source-name').value === ''");
    });
}

#[test]
fn a_file_is_replaced_and_removed() {
    let site = Site::under("/", dist());
    let (servers, before, after) =
        (servers().to_string(), networks("Initiated").to_string(), networks("Connected").to_string());
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &before)]);
        browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        give(browser, "li:nth-child(2) input[type=file]", &[("later.json", &after)]);
        passes(browser, "source/peering");
        assert_eq!(browser.texts(".read li > b"), ["servers.json", "later.json"]);
        browser.click(".read li:nth-child(2) button");
        has_read(browser, "1 file read");
        browser.wait_for_text(&step("source/peering"), "To decide it, export");
        assert_eq!(browser.focused(), "button Remove\nservers.json", "the focus stays in the list");
        browser.click(".read li button");
        browser.wait_for("!document.querySelector('.read li')");
        browser.wait_for_focus("#pick");
        assert_eq!(browser.count(".evidence"), 0);
    });
}

#[test]
fn what_is_dropped_and_what_is_pasted_is_read() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_all(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        let _ = browser.eval(&format!(
            "(() => {{
                const data = new DataTransfer();
                data.items.add(new File([{}], 'dropped.json'));
                const fire = (type) => document.querySelector('#verdict').dispatchEvent(
                    new DragEvent(type, {{ bubbles: true, cancelable: true, dataTransfer: data }}));
                fire('dragover'); window.isShown = 'drop' in document.documentElement.dataset; fire('drop');
            }})()",
            json!(servers)
        ));
        assert_eq!(browser.eval("window.isShown"), true, "the page says that it takes it");
        has_read(browser, "1 file read");
        assert_eq!(browser.eval("'drop' in document.documentElement.dataset"), false);
        browser.click("#files [data-opens=paste]");
        let _ = browser.eval(&format!(
            "(() => {{
                const box = document.querySelector('#error-text');
                box.value = {};
                box.dispatchEvent(new Event('input', {{ bubbles: true }}));
            }})()",
            json!(networks)
        ));
        browser.click("#paste .import");
        has_read(browser, "2 files read");
        assert_eq!(browser.texts(".read b"), ["dropped.json", "pasted text 1"]);
        browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        // A second paste, on the page itself.
        assert!(browser.paste("body", &networks));
        has_read(browser, "3 files read");
    });
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_counts() {
    let site = Site::under("/", dist());
    let servers = servers().to_string();
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        give(browser, "#pick", &[("servers.json", &servers), ("broken.json", "[{\"id\": ")]);
        has_read(browser, "1 file read, 1 with errors");
        assert_eq!(browser.count(".read li:nth-child(2) .refused"), 1);
        browser.wait_for_text("#target-access-about", "Evidence: orders-new");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn what_the_files_show_decides_over_what_a_person_says() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}&target.access=public&source/peering=pass")));
        give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
        browser.wait_for_text(
            "#target-access-about",
            "You specified \"Public access\", but evidence shows \"Private access (VNet integration)\". Evidence decides.",
        );
        browser.wait_for_text(&step("source/peering"), "You answered \"Passed\", but evidence says \"Failed\".");
        browser.wait_for_text(".verdict .pill", "Blocked");
    });
}

#[test]
fn the_page_goes_on_while_it_reads_and_reading_is_cancelled() {
    let site = Site::under("/", dist());
    let servers = servers().to_string();
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        give(browser, "#pick", &[("servers.json", &servers)]);
        has_read(browser, "1 file read");
        // Some 50 MB.
        let _ = browser.eval(
            "(() => {
                const vnet = (it) => JSON.stringify({ id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v' + it,
                    name: 'v' + it, type: 'Microsoft.Network/virtualNetworks', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
                    subnets: Array.from({ length: 20 }, (_, at) => ({ name: 's' + at, properties: { addressPrefix: '10.0.' + at + '.0/24' } })) } });
                const parts = []; let size = 0;
                for (let it = 0; size < 50e6; it += 1) { const text = (it ? ',' : '[') + vnet(it); parts.push(text); size += text.length; }
                const data = new DataTransfer();
                data.items.add(new File([...parts, ']'], 'large.json'));
                const input = document.querySelector('#pick');
                input.files = data.files;
                input.dispatchEvent(new Event('change', { bubbles: true }));
            })()",
        );
        browser.wait_for("0 < document.querySelector('.read progress')?.value");
        browser.click("#source-access-public");
        browser.wait_for_text("#source-access-about", "Connection security");
        // A page that stood still would have answered only once all was read.
        assert_eq!(browser.count(".read progress"), 2, "it is still being read");
        browser.click(".read li:nth-child(2) button");
        browser.wait_for(
            "document.querySelectorAll('.read li').length === 1 && !document.querySelector('.read progress')",
        );
        has_read(browser, "1 file read");
        browser.wait_for_text("#target-access-about", "Evidence: orders-new");
        assert_eq!(browser.axe(), [""; 0]);
    });
}

#[test]
fn the_saved_file_reads_without_a_network() {
    let (_folder, paths) = files();
    in_both(|browser| {
        browser.go_offline();
        open(browser, &format!("{}#{NAMES}", single_file()));
        browser.upload("#pick", &paths);
        has_read(browser, "2 files read");
        browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        assert_eq!(browser.resources().iter().filter(|it| !it.starts_with("blob:")).count(), 0);
    });
}

#[test]
fn it_reads_in_a_frame_that_may_run_scripts_and_nothing_else() {
    let site = Site::under("/", dist());
    let hosting = Site::framing(&site.url(&format!("pgreach.html#{NAMES}")), "allow-scripts");
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_both(|browser| {
        browser.visit(&hosting.url("host.html"));
        browser.within("document.querySelector('iframe')", || {
            browser.wait_for("document.querySelector('#files fieldset')?.disabled === false");
            give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
            browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        });
    });
}

#[test]
fn a_site_that_allows_no_worker_is_read_on_the_page_and_says_so() {
    let site = Site::under("/", dist());
    site.add_header("Content-Security-Policy", "worker-src 'none'");
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        // Before there are files, too.
        browser.click("[data-opens=share]");
        browser.click("#share-masked");
        browser.wait_for_text("#share-link", "source.name=server-");
        browser.press("Escape");
        give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
        has_read(browser, "allows no worker");
        browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        assert_ne!(browser.errors(), [""; 0], "the browser has reported the violation");
    });
}

#[test]
fn a_download_says_what_the_files_show() {
    let site = Site::under("/", dist());
    let folder = tempfile::tempdir().expect("a folder");
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_both(|browser| {
        browser.save_downloads_in(folder.path());
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
        browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        browser.click("nav button:nth-of-type(4)");
        browser.click("#copy-markdown");
        browser.wait_for_text("#download [role=status]", "Copied");
        assert!(browser.clipboard().contains("peeringState"), "{}", browser.clipboard());
    });
}

/// What the page hands over as a file at the click of a button of the dialog.
#[track_caller]
fn handed_over(browser: &Browser, button: &str) -> String {
    let _ = browser.eval(
        "(() => {
            window.given = '';
            if (window.isWatched) return;
            window.isWatched = true;
            const link = HTMLAnchorElement.prototype.click, url = URL.createObjectURL;
            URL.createObjectURL = (blob) => { if (!/javascript/.test(blob.type)) blob.text().then((it) => window.given = it); return url.call(URL, blob); };
            HTMLAnchorElement.prototype.click = function () { if (!this.download) link.call(this); };
        })()",
    );
    browser.click(button);
    browser.wait_for("window.given");
    browser.eval("window.given").as_str().unwrap_or_default().to_owned()
}

/// How each step stands by a report, and by what: in words, without the names of resources.
fn stands(report: &str) -> Vec<[String; 4]> {
    let report: Value = serde_json::from_str(report).expect("it is JSON");
    let steps = report["steps"].as_array().expect("a list").iter();
    let entered = |step: &Value| {
        let evidence = step["evidence"].as_array().cloned().unwrap_or_default();
        let values: Vec<&str> = evidence.iter().filter_map(|it| it["value"].as_str()).collect();
        let is_state = |it: &&&str| ["Initiated", "Approved", "Disabled", "none"].contains(it);
        let values: Vec<&str> = values.iter().filter(is_state).copied().collect();
        [step["key"].to_string(), step["status"].to_string(), step["decidedBy"].to_string(), values.join(" ")]
    };
    steps.map(entered).collect()
}

/// Opens the dialog of what can be downloaded.
#[track_caller]
fn open_download(browser: &Browser) {
    browser.wait_until_kept();
    browser.click("nav button:nth-of-type(4)");
    browser.wait_for("document.querySelector('#download')?.open");
}

#[test]
fn a_report_with_pseudonyms_says_the_same_and_names_nobody() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_both(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}&exceptions.source/nsg=2030-12-31%20Ask%20Jane")));
        give(browser, "#pick", &[("servers.json", &servers), ("jane.json", &networks)]);
        browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
        open_download(browser);
        let json = "#download [data-format=json]";
        let plain = handed_over(browser, json);
        assert!(plain.contains("vnet-old") && plain.contains("jane.json"), "{plain}");
        browser.click("#masked");
        assert_eq!(browser.axe(), [""; 0]);
        let masked = handed_over(browser, json);
        assert_eq!(stands(&masked), stands(&plain));
        assert!(stands(&plain).iter().any(|it| it[1] == "\"fail\"" && it[3].contains("Initiated")), "{plain}");
        let markdown = handed_over(browser, "#download [data-format=markdown]");
        let saved = handed_over(browser, "#download [data-format=config]");
        for text in [&masked, &markdown, &saved] {
            for name in ["orders", "vnet-old", "vnet-new", "pe-old", "/rg/", "10.1.0.4", "jane", "Jane", "127.0.0.1"] {
                assert!(!text.contains(name), "{name} is in {text}");
            }
        }
        let server = markdown.split("server-").nth(1).and_then(|it| it.chars().next()).expect("a pseudonym");
        assert!(masked.contains(&format!("server-{server}")), "the files of one go have the same pseudonyms");
    });
}

#[test]
fn what_is_typed_has_pseudonyms_too_without_any_file() {
    let site = Site::under("/", dist());
    in_both(|browser| {
        open(browser, &site.url("index.html#v=1&source.access=private&target.access=public"));
        browser.fill("#source-name", "orders-old");
        open_download(browser);
        let markdown = "#download [data-format=markdown]";
        assert!(handed_over(browser, markdown).contains("orders-old"));
        browser.click("#masked");
        let masked = handed_over(browser, markdown);
        assert!(!masked.contains("orders-old") && masked.contains("server-1"), "{masked}");
        browser.press("Escape");
        browser.click("[data-opens=share]");
        browser.wait_for_text("#share-link", "#v=1&source.access=private");
        browser.click("#share-masked");
        browser.wait_for_text("#share-link", "source.name=server-1");
        assert!(!browser.text("#share").contains("orders-old"));
        assert_eq!(browser.eval("location.hash.includes('name')"), false, "the page's own address has no names");
        browser.click("#share-masked");
        browser.click("#share-names");
        browser.wait_for_text("#share-link", "source.name=orders-old");
    });
}

#[test]
fn what_was_read_is_saved_and_read_again() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    in_both(|browser| {
        let page = site.url(&format!("index.html#{NAMES}&target/tls=pass"));
        for is_masked in [false, true] {
            browser.visit("about:blank");
            open(browser, &page);
            give(browser, "#pick", &[("servers.json", &servers), ("networks.json", &networks)]);
            browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
            open_download(browser);
            let json = "#download [data-format=json]";
            let before = handed_over(browser, json);
            if is_masked {
                browser.click("#masked");
            }
            let saved = handed_over(browser, "#download [data-format=config]");
            assert!(!saved.contains("disks"), "only what a check looks at");
            open(browser, &site.url("index.html#v=1"));
            browser.reload();
            open(browser, &site.url("index.html#v=1"));
            give(browser, "#pick", &[("pgreach.json", &saved)]);
            has_read(browser, "1 file read");
            browser.wait_for_text(".read", "settings and answers of pgreach, 1 single server");
            browser.wait_for_text(&step("source/peering"), "Failed, by evidence");
            let name = if is_masked { "server-1" } else { "orders-old" };
            assert_eq!(browser.eval("document.querySelector('#source-name').value"), name);
            assert_eq!(browser.eval("location.hash.includes('name')"), false);
            open_download(browser);
            assert_eq!(stands(&handed_over(browser, json)), stands(&before));
        }
    });
}

#[test]
fn the_script_that_makes_the_export_is_there_to_copy() {
    let site = Site::under("/", dist());
    in_both_as(Look::PHONE, |browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        browser.wait_until_kept();
        browser.click("[data-opens=export]");
        browser.wait_for_text("#script", "az account show");
        let bash = browser.text("#script");
        assert!(bash.contains("orders-new"), "{bash}");
        browser.choose("#shell", "powershell");
        browser.wait_for(&format!("document.querySelector('#script').textContent.trim() !== {}", json!(bash.trim())));
        browser.wait_for_text("#script", "$target_server");
        let whole = browser.text("#script");
        browser.click("#minimal");
        browser.wait_for(&format!("document.querySelector('#script').textContent.trim() !== {}", json!(whole.trim())));
        browser.click("#copy-script");
        browser.wait_for_text("#export [role=status]", "Copied");
        assert_eq!(
            browser.clipboard().replace("\r\n", "\n").trim(),
            browser.eval("document.querySelector('#script').textContent.trim()")
        );
        assert_eq!(browser.axe(), [""; 0]);
    });
}

/// A zip archive, one of its files only stored.
fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, text)) in files.iter().enumerate() {
        let method = if at == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a file is begun");
        writer.write_all(text.as_bytes()).expect("it is written");
    }
    writer.finish().expect("it is ended").into_inner()
}

fn gzip(pieces: usize, piece: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..pieces {
        writer.write_all(piece).expect("it is written");
    }
    writer.finish().expect("it is ended")
}

/// What is said of an archive that cannot be read.
const NOT_WHOLE: &str =
    "found a zip archive, which is not whole or has a password, expected the files in it, unpacked by something else";

#[test]
fn what_is_packed_is_unpacked() {
    let site = Site::under("/", dist());
    let (servers, networks) = (servers().to_string(), networks("Initiated").to_string());
    let archive = zip(&[("deploy.ps1", "no"), ("in/servers.json", &servers), ("__MACOSX/in/servers.json", "no")]);
    let mut damaged = archive.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    let packed = gzip(1, networks.as_bytes());
    let folder = tempfile::tempdir().expect("the folder for temporary files is writable");
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("it is writable");
        path
    };
    let right = [file("export.zip", &archive), file("networks.json.gz", &packed)];
    let wrong = [
        file("half.zip", &archive[..archive.len() / 2]),
        file("damaged.zip", &damaged),
        file("cut.gz", &packed[..packed.len() - 4]),
        file("photos.zip", &zip(&[("a.png", "")])),
        file("bomb.gz", &gzip(257, &vec![b' '; 1024 * 1024])),
    ];
    in_all(|browser| {
        open(browser, &site.url(&format!("index.html#{NAMES}")));
        browser.upload("#pick", &right);
        has_read(browser, "2 files read");
        browser.wait_for_text(".verdict .pill", "Blocked");
        let evidence = format!("{} .evidence small", step("source/peering"));
        browser.wait_for_text(&evidence, "networks.json.gz · /subscriptions/");
        browser.wait_for_text(".read", "export.zip/in/servers.json");
        browser.upload("#pick", &wrong);
        has_read(browser, "2 files read, 5 with errors");
        let said = browser.eval("document.querySelector('.read').innerText").to_string();
        assert_eq!(said.matches(NOT_WHOLE).count(), 2, "{said}");
        for line in [
            "found a file that gzip packed, which is not whole, expected the whole file",
            "found a zip archive without an export, expected one with template.json, or other JSON",
            "found more than 256 MiB or 1000 files, packed, expected less: the files that are exports, unpacked",
        ] {
            assert!(said.contains(line), "{line}: {said}");
        }
        browser.wait_for_text(".verdict .pill", "Blocked");
    });
}
