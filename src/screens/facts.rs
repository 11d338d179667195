//! An object as facts: lines of a label and a value, made for a width.

use jiff::Timestamp;
use ratatui::text::{Line, Span};

use crate::domain::content::{Form, image_type};
use crate::domain::{
    Collection, Component, ComponentType, Decision, Details, Extent, Gathering, Kind, Named, Offer, Own, Placement,
    Record, Representation, Rule, Seen, Terms, Unknown, Words, absolute, json, relative, returned_shown, thousands,
};
use crate::widgets::{clean, fit, fit_end, pad, untabbed, width, wrap, wrapped_json, wrapped_pql};

use super::Tone;
use super::columns::{OTHERS, status_style};
use super::content::content_lines;
use super::detail::View;
use super::names::{Link, Links, remark};

/// Makes lines of facts: a label and a value, the value cleaned and wrapped to the width.
struct Facts<'a> {
    view: &'a View<'a>,
    lines: Vec<Line<'static>>,
    links: Vec<Link>,
}

/// How wide the labels' column is.
const LABELS: u16 = 13;

/// What stands in the place of a text that is there and says nothing.
const EMPTY: &str = "empty";

/// So many columns of an id tell it from others; a name leaves them.
const SHORTEST_ID: u16 = 10;

impl Facts<'_> {
    fn fact(&mut self, label: &str, value: &str) {
        let room = self.view.width.saturating_sub(LABELS).max(8);
        let mut label = label;
        if width(label) >= usize::from(LABELS) {
            // A member's name can be long: then it stands above its value.
            let above = fit(label, self.view.width).into_owned();
            self.lines.push(Line::styled(above, self.view.theme.dim));
            label = "";
        }
        for part in wrap(&clean(value), room) {
            let label = Span::styled(pad(std::mem::take(&mut label), LABELS), self.view.theme.dim);
            self.lines.push(Line::from(vec![label, Span::styled(part, self.view.theme.base)]));
        }
    }

    fn some<T: ToString>(&mut self, label: &str, value: &Seen<T>) {
        match value.as_ref().map(ToString::to_string) {
            Seen::Is(text) if !text.is_empty() => self.fact(label, &text),
            Seen::Odd(text) => self.fact(label, &format!("{text} (unexpected)")),
            Seen::Is(_) | Seen::Absent => {}
        }
    }

    fn list(&mut self, label: &str, values: &[Box<str>]) {
        if !values.is_empty() {
            self.fact(label, &values.join(", "));
        }
    }

    /// Another object that is named here: its name, and beside it its id, of which the end tells most. Without a kind it
    /// is not said what it is to be.
    fn link(&mut self, label: &str, kind: Option<Kind>, id: &str) {
        let room = self.view.width.saturating_sub(LABELS).max(8);
        let clean_id = clean(id);
        let theme = self.view.theme;
        let catalogue = self.view.catalogue;
        let (text, rest) = match catalogue.way(kind, id) {
            Some(Named::Here(record)) => {
                let as_meant = kind == Some(record.kind);
                let another = if as_meant { String::new() } else { format!(" ({})", record.kind.entry().noun) };
                let name = clean(record.title());
                let name = format!("{}{another}", fit(&name, room.saturating_sub(SHORTEST_ID + 2).max(8)));
                let left = room.saturating_sub(u16::try_from(width(&name) + 2).unwrap_or(u16::MAX));
                let id = if left < SHORTEST_ID { String::new() } else { format!("  {}", fit_end(&clean_id, left)) };
                (Span::styled(name, theme.base), Span::styled(id, theme.dim))
            }
            told => {
                let (tone, remark) = told.and_then(|named| remark(&named)).unwrap_or((Tone::Info, String::new()));
                let (sign, remark, style) = match tone {
                    Tone::Error => ("✗ ", format!(" {remark}"), theme.bad),
                    Tone::Warning => ("", format!(" ({remark})"), theme.warn),
                    Tone::Info | Tone::Good => ("", format!(" {remark}"), theme.base),
                };
                let left = room.saturating_sub(u16::try_from(width(sign) + width(&remark)).unwrap_or(u16::MAX));
                let text = format!("{sign}{}{remark}", fit_end(&clean_id, left.max(SHORTEST_ID)));
                (Span::styled(text, style), Span::default())
            }
        };
        self.links.push(Link { line: self.lines.len(), within: None, kind, id: id.into() });
        self.lines.push(Line::from(vec![Span::styled(pad(label, LABELS), theme.dim), text, rest]));
    }

    fn some_link(&mut self, label: &str, kind: Kind, id: &Seen<Box<str>>) {
        match id {
            Seen::Is(id) if !id.trim().is_empty() => self.link(label, Some(kind), id),
            other => self.some(label, other),
        }
    }

    /// How many audiences there are, and each in a line.
    fn audiences(&mut self, audiences: &[Box<str>]) {
        if !audiences.is_empty() {
            self.fact("Audiences", &audiences.len().to_string());
        }
        for audience in audiences {
            self.fact("", audience);
        }
    }

    /// What was there, or that it is empty.
    fn some_or_empty(&mut self, label: &str, value: &Seen<Box<str>>) {
        match value {
            Seen::Is(text) if text.trim().is_empty() => self.fact(label, EMPTY),
            value => self.some(label, value),
        }
    }

    fn links(&mut self, mut label: &str, kind: Option<Kind>, ids: &[Box<str>]) {
        for id in ids {
            self.link(std::mem::take(&mut label), kind, id);
        }
    }

    fn time(&mut self, label: &str, seen: &Seen<Timestamp>) {
        match seen {
            Seen::Is(at) => self.fact(label, &format!("{} ({})", absolute(*at), relative(*at, self.view.now))),
            Seen::Odd(text) => self.fact(label, &format!("{text} (no date)")),
            Seen::Absent => {}
        }
    }

    /// The status, and beside it an offer's priority.
    fn status(&mut self, record: &Record, own: &Own) {
        let theme = self.view.theme;
        let status = match &record.status {
            Seen::Is(status) => {
                Span::styled(format!("{} {}", status.symbol(), clean(status.as_str())), status_style(status, theme))
            }
            Seen::Odd(text) => Span::styled(format!("? {}", clean(text)), theme.warn),
            Seen::Absent => Span::styled("no status", theme.dim),
        };
        let priority = match own {
            Own::Offer(Offer { priority: Seen::Is(priority), .. }) => format!("   priority {priority}"),
            Own::Offer(Offer { priority: Seen::Odd(text), .. }) => {
                format!("   priority {} (no whole number)", clean(text))
            }
            _ => String::new(),
        };
        self.lines.push(Line::from(vec![status, Span::styled(priority, theme.base)]));
    }

    fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        let text = clean(text).into_owned();
        let rule = usize::from(self.view.width).saturating_sub(width(&text) + 4);
        self.lines.push(Line::from(vec![
            Span::styled("── ", self.view.theme.border),
            Span::styled(text, self.view.theme.heading),
            Span::styled(format!(" {}", "─".repeat(rule)), self.view.theme.border),
        ]));
    }

    fn unknown<'m>(&mut self, members: impl IntoIterator<Item = &'m Unknown>) {
        for Unknown { name, text } in members {
            self.fact(&clean(name), text);
        }
    }

    fn prose(&mut self, text: &str) {
        for part in text.lines().flat_map(|line| wrap(&clean(&untabbed(line)), self.view.width.max(8))) {
            self.lines.push(Line::styled(part, self.view.theme.base));
        }
    }
}

