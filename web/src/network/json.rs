//! Reading values that the browser has parsed from JSON.
//!
//! The browser has a parser already. What serde derives for each type reads from that parser's values through this one
//! [`Node`], which asks for a struct's fields by their places in it: the code for each type is little more than the list
//! of its fields' names.

use js_sys::{Array, JSON, Reflect};
use serde::{
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor, value::U64Deserializer,
    },
    forward_to_deserialize_any,
};
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};

/// A value of JSON, as the browser keeps it.
#[derive(Clone, Debug)]
pub struct Node(JsValue);

/// A text that is no JSON, or a value that is not of the type asked for. What exactly is wrong would help nobody on the
/// screen, and words for it weigh.
#[derive(Debug)]
pub struct Unreadable;

impl Node {
    /// Parses a text.
    ///
    /// # Errors
    /// When it is no JSON.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        JSON::parse(text).map(Self).map_err(|_| Unreadable)
    }

    /// Reads it as a value of this type. Fields that the type does not have are passed over.
    ///
    /// # Errors
    /// When it is none.
    pub fn read<T: DeserializeOwned>(self) -> Result<T, Unreadable> {
        T::deserialize(self)
    }

    /// What an object holds under this name; none where it is missing or null, or where this is no object.
    pub fn get(&self, name: &str) -> Option<Self> {
        let value = Reflect::get(&self.0, &JsValue::from_str(name)).ok()?;
        (!is_nothing(&value)).then_some(Self(value))
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<String> {
        self.0.as_string()
    }
}

fn is_nothing(value: &JsValue) -> bool {
    value.is_null() || value.is_undefined()
}

impl<'de> Deserializer<'de> for Node {
    type Error = Unreadable;

    /// Types say what they want to read, and none wants to find out.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Unreadable> {
        Err(Unreadable)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if is_nothing(&self.0) { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_string(self.text().ok_or(Unreadable)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_string(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.0.as_bool().ok_or(Unreadable)?)
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_i32(integer(&self.0)?)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_i32(integer(&self.0)?)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(Elements { array: self.0.dyn_into().map_err(|_| Unreadable)?, at: 0 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_map(Fields { object: self.0, names, at: 0, value: JsValue::UNDEFINED })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i8 i16 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map enum
        identifier
    }
}

/// A whole number; the API's fit in 32 bits.
fn integer(value: &JsValue) -> Result<i32, Unreadable> {
    let number = value.as_f64().ok_or(Unreadable)?;
    #[expect(clippy::cast_possible_truncation, reason = "the next line tells whether it was a whole number")]
    let integer = number as i32;
    if f64::from(integer) == number { Ok(integer) } else { Err(Unreadable) }
}

struct Elements {
    array: Array,
    at: u32,
}

impl<'de> SeqAccess<'de> for Elements {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        if self.at == self.array.length() {
            return Ok(None);
        }
        let element = self.array.get(self.at);
        self.at += 1;
        seed.deserialize(Node(element)).map(Some)
    }
}

/// The fields of a struct, each known by its place among the names.
struct Fields {
    object: JsValue,
    names: &'static [&'static str],
    at: usize,
    value: JsValue,
}

impl Fields {
    /// Goes to the next field that the object has, and gives its place.
    fn advance(&mut self) -> Result<Option<usize>, Unreadable> {
        while let Some(name) = self.names.get(self.at) {
            let place = self.at;
            self.at += 1;
            self.value = Reflect::get(&self.object, &JsValue::from_str(name)).map_err(|_| Unreadable)?;
            if !self.value.is_undefined() {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        let Some(place) = self.advance()? else { return Ok(None) };
        seed.deserialize(U64Deserializer::new(place as u64)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        seed.deserialize(Node(std::mem::take(&mut self.value)))
    }
}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not what was expected")
    }
}

impl std::error::Error for Unreadable {}
