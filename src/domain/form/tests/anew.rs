//! What the form writes where nothing stands yet.

use super::*;

#[test]
fn a_rule_on_xcore_is_described_without_the_prefix_and_a_placement_with_it() {
    for (kind, body, pointer) in [
        (Kind::Rule, json!({"xdm:name": "A"}), "/description"),
        (Kind::Rule, json!({"xdm:description": "x"}), "/xdm:description"),
        (Kind::Rule, json!({"description": "x"}), "/description"),
        (Kind::Placement, json!({"xdm:name": "A"}), "/xdm:description"),
        (Kind::Placement, json!({"description": "x"}), "/description"),
    ] {
        assert_eq!(row(kind, Xcore, &body, "Description").pointer, pointer, "{kind:?} {body}");
    }
}

#[test]
fn a_range_of_media_types_is_no_format() {
    let placement = |component_type, types: &[&str]| Placement {
        component_type: Seen::Is(component_type),
        content_types: types.iter().map(|media| (*media).into()).collect(),
        ..Placement::default()
    };
    for (placement, offered) in [
        (placement(ComponentType::Html, &["text/*"]), &["text/html", "text/template"][..]),
        (placement(ComponentType::ImageLink, &["image/*", "image/webp"]), &["image/webp"]),
        (placement(ComponentType::Text, &["*/*", "*"]), &["text/plain", "text/template"]),
    ] {
        let words = Words::Format.taken_by(Kind::Personalized, Dps, &placement);
        assert_eq!(words.iter().map(|word| &*word.wire).collect::<Vec<_>>(), offered);
        let component = Addition::Component(None).element(Dps, None, Some(&placement));
        assert_eq!(component["format"], offered[0]);
    }
}
