//! Typing in the editor: in the JSON, or in the form over it.

use crate::domain::json;
use crate::keys::{Action, Context, Key, Stroke, lookup};
use crate::screens::{Notice, Wish};
use crate::widgets::JsonArea;

use super::form::{Form, Reaction, Step};
use super::{Aids, EditorScreen, Stage};

/// How many lines a page key moves in the editor.
const PAGE: usize = 15;

impl EditorScreen {
    /// Whether the form is shown in place of the JSON.
    #[must_use]
    pub fn shows_form(&self) -> bool {
        self.form.is_some()
    }

    /// Whether something to choose from, or a name to type, is open over the form.
    #[must_use]
    pub fn has_choice_open(&self) -> bool {
        self.form.as_ref().is_some_and(|form| form.popup.is_some())
    }

    /// What enter does in the row of the form that has the keys, in a word.
    #[must_use]
    pub fn enter_means(&self) -> Option<&'static str> {
        self.form.as_ref().and_then(Form::enter_means)
    }

    /// Takes a stroke in as typing.
    pub fn type_stroke(&mut self, stroke: Stroke, aids: &Aids<'_>) -> Vec<Wish> {
        if self.stage != Stage::Editing {
            return Vec::new();
        }
        if self.has_choice_open() && lookup(Context::Form, stroke).is_some() {
            return vec![Wish::Tell(Notice::info("First take what is open with enter, or close it with esc."))];
        }
        if let Some(form) = &mut self.form {
            let reaction = form.type_stroke(stroke, aids);
            return self.react(reaction);
        }
        if self.type_in_json(stroke) {
            self.reparse();
        }
        Vec::new()
    }

    /// True if the stroke may have changed the text.
    fn type_in_json(&mut self, stroke: Stroke) -> bool {
        if let Some(letter) = stroke.typed() {
            self.area.insert_char(letter);
            return true;
        }
        let word = stroke.ctrl || stroke.alt;
        match stroke.key {
            Key::Enter => self.area.newline(),
            Key::Tab => self.area.insert_str("  "),
            Key::Backspace if word => self.area.delete_word(),
            Key::Backspace => self.area.backspace(),
            Key::Delete => self.area.delete(),
            Key::Left if word => return self.moved(JsonArea::word_left),
            Key::Left => return self.moved(JsonArea::left),
            Key::Right if word => return self.moved(JsonArea::word_right),
            Key::Right => return self.moved(JsonArea::right),
            Key::Up => return self.moved(|area| area.up(1)),
            Key::Down => return self.moved(|area| area.down(1)),
            Key::PageUp => return self.moved(|area| area.up(PAGE)),
            Key::PageDown => return self.moved(|area| area.down(PAGE)),
            Key::Home if stroke.ctrl => return self.moved(JsonArea::top),
            Key::End if stroke.ctrl => return self.moved(JsonArea::bottom),
            Key::Home => return self.moved(JsonArea::line_start),
            Key::End => return self.moved(JsonArea::line_end),
            Key::Esc | Key::F(_) | Key::Char(_) => return false,
        }
        true
    }

    fn moved(&mut self, movement: impl FnOnce(&mut JsonArea)) -> bool {
        movement(&mut self.area);
        false
    }

    /// Takes a paste in.
    pub fn paste(&mut self, text: &str) -> Vec<Wish> {
        if self.stage != Stage::Editing {
            return Vec::new();
        }
        if let Some(form) = &mut self.form {
            let reaction = form.paste(text);
            return self.react(reaction);
        }
        self.area.insert_str(text);
        self.reparse();
        Vec::new()
    }

    /// Does with the text what a key in the form came to.
    fn react(&mut self, reaction: Reaction) -> Vec<Wish> {
        match reaction {
            Reaction::Still => {}
            Reaction::Wish(wishes) => return wishes,
            Reaction::Leave => return self.leave(),
            Reaction::Jump(pointer) => self.show_json(&pointer),
            Reaction::Changed(step) => self.change(step),
            Reaction::Told(step, told) => {
                self.change(step);
                return vec![Wish::Tell(Notice::info(told))];
            }
        }
        Vec::new()
    }

    /// Puts the form's body in the place of the text.
    fn change(&mut self, step: Step) {
        if matches!(step, Step::Further | Step::Back) {
            self.area.undo();
        }
        let Some(body) = self.form.as_ref().map(|form| form.body.clone()) else { return };
        if matches!(step, Step::New | Step::Further) {
            // What is as it was again is not laid out anew: nothing of it would be lost by leaving.
            let as_it_was = json::parse(&self.saved_text).is_ok_and(|saved| saved == body);
            self.area.replace(&if as_it_was { self.saved_text.clone() } else { json::pretty(&body) });
        }
        self.says_now(Ok(body));
    }

    /// Shows the JSON in place of the form, the cursor at this place.
    fn show_json(&mut self, pointer: &str) {
        self.form = None;
        if let Some((line, column)) = json::locate(&self.area.text(), pointer) {
            self.area.jump(line, column);
        }
    }

    /// The form in place of the JSON, or the other way round.
    pub(super) fn toggle_form(&mut self) -> Vec<Wish> {
        if let Some(form) = &self.form {
            let pointer = form.row().map(|row| row.pointer.clone()).unwrap_or_default();
            if let Some(finding) = form.unfit_findings().into_iter().next() {
                let text = format!("The JSON can't hold it: {}.", finding.message);
                self.form.iter_mut().for_each(|form| _ = form.focus_on(&finding.pointer));
                return vec![Wish::Tell(Notice::error(text))];
            }
            self.show_json(&pointer);
            return Vec::new();
        }
        match json::parse(&self.area.text()) {
            Ok(body) if body.is_object() => {
                let mut form = Form::new(self.kind, self.generation, body);
                let (row, column) = self.area.cursor();
                form.focus_near(&self.area.text(), (row + 1, column + 1));
                let kinds = form.kinds();
                self.form = Some(form);
                vec![Wish::NeedLists(kinds)]
            }
            Ok(_) => vec![Wish::Tell(Notice::error("The text is no JSON object, so there is no form of it."))],
            Err(problem) => {
                self.area.jump(problem.line, problem.column);
                let text = format!("line {}, column {}: {}", problem.line, problem.column, problem.message);
                self.problem = Some(problem);
                vec![Wish::Tell(Notice::error(format!("The form needs JSON that can be read. {text}.")))]
            }
        }
    }

    pub(super) fn act_in_form(&mut self, action: Action, aids: &Aids<'_>) -> Vec<Wish> {
        let reaction = self.form.as_mut().map_or(Reaction::Still, |form| form.act(action, aids));
        self.react(reaction)
    }
}
