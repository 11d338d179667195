//! What an edit of a row makes of a body: exactly that place changes, and what goes with it by the contract.

use serde_json::{Map, Value, json};

use super::lists::in_capping_rule;
use super::rows::{Addition, Entry, FormRow, gathered};
use super::words::{Words, channel_on_wire, named_formats, type_on_wire, usual_format};
use crate::domain::details::{ComponentType, Placement};
use crate::domain::patch::{escape, unescape};
use crate::domain::vocabulary::{AUDIENCES_DECIDE, Criterion, Field, Generation, NOBODY_DECIDES, Part, RULE_DECIDES};

/// The pointers of the objects that a form made on its way to a place: such a one goes again with its last member.
pub type Made = Vec<String>;

impl FormRow {
    /// Fills the row. What stands in the way, a text where an object should be, gives way. Where something else went out
    /// with that, it is told in a sentence.
    pub fn set(&self, generation: Generation, body: &mut Value, made: &mut Made, value: Value) -> Option<String> {
        match &self.entry {
            Entry::Word(Words::Constraint) => return self.decide(generation, body, made, &self.pointer, value),
            Entry::Word(Words::Gathering) => return self.gather(generation, body, made, value),
            // The server refuses a rule where nothing says that one decides (contract section 16).
            Entry::Rule(Some(declared)) => {
                put(body, made, &self.pointer, value);
                return self.decide(generation, body, made, declared, Value::from(RULE_DECIDES));
            }
            Entry::Part(Words::ComponentType, _) => self.set_type(generation, body, made, value),
            _ => put(body, made, &self.pointer, value),
        }
        None
    }

    /// Says at a place beside the row's, or at its own, what decides who qualifies. A rule or audiences that decide no
    /// longer go out, or they would go on being used.
    fn decide(
        &self,
        generation: Generation,
        body: &mut Value,
        made: &mut Made,
        declared: &str,
        value: Value,
    ) -> Option<String> {
        let (rule_stays, audiences_stay) = match value.as_str() {
            Some(NOBODY_DECIDES) => (false, false),
            Some(RULE_DECIDES) => (true, false),
            Some(word) if AUDIENCES_DECIDE.contains(&word) => (false, true),
            _ => (true, true),
        };
        put(body, made, declared, value);
        let mut gone = Vec::new();
        for (field, stays, what) in [
            (Field::EligibilityRule, rule_stays, "the decision rule"),
            (Field::Audiences, audiences_stay, "the audiences"),
        ] {
            let (_, name) = generation.pointer(field).rsplit_once('/')?;
            let pointer = self.sibling(name);
            if !stays && body.pointer(&pointer).is_some() {
                remove(body, made, &pointer);
                gone.push(what);
            }
        }
        let gone = (!gone.is_empty()).then(|| gone.join(" and "))?;
        Some(format!("What decides no longer was taken out with it: {gone}. ctrl-z brings it back."))
    }

    /// What a collection is made of. Members of the other kind would lead nowhere, so they go out.
    fn gather(&self, generation: Generation, body: &mut Value, made: &mut Made, value: Value) -> Option<String> {
        let before = body.pointer(&self.pointer).and_then(Value::as_str).and_then(gathered);
        let after = value.as_str().and_then(gathered);
        put(body, made, &self.pointer, value);
        let (before, _) = before.zip(after).filter(|(before, after)| before != after)?;
        let members = body.pointer_mut(generation.place(body, Field::Ids)).and_then(Value::as_array_mut)?;
        let count = members.len();
        members.clear();
        let of_them = before.entry().title.to_lowercase();
        (count > 0)
            .then(|| format!("Its members were taken out with it, {count} of the {of_them}. ctrl-z brings them back."))
    }

    /// Takes the row's value away. Where something else went out with it, that is told in a sentence.
    pub fn clear(&self, generation: Generation, body: &mut Value, made: &mut Made) -> Option<String> {
        remove(body, made, &self.pointer);
        match &self.entry {
            Entry::Rule(Some(declared)) if body.pointer(declared).and_then(Value::as_str) == Some(RULE_DECIDES) => {
                self.decide(generation, body, made, declared, Value::from(NOBODY_DECIDES))
            }
            _ => None,
        }
    }

    /// Takes an element out of its list.
    pub fn take_out(&self, body: &mut Value, made: &mut Made) {
        // The elements behind it move up, so what was made in one of them has another pointer.
        made.clear();
        if let Some((list, index)) = self.pointer.rsplit_once('/')
            && let Some(elements) = body.pointer_mut(list).and_then(Value::as_array_mut)
            && let Some(index) = index.parse().ok().filter(|index| *index < elements.len())
        {
            elements.remove(index);
        }
    }

    /// The row of one of its members.
    #[must_use]
    pub fn member(&self, name: &str) -> FormRow {
        let pointer = format!("{}/{}", self.pointer, escape(name));
        FormRow { label: name.to_owned(), pointer, entry: Entry::Text, named: true, ..self.clone() }
    }

    /// Puts one more element at the end of the list that the row stands for. What is no list gives way to one.
    pub fn add(&self, body: &mut Value, made: &mut Made, element: Value) {
        match body.pointer_mut(&self.pointer) {
            Some(Value::Array(elements)) => elements.push(element),
            _ => put(body, made, &self.pointer, Value::from(vec![element])),
        }
    }

