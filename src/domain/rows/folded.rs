//! The names of a list's objects in lower case, one behind the other in one text.
//!
//! A filter reads all of them at each letter. Where each lay by itself in its record, most of that time went into getting
//! a hundred thousand places of the memory, one after the other.

/// The names, in the order of their objects.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Folded {
    text: String,
    /// Where each ends in the text.
    ends: Vec<usize>,
}

impl Folded {
    /// The name at this index; empty where there is none.
    pub(super) fn at(&self, index: usize) -> &str {
        let end = self.ends.get(index).copied().unwrap_or_default();
        self.text.get(self.start(index)..end).unwrap_or_default()
    }

    /// Puts a name before the one at this index, or behind all of them.
    pub(super) fn insert(&mut self, index: usize, name: &str) {
        let index = index.min(self.ends.len());
        let start = self.start(index);
        self.text.insert_str(start, name);
        self.ends.insert(index, start);
        for end in self.ends.iter_mut().skip(index) {
            *end += name.len();
        }
    }

    /// Takes the name at this index out.
    pub(super) fn remove(&mut self, index: usize) {
        let start = self.start(index);
        if index >= self.ends.len() {
            return;
        }
        let length = self.ends.remove(index) - start;
        self.text.drain(start..start + length);
        for end in self.ends.iter_mut().skip(index) {
            *end -= length;
        }
    }

    /// Puts another name at this index.
    pub(super) fn replace(&mut self, index: usize, name: &str) {
        if self.at(index) != name {
            self.remove(index);
            self.insert(index, name);
        }
    }

    fn start(&self, index: usize) -> usize {
        let before = index.checked_sub(1).map(|before| self.ends.get(before).copied().unwrap_or(self.text.len()));
        before.unwrap_or_default()
    }
}
