//! One object of the library as it is kept, and as each generation reads it.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::kind::Kind;
use super::raw::{self, quoted};
use super::shape::{Form, member_text, translate, translate_text};
use crate::emulator::clock::{dps_date, xcore_date, zulu_date};

/// The number behind an `instanceId`.
pub type InstanceId = u128;

/// One object's address in the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The sandbox's place in the list of sandboxes.
    pub sandbox: usize,
    pub kind: Kind,
    pub instance: InstanceId,
}

/// Who wrote, and through which client.
#[derive(Debug)]
pub struct Author {
    pub user: String,
    pub client: String,
}

/// An object of the library. Its body stays compact text, as ten thousand parsed trees would weigh too much;
/// what lists sort and filter by most stands beside it.
#[derive(Clone, Debug)]
pub struct Object {
    pub kind: Kind,
    /// `id` on dps, `@id` on xcore.
    pub id: Box<str>,
    pub instance: InstanceId,
    /// The spelling of the body: that of its last writer.
    pub form: Form,
    pub body: Box<str>,
    pub name: Box<str>,
    pub status: Box<str>,
    /// Milliseconds since 1970.
    pub created: i64,
    /// Milliseconds since 1970; no two objects of a kind share one.
    pub modified: i64,
    pub etag: u64,
    pub created_by: Arc<Author>,
    pub modified_by: Arc<Author>,
}

impl Object {
    /// Takes over a new body in the given spelling.
    pub fn set_body(&mut self, body: &Value, form: Form) {
        let (name, status) = match form {
            Form::Dps => ("name", "status"),
            Form::Xcore => ("xdm:name", "xdm:status"),
        };
        let text = |member: &str| body.get(member).and_then(Value::as_str).unwrap_or_default().into();
        self.name = text(name);
        self.status = text(status);
        self.body = body.to_string().into_boxed_str();
        self.form = form;
    }

    /// The body in a generation's spelling.
    pub fn body_in(&self, form: Form) -> Value {
        // What is kept was parsed before it was kept.
        let body = serde_json::from_str(&self.body).unwrap_or_default();
        translate(body, self.kind.entry().members, self.form, form)
    }

    /// As dps reads it: flat (contract section 4).
    pub fn dps_view(&self) -> String {
        let mut view = self.dps_head();
        append(&mut view, &self.body_text(Form::Dps));
        view
    }

    /// What the repository adds to the body on dps. No body holds a member of these names.
    fn dps_head(&self) -> String {
        let mut head = String::from("{");
        for name in DPS_OWN {
            if let Some(value) = self.dps_own(name) {
                head.extend([if head.len() > 1 { "," } else { "" }, "\"", name, "\":", &value]);
            }
        }
        head.push('}');
        head
    }

    /// One of the repository's members on dps, if this is the name of one.
    fn dps_own(&self, name: &str) -> Option<String> {
        Some(match name {
            "created" => quoted(&dps_date(self.created)),
            "modified" => quoted(&dps_date(self.modified)),
            "etag" => self.etag.to_string(),
            "schemas" => format!("[{}]", quoted(&self.kind.schema(Form::Dps))),
            "createdBy" => quoted(&self.created_by.user),
            "lastModifiedBy" => quoted(&self.modified_by.user),
            "id" => quoted(&self.id),
            _ => return None,
        })
    }

