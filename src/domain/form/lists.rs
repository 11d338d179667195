//! The rows of a form's lists: representations, audiences, capping rules, criteria.

use super::rows::{Addition, Entry, Rows, join};
use super::table::FormField;
use super::words::{Ranking, Words};
use crate::domain::kind::Kind;
use crate::domain::vocabulary::{AUDIENCES_DECIDE, Criterion, Generation, Part};
use serde_json::Value;

impl Rows<'_> {
    pub(super) fn representations(&mut self, field: &FormField, pointer: &str) {
        self.list((field.label, pointer), field.required, Addition::Representation, |rows, place| {
            let at = |part| join(place, rows.generation.member(part));
            let [placement, channel, components] = [Part::Placement, Part::Channel, Part::Components].map(at);
            let id = rows.text(&placement);
            rows.push("Placement", placement, Entry::One(Kind::Placement), true);
            rows.optional("Channel", channel, Entry::Word(Words::Channel));
            rows.components(&components, id);
        });
    }

    /// The rows of the components; a single one needs no head of its own.
    fn components(&mut self, pointer: &str, placement: Option<String>) {
        let (count, single) = match self.body.pointer(pointer) {
            Some(Value::Array(elements)) => (elements.len(), matches!(&elements[..], [Value::Object(_)])),
            Some(_) => {
                self.push("Components", pointer, Entry::List, true);
                (0, false)
            }
            None => (0, false),
        };
        for index in 0..count {
            let place = format!("{pointer}/{index}");
            if single {
                self.component(&place, placement.as_ref());
                continue;
            }
            self.push(format!("component {}", index + 1), place.as_str(), Entry::Element, false);
            if self.body.pointer(&place).is_some_and(Value::is_object) {
                self.within(|rows| rows.component(&place, placement.as_ref()));
            }
        }
        self.push("+ component", pointer, Entry::Add(Addition::Component(placement)), false);
    }

    fn component(&mut self, place: &str, placement: Option<&String>) {
        let at = |part| join(place, self.generation.member(part));
        let [kind, format, language, content, delivery, link] =
            [Part::Type, Part::Format, Part::Language, Part::Content, Part::DeliveryUrl, Part::LinkUrl].map(at);
        self.push("Type", kind, Entry::Part(Words::ComponentType, placement.cloned()), true);
        self.push("Format", format, Entry::Part(Words::Format, placement.cloned()), true);
        self.optional("Languages", language, Entry::Texts);
        self.optional("Content", content, Entry::LongText);
        self.optional("Delivery URL", delivery, Entry::Text);
        self.optional("Link URL", link, Entry::Text);
    }

    /// Whether it is said that audiences decide who qualifies.
    pub(super) fn is_for_audiences(&self, declared: &str) -> bool {
        self.text(declared).is_some_and(|word| AUDIENCES_DECIDE.contains(&&*word))
    }

    pub(super) fn audiences(&mut self, pointer: &str) {
        let generation = self.generation;
        let spelling = |element: &Value| spelling(element).filter(|_| generation == Generation::Xcore);
        // An element that does not tell its names, as a new one, has those of the others.
        let elements = self.body.pointer(pointer).and_then(Value::as_array);
        let usual = elements.into_iter().flatten().find_map(spelling).unwrap_or(PLAIN);
        self.list(("Audiences", pointer), false, Addition::Audience(usual[0]), |rows, place| {
            let at = |name: &str| format!("{place}/{name}");
            let [id, space, cross] = rows.body.pointer(place).and_then(spelling).unwrap_or(usual);
            rows.push("Id", at(id), Entry::Text, true);
            rows.optional("Namespace", at(space), Entry::Text);
            rows.optional("Cross id", at(cross), Entry::Text);
        });
    }

    pub(super) fn capping_rules(&mut self, field: &FormField, pointer: &str) {
        self.list((field.label, pointer), field.required, Addition::CappingRule, |rows, place| {
            let generation = rows.generation;
            let at = |way: &str| format!("{place}/{}", in_capping_rule(generation, way));
            // The schemas of the older generation have no such switch, and the newer documents name no events.
            let (enabled, events) = (at("enabled"), at("events"));
            if rows.generation == Generation::Dps || rows.is_there(&enabled) {
                rows.optional("Enabled", enabled, Entry::Switch);
            }
            rows.push("Limit", at("limit"), Entry::Number, true);
            rows.optional("Counted for", at("scope"), Entry::Word(Words::Scope));
            rows.optional("Counted in", at("entity"), Entry::Word(Words::Entity));
            if rows.is_there(&events) {
                rows.optional("Events", events, Entry::Texts);
            }
            rows.optional("Resets", at("repeat/enabled"), Entry::Switch);
            rows.optional("Every", at("repeat/unitCount"), Entry::Number);
            rows.optional("Unit", at("repeat/unit"), Entry::Word(Words::Unit));
            rows.optional("Starts", at("startDate"), Entry::Date);
            rows.optional("Ends", at("endDate"), Entry::Date);
        });
    }

    pub(super) fn criteria(&mut self, field: &FormField, pointer: &str) {
        self.list((field.label, pointer), field.required, Addition::Criterion, |rows, place| {
            let at = |criterion| format!("{place}{}", rows.generation.in_criterion(criterion));
            let [placements, collection, priority, constraint, rule, audiences] = [
                Criterion::Placements,
                Criterion::Collection,
                Criterion::Priority,
                Criterion::ProfileConstraint,
                Criterion::EligibilityRule,
                Criterion::Audiences,
            ]
            .map(at);
            let (documented, declared) = (rows.declares(), rows.declared(&constraint));
            rows.push("Placements", placements, Entry::Many(Kind::Placement), true);
            rows.push("Collection", collection, Entry::One(Kind::Collection), true);
            // Documented on dps alone; elsewhere they have rows where they are there.
            if documented || rows.is_there(&priority) {
                rows.optional("Priority", priority, Entry::Number);
            }
            rows.ranking(place);
            if declared.is_some() {
                rows.optional("Eligibility", constraint.clone(), Entry::Word(Words::Constraint));
            }
            if declared.is_some() || rows.is_there(&rule) {
                rows.optional("Rule", rule, Entry::Rule(declared));
            }
            if rows.is_for_audiences(&constraint) || rows.is_there(&audiences) {
                rows.audiences(&audiences);
            }
        });
    }

    /// By what the offers of a criterion are ranked; what the formula or the model is has a row where it is asked for.
    fn ranking(&mut self, criterion: &str) {
        let at = |field| format!("{criterion}{}", self.generation.in_criterion(field));
        let [evaluation, function, strategy] =
            [Criterion::Evaluation, Criterion::Function, Criterion::Strategy].map(at);
        let ranking = self.text(&evaluation).as_deref().and_then(Ranking::from_wire);
        if self.declares() || self.is_there(&evaluation) {
            self.optional("Ranked by", evaluation, Entry::Word(Words::Ranking));
        }
        for (label, pointer, asked) in [("Formula", function, Ranking::Formula), ("AI model", strategy, Ranking::Model)]
        {
            if ranking == Some(asked) || self.is_there(&pointer) {
                self.optional(label, pointer, Entry::Text);
            }
        }
    }
}

/// The members of an audience, as the documents have them, and as the schemas of the older generation spell them.
const PLAIN: [&str; 3] = ["_id", "namespace/code", "xid"];
const OLDER: [&str; 3] = ["@id", "xdm:namespace/xdm:code", "xdm:xid"];

/// How the members of an audience are spelled, where it has any.
fn spelling(element: &Value) -> Option<[&'static str; 3]> {
    let has = |way: &&str| way.split('/').next().is_some_and(|name| element.get(name).is_some());
    [PLAIN, OLDER].into_iter().find(|spelling| spelling.iter().any(&has))
}

/// The way to a member of a capping rule, by its names on dps. The schemas of xcore put their prefix before each.
pub(super) fn in_capping_rule(generation: Generation, way: &str) -> String {
    match generation {
        Generation::Dps => way.to_owned(),
        Generation::Xcore => way.split('/').map(|name| format!("xdm:{name}")).collect::<Vec<_>>().join("/"),
    }
}
