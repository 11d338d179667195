//! Typing in a form's row: in its line, or in a text of many lines that opens over the rows. Each letter is in the body,
//! and so in the editor's text, at once, except for a number's as long as they make none.

use serde_json::{Number, Value};

use crate::domain::checkup::Concern;
use crate::domain::{Amount, Entry, Finding, FormRow, Kind, Made, Severity};
use crate::keys::{Action, Key, Stroke};
use crate::screens::editor::Aids;
use crate::screens::{Notice, Wish};
use crate::widgets::{Input, JsonArea};

use super::{Form, Reaction, Step};

/// A row in which somebody types.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screens::editor) struct Typing {
    field: Field,
    /// What stood there before the first letter.
    initial: String,
    /// The body from then.
    before: (Value, Made),
    /// Whether the text has another body by now.
    stepped: bool,
}

/// Where the letters go.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::screens::editor) enum Field {
    /// Into the row's own line.
    Line(Input),
    /// Into a text of many lines.
    Text(Box<JsonArea>),
}

/// The longest text that is typed in a row's line, in bytes.
const LONGEST: usize = 2000;

/// How many lines a page key moves in a text.
const PAGE: usize = 10;

impl Typing {
    /// Where the letters go.
    pub(in crate::screens::editor) fn field(&self) -> &Field {
        &self.field
    }

    fn text(&self) -> String {
        match &self.field {
            Field::Line(line) => line.text().to_owned(),
            Field::Text(area) => area.text(),
        }
    }
}

impl Form {
    /// Whether a text of many lines is open over the rows.
    pub(in crate::screens::editor) fn has_text_open(&self) -> bool {
        matches!(self.typing, Some(Typing { field: Field::Text(_), .. }))
    }

    /// The line in which somebody types.
    pub(super) fn line_mut(&mut self) -> Option<&mut Input> {
        match &mut self.typing {
            Some(Typing { field: Field::Line(line), .. }) => Some(line),
            _ => None,
        }
    }

    fn text_mut(&mut self) -> Option<&mut JsonArea> {
        match &mut self.typing {
            Some(Typing { field: Field::Text(area), .. }) => Some(area),
            _ => None,
        }
    }

    fn begin(&mut self, field: Field, initial: String) {
        let before = (self.body.clone(), self.made.clone());
        self.typing = Some(Typing { field, initial, before, stepped: false });
    }

    /// Ends the typing in a row. What makes no number stays beside the body: another one in its place would be wrong.
    pub(super) fn end_typing(&mut self) {
        let unfit = self.typed_unfit();
        self.typing = None;
        if let (Some(text), Some(row)) = (unfit, self.row()) {
            self.unfit.push((row.pointer.clone(), text));
        }
    }

    /// What is being typed, where it makes no number and should.
    pub(super) fn typed_unfit(&self) -> Option<String> {
        let typing = self.typing.as_ref().filter(|_| self.row().is_some_and(|row| row.entry == Entry::Number))?;
        let text = typing.text();
        (text != typing.initial && !text.trim().is_empty() && whole_number(&text).is_none()).then_some(text)
    }

    /// What was typed into a number's row and makes none, so that it is not in the body.
    pub(in crate::screens::editor) fn unfit_in(&self, row: &FormRow) -> Option<&str> {
        self.unfit.iter().find(|(pointer, _)| *pointer == row.pointer).map(|(_, text)| text.as_str())
    }

    /// All of it as something to mend: a save must not go on with the numbers that stand there instead.
    pub(in crate::screens::editor) fn unfit_findings(&self) -> Vec<Finding> {
        let typed = self.typed_unfit().zip(self.row().map(|row| row.pointer.clone()));
        let typed = typed.map(|(text, pointer)| (pointer, text));
        let all = self.unfit.iter().chain(&typed);
        let findings = all.map(|(pointer, text)| Finding {
            concern: Concern::Body,
            severity: Severity::Error,
            pointer: pointer.clone(),
            message: format!("\"{text}\" is no number that can stand here: a whole number is wanted"),
            amount: Amount::One,
        });
        findings.collect()
    }

