//! Draws the connections: the client, the remote server, their networks, and the status of each connection.

use pgreach_formats::way_of;
use pgreach_rules::{Config, Connection, ConnectionStatus, Party, Report, ServerAccess, SourceAccess, SourceKind};
use yew::prelude::*;

use super::{
    mark::{Sign, mark, outline},
    trace::trace,
};

/// Shows the drawing, across on a desk and down on a phone, with the same content as a list, and each trace.
pub(crate) fn path_view(config: &Config, report: &Report, is_printing: bool) -> Html {
    let arrows: Vec<Arrow> =
        report.connections.iter().map(|connection| Arrow::new(connection, config, report)).collect();
    let boxes: Vec<Server> = servers(report).into_iter().map(|party| Server::new(party, config)).collect();
    html! {
        <section class="panel path" aria-labelledby="path">
            <h2 id="path" class="unseen">{ "The connection" }</h2>
            { drawing(&boxes, &arrows, &ACROSS) }
            { drawing(&boxes, &arrows, &DOWN) }
            <ul class="connections">
                { for arrows.iter().map(|arrow| html! {
                    <li key={arrow.to.word()} data-connection={arrow.to.word()} data-status={arrow.status.word()}>
                        { mark(arrow.status) }
                        <span>{ &arrow.sentence }</span>
                    </li>
                }) }
            </ul>
            { for report.connections.iter().zip(&arrows).map(|(connection, arrow)| trace(connection, &arrow.title, is_printing)) }
        </section>
    }
}

/// The servers in the order of the drawing. The runtime server stands in the middle: it connects to both ways.
fn servers(report: &Report) -> Vec<Option<Party>> {
    match report.connections.first().map(|it| it.from) {
        Some(Some(Party::Runtime)) => vec![Some(Party::Source), Some(Party::Runtime), Some(Party::Target)],
        Some(Some(_)) => vec![Some(Party::Target), Some(Party::Source)],
        _ => vec![None, Some(Party::Source)],
    }
}

/// A server as it is drawn. `None` is the client, while that is unknown.
struct Server {
    party: Option<Party>,
    name: String,
    role: &'static str,
    network: &'static str,
}

impl Server {
    fn new(party: Option<Party>, config: &Config) -> Self {
        let access = |access: Option<ServerAccess>| match access {
            None => "Network unknown",
            Some(ServerAccess::Public) => "Public address",
            Some(ServerAccess::VnetIntegrated) => "VNet, delegated subnet",
            Some(ServerAccess::PrivateEndpoint) => "VNet of the endpoint",
            Some(ServerAccess::PublicAndPrivateEndpoint) => "Public address and endpoint",
            Some(ServerAccess::None) => "No access",
        };
        let (role, network) = match party {
            Some(Party::Source) => {
                let is_elsewhere = config
                    .source
                    .kind
                    .is_some_and(|it| !matches!(it, SourceKind::SingleServer | SourceKind::FlexibleServer));
                let network = match (config.source.access, config.source.private_endpoint) {
                    (None, _) => "Network unknown",
                    (Some(SourceAccess::Private), _) if is_elsewhere => "Private network",
                    (
                        Some(
                            SourceAccess::Private
                            | SourceAccess::PrivateEndpoint
                            | SourceAccess::PublicAndPrivateEndpoint,
                        ),
                        _,
                    ) => "VNet of the endpoint",
                    (Some(SourceAccess::Public), Some(true)) if !is_elsewhere => "VNet of the endpoint",
                    (Some(SourceAccess::Public), _) => "Public address",
                    (Some(SourceAccess::VnetIntegrated), _) => "VNet, delegated subnet",
                    (Some(SourceAccess::None), _) => "No access",
                };
                ("Source", network)
            }
            Some(Party::Target) => ("Target", access(config.target.access)),
            Some(Party::Runtime) => ("Runtime server", access(config.runtime.access)),
            None => ("Target or runtime server", "Is a runtime server used?"),
        };
        let (name, role) = match party.and_then(|it| config.name(it)) {
            Some(name) => (name.to_owned(), role),
            None if party.is_none() => ("Who connects?".to_owned(), role),
            None => (role.to_owned(), ""),
        };
        Self { party, name, role, network }
    }
}

