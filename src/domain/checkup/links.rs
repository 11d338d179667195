//! What is to be told of one object among the others: where its ids lead, and what its contents are for.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::Value;

use super::super::check::Finding;
use super::super::content::Form;
use super::super::details::{ComponentType, Gathering, short_channel};
use super::super::fact::Fact;
use super::super::form::formats;
use super::super::kind::Kind;
use super::super::mentions::{Mention, mentions};
use super::super::patch::escape;
use super::super::record::{ObjectId, Record, Seen};
use super::super::references::{Catalogue, Extent, Named};
use super::super::vocabulary::{Field, Generation, Part};
use super::{Around, Concern, Fix, Notes, Policy, Subject};

/// How many ids are named in a sentence.
const NAMED: usize = 3;

/// What is to be told of one object that is being typed, as far as the other lists tell it: each as bad as in a look
/// through the whole library, although nothing of that keeps the server from taking it.
#[must_use]
pub fn look(catalogue: &Catalogue<'_>, subject: &Subject<'_>, policy: &Policy) -> Vec<Finding> {
    let mut notes = Notes::default();
    relations(&mut Around { catalogue, media: &MediaTypes::default(), subject, notes: &mut notes });
    let namesake = namesakes(catalogue, subject).next();
    if let Some(other) = namesake {
        notes.note(Concern::DuplicateName, subject.generation.pointer(Field::Name), same_name(other, 1));
    }
    policy.judged(notes.found.into_iter().map(|note| note.finding).collect())
}

/// All that one object's relations to the others tell.
pub(super) fn relations(around: &mut Around<'_>) {
    ids(around.catalogue, around.subject, around.notes);
    (around.subject.kind.entry().check_among)(around);
}

/// Kinds of which the others tell nothing more.
pub(in crate::domain) fn nothing(_: &mut Around<'_>) {}

/// Where the ids lead that stand in the body.
fn ids(catalogue: &Catalogue<'_>, subject: &Subject<'_>, notes: &mut Notes) {
    let way = Gathering::of(subject.generation, subject.body);
    // Of what sort these ids are, nobody knows.
    if subject.kind == Kind::Collection && matches!(way, None | Some(Gathering::Other(_))) {
        return;
    }
    let mut misplaced: Vec<(ObjectId, String)> = Vec::new();
    let mut nowhere: Vec<(Kind, Vec<ObjectId>)> = Vec::new();
    for mention in mentions(subject.generation, subject.kind, subject.body) {
        match catalogue.named(mention.kind, mention.id.as_str()) {
            Named::Here(record) if record.kind == mention.kind => {}
            Named::Here(record) => {
                let (found, meant) = (record.kind.entry().noun, mention.kind.entry().noun);
                let (title, id) = (record.title(), &mention.id);
                let message = format!("the {found} \"{title}\" stands where a {meant} is meant: {id}");
                misplaced.push((mention.id, message));
            }
            Named::Nowhere => match nowhere.last_mut().filter(|(kind, _)| *kind == mention.kind) {
                Some((_, ids)) => ids.push(mention.id),
                None => nowhere.push((mention.kind, vec![mention.id])),
            },
            Named::NotRead(kind, _) => _ = notes.unjudged.insert((Concern::LeadsNowhere, kind)),
        }
    }
    let firsts = nowhere.iter().filter_map(|(_, ids)| ids.first());
    let wanted: BTreeSet<&str> = misplaced.iter().map(|(id, _)| id).chain(firsts).map(ObjectId::as_str).collect();
    let places = places(subject.body, wanted);
    let place_of = |id: &ObjectId| places.get(id.as_str()).cloned().unwrap_or_default();
    for (id, message) in &misplaced {
        notes.note_ids(Concern::WrongKind, place_of(id), message.clone(), [id.clone()], None);
    }
    for (kind, ids) in &nowhere {
        let Some(first) = ids.first() else { continue };
        let pointer = place_of(first);
        let noun = kind.entry().noun;
        let message = match ids.len() {
            1 => format!("an id leads nowhere: {noun} {first}"),
            count => {
                let all: Vec<&str> = ids.iter().map(ObjectId::as_str).collect();
                format!("{count} ids lead nowhere: {noun}s {}", first_of(&all))
            }
        };
        let field = match (subject.kind, *kind) {
            // One that wants all of its qualifiers would take more offers without one.
            (Kind::Collection, _) => (way != Some(Gathering::AllQualifiers)).then_some(Field::Ids),
            (Kind::Personalized | Kind::Fallback, Kind::Qualifier) => Some(Field::Qualifiers),
            _ => None,
        };
        let fix = field.map(|field| Fix::DropIds(field, ids.clone()));
        notes.note_ids(Concern::LeadsNowhere, pointer, message, ids.iter().cloned(), fix);
    }
}

/// The object that an id means, where it is one of this kind. Where that can't be told, it is noted that a concern can't be
/// judged for that.
fn meant<'a>(
    catalogue: &Catalogue<'a>,
    kind: Kind,
    id: &str,
    concern: Concern,
    notes: &mut Notes,
) -> Option<&'a Record> {
    match catalogue.named(kind, id) {
        Named::Here(record) => Some(&**record).filter(|record| record.kind == kind),
        Named::Nowhere => None,
        Named::NotRead(..) => {
            notes.unjudged.insert((concern, kind));
            None
        }
    }
}

