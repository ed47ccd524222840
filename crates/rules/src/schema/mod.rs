//! The JSON Schemas of Config and Report, made from the types and tables that read and write them.
//!
//! A schema helps an editor to complete a file and a program to read one. What it accepts is what the strict door of
//! [`Config::from_json`] accepts, but for a key given twice, which no schema sees.

mod config;

use std::{borrow::Cow, fmt::Write};

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema, transform};
use serde_json::{Value, json};

use crate::{
    CONTRACT_VERSION, Config, Question, Report, Setting, StepKey,
    check::CATALOGUE,
    guide::{Link, Section, WrittenLink, WrittenSection},
    list::{CheckInfo, ScenarioInfo},
    scenario::{SCENARIOS, ScenarioId},
    text::{Commands, Paragraphs, Text},
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
use written_by_hand;

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

written_by_hand! {
    ScenarioId = |_| words("The name of a scenario.", SCENARIOS.iter().map(|it| (it.id, it.title)));
    StepKey = |_| {
        let keys = CATALOGUE.iter().flat_map(|check| check.keys.iter().map(|key| (*key, check.name)));
        words("The name of a step: the party or connection, and the check.", keys)
    };
    Question = |generator| json_schema!({
        "description": "Something to find out: a step, or a setting by its path in the Config.",
        "anyOf": [generator.subschema_for::<StepKey>(), generator.subschema_for::<Setting>()],
    });
}

/// One of these words, each with its title.
fn words<'a>(about: &str, words: impl Iterator<Item = (&'a str, &'a str)>) -> Schema {
    let words: Vec<Value> =
        words.map(|(word, title)| json!({ "type": "string", "const": word, "title": title })).collect();
    json_schema!({ "description": about, "oneOf": words })
}
