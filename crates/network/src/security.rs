//! Decides what the rules of a network security group do with the packets of one connection.
//!
//! The packets are a set: it is not known beforehand which address of its subnet a server has, or from which port it
//! connects to. The rules decide only where every packet of the set has the same fate; where some pass and others do not,
//! or where it depends on something that was not read, the answer is [`Decision::Open`] with the reason.
//!
//! Source: "Azure network security groups overview" (2025-07-01) for the order of the rules and the tags. The addresses
//! of Internet are those of a computed list: it leaves 10.0.0.0/8 and the other private ranges out.

mod fit;
mod packets;
mod ranges;

use std::{collections::HashSet, fmt};

use ipnet::Ipv4Net;

use self::{
    fit::{Fit, constant, fit, order},
    packets::{Part, Side},
};
pub use self::{
    packets::{ALL_PORTS, CLIENT_PORTS, EPHEMERAL_PORTS, End, Packets, Transport},
    ranges::{NOT_PUBLIC, PLATFORM, PRIVATE, default_rules, of_services, public},
};
use crate::{Direction, Id, SecurityRule, priority, sort_by_number};

/// What service tags stand for. Names are compared in any case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// The addresses of `VirtualNetwork`. Internet is every other address that is not private.
    pub virtual_network: Extent,
    /// Any other tag. One that is not here may stand for any address; `AzureLoadBalancer` is known.
    pub others: Vec<(String, Extent)>,
}

/// The addresses that a tag stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extent {
    /// It stands for these.
    pub surely: Vec<Ipv4Net>,
    /// It may stand for these too; `0.0.0.0/0` where nothing is known.
    pub perhaps: Vec<Ipv4Net>,
}

/// What becomes of the packets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision<'a> {
    /// All of them pass, each by one of these rules: mostly there is one.
    Allow(Vec<&'a SecurityRule>),
    /// None of them passes.
    Deny(Vec<&'a SecurityRule>),
    /// It cannot be said.
    Open(Doubt<'a>),
}

/// Why it cannot be said what becomes of the packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt<'a> {
    /// A field of the rule could not be read.
    Unreadable(&'a SecurityRule),
    /// Another rule has the same priority, which Azure refuses.
    Order(&'a SecurityRule),
    /// The rule depends on a tag, and the files do not say what it stands for.
    Tag(&'a SecurityRule, &'a str),
    /// The rule depends on a membership in an application security group that was not read.
    Membership(&'a SecurityRule, &'a Id),
    /// The rule fits some of the packets, and the others have another fate.
    Partly(&'a SecurityRule),
    /// No rule fits. Every group has default rules that do.
    NoRule,
    /// There are too many cases to follow.
    TooMany,
}

/// How many times a rule is held against a part of the packets before the rules are no longer followed one by one.
const CLOSELY: usize = 300_000;

/// How many times that may be done before giving up. No thousand rules that were found or made up need as many.
const AT_ALL: usize = 6_000_000;

/// A rule of a security admin configuration of Azure Virtual Network Manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminRule {
    /// What it is about. Its access is Allow where its action is `Allow` or `AlwaysAllow`.
    pub rule: SecurityRule,
    /// Whether its action is `AlwaysAllow`: then no security group is asked.
    pub is_final: bool,
}

/// Decides what rules do with packets: the matching rule of the lowest priority counts.
///
/// `rules` are all of a group's in any order, default rules among them; those of the other direction are left out here.
/// A rule of which something is not known is taken both ways, as if it fitted and as if it did not: where both ways
/// agree, it is decided all the same. A rule without a readable priority, or with the same one as another rule of its
/// direction, is such a rule too.
#[must_use]
pub fn decide<'a>(
    rules: impl IntoIterator<Item = &'a SecurityRule>,
    direction: Direction,
    packets: &Packets,
    tags: &Tags,
) -> Decision<'a> {
    decide_after(&[], rules, direction, packets, tags)
}

/// Decides like [`decide`], where the rules of a security admin configuration come first. Deny and AlwaysAllow end it
/// there; Allow and no rule at all leave it to the group.
///
/// Source: "Security admin rules in Azure Virtual Network Manager" (concept-security-admins.md, 2025-02): order of
/// evaluation.
#[must_use]
pub fn decide_after<'a>(
    admin: &'a [AdminRule],
    rules: impl IntoIterator<Item = &'a SecurityRule>,
    direction: Direction,
    packets: &Packets,
    tags: &Tags,
) -> Decision<'a> {
    let is_about = |it: &SecurityRule| it.direction.is_none_or(|it| it == direction);
    let mut first: Vec<&AdminRule> = admin.iter().filter(|it| is_about(&it.rule)).collect();
    let mut then: Vec<&SecurityRule> = rules.into_iter().filter(|it| is_about(it)).collect();
    // A rule of unknown priority may come first, and if it comes later it decides no more than that.
    sort_by_number(&mut first, |it| priority(it.rule.priority));
    sort_by_number(&mut then, |it| priority(it.priority));
    let admin_rules: Vec<&SecurityRule> = first.iter().map(|it| &it.rule).collect();
    // One of which it is not known what it does ends it too: what comes after it may not count.
    let ends = |it: &&AdminRule| it.is_final || it.rule.allow != Some(true);
    let lines = first.iter().enumerate().map(|(at, it)| (it.rule_line(&admin_rules, at, packets), ends(it)));
    let lines: Vec<Line<'a>> = lines
        .map(|((rule, constant), ends)| Line { rule, constant, is_admin: true, ends })
        .chain(then.iter().enumerate().map(|(at, it)| Line {
            rule: it,
            constant: order(&then, at).and(constant(it, packets)),
            is_admin: false,
            ends: true,
        }))
        .filter(|it| !matches!(it.constant, Fit::No))
        .collect();
    let judged = Judging { lines: &lines, packets, tags, left: CLOSELY };
    judged.closely().or_else(|| Judging { left: AT_ALL, ..judged }.roughly()).unwrap_or(Decision::Open(Doubt::TooMany))
}

