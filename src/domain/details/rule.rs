//! What a decision rule holds: its expression, and what that looks at.

use serde_json::Value;

use super::contents::whole_text;
use super::{Own, Rest, drop_empty, keep, leave, take, text, texts};
use crate::domain::record::Seen;
use crate::domain::vocabulary::{Field, Generation};

/// Who qualifies.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Rule {
    /// The language of the expression.
    pub language: Seen<Box<str>>,
    /// How that language is written.
    pub format: Seen<Box<str>>,
    /// The expression, whole.
    pub expression: Seen<Box<str>>,
    /// The schema over which it is defined.
    pub schema: Seen<Box<str>>,
    /// The attributes that it looks at.
    pub attributes: Vec<Box<str>>,
    /// Whether the product's own rule builder keeps its state in it.
    pub has_builder_state: bool,
    /// Whether it says that it belongs to the successor product.
    pub of_successor: Option<bool>,
}

pub(in crate::domain) fn read(rest: &mut Rest) -> Own {
    let expression = rest.take(Field::ConditionValue);
    let mut rule = Rule {
        language: rest.text(Field::ConditionType),
        format: rest.text(Field::ConditionFormat),
        expression: whole_text(expression, "condition.value", &mut rest.unknown),
        of_successor: rest.switch(Field::ExdRule, "exdRule"),
        ..Rule::default()
    };
    let model = rest.take(Field::SegmentModel);
    rule.has_builder_state = model.is_some();
    keep::<()>(model, "segmentModel", &mut rest.unknown);
    define(&mut rule, rest);
    Own::Rule(rule)
}

/// Reads what the rule is defined on. Whatever is there beside schema and attributes goes to `unknown`.
fn define(rule: &mut Rule, rest: &mut Rest) {
    let Some(mut defined) = rest.take(Field::DefinedOn) else { return };
    let [schema, version, paths] = match rest.generation {
        Generation::Dps => ["/profile/schema/ref", "/profile/schema/version", "/profile/referencePaths"],
        Generation::Xcore => ["/profile/xdm:schema/$ref", "/profile/xdm:schema/version", "/profile/xdm:referencePaths"],
    };
    rule.schema = text(take(&mut defined, schema));
    let version = take(&mut defined, version);
    if let (Seen::Is(schema), Some(Value::String(version))) = (&mut rule.schema, &version) {
        *schema = format!("{schema}, version {version}").into();
    } else {
        keep::<()>(version, "definedOn.profile.schema.version", &mut rest.unknown);
    }
    rule.attributes = texts(take(&mut defined, paths), "definedOn.profile.referencePaths", &mut rest.unknown);
    drop_empty(&mut defined);
    match defined {
        Value::Null => {}
        Value::Object(members) => leave(members, "definedOn.", &mut rest.unknown),
        other => keep(Some(other), "definedOn", &mut rest.unknown),
    }
}