    /// The type, and with it the format, unless somebody gave it another than goes with the old type.
    fn set_type(&self, generation: Generation, body: &mut Value, made: &mut Made, value: Value) {
        let format = self.sibling(generation.member(Part::Format));
        let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
        let usual = text(&self.pointer).and_then(usual_format);
        let follows = match body.pointer(&format) {
            None => true,
            Some(_) => text(&format).is_some_and(|format| format.is_empty() || usual == Some(format)),
        };
        let new = value.as_str().and_then(usual_format);
        put(body, made, &self.pointer, value);
        if let Some(new) = new.filter(|_| follows) {
            put(body, made, &format, Value::from(new));
        }
    }

    fn sibling(&self, name: &str) -> String {
        let parent = self.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        format!("{parent}/{name}")
    }
}

impl Addition {
    /// A new element as it begins; of a representation or a component for this placement, where it is known.
    #[must_use]
    pub fn element(&self, generation: Generation, placement: Option<&str>, known: Option<&Placement>) -> Value {
        match self {
            Addition::Representation => representation(generation, placement, known),
            Addition::Component(_) => component(generation, known),
            Addition::Attribute => json!(""),
            Addition::Audience(id) => json!({*id: ""}),
            Addition::CappingRule => capping_rule(generation),
            Addition::Criterion => {
                let (mut criterion, mut made) = (Value::Object(Map::new()), Made::new());
                let mut set = |field, value| put(&mut criterion, &mut made, generation.in_criterion(field), value);
                set(Criterion::Placements, json!([]));
                set(Criterion::Collection, json!(""));
                criterion
            }
        }
    }
}

fn representation(generation: Generation, placement: Option<&str>, known: Option<&Placement>) -> Value {
    let channel = known.and_then(|known| known.channel.value()).map_or("web", |channel| channel);
    let member = |part| generation.member(part).to_owned();
    Value::Object(Map::from_iter([
        (member(Part::Channel), Value::from(channel_on_wire(channel))),
        (member(Part::Placement), Value::from(placement.unwrap_or_default())),
        (member(Part::Components), Value::from(vec![component(generation, known)])),
    ]))
}

fn capping_rule(generation: Generation) -> Value {
    let (mut rule, mut made) = (Value::Object(Map::new()), Made::new());
    let mut set = |way, value| put(&mut rule, &mut made, &format!("/{}", in_capping_rule(generation, way)), value);
    if generation == Generation::Dps {
        set("enabled", json!(true));
    }
    set("limit", json!(1));
    set("scope", json!("profile"));
    set("entity", json!("offer"));
    set("repeat/enabled", json!(true));
    set("repeat/unit", json!("day"));
    set("repeat/unitCount", json!(1));
    rule
}

fn component(generation: Generation, known: Option<&Placement>) -> Value {
    let kind = known.and_then(|known| known.component_type.value()).unwrap_or(&ComponentType::Html);
    let wire = type_on_wire(generation, kind);
    let taken = known.and_then(|known| named_formats(known).next());
    let format = taken.or_else(|| usual_format(&wire)).unwrap_or_default();
    let filled = if *kind == ComponentType::ImageLink { Part::DeliveryUrl } else { Part::Content };
    let member = |part| generation.member(part).to_owned();
    Value::Object(Map::from_iter([
        (member(Part::Type), Value::from(wire)),
        (member(Part::Format), Value::from(format)),
        (member(filled), Value::from("")),
    ]))
}

/// Puts a value at a pointer, making the objects on the way that are not there. Anything else that stands where an
/// object is needed gives way. The elements of a list are reached, but none is made.
fn put(body: &mut Value, made: &mut Made, pointer: &str, value: Value) {
    let mut place = body;
    let mut way = String::new();
    for segment in pointer.split('/').skip(1) {
        let name = unescape(segment);
        let in_list = matches!(place, Value::Array(elements) if index(&name, elements.len()).is_some());
        if !in_list && !place.is_object() {
            *place = Value::Object(Map::new());
            made.push(way.clone());
        }
        way = format!("{way}/{segment}");
        place = match place {
            Value::Object(members) => members.entry(name.into_owned()).or_insert(Value::Null),
            Value::Array(elements) => {
                let Some(element) = index(&name, elements.len()).and_then(|index| elements.get_mut(index)) else {
                    return;
                };
                element
            }
            _ => return,
        };
    }
    *place = value;
}

fn index(name: &str, len: usize) -> Option<usize> {
    name.parse().ok().filter(|index| *index < len)
}

/// Takes a member away, and with it the objects around it that are empty then and were made by the form.
fn remove(body: &mut Value, made: &mut Made, pointer: &str) {
    let mut pointer = pointer;
    while let Some((parent, name)) = pointer.rsplit_once('/') {
        let Some(Value::Object(members)) = body.pointer_mut(parent) else { return };
        members.shift_remove(&*unescape(name));
        let emptied = members.is_empty();
        let Some(known) = made.iter().position(|place| place == parent).filter(|_| emptied && !parent.is_empty())
        else {
            return;
        };
        made.remove(known);
        pointer = parent;
    }
}