impl AdminRule {
    /// The rule, and whether it fits as far as no address counts.
    fn rule_line<'a>(&'a self, all: &[&'a SecurityRule], at: usize, packets: &Packets) -> (&'a SecurityRule, Fit<'a>) {
        (&self.rule, order(all, at).and(constant(&self.rule, packets)))
    }
}

/// A rule in its place.
struct Line<'a> {
    rule: &'a SecurityRule,
    /// Whether it fits as far as that is the same for all of the packets.
    constant: Fit<'a>,
    is_admin: bool,
    /// Whether nothing is asked after it where it fits. Else the security group is.
    ends: bool,
}

/// The rules, held against the packets.
#[derive(Clone, Copy)]
struct Judging<'a, 'j> {
    lines: &'j [Line<'a>],
    packets: &'j Packets,
    tags: &'j Tags,
    /// How many times more a rule may be held against a part of the packets.
    left: usize,
}

impl<'a> Judging<'a, '_> {
    /// Every part of the packets that some rule distinguishes, with the rule that decides it; `None` where these are too
    /// many.
    fn closely(mut self) -> Option<Decision<'a>> {
        let mut found = Found::default();
        let mut open: Vec<Way<'_>> =
            self.packets.parts().into_iter().map(|part| Way { part, next: 0, doubt: None }).collect();
        while let Some(mut way) = open.pop() {
            loop {
                let Some(line) = self.lines.get(way.next) else { return Some(Decision::Open(way.at_the_end())) };
                self.left = self.left.checked_sub(1)?;
                match self.fit(line, &way.part) {
                    Fit::No => way.next += 1,
                    Fit::Yes if !line.ends => way.next = self.group(),
                    Fit::Yes => match found.add(way.next, line.rule, way.doubt) {
                        Ok(()) => break,
                        Err(doubt) => return Some(Decision::Open(doubt)),
                    },
                    Fit::Maybe(cause) => {
                        way.doubt =
                            way.doubt.filter(|it| !matches!(it, Doubt::Partly(_))).or(Some(cause.of(line.rule)));
                        if !line.ends {
                            open.push(Way { next: self.group(), ..way });
                        } else if let Err(doubt) = found.add(way.next, line.rule, way.doubt) {
                            return Some(Decision::Open(doubt));
                        }
                        way.next += 1;
                    }
                    Fit::Cut(end, at) => {
                        way.doubt = way.doubt.or(Some(Doubt::Partly(line.rule)));
                        let (before, after) = way.part.cut(end, at);
                        open.push(Way { part: after, ..way });
                        way.part = before;
                    }
                }
            }
        }
        Some(found.decision(self.lines))
    }

    /// Decides like [`Self::closely`], but does not distinguish rules that say the same: some that are named may decide
    /// nothing.
    fn roughly(mut self) -> Option<Decision<'a>> {
        let mut found = Found::default();
        let all: Vec<usize> = (0..self.lines.len()).collect();
        let mut open: Vec<(Part, Vec<usize>, Option<Doubt<'a>>)> =
            self.packets.parts().into_iter().map(|part| (part, all.clone(), None)).collect();
        while let Some((part, places, doubt)) = open.pop() {
            let mut fitting: Vec<usize> = Vec::new();
            let mut cuts: Vec<(Side, u32)> = Vec::new();
            let (mut is_covered, mut is_plain, mut cutting) = (false, true, None);
            for place in places {
                let Some(line) = self.lines.get(place) else { continue };
                self.left = self.left.checked_sub(1)?;
                let fit = self.fit(line, &part);
                match fit {
                    Fit::No => continue,
                    Fit::Yes => is_covered = line.ends,
                    Fit::Maybe(_) => {}
                    Fit::Cut(side, at) => {
                        cuts.push((side, at));
                        cutting = cutting.or(Some(line.rule));
                    }
                }
                is_plain &= line.ends && line.rule.allow.is_some();
                fitting.push(place);
                if is_covered {
                    break;
                }
            }
            let accesses = fitting.iter().filter_map(|it| self.lines.get(*it)).map(|it| it.rule.allow);
            let first = accesses.clone().next();
            if cuts.is_empty() || is_covered && is_plain && accesses.clone().all(|it| Some(it) == first) {
                let decided = self.walk(&fitting, &part, doubt, cuts.is_empty(), &mut found);
                if let Err(doubt) = decided {
                    return Some(Decision::Open(doubt));
                }
                continue;
            }
            // In the middle of the borders of the end that has most of them: each side has fewer rules then.
            let of = |side: Side| cuts.iter().filter(|it| it.0 == side).count();
            let sides = [Side::Source, Side::SourcePorts, Side::Destination];
            let side = sides.into_iter().max_by_key(|it| of(*it)).unwrap_or(Side::Source);
            let mut borders: Vec<u32> = cuts.iter().filter(|it| it.0 == side).map(|it| it.1).collect();
            sort_by_number(&mut borders, |it| (*it).into());
            let at = borders.get(borders.len() / 2).copied()?;
            let doubt = doubt.or(cutting.map(Doubt::Partly));
            let (before, after) = part.cut(side, at);
            open.push((before, fitting.clone(), doubt));
            open.push((after, fitting, doubt));
        }
        Some(found.decision(self.lines))
    }

    /// Goes through rules of which none has a border within the part or, where they have, all say the same.
    fn walk(
        &self,
        places: &[usize],
        part: &Part,
        mut doubt: Option<Doubt<'a>>,
        is_whole: bool,
        found: &mut Found<'a>,
    ) -> Result<(), Doubt<'a>> {
        let mut is_group_only = false;
        for place in places {
            let Some(line) = self.lines.get(*place) else { continue };
            if is_group_only && line.is_admin {
                continue;
            }
            match self.fit(line, part) {
                Fit::Yes if !line.ends => is_group_only = true,
                Fit::Yes => return found.add(*place, line.rule, doubt),
                Fit::Maybe(cause) => {
                    doubt = doubt.filter(|it| !matches!(it, Doubt::Partly(_))).or(Some(cause.of(line.rule)));
                    if line.ends {
                        found.add(*place, line.rule, doubt)?;
                    } else {
                        let group: Vec<usize> = places.iter().copied().filter(|it| self.group() <= *it).collect();
                        self.walk(&group, part, doubt, is_whole, found)?;
                    }
                }
                Fit::Cut(..) if !is_whole => found.add(*place, line.rule, doubt)?,
                Fit::Cut(..) | Fit::No => {}
            }
        }
        Err(Way { part: *part, next: 0, doubt }.at_the_end())
    }

    /// Where the rules of the group begin.
    fn group(&self) -> usize {
        self.lines.partition_point(|it| it.is_admin)
    }

    fn fit(&self, line: &Line<'a>, part: &Part) -> Fit<'a> {
        line.constant.and(fit(line.rule, self.packets, part, self.tags))
    }
}

