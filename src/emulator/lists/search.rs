//! Text search on xcore: `q`, `qop` and `field` (contract section 6).
//!
//! A text is found word by word: words are runs of letters and digits, whatever their case, and a quoted phrase is a
//! row of words. The contract does not say how the real index cuts words; this is the plain reading.

use serde_json::Value;

use super::filter::segments;
use crate::emulator::answer::{Cause, Problem};
use crate::emulator::holdings::object::{Object, Place};
use crate::emulator::holdings::shape::Form;

/// The characters that search text must escape; `&` and `|` only where they are doubled.
const SPECIAL: &str = "+-=><!(){}[]^~*?:/";

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Each term a row of lower-case words.
    terms: Vec<Vec<String>>,
    /// Whether all terms must be found, or any.
    all: bool,
    /// The paths that are searched, segment by segment; everything in the instance if empty.
    fields: Vec<Vec<String>>,
}

impl Search {
    /// Reads a search; `None` where the text holds nothing to search for.
    pub fn parse<'f>(
        text: &str,
        operator: Option<&str>,
        fields: impl Iterator<Item = &'f str>,
        strict: bool,
    ) -> Result<Option<Search>, Problem> {
        let refused = |why: String| Problem::new(Cause::BadQuery, why);
        let all = match operator.map(str::to_ascii_lowercase).as_deref() {
            None | Some("or") => false,
            Some("and") => true,
            Some(other) => return Err(refused(format!("qop must be and or or, not {other:?}"))),
        };
        if strict && text.chars().any(char::is_uppercase) {
            return Err(refused("q must be lower-case".to_owned()));
        }
        let terms = cut(text, strict).map_err(|why| refused(format!("q: {why}")))?;
        let terms: Vec<Vec<String>> = terms.iter().map(|term| words(term)).filter(|words| !words.is_empty()).collect();
        let fields = fields.map(segments).collect();
        Ok((!terms.is_empty()).then_some(Search { terms, all, fields }))
    }

    /// Whether an object is found.
    pub fn finds(&self, object: &Object, place: &Place<'_>) -> bool {
        // Bodies keep every letter as it is, so that most objects are told by their text alone.
        let in_body = |path: &Vec<String>| {
            path.first().is_some_and(|first| first == "_instance") && path.get(1).is_none_or(|member| member != "@id")
        };
        if self.fields.iter().all(in_body) {
            let text = object.body.to_lowercase();
            let possible = |term: &Vec<String>| term.iter().all(|word| text.contains(word));
            if !self.combine(possible) {
                return false;
            }
        }
        let mut texts = Vec::new();
        let mut read = |text: &str| strings(&serde_json::from_str(text).unwrap_or_default(), &mut texts);
        for path in &self.fields {
            object.visit(Form::Xcore, place, path, &mut read);
        }
        if self.fields.is_empty() {
            read(&object.body);
        }
        self.combine(|term| texts.iter().any(|text| text.windows(term.len()).any(|row| row == term.as_slice())))
    }

    fn combine(&self, holds: impl Fn(&Vec<String>) -> bool) -> bool {
        if self.all { self.terms.iter().all(holds) } else { self.terms.iter().any(holds) }
    }
}

/// Search text cut into terms at blanks outside quotes, with escapes undone.
fn cut(text: &str, strict: bool) -> Result<Vec<String>, String> {
    let mut terms = vec![String::new()];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let doubled = matches!(character, '&' | '|') && characters.peek() == Some(&character);
        match character {
            '\\' => {
                let escaped = characters.next().ok_or("nothing follows the last backslash")?;
                push(&mut terms, escaped);
            }
            '"' => {
                quoted = !quoted;
                terms.push(String::new());
            }
            blank if blank.is_whitespace() && !quoted => terms.push(String::new()),
            special if strict && !quoted && (doubled || SPECIAL.contains(special)) => {
                return Err(format!("{special:?} must be escaped with a backslash"));
            }
            other => push(&mut terms, other),
        }
    }
    if quoted && strict { Err("a quote is not closed".to_owned()) } else { Ok(terms) }
}

fn push(terms: &mut [String], character: char) {
    if let Some(term) = terms.last_mut() {
        term.push(character);
    }
}

/// The words of a text, in lower case.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_lowercase).collect()
}

