//! Reading the journal, one line at a time: it may be larger than memory is for.

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Take};
use std::path::PathBuf;

use super::entry::{Entry, Line, Outcome};
use crate::domain::{ObjectId, Scope};
use crate::store::error::StoreError;
use crate::store::id::Id;
use crate::store::site::Site;

/// The longest line that is read, in bytes: a body of 64 MB, all of whose characters had to be escaped.
const LONGEST: u64 = 512 << 20;

/// Which entries are wanted. All of them where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those of this library.
    pub site: Option<Site>,
    /// Those of this sandbox or container.
    pub scope: Option<Scope>,
    /// Those of this object, by the id that it had or got.
    pub object: Option<ObjectId>,
}

impl Filter {
    fn takes(&self, entry: &Entry) -> bool {
        let place = &entry.intent.place;
        self.site.as_ref().is_none_or(|site| place.site == *site)
            && self.scope.as_ref().is_none_or(|scope| place.scope == *scope)
            && self.object.as_ref().is_none_or(|object| entry.objects().any(|own| own == object))
    }
}

/// One file of the journal, as far as it was written when somebody began to read.
#[derive(Debug)]
pub(super) struct Part {
    pub path: PathBuf,
    pub file: File,
    pub length: u64,
}

/// The entries of the journal as it was when they were asked for, newest last.
#[derive(Debug)]
pub struct Entries {
    parts: VecDeque<Part>,
    current: Option<(PathBuf, Take<BufReader<File>>)>,
    line: Vec<u8>,
    outcomes: HashMap<Id, Outcome>,
    filter: Filter,
    unreadable: usize,
}

impl Entries {
    /// Reads all outcomes, so that each write is told with its own, and goes back to the beginning.
    pub(super) fn of(parts: VecDeque<Part>, filter: Filter) -> Result<Entries, StoreError> {
        let (mut outcomes, mut unreadable, mut line) = (HashMap::new(), 0, Vec::new());
        for part in &parts {
            let failed = |error: io::Error| StoreError::reading(&part.path, &error);
            let mut reader = BufReader::new((&part.file).take(part.length));
            while next_line(&mut reader, &mut line).map_err(failed)? {
                match parse(&line) {
                    // What was learned later stands.
                    Some(Line { id, outcome: Some(outcome), .. }) => _ = outcomes.insert(id, outcome),
                    Some(Line { intent: Some(_), .. }) => {}
                    _ => unreadable += 1,
                }
            }
            (&part.file).rewind().map_err(failed)?;
        }
        Ok(Entries { parts, current: None, line, outcomes, filter, unreadable })
    }

    /// How many lines can't be read. They are left out.
    #[must_use]
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// The next line of any file, in `self.line`; `false` at the end.
    fn advance(&mut self) -> Result<bool, StoreError> {
        loop {
            if let Some((path, reader)) = &mut self.current {
                match next_line(reader, &mut self.line) {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(error) => {
                        let error = StoreError::reading(path, &error);
                        self.current = None;
                        return Err(error);
                    }
                }
            }
            self.current = self.parts.pop_front().map(|part| (part.path, BufReader::new(part.file).take(part.length)));
            if self.current.is_none() {
                return Ok(false);
            }
        }
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, StoreError>;

    fn next(&mut self) -> Option<Result<Entry, StoreError>> {
        loop {
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
            let Some(Line { id, intent: Some(intent), .. }) = parse(&self.line) else { continue };
            let entry = Entry { outcome: self.outcomes.remove(&id), id, intent };
            if self.filter.takes(&entry) {
                return Some(Ok(entry));
            }
        }
    }
}

/// The next line into `line`; `false` at the end. Of one that is too long to be ours only the beginning is kept, which
/// can't be read as a line.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let length = reader.by_ref().take(LONGEST).read_until(b'\n', line)?;
    if length as u64 == LONGEST && !line.ends_with(b"\n") {
        reader.skip_until(b'\n')?;
    }
    Ok(length > 0)
}

fn parse(line: &[u8]) -> Option<Line> {
    serde_json::from_slice(line).ok()
}
