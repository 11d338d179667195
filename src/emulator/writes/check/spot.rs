//! A place in an object, and what may stand there.

use serde_json::Value;

use super::{Checked, Violation, wrong};
use crate::emulator::clock::parse_date;

/// A place in an object, whether or not anything stands there.
#[derive(Clone, Debug)]
pub(super) struct Spot<'a> {
    value: Option<&'a Value>,
    pointer: String,
}

impl<'a> Spot<'a> {
    pub fn root(object: &'a Value) -> Spot<'a> {
        Spot { value: Some(object), pointer: String::new() }
    }

    pub fn member(&self, name: &str) -> Spot<'a> {
        Spot { value: self.value.and_then(|value| value.get(name)), pointer: format!("{}/{name}", self.pointer) }
    }

    pub fn value(&self) -> Option<&'a Value> {
        self.value
    }

    pub fn refuse(&self, why: impl Into<String>) -> Violation {
        wrong(self.pointer.clone(), why)
    }

    /// A string, where there is anything.
    pub fn text(&self) -> Result<Option<&'a str>, Violation> {
        match self.value {
            None => Ok(None),
            Some(value) => value.as_str().map(Some).ok_or_else(|| self.refuse("must be a string")),
        }
    }

    /// A string that is there and not blank.
    pub fn required_text(&self) -> Result<&'a str, Violation> {
        match self.value.map(Value::as_str) {
            Some(Some(text)) if text.trim().is_empty() => Err(self.refuse("must not be empty")),
            Some(Some(text)) => Ok(text),
            _ => Err(self.refuse("is required and must be a string")),
        }
    }

    /// One of the words given, where there is anything.
    pub fn one_of(&self, words: &[&str]) -> Checked {
        match self.value {
            Some(value) if !value.as_str().is_some_and(|word| words.contains(&word)) => {
                Err(self.refuse(format!("must be one of {}", words.join(", "))))
            }
            _ => Ok(()),
        }
    }

    pub fn required_one_of(&self, words: &[&str]) -> Checked {
        if self.value.and_then(Value::as_str).is_some_and(|word| words.contains(&word)) {
            return Ok(());
        }
        Err(self.refuse(format!("is required and must be one of {}", words.join(", "))))
    }

    /// The elements of an array; none where there is nothing.
    pub fn items(&self) -> Result<Vec<Spot<'a>>, Violation> {
        match self.value {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let spot = |(index, item)| Spot { value: Some(item), pointer: format!("{}/{index}", self.pointer) };
                Ok(items.iter().enumerate().map(spot).collect())
            }
            Some(_) => Err(self.refuse("must be an array")),
        }
    }

    pub fn required_items(&self) -> Result<Vec<Spot<'a>>, Violation> {
        match self.value {
            Some(Value::Array(_)) => self.items(),
            _ => Err(self.refuse("is required and must be an array")),
        }
    }

    /// An array of strings, where there is anything.
    pub fn texts(&self) -> Checked {
        match self.value {
            Some(value) if !value.as_array().is_some_and(|items| items.iter().all(Value::is_string)) => {
                Err(self.refuse("must be an array of strings"))
            }
            _ => Ok(()),
        }
    }

    /// An object, where there is anything.
    pub fn object(&self) -> Checked {
        match self.value {
            Some(value) if !value.is_object() => Err(self.refuse("must be an object")),
            _ => Ok(()),
        }
    }

    /// `true` or `false`, where there is anything.
    pub fn flag(&self) -> Checked {
        match self.value {
            Some(value) if !value.is_boolean() => Err(self.refuse("must be true or false")),
            _ => Ok(()),
        }
    }

    /// A whole number as JSON writes it, where there is anything; `1.0` and `1e3` are none.
    pub fn whole(&self, least: i64) -> Checked {
        match self.value {
            Some(value) if value.as_i64().is_none_or(|number| number < least) => {
                Err(self.refuse(format!("must be a whole number, {least} or more")))
            }
            _ => Ok(()),
        }
    }

    /// A date in milliseconds since 1970, where there is anything.
    pub fn date(&self) -> Result<Option<i64>, Violation> {
        match self.value {
            None => Ok(None),
            Some(_) => self.required_date().map(Some),
        }
    }

    pub fn required_date(&self) -> Result<i64, Violation> {
        let date = self.value.and_then(Value::as_str).and_then(parse_date);
        date.ok_or_else(|| self.refuse("is required and must be an RFC 3339 date"))
    }
}
