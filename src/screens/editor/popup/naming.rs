//! The name of a new attribute, as it is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde_json::Value;

use crate::keys::{Action, Stroke};
use crate::screens::Surroundings;
use crate::widgets::dialog::{centred, frame};
use crate::widgets::{FRAME_ROWS, Input};

use super::Outcome;

/// The line in which it is typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::screens::editor) struct Naming {
    line: Input,
}

/// The columns that it takes, where there are so many.
const COLUMNS: u16 = 50;

impl Naming {
    pub(super) fn act(&mut self, action: Action) -> Outcome {
        match action {
            Action::Open if self.line.text().trim().is_empty() => Outcome::Close,
            Action::Open => Outcome::Take(Value::from(self.line.text().trim())),
            Action::PreviousButton => {
                self.line.left();
                Outcome::Stay
            }
            Action::NextButton => {
                self.line.right();
                Outcome::Stay
            }
            Action::Delete => {
                self.line.delete();
                Outcome::Stay
            }
            _ => Outcome::Stay,
        }
    }

    pub(super) fn type_stroke(&mut self, stroke: Stroke) {
        match stroke.typed() {
            Some(letter) => self.line.insert(letter),
            None => _ = self.line.edit(stroke),
        }
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.line.paste(text.trim());
    }

    pub(super) fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let panel = centred(area, COLUMNS, 1 + FRAME_ROWS);
        let inner = frame(panel, buf, &around.theme, "Name of the attribute", false);
        self.line.render(inner, buf, &around.theme, "")
    }
}