/// Decides like [`decide_after`], where of some addresses it is not known whether they are of `VirtualNetwork`. Those
/// that are not are of `Internet`, so the rules decide where they say the same of both. That holds only while one end
/// of the packets is known: two ends could differ.
#[must_use]
pub fn decide_in_every_network<'a>(
    admin: &'a [AdminRule],
    rules: &'a [SecurityRule],
    direction: Direction,
    packets: &Packets,
    tags: &Tags,
) -> Decision<'a> {
    let decided = decide_after(admin, rules, direction, packets, tags);
    let Extent { surely, perhaps } = &tags.virtual_network;
    let is_known = |end: &End| {
        end.nets.iter().all(|net| {
            let is_apart = |it: &Ipv4Net| !it.contains(net) && !net.contains(it);
            surely.iter().any(|it| it.contains(net)) || perhaps.iter().all(is_apart)
        })
    };
    if !matches!(decided, Decision::Open(_)) || !is_known(&packets.source) && !is_known(&packets.destination) {
        return decided;
    }
    let with = |more: &[Ipv4Net]| {
        let surely = surely.iter().chain(more).copied().collect();
        let virtual_network = Extent { surely, perhaps: Vec::new() };
        decide_after(admin, rules, direction, packets, &Tags { virtual_network, others: tags.others.clone() })
    };
    match (with(perhaps), with(&[])) {
        (Decision::Allow(one), Decision::Allow(other)) => Decision::Allow(by_either(one, other)),
        (Decision::Deny(one), Decision::Deny(other)) => Decision::Deny(by_either(one, other)),
        _ => decided,
    }
}