/// A name in as many lines as it takes with so many letters in each. It is never cut: its ends and its middle tell servers
/// apart.
fn lines(name: &str, letters: usize) -> Vec<String> {
    let name: Vec<char> = name.chars().collect();
    name.chunks(letters).map(|it| it.iter().collect()).collect()
}

/// A connection as it is drawn.
struct Arrow {
    from: Option<Party>,
    to: Party,
    port: u16,
    status: ConnectionStatus,
    /// What blocks it, or its status.
    word: String,
    sentence: String,
    /// Who connects to whom.
    title: String,
}

impl Arrow {
    fn new(connection: &Connection, config: &Config, report: &Report) -> Self {
        let called = |party: Option<Party>| {
            let role = match party {
                Some(Party::Source) => "the source",
                Some(Party::Target) => "the target",
                Some(Party::Runtime) => "the runtime server",
                None => "the target or a runtime server",
            };
            let name = party.and_then(|it| config.name(it));
            name.map_or_else(|| role.to_owned(), |name| format!("{name} ({role})"))
        };
        let fault = connection.failure.and_then(|it| report.step(it));
        let word = match (connection.status, fault) {
            (ConnectionStatus::Blocked, Some(step)) => step.name.to_owned(),
            (ConnectionStatus::Blocked, None) => "not supported".to_owned(),
            (ConnectionStatus::Reachable, _) => "reachable".to_owned(),
            (ConnectionStatus::Unknown, _) => "unknown".to_owned(),
        };
        let sentence = format!(
            "{} opens the connection to {}, TCP {}: {}",
            capitalised(&called(connection.from)),
            called(Some(connection.to)),
            connection.port,
            match connection.status {
                ConnectionStatus::Reachable => "reachable.".to_owned(),
                ConnectionStatus::Unknown => "unknown.".to_owned(),
                ConnectionStatus::Blocked => format!("blocked ({word})."),
            }
        );
        Self {
            from: connection.from,
            to: connection.to,
            port: connection.port,
            status: connection.status,
            word,
            sentence,
            title: way_of(config, connection),
        }
    }
}

fn capitalised(text: &str) -> String {
    match text.strip_prefix("the ") {
        Some(role) => format!("The {role}"),
        None => text.to_owned(),
    }
}

/// Where things go: along an axis, boxes and gaps in turn.
struct Layout {
    class: &'static str,
    is_across: bool,
    frame: (i32, i32),
    gap: (i32, i32),
    /// How many letters of a name fit in a line.
    letters: usize,
}

/// How high a line of a name is.
const LINE: i32 = 17;

const ACROSS: Layout = Layout { class: "across", is_across: true, frame: (204, 112), gap: (126, 230), letters: 18 };
const DOWN: Layout = Layout { class: "down", is_across: false, frame: (320, 104), gap: (96, 96), letters: 31 };

fn drawing(boxes: &[Server], arrows: &[Arrow], layout: &Layout) -> Html {
    let count = i32::try_from(boxes.len()).unwrap_or(2);
    let gap = if count == 2 { layout.gap.1 } else { layout.gap.0 };
    let (width, height) = layout.frame;
    let most = boxes.iter().map(|it| lines(&it.name, layout.letters).len()).max().unwrap_or(1);
    let height = height + (i32::try_from(most).unwrap_or(1) - 1).max(0) * LINE;
    let step = gap + if layout.is_across { width } else { height };
    let origin = |place: usize| {
        let along = 4 + i32::try_from(place).unwrap_or(0) * step;
        if layout.is_across { (along, 4) } else { (4, along) }
    };
    let along = (count - 1) * step + 8;
    let view = if layout.is_across {
        format!("0 0 {} {}", along + width, height + 8)
    } else {
        format!("0 0 {} {}", width + 8, along + height)
    };
    let label = arrows.iter().map(|it| it.sentence.as_str()).collect::<Vec<_>>().join(" ");
    html! {
        <svg class={classes!("drawing", layout.class)} viewBox={view} role="img" aria-label={label}>
            { for boxes.iter().enumerate().map(|(place, server)| {
                let (x, y) = origin(place);
                html! { <g key={place}>{ server_box(server, (x, y), (width, height), layout.letters) }</g> }
            }) }
            { for arrows.iter().map(|arrow| {
                let place = |party: Option<Party>| boxes.iter().position(|it| it.party == party).unwrap_or(0);
                let (from, to) = (place(arrow.from), place(Some(arrow.to)));
                let (x, y) = origin(from.min(to));
                let start = if layout.is_across { (x + width, y + height / 2 + 8) } else { (x + width / 2, y + height) };
                html! { <g key={arrow.to.word()}>{ arrow_between(arrow, start, gap, to < from, layout) }</g> }
            }) }
        </svg>
    }
}