/// The words of every string in a value.
fn strings(value: &Value, found: &mut Vec<Vec<String>>) {
    match value {
        Value::String(text) => found.push(words(text)),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(object) => object.values().for_each(|inner| strings(inner, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::emulator::holdings::kind::Kind;
    use crate::emulator::holdings::shape::Form;
    use crate::emulator::settings::Settings;
    use crate::emulator::strictness::{Check, Strictness};
    use crate::emulator::target::encode;
    use crate::emulator::testing::{Bench, collection};
    use crate::http::Method;
    use serde_json::json;

    /// The names that a search finds, or the status of its refusal.
    fn found(bench: &Bench, query: &[(&str, &str)]) -> Result<Vec<String>, u16> {
        let schema = Kind::Rule.schema(Form::Xcore);
        let mut target =
            format!("/data/core/xcore/{}/queries/core/search?schema={schema}&limit=100", bench.container());
        for (name, value) in query {
            target.push_str(&format!("&{name}={}", encode(value, "")));
        }
        let (status, body) = bench.get(&target);
        if status != 200 {
            return Err(status);
        }
        let rows = body["_embedded"]["results"].as_array().unwrap();
        assert_eq!(body["_embedded"]["total"], rows.len());
        let mut names: Vec<String> =
            rows.iter().map(|row| row["_instance"]["xdm:name"].as_str().unwrap().to_owned()).collect();
        names.sort();
        Ok(names)
    }

    fn filled(strictness: Strictness) -> Bench {
        let bench = Bench::with(&Settings { strictness, ..Settings::default() });
        for (name, description) in [
            ("Zephyr alpha", "the first of all"),
            ("Zephyr beta-two", "second to none (really)"),
            ("Öresund zephyr", "Straße: alpha beta"),
        ] {
            let condition = json!({"type": "PQL", "format": "pql/text", "value": "person.zephyr = \"gamma\""});
            let body = json!({"name": name, "description": description, "condition": condition});
            assert_eq!(bench.write(Method::Post, &collection(Kind::Rule), Kind::Rule, &body).0, 201);
        }
        bench
    }

    #[test]
    fn words_phrases_operators_and_fields_are_honoured() {
        let bench = filled(Strictness::default());
        let (alpha, beta, sund) = ("Zephyr alpha", "Zephyr beta-two", "Öresund zephyr");
        let name = ("field", "_instance.xdm:name");
        for (query, expected) in [
            (vec![("q", "alpha")], vec![alpha, sund]),
            (vec![("q", "alpha"), name], vec![alpha]),
            (vec![("q", "alpha second")], vec![alpha, beta, sund]),
            (vec![("q", "alpha second"), ("qop", "OR")], vec![alpha, beta, sund]),
            (vec![("q", "alpha beta"), ("qop", "AND")], vec![sund]),
            (vec![("q", "\"zephyr beta\"")], vec![beta]),
            (vec![("q", "\"beta zephyr\"")], vec![]),
            (vec![("q", "zeph")], vec![]),
            (vec![("q", "öresund")], vec![sund]),
            (vec![("q", "straße\\:")], vec![sund]),
            (vec![("q", "gamma"), name], vec![]),
            (vec![("q", "gamma")], vec![alpha, beta, sund]),
            (vec![("q", "second"), name, ("field", "_instance.xdm:description")], vec![beta]),
            (vec![("q", "acct"), ("field", "repo:createdBy"), ("property", "_instance.xdm:name~Z.*")], vec![]),
            (
                vec![("q", "adobe"), ("field", "repo:createdBy"), ("property", "_instance.xdm:name~Z.*")],
                vec![alpha, beta],
            ),
            (vec![("q", "zephyr"), ("property", "_instance.xdm:name~.*sund.*")], vec![sund]),
        ] {
            assert_eq!(found(&bench, &query).unwrap(), expected, "{query:?}");
        }
        assert_eq!(found(&bench, &[("q", " ")]), found(&bench, &[]), "nothing to search for is no search");
    }

    #[test]
    fn search_text_must_be_lower_case_and_escaped_unless_told_otherwise() {
        let strict = filled(Strictness::default());
        let loose = filled(Strictness::default().with(Check::SearchText, false));
        for text in ["Alpha", "(really)", "beta-two", "a && b", "a:b", "\"alpha"] {
            assert_eq!(found(&strict, &[("q", text)]), Err(400), "{text}");
            assert!(!found(&loose, &[("q", text)]).unwrap().is_empty() || text.starts_with('a'), "{text}");
        }
        assert_eq!(found(&strict, &[("q", "beta\\-two")]).unwrap(), ["Zephyr beta-two"]);
        assert_eq!(found(&strict, &[("q", "alpha\\")]), Err(400));
        assert_eq!(found(&strict, &[("q", "alpha"), ("qop", "not")]), Err(400));
    }

    #[test]
    fn a_search_is_paged_like_any_list() {
        let bench = filled(Strictness::default());
        let schema = Kind::Rule.schema(Form::Xcore);
        let container = bench.container();
        let mut target = format!("/{container}/queries/core/search?schema={schema}&q=zephyr&limit=1");
        let mut seen = Vec::new();
        loop {
            let page = bench.read(&format!("/data/core/xcore{target}"));
            assert_eq!(page["_embedded"]["total"], 3);
            seen.extend(page["_embedded"]["results"].as_array().unwrap().iter().map(|row| row["instanceId"].clone()));
            let Some(next) = page["_links"]["next"]["href"].as_str() else { break };
            target = next.to_owned();
        }
        seen.dedup();
        assert_eq!(seen.len(), 3);
    }
}
