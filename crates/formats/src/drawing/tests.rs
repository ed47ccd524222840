//! Tests that names in a drawing are text and nothing else, and where its marks lead.

use pgreach_rules::{Drawing, HopKind, Mark, Part, PartKind, Party, Side, Station, Status, StepKey, Way};

use super::{Links, list, svg};

fn drawing(name: &str, status: Status) -> Drawing {
    let mark = Mark {
        connections: vec![Party::Source],
        kind: HopKind::Interconnect,
        steps: vec![StepKey::parse("source/peering").expect("a step")],
        name: "peering".to_owned(),
        status,
        resource: Some(name.to_owned()),
        text: name.to_owned(),
    };
    let part = |kind, side, within, marks: &[Mark]| Part {
        kind,
        name: name.to_owned(),
        facts: vec![name.to_owned(), "10.0.0.0/16".to_owned()],
        within,
        side,
        row: 0,
        joins: Vec::new(),
        marks: marks.to_vec(),
    };
    let marks = [mark];
    let parts = vec![
        part(PartKind::Vnet, Side::Client, None, &[]),
        part(PartKind::Server, Side::Client, Some(0), &marks),
        part(PartKind::Zone, Side::Names, None, &marks),
        Part { joins: vec![0, 4], ..part(PartKind::Peering, Side::Between, None, &marks) },
        part(PartKind::Vnet, Side::Server, None, &marks),
        part(PartKind::Server, Side::Server, Some(4), &marks),
    ];
    let station = |part| Station { part, is_reached: part < 4 };
    Drawing { parts, ways: vec![Way { to: Party::Source, stations: [1, 2, 3, 5].map(station).to_vec(), end: Some(3) }] }
}

#[test]
fn a_name_is_text_and_nothing_else() {
    for name in ["<script>alert(1)</script>", "\"><a href=\"x", "&amp;", "a\u{0}b", "漢字"] {
        let drawing = drawing(name, Status::Fail);
        for (links, width) in [(Links::Page, 320), (Links::None, 720)] {
            let picture = svg(&drawing, width, name, links).write();
            let parsed = roxmltree::Document::parse(&picture).expect("XML");
            let tags = ["svg", "rect", "text", "g", "a", "circle", "path", "title"];
            for node in parsed.descendants().filter(roxmltree::Node::is_element) {
                assert!(tags.contains(&node.tag_name().name()), "{picture}");
                assert!(node.attributes().all(|it| !it.name().starts_with("on")), "{picture}");
            }
        }
        let listed = list(&drawing).write();
        let parsed = roxmltree::Document::parse(&listed).expect("XML");
        assert!(parsed.descendants().filter(roxmltree::Node::is_element).all(|it| it.tag_name().name().len() == 2));
    }
}

#[test]
fn a_mark_leads_to_its_step_in_the_page_and_nowhere_in_a_file() {
    let drawing = drawing("vnet", Status::Pass);
    let page = svg(&drawing, 320, "", Links::Page).write();
    assert_eq!(page.matches("data-goes=\"step-source-peering\"").count(), 5);
    assert!(page.contains("aria-label=\"peering, source: passed (vnet)\""), "{page}");
    assert!(!svg(&drawing, 320, "", Links::None).write().contains("href"));
}