/// All that is known of an object, and the rest of it under its own names, content as it reads or as its source; and which
/// of the lines name others.
pub(super) fn fact_lines(record: &Record, view: &View<'_>) -> (Vec<Line<'static>>, Links) {
    let details = Details::of(record);
    let mut facts = Facts { view, lines: Vec::new(), links: Vec::new() };
    if !record.kind.entry().statuses.is_empty() {
        facts.status(record, &details.own);
    }
    if let Some(remark) = record.product.remark() {
        facts.prose(&format!("{OTHERS} {remark}"));
    }
    if let Own::Offer(Offer { starts, ends, .. }) | Own::Decision(Decision { starts, ends, .. }) = &details.own {
        facts.time("Starts", starts);
        facts.time("Ends", ends);
    }
    facts.some("Description", &details.description);
    if !matches!(details.own, Own::Offer(_)) {
        facts.list("Labels", &details.labels);
    }
    match &details.own {
        Own::Offer(offer) => offered(&mut facts, offer, &details.labels),
        Own::Placement(placement) => placed(&mut facts, placement),
        Own::Collection(collection) => collected(&mut facts, record, collection),
        Own::Rule(rule) => ruled(&mut facts, rule),
        Own::Decision(decision) => decided(&mut facts, decision),
        Own::Qualifier => {}
    }
    if !details.unknown.is_empty() {
        facts.heading("Other members");
        facts.unknown(&details.unknown);
    }
    facts.heading("Record");
    facts.fact("Id", record.id.as_str());
    if record.address.as_ref() != record.id.as_str() {
        facts.fact("Instance", &record.address);
    }
    facts.fact("Revision", &record.revision.map_or("none given".to_owned(), |revision| revision.to_string()));
    facts.time("Created", &record.audit.created);
    facts.time("Changed", &record.audit.modified);
    facts.some("Created by", &record.audit.created_by);
    facts.some("Changed by", &record.audit.modified_by);
    for schema in &details.schemas {
        facts.fact("Schema", schema);
    }
    (facts.lines, Links(facts.links))
}

