//! Draws worlds, and what the files leave out of one.

use crate::world::{
    ARecord, AZURE, FIREWALLS, Firewall, Link, OUTSIDE, OWN, Other, Part, Parts, Peering, Policy, RESOLVERS, Resolver,
    Rule, Ruleset, RulesetLink, Said, Server, Settings, Vnet, World, Zone,
};

/// Where choices come from: numbers that proptest shrinks, or any that follow from a seed.
pub(crate) enum Draw<'a> {
    Tape(std::slice::Iter<'a, u16>),
    Seed(u64),
}

impl Draw<'_> {
    fn next(&mut self) -> usize {
        match self {
            // What is drawn at the end of the tape is the first of everything, and what can be absent is.
            Self::Tape(tape) => usize::from(tape.next().copied().unwrap_or_default()),
            Self::Seed(state) => {
                // SplitMix64.
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mut it = *state;
                it = (it ^ (it >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                it = (it ^ (it >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                usize::try_from((it ^ (it >> 31)) >> 40).expect("24 bits")
            }
        }
    }

    fn below(&mut self, count: usize) -> usize {
        self.next() % count
    }

    /// Whether something happens that does in so many of a hundred worlds.
    fn chance(&mut self, percent: usize) -> bool {
        100 - percent <= self.below(100)
    }

    fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn said<T>(&mut self, is: T, doubt: usize) -> Said<T> {
        Said { is, said: !self.chance(doubt) }
    }

    fn some<T>(&mut self, most: usize, doubt: usize, mut draw: impl FnMut(&mut Self) -> T) -> Parts<T> {
        let listed = !self.chance(2 * doubt);
        let count = self.below(most + 1);
        let all = (0..count)
            .map(|_| {
                let it = draw(self);
                Part { it, shown: listed || !self.chance(50) }
            })
            .collect();
        Parts { all, listed }
    }
}

/// What is asked for.
pub(crate) const ASKED: &[&str] = &[
    "db.pg.test",
    "app.pg.test",
    "vi.pg.test",
    "db.pg.test",
    "vi.pg.test",
    "x.y.corp.test",
    "db.privatelink.pg.test",
    "y.corp.test",
];

const ZONES: &[&str] = &[
    "privatelink.pg.test",
    "pg.test",
    OWN,
    "private.pg.test",
    "privatelink.pg.test",
    "corp.test",
    "test",
    "db.pg.test",
    "db.privatelink.pg.test",
    // Ends as others do, and none of them is below it.
    "g.test",
    "privatelink.pg.test",
    "link.pg.test",
    // Another case.
    "PrivateLink.PG.test",
];

/// What records are called, and what stands above and below that.
const RECORDS: &[&str] = &[
    "db.privatelink.pg.test",
    "db.pg.test",
    "*.privatelink.pg.test",
    "*.pg.test",
    "app.pg.test",
    "vi.pg.test",
    "app.privatelink.pg.test",
    "x.y.corp.test",
    "y.corp.test",
    "*.y.corp.test",
    "*.corp.test",
    "z.x.y.corp.test",
    "corp.test",
    "privatelink.pg.test",
    "pg.test",
    "*.test",
    "own.private.pg.test",
    "e1.own.private.pg.test",
    "*.own.private.pg.test",
    "*.private.pg.test",
    "private.pg.test",
    "n.db.privatelink.pg.test",
    "n.db.pg.test",
    "*.db.pg.test",
    "DB.privatelink.pg.test",
];

const ALIASES: &[&str] = &[
    "app.privatelink.pg.test",
    "db.pg.test",
    "x.y.corp.test",
    "app.pg.test",
    "vi.pg.test",
    "db.privatelink.pg.test",
    "host.example",
    "vi.privatelink.pg.test",
    "y.corp.test",
];

const DOMAINS: &[&str] = &[
    "pg.test",
    ".",
    "privatelink.pg.test",
    "corp.test",
    "test",
    "db.pg.test",
    "own.private.pg.test",
    "g.test",
    "y.corp.test.",
];

const SERVERS: &[&str] = &[
    RESOLVERS[1],
    RESOLVERS[1],
    FIREWALLS[1],
    FIREWALLS[1],
    AZURE,
    RESOLVERS[0],
    RESOLVERS[2],
    FIREWALLS[2],
    FIREWALLS[0],
    OUTSIDE,
];

fn dns(draw: &mut Draw<'_>) -> Vec<&'static str> {
    let count = [0, 0, 0, 0, 1, 1, 2][draw.below(7)];
    (0..count).map(|_| draw.one_of(SERVERS)).collect()
}

fn targets(draw: &mut Draw<'_>) -> Vec<&'static str> {
    let count = [1, 1, 1, 2][draw.below(4)];
    (0..count).map(|_| draw.one_of(&[RESOLVERS[1], RESOLVERS[1], RESOLVERS[1], RESOLVERS[2], OUTSIDE])).collect()
}

/// The first virtual network is the one that asks, so links to it matter most.
fn vnet(draw: &mut Draw<'_>) -> usize {
    [0, 0, 0, 1, 1, 2, 3][draw.below(7)]
}

fn link(draw: &mut Draw<'_>, doubt: usize) -> Link {
    let (vnet, done, redirects) = (vnet(draw), !draw.chance(5), draw.chance(30));
    Link {
        vnet: draw.said(vnet, doubt),
        done: draw.said(done, doubt),
        redirects: Said { is: redirects, said: doubt == 0 || !draw.chance(35) },
    }
}

/// The label of a record that has to do with what is asked, in a zone.
fn label(draw: &mut Draw<'_>, zone: &str) -> Option<String> {
    let zone = zone.to_lowercase();
    let fitting: Vec<String> = RECORDS
        .iter()
        .filter_map(|it| {
            let rest = it.strip_suffix(zone.as_str())?;
            match rest.strip_suffix('.') {
                None => rest.is_empty().then(|| "@".to_owned()),
                Some(rest) => Some(rest.to_owned()),
            }
        })
        .collect();
    if fitting.is_empty() { None } else { Some(fitting[draw.below(fitting.len())].clone()) }
}

fn a_records(draw: &mut Draw<'_>, zone: &str, doubt: usize) -> Parts<ARecord> {
    let drawn = draw.some(4, doubt, |it| label(it, zone).map(|label| ARecord { label }));
    each(drawn)
}

fn others(draw: &mut Draw<'_>, zone: &str, doubt: usize) -> Parts<Other> {
    let drawn = draw.some(2, doubt, |it| {
        let label = label(it, zone)?;
        let leads = (label != "@" && !it.chance(40)).then(|| it.one_of(ALIASES));
        Some(Other { label, leads })
    });
    each(drawn)
}

fn each<T>(parts: Parts<Option<T>>) -> Parts<T> {
    let all = parts.all.into_iter().filter_map(|it| Some(Part { it: it.it?, shown: it.shown }));
    Parts { all: all.collect(), listed: parts.listed }
}

fn zone(draw: &mut Draw<'_>, name: &'static str, twin: bool, doubt: usize) -> Zone {
    Zone {
        name,
        twin,
        read: !(name == OWN && !twin && draw.chance(2 * doubt)),
        links: draw.some(3, doubt, |it| link(it, doubt)),
        a: a_records(draw, name, doubt),
        others: others(draw, name, doubt),
    }
}

fn rule(draw: &mut Draw<'_>, doubt: usize) -> Rule {
    let (domain, enabled, servers) = (draw.one_of(DOMAINS), !draw.chance(15), targets(draw));
    Rule { domain: draw.said(domain, doubt), enabled: draw.said(enabled, doubt), servers: draw.said(servers, doubt) }
}

fn ruleset_link(draw: &mut Draw<'_>, doubt: usize) -> RulesetLink {
    let vnet = draw.one_of(&[0, 1, 2, 3]);
    RulesetLink { vnet: draw.said(vnet, doubt), done: !draw.chance(5) }
}

fn settings(draw: &mut Draw<'_>, doubt: usize) -> Settings {
    let (proxy, servers) = (!draw.chance(35), dns(draw));
    Settings { proxy: draw.said(proxy, doubt), servers: draw.said(servers, doubt) }
}

fn policy(draw: &mut Draw<'_>, doubt: usize) -> Policy {
    let own = (!draw.chance(40)).then(|| settings(draw, doubt));
    let parent = draw.chance(60).then(|| {
        let settings = (!draw.chance(30)).then(|| settings(draw, doubt));
        draw.said(settings, doubt)
    });
    Policy { own, parent }
}

fn connections(draw: &mut Draw<'_>, doubt: usize) -> Parts<bool> {
    draw.some(1, doubt, |it| !it.chance(25))
}

fn peerings(draw: &mut Draw<'_>) -> Vec<Peering> {
    let mut found = Vec::new();
    for between in [(0, 1), (0, 2), (1, 2), (0, 3), (2, 3)] {
        let is_there = draw.chance(if between.1 == 3 { 15 } else { 60 });
        if is_there {
            found.push(Peering { between, connected: !draw.chance(7), access: !draw.chance(7) });
        }
    }
    found
}

/// The name of a zone that may have to do with what is asked.
fn near(draw: &mut Draw<'_>, asked: &str) -> &'static str {
    let alias = asked.replacen('.', ".privatelink.", 1);
    let fitting: Vec<&str> = ZONES
        .iter()
        .copied()
        .filter(|it| [asked, &alias].iter().any(|name| name.ends_with(&it.to_lowercase())))
        .collect();
    draw.one_of(if asked.starts_with("vi") { &[OWN, "private.pg.test"] } else { &fitting })
}

/// A world, and where it is to be partial, what the files leave out of it.
pub(crate) fn world(draw: &mut Draw<'_>, is_partial: bool) -> (World, &'static str) {
    let doubt = if is_partial { draw.one_of(&[1, 3, 8]) } else { 0 };
    let asked = draw.one_of(ASKED);
    let mut zones: Vec<Zone> = Vec::new();
    for _ in 0..draw.below(6) {
        let name = if draw.chance(60) { near(draw, asked) } else { draw.one_of(ZONES) };
        let same = zones.iter().filter(|it| it.name.eq_ignore_ascii_case(name)).count();
        if same < 2 {
            zones.push(zone(draw, name, same == 1, doubt));
        }
    }
    let server = |draw: &mut Draw<'_>, host: &'static str| {
        let integrated = if host.starts_with("vi") { !draw.chance(10) } else { false };
        let connections = if integrated {
            Parts { all: Vec::new(), listed: true }
        } else if host.starts_with("db") && !draw.chance(20) {
            Parts { all: vec![Part { it: !draw.chance(10), shown: true }], listed: true }
        } else {
            connections(draw, doubt)
        };
        let endpoint = (!integrated && draw.chance(15)).then(|| !draw.chance(25));
        Server { host, integrated: draw.said(integrated, doubt), connections, endpoint }
    };
    let servers: Vec<Server> = ["db.pg.test", "app.pg.test", "vi.pg.test"].map(|it| server(draw, it)).to_vec();
    if servers.iter().any(|it| it.integrated.is || !it.integrated.said) && !zones.iter().any(|it| it.name == OWN) {
        zones.push(zone(draw, OWN, false, doubt));
    }
    let mut rulesets = Vec::new();
    for _ in 0..[0, 0, 1, 1, 2][draw.below(5)] {
        let rules = draw.some(3, doubt, |it| rule(it, doubt));
        let links = draw.some(2, doubt, |it| ruleset_link(it, doubt));
        rulesets.push(Ruleset { rules, links });
    }
    let mut resolvers = Vec::new();
    let mut firewalls = Vec::new();
    for vnet in 0..4 {
        if draw.chance(if vnet == 1 { 70 } else { 35 }) {
            let done = !draw.chance(5);
            resolvers.push(Resolver { vnet: draw.said(vnet, doubt), address: RESOLVERS[vnet], done });
        }
        if draw.chance(if vnet == 1 { 50 } else { 25 }) {
            let policy = policy(draw, doubt);
            firewalls.push(Firewall { vnet, address: FIREWALLS[vnet], policy: draw.said(policy, doubt) });
        }
    }
    let peerings = peerings(draw);
    let vnets = (0..4)
        .map(|_| {
            let servers = dns(draw);
            Vnet { dns: draw.said(servers, doubt), read: !draw.chance(doubt), peerings_listed: !draw.chance(doubt) }
        })
        .collect();
    let mut world = World { vnets, peerings, zones, rulesets, resolvers, firewalls, servers };
    tidy(&mut world, draw);
    (world, asked)
}

fn keep<T>(parts: &mut Parts<T>, mut is_right: impl FnMut(&T) -> bool) {
    parts.all.retain(|it| is_right(&it.it));
}

/// Takes away what Azure refuses, but not always where two exports of different days may say it.
fn tidy(world: &mut World, draw: &mut Draw<'_>) {
    let mut peered: Vec<(usize, usize)> = Vec::new();
    world.peerings.retain(|it| {
        let is_free = !(it.between.1 == 3 && peered.contains(&(it.between.0, 1))
            || it.between == (2, 3) && peered.contains(&(1, 2)));
        peered.extend(is_free.then_some(it.between));
        is_free
    });
    let mut linked: Vec<(String, usize)> = Vec::new();
    for zone in &mut world.zones {
        let (name, is_strict) = (zone.name.to_lowercase(), !draw.chance(25));
        let mut own = Vec::new();
        keep(&mut zone.links, |it| {
            let is_free = !(own.contains(&it.vnet.is) || is_strict && linked.contains(&(name.clone(), it.vnet.is)));
            own.push(it.vnet.is);
            is_free
        });
        linked.extend(zone.links.each().map(|it| (name.clone(), it.vnet.is)));
        let mut labels: Vec<String> = Vec::new();
        keep(&mut zone.a, |it| {
            let is_free = !labels.contains(&it.label.to_lowercase());
            labels.push(it.label.to_lowercase());
            is_free
        });
        let mut others: Vec<String> = Vec::new();
        keep(&mut zone.others, |it| {
            let label = it.label.to_lowercase();
            let is_free = !others.contains(&label) && (it.leads.is_none() || !labels.contains(&label));
            others.push(label);
            is_free
        });
    }
    let mut linked: Vec<usize> = Vec::new();
    for ruleset in &mut world.rulesets {
        let (is_strict, mut own) = (!draw.chance(25), Vec::new());
        keep(&mut ruleset.links, |it| {
            let is_free = !(own.contains(&it.vnet.is) || is_strict && linked.contains(&it.vnet.is));
            own.push(it.vnet.is);
            is_free
        });
        linked.extend(ruleset.links.each().map(|it| it.vnet.is));
        let mut domains = Vec::new();
        keep(&mut ruleset.rules, |it| {
            let domain = it.domain.is.trim_end_matches('.');
            let is_free = !domains.contains(&domain);
            domains.push(domain);
            is_free
        });
    }
}

fn again<T>(said: &mut Said<T>, draw: impl FnOnce() -> T) {
    if !said.said {
        said.is = draw();
    }
}

/// What the files do not show of a list is drawn again.
fn others_again<T>(parts: &mut Parts<T>, mut draw: impl FnMut() -> Option<T>, count: usize) {
    if !parts.listed {
        parts.all.retain(|it| it.shown);
        parts.all.extend((0..count).filter_map(|_| Some(Part { it: draw()?, shown: false })));
    }
}

/// Another world of which the files say the same.
pub(crate) fn complete(world: &World, draw: &mut Draw<'_>) -> World {
    let mut world = world.clone();
    let unseen = |world: &World, place: usize| !world.vnets[place].read || !world.vnets[place].peerings_listed;
    let drawn = peerings(draw);
    let is_unseen: Vec<bool> = (0..4).map(|it| unseen(&world, it)).collect();
    let is_free = |it: &Peering| is_unseen[it.between.0] && is_unseen[it.between.1];
    world.peerings.retain(|it| !is_free(it));
    world.peerings.extend(drawn.into_iter().filter(is_free));
    for it in &mut world.vnets {
        let servers = dns(draw);
        if !it.read || !it.dns.said {
            it.dns.is = servers;
        }
    }
    for of in &mut world.zones {
        if !of.read {
            let drawn = zone(draw, of.name, of.twin, 0);
            (of.links, of.a, of.others) = (drawn.links, drawn.a, drawn.others);
            // The files show none of it.
            of.links.listed = false;
            of.links.all.iter_mut().for_each(|it| it.shown = false);
            continue;
        }
        let count = draw.below(3);
        others_again(&mut of.links, || Some(link(draw, 0)), count);
        for it in of.links.each_mut() {
            again(&mut it.vnet, || vnet(draw));
            again(&mut it.done, || !draw.chance(20));
            again(&mut it.redirects, || draw.chance(50));
        }
        let count = draw.below(3);
        others_again(&mut of.a, || Some(ARecord { label: label(draw, of.name)? }), count);
        let (count, drawn) = (draw.below(3), others(draw, of.name, 0));
        let mut drawn = drawn.all.into_iter().map(|it| it.it);
        others_again(&mut of.others, || drawn.next(), count);
    }
    for of in &mut world.rulesets {
        let count = draw.below(3);
        others_again(&mut of.rules, || Some(rule(draw, 0)), count);
        for it in of.rules.each_mut() {
            again(&mut it.domain, || draw.one_of(DOMAINS));
            again(&mut it.enabled, || !draw.chance(30));
            again(&mut it.servers, || targets(draw));
        }
        let count = draw.below(3);
        others_again(&mut of.links, || Some(ruleset_link(draw, 0)), count);
        for it in of.links.each_mut() {
            again(&mut it.vnet, || vnet(draw));
        }
    }
    for it in &mut world.resolvers {
        let address = it.address;
        again(&mut it.vnet, || {
            let fitting: Vec<usize> = (0..4).filter(|it| RESOLVERS[*it] == address).collect();
            draw.one_of(&fitting)
        });
    }
    for it in &mut world.firewalls {
        again(&mut it.policy, || policy(draw, 0));
        if let Some(parent) = &mut it.policy.is.parent {
            again(parent, || (!draw.chance(30)).then(|| settings(draw, 0)));
        }
        let parent = it.policy.is.parent.iter_mut().filter_map(|it| it.is.as_mut());
        for of in it.policy.is.own.iter_mut().chain(parent) {
            again(&mut of.proxy, || !draw.chance(40));
            again(&mut of.servers, || dns(draw));
        }
    }
    for it in &mut world.servers {
        again(&mut it.integrated, || draw.chance(50));
        let count = draw.below(2);
        others_again(&mut it.connections, || Some(!draw.chance(30)), count);
    }
    world
}
