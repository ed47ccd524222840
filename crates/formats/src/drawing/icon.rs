//! The signs of what is drawn, and of what is known of it.

use pgreach_rules::PartKind;

use super::{PANEL, SOFT};
use crate::{element::Element, sign::Sign};

/// The sign of a kind of part, around a point, with paper below it.
pub(super) fn icon(kind: PartKind, x: f64, y: f64, fill: &'static str) -> Element {
    let path = match kind {
        PartKind::Vnet => "M-4 -4L-8 0L-4 4M4 -4L8 0L4 4M-3 0H-2.9M0 0H.1M3 0H3.1",
        PartKind::Subnet => "M-6 -6H6V6H-6ZM-6 0H6M0 -6V6",
        PartKind::Hub => "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0M0 -2.5V-7M0 2.5V7M-2.5 0H-7M2.5 0H7",
        PartKind::OnPremises => "M-5 7V-7H5V7ZM-2 -3.5H-1.9M2 -3.5H2.1M-2 0H-1.9M2 0H2.1M-1.5 7V4H1.5V7",
        PartKind::Server => {
            "M-6 -4.5a6 2.3 0 1 0 12 0a6 2.3 0 1 0 -12 0V4.5a6 2.3 0 0 0 12 0V-4.5M-6 0a6 2.3 0 0 0 12 0"
        }
        PartKind::Endpoint => "M-8 0H-3M-3 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0M1.5 -.5V.5",
        PartKind::SecurityGroup => "M0 -7.5L6 -5.5V0C6 4 3 6.5 0 7.5C-3 6.5 -6 4 -6 0V-5.5Z",
        PartKind::RouteTable => "M-7 4H7M4.5 1.5L7 4L4.5 6.5M-7 4C0 4 -1 -4 7 -4M4.5 -6.5L7 -4L4.5 -1.5",
        PartKind::Zone | PartKind::Name => "M-7 0a7 7 0 1 0 14 0a7 7 0 1 0 -14 0H7M0 -7C-4 -3 -4 3 0 7C4 3 4 -3 0 -7",
        PartKind::Gateway => "M0 -7.5L7.5 0L0 7.5L-7.5 0ZM-3 0H3M1 -2L3 0L1 2",
        PartKind::Firewall => "M-7 -6H7V6H-7ZM-7 -2H7M-7 2H7M0 -6V-2M-3.5 -2V2M3.5 -2V2M0 2V6",
        PartKind::Appliance => "M-7 -5H7V5H-7ZM-4 0H4M1.5 -2.5L4 0L1.5 2.5",
        PartKind::Peering | PartKind::Connection | PartKind::HubConnection | PartKind::Join => {
            "M-8 0H8M-4.5 -3.5L-8 0L-4.5 3.5M4.5 -3.5L8 0L4.5 3.5"
        }
    };
    Element::new("g").with("class", "icon").with("transform", format!("translate({x:.1} {y:.1})")).holding([
        Element::new("circle").with("r", "10").with("fill", fill),
        Element::new("path")
            .with("d", path)
            .with("fill", "none")
            .with("stroke", SOFT)
            .with("stroke-width", "1.5")
            .with("stroke-linejoin", "round")
            .with("stroke-linecap", "round"),
    ])
}

/// The colour of what a sign stands for: the page's, with one of light paper for a file of its own.
#[must_use]
pub const fn colour(sign: Sign) -> &'static str {
    match sign {
        Sign::Right => "var(--right, #17693b)",
        Sign::Wrong => "var(--wrong, #b3261e)",
        Sign::Unknown => "var(--open, #805300)",
        Sign::NotApplicable => "var(--aside, #536072)",
    }
}

/// A sign around a point, in a circle of 18 pixels, which is full where a connection ends. It is drawn, because not every font
/// has it.
#[must_use]
pub fn sign(sign: Sign, x: f64, y: f64, is_full: bool) -> Element {
    let path = match sign {
        Sign::Right => "M-4 0L-1 3.5L4.5 -3.5",
        Sign::Wrong => "M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5",
        Sign::Unknown => "M-2.6 -2.2A2.7 2.7 0 1 1 0 0.9V1.8M0 4.4V4.5",
        Sign::NotApplicable => "M-3.5 0H3.5",
    };
    let (fill, stroke) = if is_full { (colour(sign), PANEL) } else { (PANEL, colour(sign)) };
    Element::new("g")
        .with("transform", format!("translate({x:.1} {y:.1})"))
        .with("fill", "none")
        .with("stroke-width", "2")
        .with("stroke-linecap", "round")
        .holding([
            Element::new("circle").with("r", "9").with("fill", fill).with("stroke", colour(sign)),
            Element::new("path")
                .with("class", if is_full { "sign full" } else { "sign" })
                .with("stroke", stroke)
                .with("d", path),
        ])
}
