//! What a piece of content is, whether it is sound, and what is to be read of it.

mod entities;
mod expression;
pub mod html;
mod markup;
mod public;
mod soundness;

use super::details::{Component, ComponentType};
pub(super) use expression::has_expression;
pub use public::is_public;
pub use soundness::Json;

/// What a piece of content is to be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A page, or a part of one.
    Html,
    /// Data.
    Json,
    /// Anything else that is text.
    Text,
}

impl Form {
    /// What the content of this component is.
    #[must_use]
    pub fn of(component: &Component) -> Form {
        Form::read(component.component_type.value(), component.format.value().map(|format| &**format))
    }

    /// What a content of this type and this media type is: the one reading for all that shows or judges contents.
    ///
    /// The type says so first, for it has a word for each of the ways in which the product treats contents, and is what
    /// a placement asks for. The media type says so where the type does not: it is free text, and names templates as
    /// well (`text/template`), whatever they make in the end (contract section 10).
    #[must_use]
    pub fn read(component_type: Option<&ComponentType>, format: Option<&str>) -> Form {
        match component_type {
            Some(ComponentType::Html) => Form::Html,
            Some(ComponentType::Json) => Form::Json,
            Some(ComponentType::Text) => Form::Text,
            // The documents know more templates than the client: `html-template`, `text-template`.
            Some(ComponentType::Other(word)) if word.starts_with("html") => Form::Html,
            _ => match format.map(essence).as_deref() {
                Some("text/html" | "application/xhtml+xml") => Form::Html,
                Some("application/json") => Form::Json,
                _ => Form::Text,
            },
        }
    }

    /// Why a content is not what it is to be; `None` where it is, or may be once its expressions are replaced, and where
    /// there is none.
    #[must_use]
    pub fn fault(self, text: &str) -> Option<String> {
        match self {
            _ if text.trim().is_empty() => None,
            Form::Html => soundness::html_fault(text).map(|fault| format!("the HTML is not sound: {fault}")),
            Form::Json => match Json::of(text) {
                Json::Faulty(error) => Some(format!("the content is to be JSON, but is none: {error}")),
                Json::Lenient(_, error) => Some(format!("the JSON of the content is read in different ways: {error}")),
                Json::Plain(_) | Json::Template => None,
            },
            Form::Text => None,
        }
    }
}

/// A media type without its parameters, in small letters.
fn essence(format: &str) -> String {
    format.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How an image of this media type at this address is called by people: as the media type says, else as the address ends.
#[must_use]
pub fn image_type(format: Option<&str>, url: &str) -> Option<&'static str> {
    let by_format = format
        .map(essence)
        .and_then(|essence| essence.strip_prefix("image/").and_then(|word| image_word(word.trim_start_matches("x-"))));
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let (_, place) = path.split_once("://").unwrap_or_default();
    let (_, name) = place.rsplit_once('/').unwrap_or_default();
    by_format.or_else(|| image_word(&name.rsplit_once('.')?.1.to_ascii_lowercase()))
}

fn image_word(word: &str) -> Option<&'static str> {
    Some(match word {
        "png" => "PNG",
        "jpg" | "jpeg" | "pjpeg" => "JPEG",
        "gif" => "GIF",
        "webp" => "WebP",
        "svg" | "svg+xml" => "SVG",
        "avif" => "AVIF",
        "bmp" => "BMP",
        "tif" | "tiff" => "TIFF",
        "ico" | "icon" => "icon",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::record::Seen;
    use super::*;

    #[test]
    fn the_type_counts_before_the_media_type() {
        let form = |component_type: Seen<ComponentType>, format: &str| {
            Form::of(&Component { component_type, format: Seen::Is(Box::from(format)), ..Component::default() })
        };
        assert_eq!(form(Seen::Is(ComponentType::Html), "application/json"), Form::Html);
        assert_eq!(form(Seen::Is(ComponentType::Text), "text/html"), Form::Text);
        assert_eq!(form(Seen::Is(ComponentType::Other(Box::from("html-template"))), "text/template"), Form::Html);
        assert_eq!(form(Seen::Is(ComponentType::Other(Box::from("text-template"))), "text/template"), Form::Text);
        assert_eq!(form(Seen::Absent, "Text/HTML; charset=utf-8"), Form::Html);
        assert_eq!(form(Seen::Absent, "application/json"), Form::Json);
        assert_eq!(form(Seen::Odd(Box::from("5")), "image/png"), Form::Text);
    }

    #[test]
    fn what_is_not_sound_is_told_of_what_can_be() {
        assert_eq!(
            Form::Html.fault("<p><b>Hello</p>").as_deref(),
            Some("the HTML is not sound: line 1, column 12: </p> comes before <b> is closed")
        );
        let told = Form::Json.fault("{\"a\": }").unwrap();
        assert!(told.starts_with("the content is to be JSON, but is none: line 1, column 7"), "{told}");
        assert_eq!(
            Form::Json.fault("{\"a\": 1, \"a\": 2}").as_deref(),
            Some(
                "the JSON of the content is read in different ways: line 1, column 10: the name \"a\" stands twice in this object"
            )
        );
        assert_eq!(Form::Json.fault("{\"a\": {{b}}}"), None);
        assert_eq!(Form::Text.fault("<p><b>Hello</p>"), None);
        for form in [Form::Html, Form::Json, Form::Text] {
            assert_eq!(form.fault(" \n"), None, "nothing is no fault");
        }
    }

    #[test]
    fn an_image_is_called_by_its_media_type_or_by_its_ending() {
        assert_eq!(image_type(Some("image/PNG"), "https://i.example/a.jpg"), Some("PNG"));
        assert_eq!(image_type(Some("image/svg+xml"), ""), Some("SVG"));
        assert_eq!(image_type(Some("text/html"), "https://i.example/hero.JPEG?w=3.gif#x.png"), Some("JPEG"));
        assert_eq!(image_type(None, "https://i.example.gif"), None, "a host is no file");
        assert_eq!(image_type(None, "hero.png"), None, "no address at all");
        assert_eq!(image_type(None, "https://i.example/hero"), None);
    }
}