/// Whether a rule is about any of the packets, as far as is known.
#[must_use]
pub fn touches(rule: &SecurityRule, direction: Direction, packets: &Packets, tags: &Tags) -> bool {
    let is_about = rule.direction.is_none_or(|it| it == direction);
    let constant = constant(rule, packets);
    is_about && packets.parts().iter().any(|part| !matches!(constant.and(fit(rule, packets, part, tags)), Fit::No))
}

fn by_either<'a>(mut one: Vec<&'a SecurityRule>, other: Vec<&'a SecurityRule>) -> Vec<&'a SecurityRule> {
    one.extend(other);
    sort_by_number(&mut one, |it| priority(it.priority));
    one.dedup_by(|a, b| std::ptr::eq(*a, *b));
    one
}

/// What was found of the parts so far.
#[derive(Default)]
struct Found<'a> {
    fate: Option<(bool, Option<Doubt<'a>>)>,
    by: HashSet<usize>,
}

impl<'a> Found<'a> {
    fn add(&mut self, place: usize, rule: &'a SecurityRule, of: Option<Doubt<'a>>) -> Result<(), Doubt<'a>> {
        let allow = rule.allow.ok_or(Doubt::Unreadable(rule))?;
        let (before, doubt) = *self.fate.get_or_insert((allow, of));
        if before != allow {
            let better = of.into_iter().chain(doubt).find(|it| !matches!(it, Doubt::Partly(_)));
            return Err(better.or(of).or(doubt).unwrap_or(Doubt::Partly(rule)));
        }
        self.by.insert(place);
        Ok(())
    }

    /// The rules in their order, those of an admin configuration first.
    fn decision(&self, lines: &[Line<'a>]) -> Decision<'a> {
        let by = lines.iter().enumerate().filter(|(place, _)| self.by.contains(place)).map(|(_, it)| it.rule).collect();
        match self.fate {
            Some((true, _)) => Decision::Allow(by),
            Some((false, _)) => Decision::Deny(by),
            None => Decision::Open(Doubt::NoRule),
        }
    }
}

/// A part of the packets on its way through the rules.
#[derive(Clone, Copy)]
struct Way<'a> {
    part: Part,
    next: usize,
    doubt: Option<Doubt<'a>>,
}

