//! The states of the screens, each played from the start by keys and answers.

/// A table of states.
macro_rules! states {
    ($($name:literal: $play:expr,)*) => { &[$(State { name: $name, play: $play }),*] };
}

pub mod contents;
pub mod editing;
pub mod everywhere;
pub mod forms;
pub mod kept;
pub mod kinds;
pub mod lists;
pub mod offers;
pub mod ways;

use super::stage::Stage;

/// A state by its name, and the way to it on a terminal of a size.
pub struct State {
    pub name: &'static str,
    pub play: fn((u16, u16)) -> Stage,
}

/// The states of all tables.
pub fn all() -> impl Iterator<Item = &'static State> {
    let tables = [lists::STATES, offers::STATES, everywhere::STATES, kinds::STATES, contents::STATES, editing::STATES];
    tables.into_iter().flatten()
}
