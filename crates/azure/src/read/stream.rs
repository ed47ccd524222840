//! A document as it comes by: the items of the two lists that can be long, a bare array and `value` or `data`, are read one by
//! one and let go.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    document::{EXPECTED, Extent, File},
    key::Key,
    node::{Name, Node, Object, Read},
    readings::List,
};

/// Reads one document.
pub(super) struct Document<'d, 'f, 's>(pub(super) &'d mut File<'f, 's>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(EXPECTED)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let file = self.0;
        let mut object = Object::default();
        let mut extent = None;
        while let Some(key) = map.next_key_seed(Name(file.source))? {
            match key {
                None => object.skip(&mut map, file.source)?,
                Some(key @ (Key::Value | Key::Data)) if extent.is_none() => match map.next_value_seed(Items(file))? {
                    Some(node) => object.set(key, false, node),
                    None => extent = Some(if key == Key::Data { Extent::Query } else { Extent::List }),
                },
                Some(key @ (Key::Value | Key::Data)) => {
                    file.source.is_twice(key);
                    map.next_value::<IgnoredAny>()?;
                }
                Some(key) => object.read(key, false, &mut map, file.source)?,
            }
        }
        let list = std::mem::take(&mut file.list);
        if let Some(extent) = extent {
            file.end(list, Some(&object), extent);
        } else {
            let mut list = List::default();
            file.object(object, &mut list);
            file.end(list, None, Extent::One);
        }
        file.source.let_go();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<(), A::Error> {
        Items(self.0).visit_seq(items)?;
        let list = std::mem::take(&mut self.0.list);
        self.0.end(list, None, Extent::List);
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.other(&Node::Text("".into()))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.other(&Node::Flag(true))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.other(&Node::Number(0))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.other(&Node::Number(0))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.other(&Node::Number(0))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.other(&Node::Null)
    }
}

impl Document<'_, '_, '_> {
    #[expect(clippy::unnecessary_wraps, reason = "a visitor needs a result")]
    fn other<E: Error>(self, node: &Node<'_>) -> Result<(), E> {
        self.0.notes.error("", node.kind(), EXPECTED);
        Ok(())
    }
}

/// Reads the items of a list one by one. What is no list is given back.
struct Items<'d, 'f, 's>(&'d mut File<'f, 's>);

impl<'de> DeserializeSeed<'de> for Items<'_, '_, '_> {
    type Value = Option<Node<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Node<'de>>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Items<'_, '_, '_> {
    type Value = Option<Node<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Option<Node<'de>>, A::Error> {
        let file = self.0;
        while let Some(node) = items.next_element_seed(Read::new(file.source))? {
            let mut list = std::mem::take(&mut file.list);
            file.item(node, &mut list);
            file.list = list;
            file.source.let_go();
        }
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<Node<'de>>, A::Error> {
        Read::new(self.0.source).visit_map(map).map(Some)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Text("".into())))
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Flag(flag)))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Number(-1)))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Number(-1)))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Number(-1)))
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Node<'de>>, E> {
        Ok(Some(Node::Null))
    }
}
