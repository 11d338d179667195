//! The words that a row may be filled with where there are only so many, each in the spelling of its generation.

use crate::domain::details::{ComponentType, Gathering, Placement, short_channel};
use crate::domain::kind::Kind;
use crate::domain::standing::Status;
use crate::domain::vocabulary::Generation;

/// A set of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// The statuses of the kind, in the order of its life.
    Status,
    /// Where something is shown.
    Channel,
    /// What content is.
    ComponentType,
    /// The media type of content of this sort.
    Format,
    /// How a collection finds its offers.
    Gathering,
    /// How it is decided who qualifies.
    Constraint,
    /// By what the offers of a criterion are ranked.
    Ranking,
    /// For whom a capping rule counts.
    Scope,
    /// What a capping rule counts.
    Entity,
    /// After what time a capping rule begins anew.
    Unit,
}

/// A word to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub wire: String,
    /// As people read it.
    pub shown: String,
    /// What is to be known before it is chosen.
    pub note: &'static str,
}

impl Word {
    fn new(wire: &str, shown: &str, note: &'static str) -> Word {
        Word { wire: wire.to_owned(), shown: shown.to_owned(), note }
    }

    fn plain(wire: &str, note: &'static str) -> Word {
        Word::new(wire, wire, note)
    }
}

const CHANNEL: &str = "https://ns.adobe.com/xdm/channel-types/";
const CHANNELS: [&str; 3] = ["web", "email", "offline"];

/// The types with the media types that go with each, the usual one first.
const TYPES: [(&str, &[&str]); 4] = [
    ("html", &["text/html", "text/template"]),
    ("text", &["text/plain", "text/template"]),
    ("json", &["application/json"]),
    ("imagelink", &["image/png", "image/jpeg", "image/gif"]),
];

/// What decides who qualifies, as people read it, and what is to be known before it is chosen.
const CONSTRAINTS: [(&str, &str, &str); 5] = [
    ("none", "everybody", ""),
    ("eligibilityRule", "decision rule", "the one in the row below"),
    ("anySegments", "any audience", "whoever is in one of the audiences"),
    ("allSegments", "all audiences", "whoever is in each of the audiences"),
    ("rules", "several rules", "named in the JSON"),
];

/// For whom a capping rule counts, as people read it.
const SCOPES: [(&str, &str); 2] = [("global", "all profiles together"), ("profile", "each profile")];

/// In what a capping rule counts, as people read it.
const ENTITIES: [(&str, &str); 2] = [("offer", "all placements together"), ("placement", "each placement")];

impl Words {
    /// The words of the set in a generation's spelling.
    #[must_use]
    pub fn all(self, kind: Kind, generation: Generation) -> Vec<Word> {
        match self {
            Words::Status => kind.entry().statuses.iter().map(status).collect(),
            Words::Channel => CHANNELS.iter().map(|name| Word::new(&format!("{CHANNEL}{name}"), name, "")).collect(),
            Words::ComponentType => TYPES.iter().map(|(name, _)| component_type(generation, name)).collect(),
            Words::Format => {
                let mut formats: Vec<&str> = TYPES.iter().flat_map(|(_, formats)| *formats).copied().collect();
                formats.sort_unstable();
                formats.dedup();
                formats.into_iter().map(|format| Word::plain(format, "")).collect()
            }
            Words::Gathering => {
                let [any, all] = match generation {
                    Generation::Dps => ["any-tags", "all-tags"],
                    Generation::Xcore => ["anyTags", "allTags"],
                };
                [any, all, "offers"].iter().map(|wire| Word::new(wire, &self.shown(wire), "")).collect()
            }
            Words::Constraint => CONSTRAINTS.iter().map(|(wire, shown, note)| Word::new(wire, shown, note)).collect(),
            Words::Ranking => {
                // The newer generation documents two of its words; the third is spelled like them.
                let [formula, model] = match generation {
                    Generation::Dps => ["scoring-function", "ranking-strategy"],
                    Generation::Xcore => ["scoringFunction", "rankingStrategy"],
                };
                let word = |wire, note| Word::new(wire, &self.shown(wire), note);
                vec![
                    word("static", "each offer's own"),
                    word(formula, "its id goes into a row of its own"),
                    word(model, "its id goes into a row of its own"),
                ]
            }
            Words::Scope | Words::Entity => {
                let words = if self == Words::Scope { SCOPES } else { ENTITIES };
                words.iter().map(|(wire, shown)| Word::new(wire, shown, "")).collect()
            }
            Words::Unit => ["day", "week", "month"].iter().map(|wire| Word::plain(wire, "")).collect(),
        }
    }