fn server_box(server: &Server, (x, y): (i32, i32), (width, height): (i32, i32), letters: usize) -> Html {
    let name = lines(&server.name, letters);
    let above = i32::try_from(name.len()).unwrap_or(1) - 1;
    let first = y + height / 2 + if server.role.is_empty() { 15 } else { 5 } - above * LINE / 2;
    html! {
        <>
            <rect class="network" x={px(x)} y={px(y)} width={px(width)} height={px(height)} rx="10" />
            <text class="soft" x={px(x + 14)} y={px(y + 21)}>{ server.network }</text>
            <rect class="server" x={px(x + 12)} y={px(y + 32)} width={px(width - 24)} height={px(height - 44)} rx="7" />
            <text class="name" y={px(first)}>
                { for name.into_iter().enumerate().map(|(at, line)| html! { <tspan x={px(x + 26)} dy={px(if at == 0 { 0 } else { LINE })}>{ line }</tspan> }) }
            </text>
            <text class="soft" x={px(x + 26)} y={px(first + above * LINE + 20)}>{ server.role }</text>
        </>
    }
}

/// An arrow over a gap: its line, its head at the destination, and its state in the middle.
fn arrow_between(arrow: &Arrow, (x, y): (i32, i32), gap: i32, is_back: bool, layout: &Layout) -> Html {
    let shape = Sign::from(arrow.status);
    let point = |along: i32, aside: i32| {
        let along = if is_back { gap - along } else { along };
        if layout.is_across { (x + along, y + aside) } else { (x + aside, y + along) }
    };
    let line = |from: i32, to: i32| {
        let ((x1, y1), (x2, y2)) = (point(from, 0), point(to, 0));
        format!("M{x1} {y1}L{x2} {y2}")
    };
    let middle = gap / 2;
    let ((ax, ay), (bx, by), (cx, cy)) = (point(gap - 13, -6), point(gap - 5, 0), point(gap - 13, 6));
    let (mx, my) = point(middle, 0);
    let port = format!("TCP {}", arrow.port);
    let (anchor, port_at, word_at) = if layout.is_across {
        ("middle", (mx, my - 24), (mx, my + 32))
    } else {
        ("start", (mx + 24, my - 3), (mx + 24, my + 14))
    };
    html! {
        <g class={classes!("arrow", shape.class())}>
            <path class="before" d={line(5, middle - 15)} />
            <path class="after" d={line(middle + 15, gap - 6)} />
            <path class="head" d={format!("M{ax} {ay}L{bx} {by}L{cx} {cy}")} />
            <circle cx={px(mx)} cy={px(my)} r="14" />
            <path class="sign" d={outline(shape)} transform={format!("translate({} {})", mx - 8, my - 8)} />
            <text class="soft" x={px(port_at.0)} y={px(port_at.1)} text-anchor={anchor}>{ port }</text>
            <text class="word" x={px(word_at.0)} y={px(word_at.1)} text-anchor={anchor}>{ &arrow.word }</text>
        </g>
    }
}

fn px(number: i32) -> String {
    number.to_string()
}