    /// As xcore reads it: an envelope around the instance (contract section 3).
    pub fn xcore_view(&self, place: &Place<'_>, score: bool) -> String {
        let mut instance = self.body_text(Form::Xcore).into_owned();
        append(&mut instance, &format!(r#"{{"@id":{}}}"#, quoted(&self.id)));
        self.envelope(place, score, &instance)
    }

    /// The envelope on xcore around an instance.
    fn envelope(&self, place: &Place<'_>, score: bool, instance: &str) -> String {
        let own = uuid(self.instance);
        let schema = self.kind.schema(Form::Xcore);
        let mut view = format!(r#"{{"instanceId":"{own}","schemas":["{schema}"],"productContexts":["acp"]}}"#);
        append(&mut view, &self.xcore_audit());
        if score {
            append(&mut view, r#"{"_score":0}"#);
        }
        // By hand, as an instance can be long.
        view.pop();
        view.push_str(",\"_instance\":");
        view.push_str(instance);
        view.push('}');
        let (name, href) = (format!("{schema}#{own}"), format!("/{}/instances/{own}", place.container));
        let links = format!(
            r#"{{"_links":{{"self":{{"name":"{name}","href":{},"@type":"{schema}"}}}},"sandboxName":{}}}"#,
            quoted(&href),
            quoted(place.sandbox),
        );
        append(&mut view, &links);
        view
    }

    /// The body's text in a generation's spelling.
    fn body_text(&self, form: Form) -> Cow<'_, str> {
        translate_text(&self.body, self.kind.entry().members, self.form, form)
    }

    /// Shows what stands at a path of the object as a generation reads it: each value as JSON text. An array shows what
    /// stands at the rest of the path in each of its elements.
    pub fn visit(&self, form: Form, place: &Place<'_>, path: &[String], found: &mut dyn FnMut(&str)) {
        let members = self.kind.entry().members;
        let mut in_body = |path: &[String]| {
            let Some((first, rest)) = path.split_first() else { return found("{}") };
            if let Some(value) = member_text(&self.body, members, self.form, form, first) {
                raw::visit(&value, rest, found);
            }
        };
        match (form, path) {
            (_, []) => {}
            (Form::Dps, [first, rest @ ..]) => match self.dps_own(first) {
                Some(own) => raw::visit(&own, rest, found),
                None => in_body(path),
            },
            (Form::Xcore, [first, id]) if first == "_instance" && id == "@id" => found(&quoted(&self.id)),
            (Form::Xcore, [first, rest @ ..]) if first == "_instance" => in_body(rest),
            // The envelope has no such members: the short way to those of the instance.
            (Form::Xcore, [first, ..]) if first.starts_with("xdm:") => in_body(path),
            (Form::Xcore, [first, ..]) if first.starts_with("repo:") => raw::visit(&self.xcore_audit(), path, found),
            (Form::Xcore, _) => raw::visit(&self.envelope(place, false, "{}"), path, found),
        }
    }

    /// What dps answers to a write.
    pub fn dps_receipt(&self, sandbox_id: &str) -> Value {
        json!({
            "etag": self.etag,
            "createdBy": self.created_by.user,
            "lastModifiedBy": self.modified_by.user,
            "id": self.id,
            "sandboxId": sandbox_id,
            "createdDate": zulu_date(self.created),
            "lastModifiedDate": zulu_date(self.modified),
            "createdByClientId": self.created_by.client,
            "lastModifiedByClientId": self.modified_by.client,
        })
    }

    /// What xcore answers to a write.
    pub fn xcore_receipt(&self) -> String {
        let mut receipt = format!(r#"{{"instanceId":"{}","@id":{}}}"#, uuid(self.instance), quoted(&self.id));
        append(&mut receipt, &self.xcore_audit());
        receipt
    }

    fn xcore_audit(&self) -> String {
        // The store counts milliseconds; the last three digits are the object's own, so that they never change.
        let micros = u64::try_from(self.instance % 1000).unwrap_or_default();
        let (creator, changer) = (&self.created_by, &self.modified_by);
        format!(
            r#"{{"repo:etag":{},"repo:createdDate":"{}","repo:lastModifiedDate":"{}","repo:createdBy":{},"repo:lastModifiedBy":{},"repo:createdByClientId":{},"repo:lastModifiedByClientId":{}}}"#,
            self.etag,
            xcore_date(self.created, micros),
            xcore_date(self.modified, micros),
            quoted(&creator.user),
            quoted(&changer.user),
            quoted(&creator.client),
            quoted(&changer.client),
        )
    }
}

/// The members of an object on dps that are the repository's.
const DPS_OWN: [&str; 7] = ["created", "modified", "etag", "schemas", "createdBy", "lastModifiedBy", "id"];

/// Adds an object's members behind those of another; both are text.
fn append(text: &mut String, more: &str) {
    if more == "{}" {
        return;
    }
    text.pop();
    if text.len() > 1 {
        text.push(',');
    }
    text.push_str(more.strip_prefix('{').unwrap_or(more));
}

/// Where an xcore object is read from.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub container: &'a str,
    pub sandbox: &'a str,
}

/// An object of one member. For large values: `json!` would copy them.
pub fn member(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}

/// Adds an object's members to another, replacing those of the same name.
pub fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

/// An instance id as it is written.
pub fn uuid(instance: InstanceId) -> String {
    let hex = format!("{instance:032x}");
    let [a, b, c, d, e] = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default());
    format!("{a}-{b}-{c}-{d}-{e}")
}

/// An instance id as it was written, in the one form that is a UUID's.
pub fn parse_uuid(text: &str) -> Option<InstanceId> {
    let instance = u128::from_str_radix(&text.replace('-', ""), 16).ok()?;
    uuid(instance).eq_ignore_ascii_case(text).then_some(instance)
}

/// Makes the ids of new objects: a counter, mixed so that they look and sort like real ones.
/// A seed makes others.
#[derive(Debug, Default)]
pub struct Ids {
    made: u64,
    seed: u64,
}

impl Ids {
    /// The ids of a library with this seed that has made so many already.
    pub fn new(seed: u64, made: u64) -> Ids {
        Ids { made, seed }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many were made so far.
    pub fn made(&self) -> u64 {
        self.made
    }

    /// A new object's id on both generations.
    pub fn object(&mut self, kind: Kind) -> Box<str> {
        format!("dps:{}:{:016x}", kind.entry().word, self.next()).into_boxed_str()
    }

    /// A UUID with the version and variant bits of a version 1 UUID.
    pub fn instance(&mut self) -> InstanceId {
        let random = (u128::from(self.next()) << 64) | u128::from(self.next());
        (random & !(0xf000_u128 << 64) & !(0xc000_u128 << 48)) | (0x1000_u128 << 64) | (0x8000_u128 << 48)
    }

    /// SplitMix64: a different number for every count. An odd factor spreads the bits of small seeds.
    pub fn next(&mut self) -> u64 {
        self.made += 1;
        let mut mixed = self.made.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ self.seed.wrapping_mul(0xd134_2543_de82_ef95);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instance_ids_are_written_and_read_as_version_1_uuids() {
        let mut ids = Ids::default();
        for _ in 0..100 {
            let instance = ids.instance();
            let text = uuid(instance);
            assert_eq!(parse_uuid(&text), Some(instance));
            assert_eq!(text.as_bytes()[14], b'1', "{text}");
            assert!(b"89ab".contains(&text.as_bytes()[19]), "{text}");
        }
        for wrong in ["", "x", "xcore:personalized-offer:124f", "e0bd846309134ca1bd846309134ca1f6", "----"] {
            assert_eq!(parse_uuid(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn new_ids_have_the_form_of_real_ones() {
        let id = Ids::default().object(Kind::Fallback);
        let hex = id.strip_prefix("dps:fallback-offer:").unwrap();
        assert_eq!(hex.len(), 16);
        assert!(hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    }
}