/// The first of several, and how many more there are.
fn first_of(names: &[&str]) -> String {
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names.get(..NAMED).unwrap_or(names).join(", "))
}

/// Where each of these texts stands first in a body, as a JSON pointer: one walk for all of them.
fn places<'a>(body: &Value, mut wanted: BTreeSet<&'a str>) -> HashMap<&'a str, String> {
    fn walk<'a>(
        value: &Value,
        wanted: &mut BTreeSet<&'a str>,
        pointer: &mut String,
        places: &mut HashMap<&'a str, String>,
    ) {
        let length = pointer.len();
        match value {
            Value::String(text) => _ = wanted.take(text.as_str()).map(|text| places.insert(text, pointer.clone())),
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    pointer.push_str(&format!("/{index}"));
                    walk(element, wanted, pointer, places);
                    pointer.truncate(length);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    pointer.push_str(&format!("/{}", escape(name)));
                    walk(member, wanted, pointer, places);
                    pointer.truncate(length);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut places = HashMap::new();
    if !wanted.is_empty() {
        walk(body, &mut wanted, &mut String::new(), &mut places);
    }
    places
}

/// The media types that placements take, where they say so: read once for all, as that takes their whole bodies.
#[derive(Debug, Default)]
pub(in crate::domain) struct MediaTypes(HashMap<ObjectId, Vec<Box<str>>>);

impl MediaTypes {
    /// Those of all placements that are read.
    pub(super) fn of(catalogue: &Catalogue<'_>) -> MediaTypes {
        let placements = catalogue.rows(Kind::Placement).all().iter();
        MediaTypes(placements.map(|record| (record.id.clone(), media_types(record))).collect())
    }

    fn get(&self, placement: &Record) -> Vec<Box<str>> {
        self.0.get(&placement.id).cloned().unwrap_or_else(|| media_types(placement))
    }
}

fn media_types(placement: &Record) -> Vec<Box<str>> {
    let body = placement.body();
    let types = body.pointer(placement.generation.pointer(Field::ContentTypes)).and_then(Value::as_array);
    types.into_iter().flatten().filter_map(Value::as_str).map(Box::from).collect()
}

/// Whether the contents of an offer are what their placements take.
pub(in crate::domain) fn contents(around: &mut Around<'_>) {
    let Around { catalogue, media, subject, notes } = around;
    let generation = subject.generation;
    let pointer = generation.pointer(Field::Representations);
    let representations = subject.body.pointer(pointer).and_then(Value::as_array);
    for (index, representation) in representations.into_iter().flatten().enumerate() {
        let text = |part| representation.get(generation.member(part)).and_then(Value::as_str);
        let Some(id) = text(Part::Placement) else { continue };
        let Some(placement) = meant(catalogue, Kind::Placement, id, Concern::Misfit, notes) else { continue };
        let at = format!("{pointer}/{index}");
        let name = placement.title();
        if let (Some(channel), Seen::Is(Fact::Text(wanted))) =
            (text(Part::Channel).map(short_channel), placement.fact(Field::Channel))
            && !channel.is_empty()
            && !wanted.is_empty()
            && channel != &**wanted
        {
            let message = format!("the representation is for {channel}, the placement \"{name}\" is for {wanted}");
            notes.note(Concern::Misfit, format!("{at}/{}", generation.member(Part::Channel)), message);
        }
        components(media, generation, representation, placement, &at, notes);
    }
}

fn components(
    media: &MediaTypes,
    generation: Generation,
    representation: &Value,
    placement: &Record,
    at: &str,
    notes: &mut Notes,
) {
    let name = placement.title();
    let wanted = match placement.fact(Field::ComponentType) {
        Seen::Is(Fact::Text(words)) => Some(&**words).filter(|words| is_known(words)),
        _ => None,
    };
    let media_types = media.get(placement);
    let member = generation.member(Part::Components);
    let components = representation.get(member).and_then(Value::as_array);
    for (index, component) in components.into_iter().flatten().enumerate() {
        let text = |part| component.get(generation.member(part)).and_then(Value::as_str);
        let at = |part| format!("{at}/{member}/{index}/{}", generation.member(part));
        let is = text(Part::Type).map(|word| ComponentType::from_wire(word).to_string());
        if let (Some(is), Some(wanted)) = (is.filter(|words| is_known(words)), wanted)
            && is != wanted
        {
            let message = format!("the placement \"{name}\" takes {wanted}, the content is {is}");
            notes.note(Concern::Misfit, at(Part::Type), message);
            continue;
        }
        let Some(format) = text(Part::Format) else { continue };
        let component_type = text(Part::Type).map(ComponentType::from_wire);
        let taken = match (&media_types[..], wanted) {
            ([], Some(wanted)) if !goes_with(component_type.as_ref(), format) => wanted.to_owned(),
            ([_, ..], _) if !media_types.iter().any(|media| takes(media, format, component_type.as_ref())) => {
                media_types.join(", ")
            }
            _ => continue,
        };
        let message = if is_range(format) {
            format!("the placement \"{name}\" takes {taken}, and {format} is no media type but a range of them")
        } else {
            format!("the placement \"{name}\" takes {taken}, the content is {format}")
        };
        notes.note(Concern::Misfit, at(Part::Format), message);
    }
}

/// Whether a media type can be that of a content of this type: one that the product's documents name for it, or another
/// of the same sort. Of types that are not documented nothing is known.
fn goes_with(component_type: Option<&ComponentType>, format: &str) -> bool {
    let Some(usual) = component_type.and_then(formats) else { return true };
    let sort = |media: &str| media.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_page = Form::read(component_type, None) == Form::Html && Form::read(None, Some(format)) == Form::Html;
    is_page || usual.iter().any(|usual| sort(usual) == sort(format))
}

/// Whether a placement takes HTML, as far as it says what it takes.
pub(in crate::domain) fn takes_html(placement: &Record) -> bool {
    let html = ComponentType::Html.to_string();
    let media_types = media_types(placement);
    matches!(placement.fact(Field::ComponentType), Seen::Is(Fact::Text(words)) if **words == *html)
        && (media_types.is_empty() || media_types.iter().any(|media| takes(media, "text/html", None)))
}

/// Whether a component type is one of those that are documented: of others it is not known what they are.
fn is_known(words: &str) -> bool {
    let known = [ComponentType::Html, ComponentType::Text, ComponentType::Json, ComponentType::ImageLink];
    known.iter().any(|known| known.to_string() == words)
}

/// Whether this stands for several media types.
fn is_range(media: &str) -> bool {
    media.contains('*')
}

/// Whether a media type, `*` standing for all, is that of a content of this type, which is never such a range itself.
/// Parameters and the case of letters tell nothing, and a template is what its type says that it makes, else a text
/// (contract section 10).
fn takes(media: &str, format: &str, component_type: Option<&ComponentType>) -> bool {
    let plain = |media: &str| media.split(';').next().unwrap_or_default().trim().to_lowercase();
    let (media, format) = (plain(media), plain(format));
    let made = match format.as_str() {
        "text/template" if Form::read(component_type, None) == Form::Html => "text/html",
        "text/template" => "text/plain",
        format => format,
    };
    let range = media.strip_suffix("/*").map(|main| format!("{main}/"));
    !is_range(&format)
        && (media == "*"
            || media == "*/*"
            || media == format
            || media == made
            || range.is_some_and(|range| made.starts_with(&range)))
}

/// Whether the fallback offer of a decision has something to show in each of its placements.
pub(in crate::domain) fn fallback(around: &mut Around<'_>) {
    let Around { catalogue, subject, notes, .. } = around;
    let pointer = subject.generation.pointer(Field::Fallback);
    let Some(id) = subject.body.pointer(pointer).and_then(Value::as_str) else { return };
    let Some(fallback) = meant(catalogue, Kind::Fallback, id, Concern::FallbackGap, notes) else { return };
    let all = mentions(subject.generation, subject.kind, subject.body);
    let wanted = all.iter().filter(|mention| mention.kind == Kind::Placement);
    let lacks = |mention: &&Mention| !fallback.mentions_of(Kind::Placement).any(|has| has == mention.id.as_str());
    let lacking: Vec<&Mention> = wanted.filter(lacks).collect();
    let mut missing: Vec<String> = lacking
        .iter()
        .map(|mention| match catalogue.named(Kind::Placement, mention.id.as_str()) {
            Named::Here(placement) => format!("\"{}\"", placement.title()),
            Named::Nowhere | Named::NotRead(..) => mention.id.to_string(),
        })
        .collect();
    missing.sort_by_cached_key(|name| name.to_lowercase());
    if !missing.is_empty() {
        let named = first_of(&missing.iter().map(String::as_str).collect::<Vec<_>>());
        let message = format!("the fallback offer \"{}\" has no representation for {named}", fallback.title());
        let ids = lacking.into_iter().map(|mention| mention.id.clone());
        notes.note_ids(Concern::FallbackGap, pointer, message, ids, None);
    }
}

/// The others of the same name.
fn namesakes<'a>(catalogue: &Catalogue<'a>, subject: &Subject<'_>) -> impl Iterator<Item = &'a Record> {
    let name = subject.body.pointer(subject.generation.pointer(Field::Name)).and_then(Value::as_str);
    let name = name.map(str::to_lowercase).unwrap_or_default();
    let own = subject.id.cloned();
    let lists = subject.kind.entry().namesakes.iter().map(|kind| catalogue.rows(*kind).all());
    lists.flatten().map(|record| &**record).filter(move |record| {
        !name.trim().is_empty() && record.name_folded.trim() == name.trim() && Some(&record.id) != own.as_ref()
    })
}

/// What is said of an object whose name others have too: one of them, and how many there are.
pub(super) fn same_name(other: &Record, count: usize) -> String {
    let more = match count {
        0 | 1 => String::new(),
        2 => " and 1 more".to_owned(),
        count => format!(" and {} more", count - 1),
    };
    format!("the {} {}{more} has the same name", other.kind.entry().noun, other.id)
}

/// What is over in a few days, though it is released.
pub(super) fn ends_soon(record: &Record, released: bool, now: Timestamp, days: u16, notes: &mut Notes) {
    let Some(field) = record.kind.entry().ends else { return };
    let Seen::Is(Fact::Time(end)) = record.fact(field) else { return };
    let hours = i64::from(days) * 24;
    let soon = end.duration_since(now).as_hours() < hours;
    if released && *end > now && soon {
        let message = format!("it is over {}: {}", super::super::relative(*end, now), super::super::absolute(*end));
        notes.note(Concern::EndsSoon, record.generation.pointer(field), message);
    }
}

/// Whether a kind's list is read whole; if not, notes that a concern can't be judged for that.
pub(super) fn is_whole(catalogue: &Catalogue<'_>, kind: Kind, concern: Concern, notes: &mut Notes) -> bool {
    let whole = catalogue.extent(kind) == Extent::Whole;
    if !whole {
        notes.unjudged.insert((concern, kind));
    }
    whole
}
