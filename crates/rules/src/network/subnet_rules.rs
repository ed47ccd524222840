//! Decides whether a server admits a subnet: by the service endpoint, a VNet rule, or the address that it leaves with.

use crate::{
    Export, Party,
    network::{
        Attachment, Context, Destination, Fact, Id, SQL_SERVICE, Server, ServerKind, firewall_rules::by_outbound, is,
        is_region, listed,
    },
    outcome::{Decided, Outcome, Reason, Undecided},
};

/// Whether a subnet carries the Microsoft.Sql service endpoint.
pub(crate) fn carries_sql(context: &Context<'_>, side: &Attachment<'_>) -> Decided {
    let shows = |property: String, value: &str| side.subnet.origin.shows(context.network, property, value);
    let needing = |reason| Undecided::new(Reason::Missing, reason).needing(Export::Vnet, side.vnet.origin.id.text());
    let name = side.subnet.origin.name();
    let endpoints = match &side.subnet.service_endpoints {
        Fact::Known(endpoints) => endpoints.as_slice(),
        Fact::None => &[],
        Fact::Unknown => return Err(needing(format!("The service endpoints of {name} are not in the files."))),
    };
    let Some(endpoint) = endpoints.iter().find(|it| it.service.eq_ignore_ascii_case(SQL_SERVICE)) else {
        let services = listed(endpoints.iter().map(|it| it.service.as_str()));
        return Ok(Outcome::fail(shows("serviceEndpoints".to_owned(), &services)));
    };
    let Some(state) = endpoint.state.as_deref() else {
        return Err(needing(format!("The state of {SQL_SERVICE} at {name} is not in the files.")));
    };
    let evidence = shows(format!("serviceEndpoints[{SQL_SERVICE}].provisioningState"), state);
    match state.to_ascii_lowercase().as_str() {
        "succeeded" => Ok(Outcome::pass(evidence)),
        "deleting" => Ok(Outcome::fail(evidence)),
        "failed" => Err(needing(format!(
            "The last change of {SQL_SERVICE} at {name} did not work out, so it may be there or not: fix it, then export it again."
        ))
        .showing([evidence])),
        _ => {
            Err(needing(format!("{SQL_SERVICE} is not ready at {name}: wait, then export it again."))
                .showing([evidence]))
        }
    }
}

/// What shows that a subnet is in another region than a single server, if it is. VNet rules are for the server's own.
///
/// Source: "Use Virtual Network service endpoints and rules (single server)" (2023-06-24). A flexible server is in the
/// region of its VNet ("Network with private access", 2025-06-30).
pub(crate) fn in_its_region(
    context: &Context<'_>,
    server: &Server,
    client: &Server,
    subnet: &Id,
) -> Decided<Option<Outcome>> {
    let vnet = subnet.parent().and_then(|it| context.network.vnet(&it));
    let at_vnet = vnet.and_then(|it| Some((&it.origin, it.location.as_deref()?)));
    let at_client = || Some((&client.origin, client.location.as_deref()?));
    let needing = |export, of: &Server| {
        let name = of.origin.name();
        Undecided::new(Reason::Missing, format!("The region of {name} is not in the files."))
            .needing(export, of.origin.id.text())
    };
    let (origin, near) = at_vnet.or_else(at_client).ok_or_else(|| needing(Export::FlexibleServer, client))?;
    let own = server.location.as_deref().ok_or_else(|| needing(Export::SingleServer, server))?;
    let shown =
        || [server.origin.shows(context.network, "location", own), origin.shows(context.network, "location", near)];
    Ok((!is_region(own, near))
        .then(|| Outcome::fail(shown()).noting(
            "A VNet rule is for subnets in the server's own region only. Migrate to a target in that region, or give the server a \
             private endpoint: that can stand in another one.",
        )))
}

/// What shows that the Microsoft.Sql service endpoint of a subnet in a server's region leads to other ones, if it does. A subnet
/// in another region has no VNet rule either, which says so.
///
/// Source: "Use Virtual Network service endpoints and rules (single server)" (2023-06-24): each endpoint is for one region.
pub(crate) fn leads_to_other_regions(context: &Context<'_>, server: &Server, side: &Attachment<'_>) -> Option<Outcome> {
    let region = server.location.as_deref()?;
    if side.vnet.location.as_deref().is_some_and(|it| !is_region(it, region)) {
        return None;
    }
    let mut endpoints = side.subnet.service_endpoints.known()?.iter();
    let endpoint = endpoints.find(|it| it.service.eq_ignore_ascii_case(SQL_SERVICE) && !it.serves(region))?;
    let property = format!("serviceEndpoints[{SQL_SERVICE}].locations");
    let locations = listed(endpoint.locations.iter().map(String::as_str));
    Some(Outcome::fail([
        server.origin.shows(context.network, "location", region),
        side.subnet.origin.shows(context.network, property, locations),
    ]))
}

