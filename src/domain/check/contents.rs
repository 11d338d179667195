//! The checks of an offer's representations and their components.

use serde_json::Value;

use super::{Bound, Report, Severity, join};
use crate::domain::checkup::Concern;
use crate::domain::content::Form;
use crate::domain::details::ComponentType;
use crate::domain::vocabulary::{Field, Part};

/// What one of the product's documents allows all representations of an offer together, in bytes; another one allows
/// the whole offer 300 KB (contract section 18, row 21).
const SMALL: usize = 1024;

pub(super) fn representations(report: &mut Report<'_>) {
    let pointer = report.generation.pointer(Field::Representations);
    let representations = match report.at(pointer) {
        None => return report.warning(pointer, "without a representation there is nothing to show"),
        Some(Value::Array(representations)) => representations,
        Some(_) => return report.error(pointer, "the representations must be an array"),
    };
    if representations.is_empty() {
        report.warning(pointer, "without a representation there is nothing to show");
    }
    let bytes = serde_json::to_string(representations).map_or(0, |text| text.len());
    report.measure_of(Bound::Disputed, pointer, bytes, SMALL, "bytes of representations");
    let mut placements = Vec::new();
    for (index, representation) in representations.iter().enumerate() {
        let place = format!("{pointer}/{index}");
        if !representation.is_object() {
            report.error(place, "a representation must be an object");
            continue;
        }
        report.text(&join(&place, report.generation.member(Part::Channel)), "the channel");
        let at = join(&place, report.generation.member(Part::Placement));
        if let Some(placement) = report.required_text(&at, "a placement") {
            if placements.contains(&placement) {
                let message = "this placement has a representation already";
                report.find(Concern::SamePlacement, Severity::Warning, at, message);
            }
            placements.push(placement);
        }
        components(report, &join(&place, report.generation.member(Part::Components)));
    }
}

fn components(report: &mut Report<'_>, pointer: &str) {
    let components = match report.at(pointer) {
        None => return report.error(pointer, "a representation needs components"),
        Some(Value::Array(components)) => components,
        Some(_) => return report.error(pointer, "the components must be an array"),
    };
    for (index, component) in components.iter().enumerate() {
        let place = format!("{pointer}/{index}");
        if !component.is_object() {
            report.error(place, "a component must be an object");
            continue;
        }
        let at = |part| join(&place, report.generation.member(part));
        let [component_type, format, language, content, delivery, link] =
            [Part::Type, Part::Format, Part::Language, Part::Content, Part::DeliveryUrl, Part::LinkUrl].map(at);
        let component_type = report.required_text(&component_type, "a type");
        let format = report.required_text(&format, "a format");
        report.texts(&language, "a language");
        report.text(&delivery, "the delivery URL");
        report.text(&link, "the link URL");
        let text = report.text(&content, "the content (JSON too, written as a string)");
        let form = Form::read(component_type.map(ComponentType::from_wire).as_ref(), format);
        if let Some(message) = text.and_then(|text| form.fault(text)) {
            report.find(Concern::Content, Severity::Warning, content, message);
        }
    }
}
