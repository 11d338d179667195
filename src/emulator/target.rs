//! A request target taken apart: the path's segments and the query's parameters.

use crate::emulator::answer::{Cause, Problem};

/// A path and its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The path's segments, decoded; an empty one at the end (a trailing slash) is left out.
    pub segments: Vec<String>,
    /// The parameters in the order sent.
    pub parameters: Vec<Parameter>,
    /// The query as sent.
    pub raw_query: String,
}

/// One query parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    /// `name=value` as sent.
    pub raw: String,
    /// The decoded name.
    pub name: String,
    /// The decoded value.
    pub value: String,
}

impl Parameter {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

impl Target {
    /// Takes a target apart. Only `&` separates parameters, never `;`, which stands raw in schemas
    /// (contract section 18, row 11).
    pub fn parse(target: &str) -> Result<Target, Problem> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut segments = Vec::new();
        for segment in path.split('/').skip(1) {
            segments.push(decode(segment, false)?);
        }
        if segments.last().is_some_and(String::is_empty) {
            segments.pop();
        }
        let mut parameters = Vec::new();
        for raw in query.split('&').filter(|raw| !raw.is_empty()) {
            let (name, value) = raw.split_once('=').unwrap_or((raw, ""));
            parameters.push(Parameter { raw: raw.to_owned(), name: decode(name, true)?, value: decode(value, true)? });
        }
        Ok(Target { segments, parameters, raw_query: query.to_owned() })
    }

    /// A parameter's first value. Names compare without case: the documents write both `orderBy` and `orderby`
    /// (contract section 18, row 7).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|parameter| parameter.is(name)).map(|parameter| parameter.value.as_str())
    }

    /// All values of a parameter that may be repeated.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters.iter().filter(move |parameter| parameter.is(name)).map(|parameter| parameter.value.as_str())
    }

    /// The expressions of the `property` parameters: repeated, or separated by commas that are not encoded
    /// (contract section 6).
    pub fn property_expressions(&self) -> Result<Vec<String>, Problem> {
        let mut expressions = Vec::new();
        for parameter in self.parameters.iter().filter(|parameter| parameter.is("property")) {
            let raw = parameter.raw.split_once('=').map_or("", |(_, value)| value);
            for expression in raw.split(',') {
                expressions.push(decode(expression, true)?);
            }
        }
        Ok(expressions)
    }

    /// The value of a parameter that must be a number.
    pub fn number(&self, name: &str) -> Result<Option<usize>, Problem> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(Problem::new(Cause::BadQuery, format!("{name} must be a whole number, not {text:?}"))),
        }
    }
}

/// Undoes percent-encoding; in queries `+` stands for a space.
fn decode(text: &str, query: bool) -> Result<String, Problem> {
    let broken = || Problem::new(Cause::BadQuery, format!("{text:?} is not valid percent-encoding of UTF-8"));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next().ok_or_else(broken)?, rest.next().ok_or_else(broken)?];
                let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
                let value = high.zip(low).map(|(high, low)| high * 16 + low).ok_or_else(broken)?;
                u8::try_from(value).map_err(|_| broken())?
            }
            b'+' if query => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

/// Percent-encodes all but letters, digits, `-_.~` and the characters named.
pub(super) fn encode(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let character = char::from(byte);
        if byte.is_ascii_alphanumeric() || "-_.~".contains(character) || (byte.is_ascii() && keep.contains(character)) {
            encoded.push(character);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A request with its address mended, if there is anything to mend: `<`, `>`, `"` and blanks stand raw in addresses that
/// people type, as `property=rank.priority>50`, and the HTTP library takes none of them. Bytes that do not begin with a
/// request line, such as the further parts of a body, are left alone.
pub(super) fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    let (line, rest) = bytes.split_at_checked(end)?;
    let line = std::str::from_utf8(line).ok()?;
    let (method, line) = line.split_once(' ')?;
    let (address, version) = line.rsplit_once(' ')?;
    let is_request = method.bytes().all(|byte| byte.is_ascii_uppercase())
        && address.starts_with('/')
        && matches!(version, "HTTP/1.1" | "HTTP/1.0");
    if !is_request || !address.contains(['<', '>', '"', ' ']) {
        return None;
    }
    let address = address.replace('<', "%3C").replace('>', "%3E").replace('"', "%22").replace(' ', "%20");
    let mut mended = format!("{method} {address} {version}").into_bytes();
    mended.extend_from_slice(rest);
    Some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_comes_apart_at_slashes_and_ampersands_only() {
        let target = Target::parse("/data/core/xcore/?schema=https://a/b;version=0.5&limit=1&OrderBy=-x").unwrap();
        assert_eq!(target.segments, ["data", "core", "xcore"]);
        assert_eq!(target.get("schema"), Some("https://a/b;version=0.5"));
        assert_eq!(target.get("orderby"), Some("-x"));
        assert_eq!(target.number("limit").unwrap(), Some(1));
    }

    #[test]
    fn encodings_are_undone_and_broken_ones_refused() {
        let target = Target::parse("/offers/dps%3Atag%3A1?name=a+b%20c&property=name~a%2Cb,status").unwrap();
        assert_eq!(target.segments[1], "dps:tag:1");
        assert_eq!(target.get("name"), Some("a b c"));
        assert_eq!(target.property_expressions().unwrap(), ["name~a,b", "status"]);
        for broken in ["/a%2", "/a%zz", "/%ff", "/a?b=%"] {
            assert_eq!(Target::parse(broken).unwrap_err().cause, Cause::BadQuery, "{broken}");
        }
        assert!(Target::parse("/a?limit=ten").unwrap().number("limit").is_err());
    }

    #[test]
    fn what_is_encoded_decodes_to_itself() {
        let text = "a b,c:d/é;&=+%";
        assert_eq!(decode(&encode(text, ":"), true).unwrap(), text);
        assert_eq!(encode("a:b,c", ":"), "a:b%2Cc");
    }

    #[test]
    fn an_address_as_people_type_it_is_mended_and_nothing_else() {
        let mend = |text: &str| mended(text.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap());
        let rest = "host: <x>\r\n\r\n{\"a\": \"<\"}";
        let typed = format!("GET /a?property=p>5&q=\"b c\"&r<1 HTTP/1.1\r\n{rest}");
        let sound = format!("GET /a?property=p%3E5&q=%22b%20c%22&r%3C1 HTTP/1.1\r\n{rest}");
        assert_eq!(mend(&typed).as_deref(), Some(sound.as_str()));
        for other in [
            sound.as_str(),
            "GET /a?b>1 HTTP/1.1",
            "get /a?b>1 HTTP/1.1\r\n",
            "GET a>1 HTTP/1.1\r\n",
            "GET /a?b>1 HTTP/2\r\n",
            "{\"content\": \"GET /a>b HTTP/1.1\"}\r\n",
            "\r\n",
            "",
        ] {
            assert_eq!(mend(other), None, "{other}");
        }
    }
}