impl<'a> Way<'a> {
    /// What is said where no rule fits.
    fn at_the_end(self) -> Doubt<'a> {
        self.doubt.filter(|it| !matches!(it, Doubt::Partly(_))).unwrap_or(Doubt::NoRule)
    }
}

impl Doubt<'_> {
    /// The rule that cannot be followed.
    #[must_use]
    pub const fn rule(&self) -> Option<&SecurityRule> {
        match self {
            Self::Unreadable(rule)
            | Self::Order(rule)
            | Self::Tag(rule, _)
            | Self::Membership(rule, _)
            | Self::Partly(rule) => Some(rule),
            Self::NoRule | Self::TooMany => None,
        }
    }
}

impl fmt::Display for Doubt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(rule) => write!(formatter, "the rule {} could not be read", rule.name),
            Self::Order(rule) => write!(formatter, "the rule {} has the same priority as another one", rule.name),
            Self::Tag(rule, tag) => {
                write!(formatter, "it is not known which addresses {tag} in the rule {} stands for", rule.name)
            }
            Self::Membership(rule, group) => {
                let group = group.name();
                write!(formatter, "it is not known who is in {group}, which the rule {} names", rule.name)
            }
            Self::Partly(rule) => write!(
                formatter,
                "the rule {} fits only some of the addresses or ports that the connection may come from or go to",
                rule.name
            ),
            Self::NoRule => formatter.write_str("no rule fits, so not all of its rules were read"),
            Self::TooMany => formatter.write_str("its rules tell too many cases apart"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Fact,
        testing::{default_rules, group_id, rule},
    };

    /// From anywhere in 10.2.0.0/24 to 10.1.0.4:5432; VirtualNetwork is 10.1.0.0/16 and 10.2.0.0/16.
    fn packets() -> Packets {
        let end = |net: &str| End { nets: vec![net.parse().expect("a range")], groups: Fact::None };
        Packets {
            transport: Transport::Tcp,
            source: end("10.2.0.0/24"),
            source_ports: CLIENT_PORTS,
            destination: end("10.1.0.4/32"),
            port: 5432,
        }
    }

    fn tags() -> Tags {
        let nets = |nets: &[&str]| nets.iter().map(|it| it.parse().expect("a range")).collect();
        Tags {
            virtual_network: Extent { surely: nets(&["10.1.0.0/16", "10.2.0.0/16"]), perhaps: Vec::new() },
            others: vec![
                ("Sql.WestEurope".to_owned(), Extent { surely: nets(&["10.1.0.0/24"]), perhaps: Vec::new() }),
                ("PeeringSide".to_owned(), Extent { surely: Vec::new(), perhaps: nets(&["10.2.0.0/25"]) }),
            ],
        }
    }

    /// The fate in short: the access and the rules that decided, or `open` and why.
    fn fate(rules: &[&str], packets: &Packets, tags: &Tags) -> String {
        let own = rules.iter().enumerate().map(|(index, short)| rule(&format!("r{index}"), short));
        let rules: Vec<SecurityRule> = own.chain(default_rules()).collect();
        let names = |by: Vec<&SecurityRule>| by.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" ");
        match decide(&rules, Direction::Outbound, packets, tags) {
            Decision::Allow(by) => format!("allow {}", names(by)),
            Decision::Deny(by) => format!("deny {}", names(by)),
            Decision::Open(doubt) => format!("open: {doubt}"),
        }
    }

    #[track_caller]
    fn all(packets: &Packets, tags: &Tags, rows: &[(&[&str], &str)]) {
        for (rules, expected) in rows {
            assert_eq!(fate(rules, packets, tags), *expected, "{rules:?}");
        }
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        all(
            &packets(),
            &tags(),
            &[
                (&[], "allow AllowVnetOutBound"),
                (&["200 out deny tcp * * > 10.1.0.4/32 5432"], "deny r0"),
                (&["200 out deny tcp * * > * *", "100 out allow tcp * * > 10.1.0.0/16 5000-6000"], "allow r1"),
                (&["200 out deny * 10.0.0.0/8 * > Sql.westeurope 80,5432"], "deny r0"),
                (&["200 in deny * * * > * *"], "allow AllowVnetOutBound"),
                (&["200 out deny udp * * > * *"], "allow AllowVnetOutBound"),
                (&["200 out deny tcp * * > * 5431,5433-6000"], "allow AllowVnetOutBound"),
                (&["200 out deny tcp 10.3.0.0/16 * > * *"], "allow AllowVnetOutBound"),
                (&["200 out deny tcp ::/0 * > * *"], "allow AllowVnetOutBound"),
                (&["200 out deny tcp * * > Internet *"], "allow AllowVnetOutBound"),
                (&["200 out deny tcp * * > AzureLoadBalancer *"], "allow AllowVnetOutBound"),
                (&["200 out deny tcp * 0-1023 > * *"], "allow AllowVnetOutBound"),
            ],
        );
    }

    #[test]
    fn a_rule_that_fits_a_part_decides_only_with_others_that_agree() {
        all(
            &packets(),
            &tags(),
            &[
                (
                    &["200 out deny tcp 10.2.0.128/25 * > * *"],
                    "open: the rule r0 fits only some of the addresses or ports that the connection may come from or go to",
                ),
                (&["200 out deny tcp 10.2.0.128/25 * > * *", "300 out deny tcp 10.2.0.0/25 * > * *"], "deny r0 r1"),
                (&["200 out allow tcp 10.2.0.7/32 * > * *"], "allow r0 AllowVnetOutBound"),
                (
                    &["200 out deny tcp * 40000-50000 > * *"],
                    "open: the rule r0 fits only some of the addresses or ports that the connection may come from or go to",
                ),
                (&["200 out deny tcp 10.2.0.0/25,10.2.0.128/25 1024-65535 > * *"], "deny r0"),
            ],
        );
    }

    #[test]
    fn what_is_not_known_is_taken_both_ways() {
        all(
            &packets(),
            &tags(),
            &[
                (
                    &["200 out deny tcp * * > Storage *"],
                    "open: it is not known which addresses Storage in the rule r0 stands for",
                ),
                (&["200 out allow tcp * * > Storage *"], "allow r0 AllowVnetOutBound"),
                (&["200 out deny tcp * * > Storage 443"], "allow AllowVnetOutBound"),
                (
                    &["200 out deny tcp PeeringSide * > * *"],
                    "open: it is not known which addresses PeeringSide in the rule r0 stands for",
                ),
                (&["? out deny tcp * * > * 5432"], "open: the rule r0 could not be read"),
                (&["? out deny tcp * * > * 80"], "allow AllowVnetOutBound"),
                (&["200 ? deny tcp * * > * 5432"], "open: the rule r0 could not be read"),
                (&["200 out ? tcp * * > * 5432"], "open: the rule r0 could not be read"),
                (&["200 out deny ? * * > * 5432"], "open: the rule r0 could not be read"),
                (&["200 out deny tcp * * > ? 5432"], "open: the rule r0 could not be read"),
                (&["200 out deny tcp * * > * ?", "100 out deny tcp * * > * 5432"], "deny r1"),
                (
                    &["200 out deny tcp * * > * *", "200 out allow tcp * * > * *"],
                    "open: the rule r0 has the same priority as another one",
                ),
            ],
        );
    }

    #[test]
    fn a_membership_counts_for_every_address_of_an_end() {
        let rules: &[&str] = &["200 out deny tcp * * > @databases 5432"];
        for (groups, expected) in [
            (Fact::None, "allow AllowVnetOutBound"),
            (Fact::Known(vec![group_id("web")]), "allow AllowVnetOutBound"),
            (Fact::Known(vec![group_id("DATABASES")]), "deny r0"),
            (Fact::Unknown, "open: it is not known who is in databases, which the rule r0 names"),
        ] {
            let mut packets = packets();
            packets.destination.groups = groups;
            assert_eq!(fate(rules, &packets, &tags()), expected);
        }
    }

    #[test]
    fn outside_of_the_virtual_network_a_private_address_is_nowhere() {
        let mut tags = tags();
        tags.virtual_network.surely.remove(0);
        assert_eq!(fate(&[], &packets(), &tags), "deny DenyAllOutBound");
        tags.virtual_network.perhaps = vec!["10.1.0.0/16".parse().expect("a range")];
        let open = "open: it is not known which addresses VirtualNetwork in the rule AllowVnetOutBound stands for";
        assert_eq!(fate(&[], &packets(), &tags), open);
        let mut public = packets();
        public.destination.nets = vec!["20.1.2.3/32".parse().expect("a range")];
        assert_eq!(fate(&[], &public, &tags), "allow AllowInternetOutBound");
    }

    /// Rules that each cut another range of addresses and another one of ports, all across each other.
    fn crossing(count: u16, access: &str, first: u16) -> Vec<SecurityRule> {
        let rule = |it: u16| {
            let (from, to) = (2000 + 30 * it, 2040 + 30 * it);
            let place = u32::from(it % 128);
            let net =
                Ipv4Net::new(std::net::Ipv4Addr::from(0x0A02_0000 + place), 25 + u8::try_from(it % 8).expect("small"));
            let net = net.expect("a range").trunc();
            rule(&format!("r{}", first + it), &format!("{} out {access} tcp {net} {from}-{to} > * 5432", first + it))
        };
        (0..count).map(rule).collect()
    }

    #[test]
    fn a_thousand_rules_that_all_cut_elsewhere_are_decided() {
        let mut packets = packets();
        packets.source.nets = vec!["10.2.0.0/16".parse().expect("a range")];
        let all = |own: Vec<SecurityRule>| -> Vec<SecurityRule> { own.into_iter().chain(default_rules()).collect() };
        let allowing = all(crossing(1000, "allow", 100));
        assert!(matches!(decide(&allowing, Direction::Outbound, &packets, &tags()), Decision::Allow(_)));
        let denying = all(crossing(1000, "deny", 100));
        let decided = decide(&denying, Direction::Outbound, &packets, &tags());
        assert!(matches!(decided, Decision::Open(Doubt::Partly(_))), "{decided:?}");
        let mut shadowed = crossing(1000, "deny", 100);
        shadowed.extend(crossing(1000, "allow", 2000));
        shadowed.push(rule("rest", "3500 out deny * * * > * *"));
        assert!(matches!(decide(&shadowed, Direction::Outbound, &packets, &tags()), Decision::Deny(_)));
    }

    #[test]
    fn rules_of_a_manager_come_first() {
        let admin = |short: &str, is_final| AdminRule { rule: rule("admin", short), is_final };
        let deny = [rule("own", "200 out deny tcp * * > * 5432")];
        let own: Vec<SecurityRule> = deny.iter().cloned().chain(default_rules()).collect();
        for (admin, rules, expected) in [
            (admin("1 out deny tcp * * > * 5432", false), &default_rules(), "deny admin"),
            (admin("1 out deny tcp * * > * 5433", false), &default_rules(), "allow AllowVnetOutBound"),
            (admin("1 out allow tcp * * > * 5432", false), &own, "deny own"),
            (admin("1 out allow tcp * * > * 5432", true), &own, "allow admin"),
            (admin("1 in deny tcp * * > * 5432", true), &default_rules(), "allow AllowVnetOutBound"),
            (admin("1 out deny tcp 10.2.0.0/25 * > * 5432", false), &own, "deny admin own"),
            (
                admin("1 out allow tcp 10.2.0.0/25 * > * 5432", true),
                &own,
                "open: the rule admin fits only some of the addresses or ports that the connection may come from or go to",
            ),
            (
                admin("1 out deny tcp Storage * > * 5432", false),
                &default_rules(),
                "open: it is not known which addresses Storage in the rule admin stands for",
            ),
            (admin("1 out allow tcp Storage * > * 5432", false), &own, "deny own"),
        ] {
            let admin = [admin];
            let names = |by: Vec<&SecurityRule>| by.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join(" ");
            let found = match decide_after(&admin, rules, Direction::Outbound, &packets(), &tags()) {
                Decision::Allow(by) => format!("allow {}", names(by)),
                Decision::Deny(by) => format!("deny {}", names(by)),
                Decision::Open(doubt) => format!("open: {doubt}"),
            };
            assert_eq!(found, expected, "{admin:?}");
        }
    }
}
