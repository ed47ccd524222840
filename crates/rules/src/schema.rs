//! The JSON Schemas of Config and Report, made from the types and tables that read and write them.
//!
//! A schema helps an editor to complete a file and a program to read one. What it accepts is what the strict door of
//! [`Config::from_json`] accepts, but for a key given twice, which no schema sees.

use std::{borrow::Cow, fmt::Write};

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema, transform};
use serde_json::{Map, Value, json};

use crate::{
    Ask, CONTRACT_VERSION, Config, Date, Exception, Form, NAME_LIMIT, REASON_LIMIT, Report, ServerAccess, Setting,
    SourceAccess, SourceKind, Status, StepKey,
    check::CATALOGUE,
    guide::{Link, Section, WrittenLink, WrittenSection},
    json::{SCHEMA, SECTIONS},
    list::{CheckInfo, ScenarioInfo, checks},
    scenario::SCENARIOS,
    text::{Commands, DEFAULT_PORT, Paragraphs, Text},
};

/// The schema of a Config.
#[must_use]
pub fn config() -> Value {
    root::<Config>("config")
}

/// The schema of a Report.
#[must_use]
pub fn report() -> Value {
    root::<Report>("report")
}

/// Every type that a program can meet, as the schema of a Report with the others below `$defs`.
///
/// It is in the form that code is generated from: words as an `enum`, without titles, which a generator takes for the
/// names of types, and with no description beside a reference, which it takes for another type.
#[must_use]
pub fn types() -> Value {
    let mut generator = generator();
    let _ = generator.subschema_for::<Config>();
    let _ = generator.subschema_for::<CheckInfo>();
    let _ = generator.subschema_for::<ScenarioInfo>();
    let mut types = generator.into_root_schema_for::<Report>();
    transform::transform_subschemas(&mut transform::RecursiveTransform(as_code), &mut types);
    types.into()
}

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().with_transform(transform::RecursiveTransform(as_written)).into()
}

fn root<T: JsonSchema>(name: &str) -> Value {
    let mut schema = generator().into_root_schema_for::<T>();
    // A name and no address: the schema is found where it is published, and that may be anywhere.
    schema.insert("$id".to_owned(), json!(format!("urn:pgreach:{name}:{CONTRACT_VERSION}")));
    schema.into()
}

/// Takes out of a derived schema what is never written.
fn as_written(schema: &mut Schema) {
    // Names of Rust's integers, which a validator may refuse as unknown.
    if schema.get("type") == Some(&json!("integer")) {
        schema.remove("format");
    }
    // What may be left out is left out where there is nothing to say, and never null.
    let is_derived = schema.get("additionalProperties").is_none();
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut).filter(|_| is_derived) {
        for (_, property) in properties.iter_mut().filter(|(name, _)| !required.contains(&json!(name))) {
            without_null(property);
        }
    }
}

fn without_null(property: &mut Value) {
    if let Some(types) = property.get_mut("type").filter(|it| it.is_array()) {
        let one = types.as_array().and_then(|it| it.iter().find(|it| *it != "null")).cloned();
        *types = one.unwrap_or_default();
    }
    let one = property.get("anyOf").and_then(Value::as_array).and_then(|it| it.iter().find(|it| it["type"] != "null"));
    if let (Some(Value::Object(one)), Some(property)) = (one.cloned(), property.as_object_mut()) {
        property.remove("anyOf");
        property.extend(one);
    }
}

fn as_code(schema: &mut Schema) {
    let text = |it: Option<&Value>| it.and_then(Value::as_str).unwrap_or_default().to_owned();
    schema.remove("title");
    let mut about = text(schema.get("description"));
    if let Some(Value::Array(words)) = schema.remove("oneOf") {
        for word in &words {
            // Writing to a String cannot fail.
            let _ = write!(about, "\n- `{}`: {}", text(word.get("const")), text(word.get("title")));
        }
        schema.insert("enum".to_owned(), words.iter().map(|it| it["const"].clone()).collect());
    }
    if !about.is_empty() {
        if let Some(reference) = schema.remove("$ref") {
            schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
        }
        schema.insert("description".to_owned(), about.into());
    }
}

/// Control characters, for a class of a pattern.
const CONTROL: &str = r"\u0000-\u001f\u007f-\u009f";
/// White space, control characters among it.
const BLANK: &str = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000";