fn offered(facts: &mut Facts<'_>, offer: &Offer, labels: &[Box<str>]) {
    facts.some("Eligibility", &shown(Words::Constraint, &offer.eligibility.constraint));
    facts.audiences(&offer.eligibility.audiences);
    facts.some_link("Rule", Kind::Rule, &offer.eligibility.rule);
    for (label, cap) in [("in all", &offer.capping.global), ("per profile", &offer.capping.profile)] {
        match cap {
            Seen::Is(1) => facts.fact("Capping", &format!("at most once {label}")),
            Seen::Is(limit) => facts.fact("Capping", &format!("at most {limit} times {label}")),
            Seen::Odd(text) => facts.fact("Capping", &format!("{label}: {text} (no whole number)")),
            Seen::Absent => {}
        }
    }
    for sentence in &offer.capping.rules {
        facts.fact("Capping", sentence);
    }
    facts.links("Qualifiers", Some(Kind::Qualifier), &offer.qualifiers);
    facts.list("Labels", labels);
    for representation in &offer.representations {
        represent(facts, representation);
    }
    if !offer.characteristics.is_empty() {
        facts.heading("Attributes");
        for (name, value) in &offer.characteristics {
            facts.fact(&clean(name), value);
        }
    }
}

fn placed(facts: &mut Facts<'_>, placement: &Placement) {
    facts.some("Channel", &placement.channel);
    facts.some("Takes", &placement.component_type);
    facts.list("Media types", &placement.content_types);
    match &placement.items {
        Seen::Is(1) => facts.fact("Shows", "one offer at once"),
        Seen::Is(count) => facts.fact("Shows", &format!("up to {count} offers at once")),
        Seen::Odd(text) => facts.fact("Shows", &format!("{text} (no whole number)")),
        Seen::Absent => {}
    }
    if let Some(may) = placement.duplicates {
        let may = if may { "may" } else { "may not" };
        facts.fact("Duplicates", &format!("an offer in it {may} fill another placement too"));
    }
    for (label, names) in [("Answers with", &placement.returned), ("Leaves out", &placement.left_out)] {
        let words: Vec<Box<str>> = names.iter().map(|name| returned_shown(name).into()).collect();
        facts.list(label, &words);
    }
}

fn collected(facts: &mut Facts<'_>, record: &Record, collection: &Collection) {
    let count = collection.ids.len();
    let offers = if count == 1 { "offer" } else { "offers" };
    let catalogue = facts.view.catalogue;
    let matching = match (catalogue.extent(Kind::Personalized), catalogue.offers_of(record).len()) {
        (Extent::Whole, count) => format!(": {} now", thousands(count)),
        // How many of those that are not read would do, nobody knows.
        (Extent::Coming | Extent::Part, _) => String::new(),
    };
    let way = match &collection.gathering {
        Seen::Is(Gathering::Offers) => format!("{count} {offers}, named one by one"),
        Seen::Is(Gathering::AnyQualifier) => format!("offers with any of these qualifiers{matching}"),
        Seen::Is(Gathering::AllQualifiers) => format!("offers with all of these qualifiers{matching}"),
        Seen::Is(Gathering::Other(word)) => format!("{word} (not known)"),
        Seen::Odd(text) => format!("{text} (unexpected)"),
        Seen::Absent => "does not say of what".to_owned(),
    };
    facts.fact("Made of", &way);
    let (heading, kind) = match &collection.gathering {
        Seen::Is(Gathering::Offers) => ("Offers", Some(Kind::Personalized)),
        Seen::Is(Gathering::AnyQualifier | Gathering::AllQualifiers) => ("Qualifiers", Some(Kind::Qualifier)),
        _ => ("Ids", None),
    };
    facts.heading(&format!("{heading} · {count}"));
    facts.links("", kind, &collection.ids);
}

fn ruled(facts: &mut Facts<'_>, rule: &Rule) {
    if rule.of_successor == Some(false) {
        facts.fact("Product", "not of the successor product");
    }
    facts.some("Language", &rule.language);
    facts.some("Format", &rule.format);
    facts.some("Schema", &rule.schema);
    facts.list("Attributes", &rule.attributes);
    if rule.has_builder_state {
        facts.fact("Builder", "keeps its own state, which an edit of the expression here leaves behind");
    }
    match &rule.expression {
        Seen::Is(text) if text.trim().is_empty() => facts.fact("Expression", EMPTY),
        Seen::Is(text) => {
            facts.heading("Expression");
            let View { theme, width, source, .. } = *facts.view;
            let columns = width.max(8);
            // An expression may be written as JSON, all in one line.
            let set_out = json::parse(text).ok().filter(|value| value.is_object() && !source);
            facts.lines.extend(match set_out {
                Some(value) => wrapped_json(&json::pretty(&value), theme, columns),
                None => wrapped_pql(text, theme, columns),
            });
        }
        Seen::Odd(text) => facts.fact("Expression", &format!("{text} (unexpected)")),
        Seen::Absent => facts.fact("Expression", "none"),
    }
}

