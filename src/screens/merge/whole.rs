//! The selected place with its values to their ends, laid out once for a width and not at each frame: a value can be a
//! text of hundreds of thousands of letters.

use std::iter;

use crate::widgets::{Scroll, wrap};

use super::Place;

/// The values of a place, one below the other.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whole {
    pub(super) scroll: Scroll,
    /// The columns for which they are laid out.
    pub(super) width: u16,
    pub(super) lines: Vec<WholeLine>,
}

/// A line of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum WholeLine {
    Heading,
    Blank,
    /// The side of this number.
    Label(usize),
    Text(String),
    Absent,
}

impl Whole {
    /// Lays them out. Only what does not fit is wrapped.
    pub(super) fn of(place: &Place, width: u16) -> Whole {
        // A column is left to the scrollbar.
        let room = width.saturating_sub(1).max(1);
        let wrapped = |line: &str| {
            if line.len() <= usize::from(room) { vec![line.to_owned()] } else { wrap(line, room) }
        };
        let values = place.texts.iter().enumerate().flat_map(|(number, text)| {
            let lines = text.iter().flat_map(|text| text.whole.lines()).flat_map(wrapped).map(WholeLine::Text);
            let absent = text.is_none().then_some(WholeLine::Absent);
            [WholeLine::Blank, WholeLine::Label(number)].into_iter().chain(lines).chain(absent)
        });
        Whole { scroll: Scroll::default(), width, lines: iter::once(WholeLine::Heading).chain(values).collect() }
    }
}
