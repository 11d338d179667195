//! Offers beyond those of the seed, each after the pattern of a seeded one, with a name and fields of its own.
//!
//! A pattern is written as JSON once, with marks where its offers differ; an offer is the pieces between the marks and
//! what stands at each. A tree for each of a hundred thousand offers would take seconds.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::kind::Kind;
use super::object::{Author, Ids, Object};
use super::raw::quoted;
use super::shape::Form;
use crate::emulator::clock::{DAY, dps_date};

/// Over how long the dates of generated offers are spread.
const TWO_YEARS: u64 = 2 * 365 * DAY as u64;
/// How a mark begins. No text of the seed holds a control character.
const MARK: char = '\0';

/// Where the variations of the seed's offers take place.
const CITIES: [&str; 24] = [
    "Oslo",
    "Lyon",
    "München",
    "Αθήνα",
    "Київ",
    "東京",
    "上海",
    "서울",
    "الرياض",
    "חיפה",
    "मुंबई",
    "São Paulo",
    "Porto",
    "Malmö",
    "Łódź",
    "İzmir",
    "Brno",
    "Bogotá",
    "Cork",
    "Leeds",
    "Denver",
    "Perth",
    "Nairobi",
    "Hà Nội",
];

/// Puts something in the place of every `"@+14"` of a body, by its days from the start.
pub fn replace_dates(value: &mut Value, written: &impl Fn(i64) -> String) {
    match value {
        Value::String(text) => {
            if let Some(days) = text.strip_prefix('@').and_then(|days| days.parse().ok()) {
                *text = written(days);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace_dates(item, written)),
        Value::Object(object) => object.values_mut().for_each(|value| replace_dates(value, written)),
        _ => {}
    }
}

/// Midnight so many days from the day of the start.
pub fn midnight(start: i64, days: i64) -> String {
    dps_date(start.div_euclid(DAY) * DAY + days * DAY)
}

/// A piece of a pattern.
enum Piece {
    Text(String),
    Name,
    Status,
    Priority,
    Characteristics,
    /// Midnight so many days from the day of the start, before the offer's own shift.
    Date(i64),
}

/// A seeded offer as the pattern of others.
struct Pattern {
    name: String,
    pieces: Vec<Piece>,
}

impl Pattern {
    fn new(mut body: Value) -> Pattern {
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        // One content each: ten thousand of them are to weigh what real ones do, about 1 KB (contract section 13).
        if let Some(Value::Array(representations)) = body.get_mut("representations") {
            representations.truncate(1);
        }
        replace_dates(&mut body, &|days| format!("{MARK}{days}"));
        let mark = |what: &str| Value::from(format!("{MARK}{what}"));
        body["name"] = mark("name");
        body["status"] = mark("status");
        body["rank"] = json!({"priority": mark("priority")});
        body["characteristics"] = mark("characteristics");
        // As JSON writes a mark: `"\u0000name"`.
        let text = body.to_string();
        let mut parts = text.split("\"\\u0000");
        let mut pieces = vec![Piece::Text(parts.next().unwrap_or_default().to_owned())];
        for part in parts {
            let (what, rest) = part.split_once('"').unwrap_or((part, ""));
            pieces.push(match what {
                "name" => Piece::Name,
                "status" => Piece::Status,
                "priority" => Piece::Priority,
                "characteristics" => Piece::Characteristics,
                days => Piece::Date(days.parse().unwrap_or_default()),
            });
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Pattern { name, pieces }
    }
}

/// Makes offers after the patterns of seeded ones.
pub struct Generator<'a> {
    patterns: Vec<Pattern>,
    start: i64,
    people: &'a [Arc<Author>],
    nobody: Arc<Author>,
    /// The dates that were written already, by their days from the start.
    dates: HashMap<i64, String>,
}

impl<'a> Generator<'a> {
    /// After these bodies, for a library that begins at `start` and was written by these people.
    pub fn new(
        bodies: impl Iterator<Item = Value>,
        start: i64,
        people: &'a [Arc<Author>],
        nobody: Arc<Author>,
    ) -> Self {
        Generator { patterns: bodies.map(Pattern::new).collect(), start, people, nobody, dates: HashMap::new() }
    }

    /// The offer of this number.
    pub fn offer(&mut self, number: usize, ids: &mut Ids) -> Object {
        let Generator { patterns, start, people, nobody, dates } = self;
        let start = *start;
        let count = patterns.len().max(1);
        let (round, pattern) = (number / count, patterns.get(number % count));
        let (base, pieces) =
            pattern.map_or(("", &[][..]), |pattern| (pattern.name.as_str(), pattern.pieces.as_slice()));
        let city = CITIES.get(round % CITIES.len()).copied().unwrap_or_default();
        let season = round / CITIES.len();
        let season_text = if season == 0 { String::new() } else { format!(" {}", season + 1) };
        let name = format!("{base} · {city}{season_text}");
        let chance = ids.next();
        let status = ["approved", "approved", "approved", "draft", "draft", "archived"]
            .get((chance % 6) as usize)
            .copied()
            .unwrap_or("draft");
        let shift = ((chance >> 40) % 90) as i64 - 45;
        let mut body = String::with_capacity(1200);
        for piece in pieces {
            match piece {
                Piece::Text(text) => body.push_str(text),
                Piece::Name => body.push_str(&quoted(&name)),
                Piece::Status => body.push_str(&quoted(status)),
                Piece::Priority => body.push_str(&((chance >> 8) % 101).to_string()),
                Piece::Characteristics => body.push_str(&format!(
                    r#"{{"campaign":"C-{number:05}","city":"{city}","season":"{}","offer_code":"{:06X}"}}"#,
                    season + 1,
                    (chance >> 16) & 0x00ff_ffff,
                )),
                Piece::Date(days) => {
                    let days = days + shift;
                    body.push_str(dates.entry(days).or_insert_with(|| quoted(&midnight(start, days))));
                }
            }
        }
        let created_before = ids.next() % TWO_YEARS;
        let modified_before = if chance & 0x80 == 0 { created_before } else { ids.next() % (created_before + 1) };
        let person = |index: u64| people.get((index % people.len().max(1) as u64) as usize).unwrap_or(nobody).clone();
        Object {
            kind: Kind::Personalized,
            id: ids.object(Kind::Personalized),
            instance: ids.instance(),
            form: Form::Dps,
            body: body.into_boxed_str(),
            name: name.into_boxed_str(),
            status: status.into(),
            created: start - created_before as i64,
            modified: start - modified_before as i64,
            etag: if created_before == modified_before { 1 } else { 2 + chance % 5 },
            created_by: person(chance >> 4),
            modified_by: person(chance >> 6),
        }
    }
}