    /// Opens the row's text over the rows.
    pub(super) fn open_text(&mut self, row: &FormRow) {
        let text = self.body.pointer(&row.pointer).and_then(Value::as_str).unwrap_or_default();
        // The only long text of a rule is its expression.
        let is_expression = self.kind == Kind::Rule && row.entry == Entry::LongText;
        let area = if is_expression { JsonArea::pql(text) } else { JsonArea::prose(text) };
        let initial = area.text();
        self.begin(Field::Text(Box::new(area)), initial);
    }

    /// What is typed in a row, where it takes typing: the text as it stands, or nothing in place of what is no text. `None`
    /// where the text is too long for a row or has several lines.
    pub(in crate::screens::editor) fn text_to_type(&self, row: &FormRow) -> Option<String> {
        let value = self.body.pointer(&row.pointer);
        let text = match (&row.entry, value) {
            // A comma parts them in the line, so one that holds a comma would come back as two.
            (Entry::Texts, Some(Value::Array(texts))) => {
                let texts = texts.iter().map(|text| text.as_str().filter(|text| !text.contains(',')));
                texts.collect::<Option<Vec<&str>>>()?.join(", ")
            }
            (Entry::Number, Some(Value::Number(number))) => number.to_string(),
            (Entry::Text | Entry::LongText | Entry::Date, Some(Value::String(text))) => text.clone(),
            (Entry::Text | Entry::LongText | Entry::Date | Entry::Texts | Entry::Number, _) => String::new(),
            _ => return None,
        };
        (text.len() <= LONGEST && !text.contains(char::is_control)).then_some(text)
    }

    /// The line in which the row's text is typed; none where it takes no typing.
    pub(super) fn begin_line(&mut self) -> Option<&mut Input> {
        if self.typing.is_none() {
            let row = self.row()?.clone();
            let text = self.text_to_type(&row)?;
            let shown = Input::new(self.unfit_in(&row).unwrap_or(&text));
            self.forget_unfit(&row);
            self.begin(Field::Line(shown), text);
        }
        self.line_mut()
    }

    /// Takes a stroke in that means nothing of its own.
    pub(in crate::screens::editor) fn type_stroke(&mut self, stroke: Stroke, aids: &Aids<'_>) -> Reaction {
        if let Some(popup) = &mut self.popup {
            popup.type_stroke(stroke, aids);
            return Reaction::Still;
        }
        if let Some(area) = self.text_mut() {
            edit_text(area, stroke);
            return self.typed();
        }
        match (self.row().map(|row| row.entry.clone()), stroke.typed()) {
            (Some(Entry::Switch | Entry::Word(_) | Entry::Part(..)), Some(' ')) => self.open(aids),
            (Some(entry @ (Entry::Text | Entry::LongText | Entry::Number | Entry::Texts | Entry::Date)), typed) => {
                let Some(line) = self.begin_line() else { return refuse_typing(&entry) };
                match typed {
                    Some(letter) => line.insert(letter),
                    None => _ = line.edit(stroke),
                }
                self.typed()
            }
            (Some(Entry::Word(_) | Entry::Part(..) | Entry::One(_) | Entry::Many(_) | Entry::Rule(_)), Some(_)) => {
                let reaction = self.open(aids);
                if let Some(popup) = &mut self.popup {
                    popup.type_stroke(stroke, aids);
                }
                reaction
            }
            _ => Reaction::Still,
        }
    }

    /// Makes of an action what the open text makes of it.
    pub(super) fn act_on_text(&mut self, action: Action) -> Reaction {
        if action == Action::Back {
            self.end_typing();
            return Reaction::Still;
        }
        let Some(area) = self.text_mut() else { return Reaction::Still };
        match action {
            Action::Up => area.up(1),
            Action::Down => area.down(1),
            Action::PageUp => area.up(PAGE),
            Action::PageDown => area.down(PAGE),
            Action::PreviousButton => area.left(),
            Action::NextButton => area.right(),
            Action::Open => area.insert_char('\n'),
            Action::Delete => area.delete(),
            Action::Undo => _ = area.undo(),
            Action::Redo => _ = area.redo(),
            _ => {}
        }
        self.typed()
    }