    /// How people read a word, documented or not.
    #[must_use]
    pub fn shown(self, wire: &str) -> String {
        match self {
            Words::Status => {
                let status = Status::from_word(wire);
                format!("{} {}", status.symbol(), status.as_str())
            }
            Words::Channel => short_channel(wire).to_owned(),
            Words::ComponentType => ComponentType::from_wire(wire).to_string(),
            Words::Gathering => Gathering::from_wire(wire).to_string(),
            Words::Ranking => {
                Ranking::from_wire(wire).map_or_else(|| wire.to_owned(), |ranking| ranking.shown().to_owned())
            }
            Words::Constraint => {
                let known = CONSTRAINTS.iter().find(|(known, ..)| *known == wire);
                known.map_or(wire, |(_, shown, _)| *shown).to_owned()
            }
            Words::Scope | Words::Entity => {
                let words = if self == Words::Scope { SCOPES } else { ENTITIES };
                words.iter().find(|(known, _)| *known == wire).map_or(wire, |(_, shown)| shown).to_owned()
            }
            Words::Format | Words::Unit => wire.to_owned(),
        }
    }

    /// The words of the set that a placement takes, and why they are no more; all where nothing is known of it.
    #[must_use]
    pub fn taken_by(self, kind: Kind, generation: Generation, placement: &Placement) -> Vec<Word> {
        let all = self.all(kind, generation);
        let taken = placement.component_type.value();
        match self {
            Words::ComponentType => match taken {
                Some(taken) if TYPES.iter().any(|(name, _)| ComponentType::from_wire(name) == *taken) => {
                    all.into_iter().filter(|word| ComponentType::from_wire(&word.wire) == *taken).collect()
                }
                _ => all,
            },
            Words::Format if named_formats(placement).next().is_some() => {
                named_formats(placement).map(|format| Word::plain(format, "")).collect()
            }
            Words::Format => match taken.and_then(formats) {
                Some(formats) => formats.iter().map(|format| Word::plain(format, "")).collect(),
                None => all,
            },
            _ => all,
        }
    }
}

fn status(status: &Status) -> Word {
    let note = match status {
        Status::Archived => "for good: it can only be duplicated or deleted then",
        Status::Complete => "for good: it can only be archived, duplicated or deleted then",
        _ => "",
    };
    Word::new(status.as_str(), &format!("{} {}", status.symbol(), status.as_str()), note)
}

/// By what the offers of a criterion are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ranking {
    /// By their own priorities.
    Priority,
    /// By a formula.
    Formula,
    /// By a model that learns.
    Model,
}

impl Ranking {
    /// What a word means, in the spelling of either generation.
    pub(super) fn from_wire(wire: &str) -> Option<Ranking> {
        match wire {
            "static" => Some(Ranking::Priority),
            "scoring-function" | "scoringFunction" => Some(Ranking::Formula),
            "ranking-strategy" | "rankingStrategy" => Some(Ranking::Model),
            _ => None,
        }
    }

    fn shown(self) -> &'static str {
        match self {
            Ranking::Priority => "priority",
            Ranking::Formula => "formula",
            Ranking::Model => "AI model",
        }
    }
}

/// The spelling of a type, for what is new (contract section 10).
fn component_type(generation: Generation, name: &str) -> Word {
    let wire = match generation {
        Generation::Dps => name.to_owned(),
        Generation::Xcore => format!("https://ns.adobe.com/experience/offer-management/content-component-{name}"),
    };
    Word::new(&wire, &ComponentType::from_wire(name).to_string(), "")
}

/// The media types by whose names a placement takes them. A range of them (`text/*`) is nothing that content could be.
pub(super) fn named_formats(placement: &Placement) -> impl Iterator<Item = &str> {
    placement.content_types.iter().map(|media| &**media).filter(|media| !media.contains('*'))
}

/// The media types that go with a type, the usual one first.
pub(in crate::domain) fn formats(component_type: &ComponentType) -> Option<&'static [&'static str]> {
    TYPES.iter().find(|(name, _)| ComponentType::from_wire(name) == *component_type).map(|(_, formats)| *formats)
}

/// The usual media type of a type's spelling.
pub(super) fn usual_format(wire: &str) -> Option<&'static str> {
    formats(&ComponentType::from_wire(wire))?.first().copied()
}

/// The spelling in which a type is written anew; one that nobody documented keeps its word.
pub(super) fn type_on_wire(generation: Generation, wanted: &ComponentType) -> String {
    let known = TYPES.iter().find(|(name, _)| ComponentType::from_wire(name) == *wanted);
    known.map_or_else(|| wanted.to_string(), |(name, _)| component_type(generation, name).wire)
}

/// The URI of a channel by its short name.
pub(super) fn channel_on_wire(short: &str) -> String {
    if CHANNELS.contains(&short) { format!("{CHANNEL}{short}") } else { short.to_owned() }
}
