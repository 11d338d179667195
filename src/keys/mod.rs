//! Keystrokes, what they mean, and the one table that binds them.
//!
//! [`bindings`] feeds behaviour, the footer's hints, the help screen and the README's table, so that none can lie.

mod context;
mod stroke;
mod table;

pub use context::Context;
pub use stroke::{Key, Stroke};
pub use table::{Binding, bindings, bindings_of, hints, lookup, readme_table};

/// All that a key can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row or line up.
    Up,
    /// One row or line down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// Half a page up.
    HalfPageUp,
    /// Half a page down.
    HalfPageDown,
    /// To the first row or line.
    First,
    /// To the last row or line.
    Last,
    /// Into what is selected.
    Open,
    /// One step back.
    Back,
    /// To the next kind.
    NextKind,
    /// To the kind before.
    PreviousKind,
    /// To the kind at this place among the tabs, from 1.
    KindAt(u8),
    /// Filter the list as one types.
    Filter,
    /// Read again from the server.
    Refresh,
    /// A new object from the template.
    New,
    /// A copy of the selected object, as a draft.
    Duplicate,
    /// What may become of it by its status.
    Actions,
    /// Ask the server for a step that the lifecycle does not allow.
    Override,
    /// Change the selected object.
    Edit,
    /// Delete the selected object or the marked ones, after asking.
    Delete,
    /// Mark the selected object, or take its mark away.
    Mark,
    /// Mark all from the one marked last to the selected one.
    MarkRange,
    /// Mark all that are shown, or take their marks away.
    MarkShown,
    /// Take the last delete or edit back.
    TakeBack,
    /// What was written to the selected object.
    History,
    /// What refers to the selected object.
    UsedBy,
    /// Mend what the selected remark tells of.
    Mend,
    /// Write what is shown to a file.
    Export,
    /// The details as facts or as JSON as received.
    ToggleRaw,
    /// Content in the details as it reads or as its source.
    ToggleSource,
    /// The picture that the details link to.
    Picture,
    /// Scroll the details pane up.
    PaneUp,
    /// Scroll the details pane down.
    PaneDown,
    /// Check and review what was typed, then save it.
    Save,
    /// Take back the last change of the text.
    Undo,
    /// Make it again.
    Redo,
    /// Search in the text.
    Search,
    /// To the next match.
    SearchNext,
    /// To the match before.
    SearchPrevious,
    /// The other form of the same: diff or JSON Patch, JSON or a form.
    ToggleForm,
    /// At a clash, what both began with.
    ChooseBase,
    /// At a clash, what others made of it.
    ChooseTheirs,
    /// At a clash, what was made of it here.
    ChooseMine,
    /// Theirs at every clash.
    AllTheirs,
    /// Mine at every clash.
    AllMine,
    /// The deliberate yes of a dialog.
    Confirm,
    /// The focus to the next button.
    NextButton,
    /// The focus to the button before.
    PreviousButton,
    /// What the focused button says.
    Press,
    /// To the next place that names another object.
    NextLink,
    /// To the place before that names another object.
    PreviousLink,
    /// To the object that is named where the cursor stands.
    Follow,
    /// The command palette.
    Palette,
    /// Complete the word being typed.
    Complete,
    /// Help.
    Help,
    /// Back, and at the root quit.
    Quit,
    /// Cancel what runs; twice quits.
    Interrupt,
    /// Give the terminal back to the shell, and stop until the shell goes on with it.
    Suspend,
}

impl Action {
    /// Whether it moves the cursor or the page and nothing else.
    #[must_use]
    pub fn is_movement(self) -> bool {
        matches!(
            self,
            Action::Up
                | Action::Down
                | Action::PageUp
                | Action::PageDown
                | Action::HalfPageUp
                | Action::HalfPageDown
                | Action::First
                | Action::Last
        )
    }
}