    /// Takes a paste in. Several lines take the place of a long text as they are: in a line they would lose their ends.
    pub(in crate::screens::editor) fn paste(&mut self, text: &str) -> Reaction {
        if let Some(popup) = &mut self.popup {
            popup.paste(text);
            return Reaction::Still;
        }
        if let Some(area) = self.text_mut() {
            area.insert_str(text);
            return self.typed();
        }
        let Some(row) = self.row().cloned() else { return Reaction::Still };
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if row.entry == Entry::LongText && (text.contains('\n') || text.len() > LONGEST) {
            self.end_typing();
            return self.fill(&row, Value::from(text));
        }
        let Some(line) = self.begin_line() else { return refuse_typing(&row.entry) };
        line.paste(text.trim());
        self.typed()
    }

    /// Brings the body into step with what is typed in the row.
    pub(super) fn typed(&mut self) -> Reaction {
        let (Some(row), Some(typing)) = (self.row().cloned(), self.typing.as_ref()) else { return Reaction::Still };
        let text = typing.text();
        if text == typing.initial && !typing.stepped {
            return Reaction::Still;
        }
        let unchanged = text == typing.initial || self.typed_unfit().is_some();
        let (stepped, before) = (typing.stepped, typing.before.clone());
        (self.body, self.made) = before.clone();
        match typed_value(&row, &text) {
            _ if unchanged => {}
            Some(value) if self.body.pointer(&row.pointer) == Some(&value) => {}
            Some(value) => _ = row.set(self.generation, &mut self.body, &mut self.made, value),
            None => row.clear(&mut self.body, &mut self.made),
        }
        let differs = self.body != before.0;
        if let Some(typing) = &mut self.typing {
            typing.stepped = differs;
        }
        match (stepped, differs) {
            (false, false) => Reaction::Still,
            (false, true) => self.changed(Step::New),
            (true, true) => self.changed(Step::Further),
            (true, false) => self.changed(Step::Back),
        }
    }
}

fn edit_text(area: &mut JsonArea, stroke: Stroke) {
    if let Some(letter) = stroke.typed() {
        return area.insert_char(letter);
    }
    let word = stroke.ctrl || stroke.alt;
    match stroke.key {
        Key::Backspace if word => area.delete_word(),
        Key::Backspace => area.backspace(),
        Key::Left if word => area.word_left(),
        Key::Right if word => area.word_right(),
        Key::Home if stroke.ctrl => area.top(),
        Key::End if stroke.ctrl => area.bottom(),
        Key::Home => area.line_start(),
        Key::End => area.line_end(),
        _ => {}
    }
}

/// Why nothing was typed in a row, and where it can be.
fn refuse_typing(entry: &Entry) -> Reaction {
    let told = match entry {
        Entry::Text | Entry::LongText | Entry::Texts | Entry::Number | Entry::Date => {
            "In a line it can't be typed: enter opens a long text, ctrl-t leads to the JSON."
        }
        Entry::One(_) | Entry::Many(_) | Entry::Rule(_) | Entry::Word(_) | Entry::Part(..) => {
            "Here something is chosen: enter opens the list, which takes a paste for its filter."
        }
        Entry::Switch | Entry::Add(_) | Entry::List | Entry::Element | Entry::Nothing => {
            "Nothing is typed in this row: go to the one that is meant, then paste again."
        }
    };
    Reaction::Wish(vec![Wish::Tell(Notice::info(told))])
}

/// The whole number that a text says, of any length.
fn whole_number(text: &str) -> Option<Number> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() { Some(Number::from(0)) } else { format!("{sign}{digits}").parse().ok() }
}

/// The value of what is typed in a row; none where nothing is typed and the row may be left out.
fn typed_value(row: &FormRow, text: &str) -> Option<Value> {
    let empty = text.trim().is_empty();
    match row.entry {
        Entry::Number if empty => None,
        Entry::Number => whole_number(text).map(Value::Number),
        Entry::Texts if empty && !row.required => None,
        Entry::Texts => {
            let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
            Some(texts.map(Value::from).collect())
        }
        _ if text.is_empty() && !row.required && !row.named => None,
        _ => Some(Value::from(text)),
    }
}