/// Why the service endpoint of a subnet may not count at a single server: that is in another region.
pub(crate) fn past_endpoint(
    context: &Context<'_>,
    server: &Server,
    side: &Attachment<'_>,
) -> Decided<Option<Undecided>> {
    let client = context.server(context.client()?)?;
    let elsewhere = in_its_region(context, server, client, &side.subnet.origin.id)?
        .or_else(|| leads_to_other_regions(context, server, side));
    Ok(elsewhere.map(|it| {
        let reason = "The subnet has the Microsoft.Sql service endpoint, and the server is in another region: with which address the \
                      connection arrives there is not documented.";
        Undecided::new(Reason::Undocumented, reason).showing(it.into_evidence())
    }))
}

/// Whether a single server admits a subnet by a VNet rule.
pub(crate) fn admits(context: &Context<'_>, server: &Server, subnet: &Id) -> Decided {
    let rules = &server.vnet_rules;
    let needing =
        |reason: String| Undecided::new(Reason::Missing, reason).needing(Export::VnetRules, server.origin.id.text());
    let of_subnet = || rules.items.iter().filter(|it| it.subnet.as_ref() == Some(subnet));
    // Azure's own example lists a rule twice: the one that is ready counts.
    let rule = of_subnet().find(|it| is(it.state.as_deref(), "Ready")).or_else(|| of_subnet().next());
    let Some(rule) = rule else {
        let named: Option<Vec<&str>> =
            rules.items.iter().map(|it| it.subnet.as_ref().map(|_| it.origin.id.name())).collect();
        let Some(all) = named.filter(|_| rules.complete) else {
            let name = server.origin.name();
            return Err(needing(format!(
                "No VNet rule of {name} for the subnet {} is in the files, and they may not hold all of its rules.",
                subnet.name()
            )));
        };
        let evidence = server.origin.shows(context.network, "virtualNetworkRules", listed(all));
        return Ok(Outcome::fail(evidence));
    };
    let name = rule.origin.id.name();
    let shows = |property, value: &str| rule.origin.shows(context.network, property, value);
    let of = shows("virtualNetworkSubnetId", rule.subnet.as_ref().map_or("", Id::text));
    let Some(state) = rule.state.as_deref() else {
        return Err(needing(format!("The state of the VNet rule {name} is not in the files.")).showing([of]));
    };
    let evidence = vec![of, shows("state", state)];
    match state.to_ascii_lowercase().as_str() {
        "ready" => Outcome::passed_by(evidence),
        "initializing" | "inprogress" => {
            Err(needing(format!("The VNet rule {name} is not ready yet: wait, then export it again."))
                .showing(evidence))
        }
        "deleting" => Outcome::failed_by(evidence),
        _ => Err(needing(format!("{state} does not say whether the VNet rule {name} counts: export it again."))
            .showing(evidence)),
    }
}

/// Why a public single server is reached without a VNet rule, where its firewall admits what a subnet leaves with; an error
/// where it may, so that the lack of a rule or of the service endpoint is no fault yet. The guide's way is a VNet rule; without
/// the service endpoint the connection has a public address, which rules may admit.
///
/// Source: "Firewall rules in Azure Database for PostgreSQL (single server)" (2023-06-24).
pub(crate) fn admitted_by_address(context: &Context<'_>, party: Party) -> Decided<Option<Outcome>> {
    let Ok(server) = context.server(party) else { return Ok(None) };
    let is_public = matches!(context.destination(party), Ok(Destination::Public));
    let rules = &server.firewall_rules;
    if server.kind != ServerKind::Single || !is_public || rules.complete && rules.items.is_empty() {
        return Ok(None);
    }
    let side = context.client_attachment()?;
    let sql = carries_sql(context, &side);
    let by_address = by_outbound(context, server, &side);
    if sql.as_ref().is_ok_and(Outcome::is_pass) {
        // Where the endpoint may not count, the address may.
        return match (past_endpoint(context, server, &side)?, by_address) {
            (Some(open), Err(it)) => Err(it.showing(open.evidence)),
            (Some(open), Ok(found)) if found.is_pass() => Err(open),
            _ => Ok(None),
        };
    }
    match (sql, by_address) {
        (_, Ok(found)) if found.is_fail() => Ok(None),
        (Err(open), _) | (Ok(_), Err(open)) => Err(open),
        (Ok(_), Ok(found)) => Ok(Some(Outcome::not_applicable(found.into_shown()).noting(
            "The guide's way is a VNet rule and the Microsoft.Sql service endpoint. It connects without them, because a \
             firewall rule admits the address that the subnet leaves with.",
        ))),
    }
}
