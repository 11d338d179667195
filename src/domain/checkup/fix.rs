//! What mends an object where that is safe: nothing is lost by it, and nothing else changes.

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
            Fix::DropIds(_, ids) if ids.len() == 1 => "take the id out".to_owned(),
            Fix::DropIds(_, ids) => format!("take the {} ids out", ids.len()),
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
                let mut kept: Vec<Value> = Vec::with_capacity(before);
                for element in std::mem::take(elements) {
                    let placed = element.get(generation.member(Part::Placement)).is_some();
                    if !(placed && kept.contains(&element)) {
                        kept.push(element);
                    }
                }
                *elements = kept;
                (elements.len() < before).then_some(mended)
            }
        }
    }

    /// What mends an offer with two representations for one placement: safe where they are the same.
    pub(super) fn of_repeated(generation: Generation, body: &Value) -> Option<Fix> {
        Fix::DropRepeated.apply(generation, body).map(|_| Fix::DropRepeated)
    }
}
