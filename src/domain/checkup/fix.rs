//! What mends an object where that is safe: nothing is lost by it, and nothing else changes.

use std::collections::HashSet;

use serde_json::Value;

use super::super::record::ObjectId;
use super::super::vocabulary::{Field, Generation, Part};

/// A change that mends what a remark tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Take these ids out of the array at this field: they lead nowhere.
    DropIds(Field, Vec<ObjectId>),
    /// Take out every representation that stands there twice with the same contents.
    DropRepeated,
}

impl Fix {
    /// What it does, in a few words.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            // Labels hide objects from those who may not see them (contract section 12).
            Fix::DropIds(_, ids) if ids.len() == 1 => {
                "take the id out, unless labels hide its object from you".to_owned()
            }
            Fix::DropIds(_, ids) => {
                format!("take the {} ids out, unless labels hide their objects from you", ids.len())
            }
            Fix::DropRepeated => "take the repeated representation out".to_owned(),
        }
    }

    /// The mended body; `None` where there is nothing to mend in it any more.
    #[must_use]
    pub fn apply(&self, generation: Generation, body: &Value) -> Option<Value> {
        let mut mended = body.clone();
        match self {
            Fix::DropIds(field, ids) => {
                let elements = mended.pointer_mut(generation.place(body, *field))?.as_array_mut()?;
                let before = elements.len();
                elements
                    .retain(|element| !element.as_str().is_some_and(|id| ids.iter().any(|gone| gone.as_str() == id)));
                (elements.len() < before).then_some(mended)
            }
            Fix::DropRepeated => {
                let elements = mended.pointer_mut(generation.place(body, Field::Representations))?.as_array_mut()?;
                let before = elements.len();
                let mut again = representations(generation, body).map(|(_, is_again)| is_again);
                elements.retain(|_| !again.next().unwrap_or_default());
                (elements.len() < before).then_some(mended)
            }
        }
    }
}

/// The placements with two representations that are the same: to take one of them out is safe.
pub(super) fn repeated(generation: Generation, body: &Value) -> HashSet<&str> {
    representations(generation, body).filter_map(|(placement, is_again)| placement.filter(|_| is_again)).collect()
}

/// The representations' placements, each with whether the same has stood before it.
fn representations(generation: Generation, body: &Value) -> impl Iterator<Item = (Option<&str>, bool)> {
    let elements = body.pointer(generation.place(body, Field::Representations)).and_then(Value::as_array);
    let mut seen = HashSet::new();
    elements.into_iter().flatten().map(move |element| {
        let placement = element.get(generation.member(Part::Placement)).and_then(Value::as_str);
        (placement, placement.is_some() && !seen.insert(element))
    })
}