/// Says for types that are written as another one that their schema is that one's.
macro_rules! written_as {
    ($($name:ident = $written:ty;)+) => {
        $(impl JsonSchema for $name {
            fn inline_schema() -> bool {
                <$written>::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                <$written>::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                <$written>::json_schema(generator)
            }
        })+
    };
}

written_as! {
    Text = String;
    Paragraphs = Vec<String>;
    Commands = Vec<String>;
    Section = WrittenSection;
    Link = WrittenLink;
}

/// Declares the schema of a type by hand.
macro_rules! written_by_hand {
    ($($name:ident = $schema:expr;)+) => {
        $(impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let schema: fn(&mut SchemaGenerator) -> Schema = $schema;
                schema(generator)
            }
        })+
    };
}

/// The name of a scenario.
pub(crate) struct ScenarioId;
/// Why a step is accepted.
pub(crate) struct Reason;
/// What a person says of the steps.
struct Answers;
/// The steps that are accepted as they are.
struct Exceptions;
struct Source;
struct Target;
struct Runtime;
struct Resource;

written_by_hand! {
    ScenarioId = |_| words("The name of a scenario.", SCENARIOS.iter().map(|it| (it.id, it.title)));
    Date = |_| json_schema!({
        "type": "string",
        "description": "A day, as 2026-12-31.",
        "format": "date",
        "pattern": "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    });
    Reason = |_| {
        // White space around it is not counted.
        let (shown, inner) = (format!("[^{CONTROL}{BLANK}]"), REASON_LIMIT - 2);
        let pattern = format!("^[{BLANK}]*{shown}([^{CONTROL}]{{0,{inner}}}{shown})?[{BLANK}]*$");
        json_schema!({ "type": "string", "pattern": pattern })
    };
    StepKey = |_| {
        let keys = CATALOGUE.iter().flat_map(|check| check.keys.iter().map(|key| (*key, check.name)));
        words("The name of a step: the party or leg, and the check.", keys)
    };
    Ask = |generator| json_schema!({
        "description": "Something to find out: a step, or a setting by its path in the Config.",
        "anyOf": [generator.subschema_for::<StepKey>(), generator.subschema_for::<Setting>()],
    });
    Source = |generator| party("source", "What is known of the server that the data comes from.", generator);
    Target = |generator| party("target", "What is known of the flexible server that the data goes to.", generator);
    Runtime = |generator| {
        party("runtime", "What is known of the migration runtime server between them, if there is one.", generator)
    };
    Answers = |generator| by_step("What a person says of the steps.", &generator.subschema_for::<Status>());
    Exceptions = |generator| {
        let about = "The steps that are accepted as they are, each with a reason and until a day.";
        by_step(about, &generator.subschema_for::<Exception>())
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
}

/// What stands below a key of a Config.
fn section(key: &str, generator: &mut SchemaGenerator) -> Schema {
    match key {
        "version" => json_schema!({ "const": CONTRACT_VERSION, "description": "The version of this shape." }),
        "source" => generator.subschema_for::<Source>(),
        "target" => generator.subschema_for::<Target>(),
        "runtime" => generator.subschema_for::<Runtime>(),
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
            "What Azure tools printed. Kept, and reported as not read.",
        ),
        // A test finds it: it validates nothing.
        _ => Schema::from(false),
    }
}

/// Something for each step, under the step's key and with its condition.
fn by_step(about: &str, value: &Schema) -> Schema {
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
        let how = if setting.is_name() { "Used in sentences and commands." } else { setting.portal() };
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
            _ => generator.subschema_for::<ServerAccess>(),
        },
        Form::Flag => return json_schema!({ "type": ["boolean", "null"] }),
        Form::Port => {
            return json_schema!({ "type": ["integer", "null"], "minimum": 1, "maximum": u16::MAX, "default": DEFAULT_PORT });
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

/// One of these words, each with its title.
fn words<'a>(about: &str, words: impl Iterator<Item = (&'a str, &'a str)>) -> Schema {
    let words: Vec<Value> =
        words.map(|(word, title)| json!({ "type": "string", "const": word, "title": title })).collect();
    json_schema!({ "description": about, "oneOf": words })
}

fn with(mut schema: Schema, key: &str, text: &str) -> Schema {
    schema.insert(key.to_owned(), json!(text));
    schema
}
