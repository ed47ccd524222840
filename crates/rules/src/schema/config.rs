//! The schema of a Config, from the tables that its strict door goes by.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::written_by_hand;
use crate::{
    CONTRACT_VERSION, Config, Date, Exception, Form, NAME_LIMIT, REASON_LIMIT, ServerAccess, Setting, SourceAccess,
    SourceKind, Status, TargetKind, Tls,
    exception::ExceptionReason,
    json::{SCHEMA, SECTIONS},
    list::checks,
    text::DEFAULT_PORT,
};

/// Control characters, for a class of a pattern.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";
/// White space, control characters among it.
const BLANK: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

/// What a person says of the steps.
struct Answers;
/// The steps that are accepted as they are.
struct Exceptions;
struct Source;
struct Target;
struct Runtime;
struct Resource;

written_by_hand! {
    Source = |generator| party("source", "What is known of the server that the data comes from.", generator);
    Target = |generator| party("target", "What is known of the flexible server that the data goes to.", generator);
    Runtime = |generator| {
        party("runtime", "What is known of the migration runtime server between them, if there is one.", generator)
    };
    Answers = |generator| step_map("What a person says of the steps.", &generator.subschema_for::<Status>());
    Exceptions = |generator| {
        let about = "The steps that are accepted as they are, each with a reason and until a day.";
        step_map(about, &generator.subschema_for::<Exception>())
    };
    Resource = |_| json_schema!({
        "type": "object",
        "description": "One resource, as an Azure tool prints it.",
        "additionalProperties": true,
    });
    Config = |generator| {
        let mut sections: Vec<(&str, Schema)> = SECTIONS.map(|it| (it, section(it, generator))).into();
        sections.push((SCHEMA, json_schema!({
            "type": "string",
            "description": "The schema that an editor holds this document against. It says nothing of the migration.",
        })));
        object("What a person knows of one migration. What is left out is not known.", sections)
    };
    Date = |_| json_schema!({
        "type": "string",
        "description": "A day, as 2026-12-31.",
        "format": "date",
        "pattern": "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    });
    ExceptionReason = |_| {
        // White space around it is not counted.
        let (shown, inner) = (format!("[^{CONTROL}{BLANK}]"), REASON_LIMIT - 2);
        let pattern = format!("^[{BLANK}]*{shown}([^{CONTROL}]{{0,{inner}}}{shown})?[{BLANK}]*$");
        json_schema!({ "type": "string", "pattern": pattern })
    };
}

/// What stands below a key of a Config.
fn section(key: &str, generator: &mut SchemaGenerator) -> Schema {
    match key {
        "version" => json_schema!({ "const": CONTRACT_VERSION, "description": "The version of this shape." }),
        "source" => generator.subschema_for::<Source>(),
        "target" => generator.subschema_for::<Target>(),
        "runtime" => generator.subschema_for::<Runtime>(),
        "tls" => with(value(Setting::Tls, generator), "description", "The TLS mode of the connection to the source."),
        "answers" => generator.subschema_for::<Answers>(),
        "exceptions" => generator.subschema_for::<Exceptions>(),
        "today" => with(
            generator.subschema_for::<Date>(),
            "description",
            "The day of the evaluation, on which exceptions count or have expired.",
        ),
        "resources" => with(
            generator.subschema_for::<Vec<Resource>>(),
            "description",
            "What Azure tools printed. The page and the command read it, and decide by it.",
        ),
        // A test finds it: it validates nothing.
        _ => Schema::from(false),
    }
}

/// Something for each step, under the step's key and with its condition.
fn step_map(about: &str, value: &Schema) -> Schema {
    let steps = checks().into_iter().map(|it| {
        let mut titles: Vec<String> = it.conditions.into_iter().map(|it| it.title).collect();
        titles.dedup();
        // Editors would show the description of the reference in the place of one beside it.
        let value = json_schema!({ "allOf": [value] });
        (it.key.word(), with(value, "description", &titles.join(", or: ")))
    });
    object(about, steps.collect())
}

/// The settings of one party.
fn party(party: &str, about: &str, generator: &mut SchemaGenerator) -> Schema {
    let settings = Setting::ALL.iter().filter_map(|setting| {
        let key = setting.word().strip_prefix(party)?.strip_prefix('.')?;
        let how = if setting.form() == Form::Name { "Used in sentences and commands." } else { setting.portal() };
        let about = format!("{} {how}", setting.label());
        Some((key, with(value(*setting, generator), "description", about.trim_end())))
    });
    object(about, settings.collect())
}

/// The values of a setting; null is "not known".
fn value(setting: Setting, generator: &mut SchemaGenerator) -> Schema {
    let words = match setting.form() {
        Form::Choice(_) => match setting {
            Setting::SourceKind => generator.subschema_for::<SourceKind>(),
            Setting::SourceAccess => generator.subschema_for::<SourceAccess>(),
            Setting::TargetKind => generator.subschema_for::<TargetKind>(),
            Setting::Tls => generator.subschema_for::<Tls>(),
            _ => generator.subschema_for::<ServerAccess>(),
        },
        Form::Flag => return json_schema!({ "type": ["boolean", "null"] }),
        Form::Port => {
            return json_schema!({ "type": ["integer", "null"], "minimum": 1, "maximum": u16::MAX, "default": DEFAULT_PORT });
        }
        Form::Address => {
            let byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
            let label = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
            // The last label of a host name is no number.
            let pattern = format!(r"^({byte}(\.{byte}){{3}}|(?!(.*\.)?[0-9]+\.?$){label}(\.{label})*\.?)$");
            return json_schema!({ "type": ["string", "null"], "maxLength": NAME_LIMIT, "pattern": pattern });
        }
        Form::Name => {
            // Nothing that moves the cursor or turns the text.
            let hidden = format!(r"{CONTROL}\u200e\u200f\u202a-\u202e\u2066-\u2069");
            let pattern = format!("^[^{hidden}]*[^{hidden}{BLANK}][^{hidden}]*$");
            return json_schema!({ "type": ["string", "null"], "maxLength": NAME_LIMIT, "pattern": pattern });
        }
    };
    json_schema!({ "anyOf": [words, { "type": "null" }] })
}

/// An object with these keys and no other.
fn object(about: &str, properties: Vec<(&str, Schema)>) -> Schema {
    let properties: Map<String, Value> = properties.into_iter().map(|(key, it)| (key.to_owned(), it.into())).collect();
    json_schema!({ "type": "object", "description": about, "properties": properties, "additionalProperties": false })
}

fn with(mut schema: Schema, key: &str, text: &str) -> Schema {
    schema.insert(key.to_owned(), json!(text));
    schema
}
