//! Cutting a text into tokens: where a run of bytes ends, and where a text in quotes.

/// How many bytes at the beginning are of a kind.
pub(crate) fn run(bytes: &[u8], inside: impl Fn(&u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| inside(byte)).count()
}

/// Where the string at the beginning ends: the place of its second quote, if it has one.
pub(crate) fn closing_quote(rest: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        at += run(rest.get(at..).unwrap_or_default(), |byte| *byte != quote && *byte != b'\\');
        match rest.get(at)? {
            // What is escaped is no end; where it is longer than a byte, the rest of it is none either.
            b'\\' => at += 2,
            _ => return Some(at),
        }
    }
}
