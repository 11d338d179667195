//! What it takes to say yes to what can't be undone: a deliberate key, or a word typed. Cancel has the focus; Enter alone
//! never says yes; keys count only once the dialog has been seen.

use crate::keys::Action;
use crate::widgets::{Input, clean, width};

use super::movement::cycle;

/// The button that says no.
const CANCEL: usize = 0;
/// The button that says yes.
const YES: usize = 1;
const BUTTONS: usize = 2;

/// The longest text that anybody is asked to type, in columns.
const LONGEST_TYPED: usize = 60;

/// Whether a person can type this text: it is there, ends, and holds nothing that no keyboard has.
#[must_use]
pub fn can_be_typed(text: &str) -> bool {
    !text.trim().is_empty() && clean(text) == text && width(text) <= LONGEST_TYPED
}

/// What is typed to say yes to something in this place: its name, or `production` where nobody can type that.
#[must_use]
pub fn typed_place(place: &str) -> &str {
    if can_be_typed(place) { place } else { "production" }
}

/// The state of an assent: what is wanted, what is typed of it, and which of the two buttons has the focus.
#[derive(Clone, Debug, PartialEq)]
pub struct Assent {
    wanted: Option<String>,
    typed: Input,
    focus: usize,
    armed: bool,
}

/// What became of an assent after an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Neither yes nor no.
    Open,
    /// No.
    No,
    /// Yes, deliberately.
    Yes,
}

impl Assent {
    /// A yes by `y` or the second button.
    #[must_use]
    pub fn by_key() -> Self {
        Assent { wanted: None, typed: Input::default(), focus: CANCEL, armed: false }
    }

    /// A yes by the second button, once this text is typed.
    #[must_use]
    pub fn by_typing(text: &str) -> Self {
        Assent { wanted: Some(text.to_owned()), ..Assent::by_key() }
    }

    /// Lets keys count from now on: what was typed ahead of the dialog must not answer it.
    pub fn arm(&mut self) {
        self.armed = true;
    }

    /// Whether letters are text here and not keys.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        self.wanted.is_some()
    }

    /// The line to type in, where one is asked for.
    #[must_use]
    pub fn input(&self) -> Option<&Input> {
        self.takes_text().then_some(&self.typed)
    }

    /// The button that has the focus: 0 for no, 1 for yes.
    #[must_use]
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Takes a typed or pasted text in, where one is asked for.
    pub fn type_text(&mut self, text: &str) {
        if self.armed && self.takes_text() {
            self.typed.paste(text);
            self.follow_typing();
        }
    }

    /// Takes back the last letter.
    pub fn backspace(&mut self) {
        if self.armed {
            self.typed.backspace();
            self.follow_typing();
        }
    }

    /// Makes of an action what it means here.
    pub fn act(&mut self, action: Action) -> Answer {
        match action {
            Action::Back => Answer::No,
            _ if !self.armed => Answer::Open,
            Action::Confirm if self.wanted.is_none() => Answer::Yes,
            Action::NextButton | Action::PreviousButton => {
                self.focus = cycle(self.focus, BUTTONS, action);
                Answer::Open
            }
            Action::Press if self.focus == CANCEL => Answer::No,
            Action::Press if self.allowed() => Answer::Yes,
            _ => Answer::Open,
        }
    }

    fn allowed(&self) -> bool {
        self.wanted.as_ref().is_none_or(|wanted| self.typed.text().trim() == wanted.trim())
    }

    /// The focus goes to the yes when what is asked for stands there, and back when it no longer does.
    fn follow_typing(&mut self) {
        self.focus = if self.allowed() { YES } else { CANCEL };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_alone_never_says_yes_and_keys_typed_ahead_count_for_nothing() {
        for mut assent in [Assent::by_key(), Assent::by_typing("prod")] {
            for action in [Action::Confirm, Action::NextButton, Action::Press] {
                assert_eq!(assent.act(action), Answer::Open, "{action:?} ahead of the dialog");
            }
            assent.type_text("prod");
            assent.arm();
            assert_eq!(assent.act(Action::Press), Answer::No);
        }
    }

    #[test]
    fn a_deliberate_key_says_yes_where_nothing_is_to_be_typed() {
        let mut assent = Assent::by_key();
        assent.arm();
        assent.type_text("y is no text here");
        assert_eq!(assent.input(), None);
        assert_eq!(assent.act(Action::Confirm), Answer::Yes);
    }

    #[test]
    fn a_word_that_is_wanted_has_to_stand_there_whole() {
        let mut assent = Assent::by_typing("prod");
        assent.arm();
        assert_eq!(assent.act(Action::Confirm), Answer::Open);
        assent.type_text("pro");
        assert_eq!(assent.act(Action::NextButton), Answer::Open);
        assert_eq!(assent.act(Action::Press), Answer::Open, "the button is there, the word is not");
        assent.type_text("d ");
        assert_eq!(assent.focus(), 1);
        assert_eq!(assent.act(Action::Press), Answer::Yes);
        assent.type_text("x");
        assert_eq!(assent.focus(), 0);
    }
}
