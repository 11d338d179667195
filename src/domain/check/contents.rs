//! The checks of an offer's representations and their components.

use std::collections::HashSet;
use std::net::IpAddr;

use serde_json::Value;

use super::{Bound, Report, Severity, join, status};
use crate::domain::checkup::Concern;
use crate::domain::content::{Form, has_expression, is_public};
use crate::domain::details::ComponentType;
use crate::domain::standing::Status;
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
    let mut placements = HashSet::new();
    for (index, representation) in representations.iter().enumerate() {
        let place = format!("{pointer}/{index}");
        if !representation.is_object() {
            report.error(place, "a representation must be an object");
            continue;
        }
        report.text(&join(&place, report.generation.member(Part::Channel)), "the channel");
        let at = join(&place, report.generation.member(Part::Placement));
        let placement = report.required_text(&at, "a placement");
        if placement.is_some_and(|placement| !placements.insert(placement)) {
            let words = "placement has a representation already";
            report.find_this(Concern::SamePlacement, Severity::Warning, at, words);
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
        let component_type = component_type.map(ComponentType::from_wire);
        let form = Form::read(component_type.as_ref(), format);
        if let Some(message) = text.and_then(|text| form.fault(text)) {
            report.find(Concern::Content, Severity::Warning, content.as_str(), message);
        }
        // What comes from the library of assets has its address there.
        let is_asset =
            component.as_object().is_some_and(|members| members.keys().any(|name| name.starts_with("repo:")));
        let image = report.at(&delivery);
        let address = image.and_then(Value::as_str).filter(|address| !(is_asset && address.trim().is_empty()));
        if let Some(message) = address.and_then(address_fault) {
            report.find(Concern::Content, Severity::Warning, delivery.as_str(), message);
        }
        // A draft may be filled in later.
        let approved = status(report.generation, report.body) == Some(Status::Approved.as_str());
        if approved && component_type == Some(ComponentType::ImageLink) && image.is_none() && !is_asset {
            report.find(Concern::Content, Severity::Warning, delivery, "the image has no address");
        } else if approved && is_written(component_type.as_ref()) && is_blank(report.at(&content)) {
            report.find(Concern::Content, Severity::Warning, content, "the content is empty");
        }
    }
}

/// Whether contents of this type stand in the offer itself.
fn is_written(component_type: Option<&ComponentType>) -> bool {
    matches!(component_type, Some(ComponentType::Html | ComponentType::Text | ComponentType::Json))
}

fn is_blank(content: Option<&Value>) -> bool {
    content.is_none_or(|content| content.as_str().is_some_and(|text| text.trim().is_empty()))
}

/// Why nobody can fetch an image from this address. What an expression puts together can't be judged.
fn address_fault(address: &str) -> Option<String> {
    let address = address.trim();
    if address.is_empty() {
        return Some("the image has no address".to_owned());
    }
    if has_expression(address) {
        return None;
    }
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = place.rsplit_once('@').map_or(place, |(_, host)| host);
    if !is_web || host.is_empty() {
        return Some("the image's address is not an http(s) address".to_owned());
    }
    let name = without_port(host);
    let written = name.parse::<IpAddr>().ok();
    let is_own = written.map_or(name.eq_ignore_ascii_case("localhost"), |ip| ip.is_loopback() || ip.is_unspecified());
    match written {
        _ if is_own => Some("the image's address leads nowhere but to the reader's own machine".to_owned()),
        Some(ip) if !is_public(ip) => Some(format!("others do not reach the image: {ip} is no public address")),
        _ => None,
    }
}

/// A host as it stands in an address, without its port and the brackets around an IPv6 address.
fn without_port(host: &str) -> &str {
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    bracketed.map_or_else(|| host.split(':').next().unwrap_or_default(), |(inside, _)| inside)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::tests::{findings, sound as sound_body};
    use crate::domain::{Generation, Kind};

    fn with(status: &str, component: &Value) -> Vec<String> {
        let mut body = sound_body(Kind::Personalized, Generation::Dps);
        body["status"] = json!(status);
        body["representations"] = json!([{"placement": "p", "components": [component]}]);
        findings(Kind::Personalized, Generation::Dps, &body)
    }

    #[test]
    fn an_image_needs_an_address_that_others_reach() {
        let image =
            |address: &str| with("draft", &json!({"type": "imagelink", "format": "image/png", "deliveryURL": address}));
        for sound in [
            "https://i.example/a.png",
            "http://8.8.8.8:80/a",
            "https://[2606:4700:4700::1111]/a",
            "HTTP://i.example:80",
            "{{profile.picture}}",
            "https://{{host}}/a",
        ] {
            assert_eq!(image(sound), [""; 0], "{sound}");
        }
        for unsound in [
            "",
            " ",
            "javascript:alert(1)",
            "javascript://%0aalert(1)",
            "a.png",
            "ftp://i.example/a",
            "https://",
            "http:///a",
            "http://127.0.0.1:9/",
            "http://localhost/a",
            "https://u@LOCALHOST:8080",
            "http://[::1]:9/",
            "http://0.0.0.0/",
            "http://10.0.0.1/a.png",
            "http://192.168.1.1:8080/a.png",
            "https://u@[fd00::1]:9/a.png",
            "https://[fe80::1]",
        ] {
            assert_eq!(image(unsound), ["W /representations/0/components/0/deliveryURL"], "{unsound}");
        }
    }

    #[test]
    fn what_is_approved_is_not_empty() {
        let at = |member: &str| format!("W /representations/0/components/0/{member}");
        for (component_type, member) in [("html", "content"), ("text", "content"), ("json", "content")] {
            for content in [json!(null), json!(""), json!(" \n")] {
                let component = json!({"type": component_type, "format": "f", "content": content});
                assert_eq!(with("approved", &component), [at(member)], "{component}");
                assert_eq!(with("draft", &component), [""; 0], "{component}");
            }
        }
        let component = json!({"type": "imagelink", "format": "image/png"});
        assert_eq!(with("approved", &component), [at("deliveryURL")]);
        assert_eq!(with("draft", &component), [""; 0]);
        let asset = json!({"type": "imagelink", "format": "image/png", "deliveryURL": "", "repo:id": "a"});
        assert_eq!(with("approved", &asset), [""; 0], "its address is that of the asset");
        let other = json!({"type": "video", "format": "video/mp4"});
        assert_eq!(with("approved", &other), [""; 0], "of what it is made is not known");
    }
}