fn decided(facts: &mut Facts<'_>, decision: &Decision) {
    facts.some_link("Fallback", Kind::Fallback, &decision.fallback);
    let count = decision.criteria.len();
    for (index, terms) in decision.criteria.iter().enumerate() {
        facts.heading(&if count == 1 { "criterion".to_owned() } else { format!("criterion {} of {count}", index + 1) });
        criterion(facts, terms);
    }
}

fn criterion(facts: &mut Facts<'_>, terms: &Terms) {
    facts.links("Placements", Some(Kind::Placement), &terms.placements);
    facts.some_link("Collection", Kind::Collection, &terms.collection);
    match &terms.priority {
        Seen::Is(priority) => facts.fact("Priority", &priority.to_string()),
        Seen::Odd(text) => facts.fact("Priority", &format!("{text} (no whole number)")),
        Seen::Absent => {}
    }
    facts.some("Ranking", &shown(Words::Ranking, &terms.evaluation));
    facts.some("Formula", &terms.function);
    facts.some("Strategy", &terms.strategy);
    facts.some("Eligibility", &shown(Words::Constraint, &terms.constraint));
    facts.audiences(&terms.audiences);
    facts.some_link("Rule", Kind::Rule, &terms.rule);
    facts.unknown(&terms.unknown);
}

fn represent(facts: &mut Facts<'_>, representation: &Representation) {
    let channel = representation.channel.value().map_or("", |channel| channel);
    let types: Vec<String> = representation.components.iter().filter_map(type_word).collect();
    let types = types.join(", ");
    let parts: Vec<&str> = [channel, &types].into_iter().filter(|part| !part.is_empty()).collect();
    facts.heading(&if parts.is_empty() { "representation".to_owned() } else { parts.join(" · ") });
    facts.some_link("Placement", Kind::Placement, &representation.placement);
    for component in &representation.components {
        facts.some("Format", &component.format);
        if !component.languages.is_empty() {
            facts.fact("Language", &component.languages.join(", "));
        }
        image(facts, component);
        facts.some("Link", &component.link_url);
        match &component.content {
            Seen::Is(text) if !text.trim().is_empty() => {
                let form = Form::of(component);
                facts.lines.extend(content_lines(text, form, facts.view.source, facts.view.theme, facts.view.width));
            }
            Seen::Odd(text) => facts.fact("Content", &format!("{text} (unexpected)")),
            // An image has none of its own.
            Seen::Is(_) if component.component_type.value() == Some(&ComponentType::ImageLink) => {}
            Seen::Is(_) => facts.fact("Content", EMPTY),
            Seen::Absent => {}
        }
        let (asset, others): (Vec<_>, Vec<_>) =
            component.unknown.iter().partition(|member| asset_word(member).is_some());
        for member in asset {
            facts.fact(asset_word(member).unwrap_or_default(), &member.text);
        }
        facts.unknown(others);
    }
    facts.unknown(&representation.unknown);
}

/// Where an image lies, and what it is: as far as its link tells, or its figures, where it was fetched.
fn image(facts: &mut Facts<'_>, component: &Component) {
    if component.unknown.iter().any(|member| asset_word(member).is_some()) {
        facts.some("Image", &component.delivery_url);
    } else {
        facts.some_or_empty("Image", &component.delivery_url);
    }
    let Some(link) = component.delivery_url.value().filter(|link| !link.is_empty()) else { return };
    let format = component.format.value().map(|format| &**format);
    if let Some(picture) = facts.view.pictures.get(link) {
        facts.fact("Picture", &picture.to_string());
    } else if let Some(word) = image_type(format, link).filter(|_| image_type(format, "").is_none()) {
        // Where the format tells it, it stands there already.
        facts.fact("Picture", word);
    }
}

/// What a picture is called in the library of assets that it comes from.
fn asset_word(member: &Unknown) -> Option<&'static str> {
    match member.name.as_str() {
        "repo:name" => Some("Asset"),
        "repo:id" => Some("Asset id"),
        "repo:resolveURL" => Some("Asset at"),
        _ => None,
    }
}

/// A word as people read it.
fn shown(words: Words, seen: &Seen<Box<str>>) -> Seen<String> {
    seen.as_ref().map(|wire| words.shown(wire))
}

fn type_word(component: &Component) -> Option<String> {
    match &component.component_type {
        Seen::Is(word) => Some(word.to_string()),
        Seen::Odd(text) => Some(text.to_string()),
        Seen::Absent => None,
    }
}
