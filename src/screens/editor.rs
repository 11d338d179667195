//! The editor: an object's body as JSON or as a form, checked while it is typed, reviewed before it is sent.
//!
//! What was typed is kept through every failure; only a confirmed leave or a verified save lets go of it.

mod form;
mod form_view;
mod judging;
mod naming;
mod popup;
mod typing;
mod view;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::checkup::Policy;
use crate::domain::{DiffLine, Finding, Generation, Ids, JsonError, Kind, Record, Scope, json};
use crate::keys::Action;
use crate::widgets::JsonArea;

use super::library::Library;
use super::prompt::Prompt;
use super::review::ReviewScreen;
use super::{Author, Change, Creation, EditorId, Notice, Rebase, Wish};
use crate::store::Sent;
use form::Form;

/// What the editor looks at beside its text.
#[derive(Clone, Copy, Debug)]
pub struct Aids<'a> {
    /// The objects that are loaded.
    pub library: &'a Library,
    /// The time.
    pub now: Timestamp,
    /// What the user wants to be told of, and how bad it is taken.
    pub policy: &'a Policy,
}

/// What is being edited.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A new object.
    New,
    /// An object as it was last read.
    Stored(Arc<Record>),
}

/// Where a save stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// The text is open for typing.
    Editing,
    /// A save is on its way: what is being done. The text is locked until the answer.
    Saving(&'static str),
}

/// The editor's state.
#[derive(Clone, Debug, PartialEq)]
pub struct EditorScreen {
    /// Which editor it is.
    pub id: EditorId,
    /// What kind of object.
    pub kind: Kind,
    /// Where it lives or shall live.
    pub scope: Scope,
    /// What is being edited.
    pub origin: Origin,
    /// Where a save stands.
    pub stage: Stage,
    /// The create that was sent of this text and of which nobody knows yet whether it arrived: the object may exist
    /// already.
    pub sent: Option<Sent>,
    /// Whether the text was changed since it was last handed to the disk.
    pub unwritten: bool,
    /// Whether nobody opened it: it stands behind the review of a text that nobody typed, and goes with that review.
    unasked: bool,
    generation: Generation,
    area: JsonArea,
    /// The text as it was when nothing in it would be lost by leaving.
    saved_text: String,
    problem: Option<JsonError>,
    findings: Vec<Finding>,
    /// The text as JSON since it was changed, until somebody checks it.
    unjudged: Option<Value>,
    /// What was found in the text while it was typed: in itself, and among the other objects.
    live: [Vec<Finding>; 2],
    /// The lists that are read whole, and whether one of them has come since the others were looked at.
    whole_lists: Vec<Kind>,
    has_list_come: bool,
    searched: String,
    /// The ids that it named when it could be read last.
    ids: Ids,
    /// The form over the text, while it is shown in place of the JSON.
    form: Option<Form>,
}

impl EditorScreen {
    /// Opens the editor on a stored object.
    #[must_use]
    pub fn stored(id: EditorId, scope: Scope, record: Arc<Record>) -> Self {
        let text = json::pretty(&record.body());
        let generation = record.generation;
        Self::open(id, record.kind, generation, scope, Origin::Stored(record), text)
    }

    /// Opens the editor on the text of an object that does not exist yet.
    #[must_use]
    pub fn new(id: EditorId, kind: Kind, generation: Generation, scope: Scope, text: String) -> Self {
        let mut editor = Self::open(id, kind, generation, scope, Origin::New, text);
        let name = generation.pointer(crate::domain::Field::Name);
        if let Some((line, column)) = json::locate(&editor.area.text(), name) {
            editor.area.jump(line, column + 1);
        }
        editor
    }

    fn open(id: EditorId, kind: Kind, generation: Generation, scope: Scope, origin: Origin, text: String) -> Self {
        let mut editor = EditorScreen {
            id,
            kind,
            scope,
            origin,
            stage: Stage::Editing,
            sent: None,
            unwritten: false,
            unasked: false,
            generation,
            area: JsonArea::new(&text),
            saved_text: text,
            problem: None,
            findings: Vec::new(),
            unjudged: None,
            live: Default::default(),
            whole_lists: Vec::new(),
            has_list_come: false,
            searched: String::new(),
            ids: Ids::default(),
            form: None,
        };
        editor.reparse();
        editor.unwritten = false;
        editor
    }

    /// Opens the editor on a text that somebody began to type earlier: it was not saved yet.
    #[must_use]
    pub fn restored(
        id: EditorId,
        kind: Kind,
        generation: Generation,
        scope: Scope,
        origin: Origin,
        text: &str,
    ) -> Self {
        let saved_text = match &origin {
            Origin::Stored(record) => json::pretty(&record.body()),
            Origin::New => String::new(),
        };
        EditorScreen { saved_text, ..Self::open(id, kind, generation, scope, origin, text.to_owned()) }
    }

    /// The text as it stands.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.text()
    }

    /// Whether leaving would lose something that was typed.
    #[must_use]
    pub fn has_unsaved_text(&self) -> bool {
        !self.unasked && self.area.text() != self.saved_text
    }

    /// Whether the editor may be closed without asking: nothing is on its way, and nothing that was typed is lost.
    #[must_use]
    pub fn may_close(&self) -> bool {
        self.stage == Stage::Editing && !self.has_unsaved_text() && self.unfit().is_none()
    }

    /// The first of what was typed into the form and can't go into the text.
    fn unfit(&self) -> Option<Finding> {
        self.form.as_ref().and_then(|form| form.unfit_findings().into_iter().next())
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, aids: &Aids<'_>) -> Vec<Wish> {
        if let Stage::Saving(doing) = self.stage {
            return vec![Wish::Tell(Notice::info(format!("{doing} … wait for the answer; your text is kept.")))];
        }
        // What makes no number is in no text: taking it back is the step itself.
        if action == Action::Undo && self.form.as_mut().is_some_and(Form::take_back_unfit) {
            return Vec::new();
        }
        match action {
            Action::Undo | Action::Redo if self.form.as_ref().is_some_and(Form::has_text_open) => {
                self.act_in_form(action, aids)
            }
            Action::Save => self.save(aids),
            Action::Follow => self.follow(),
            Action::ToggleForm => self.toggle_form(),
            Action::Undo => self.change_text(JsonArea::undo, JsonArea::redo),
            Action::Redo => self.change_text(JsonArea::redo, JsonArea::undo),
            action if self.form.is_some() => self.act_in_form(action, aids),
            Action::Search => vec![Wish::Prompt(Prompt::search(&self.searched))],
            Action::SearchNext => self.search_on(JsonArea::search_next),
            Action::SearchPrevious => self.search_on(JsonArea::search_previous),
            Action::Back => self.leave(),
            _ => Vec::new(),
        }
    }

    fn leave(&self) -> Vec<Wish> {
        vec![if self.has_unsaved_text() || self.unfit().is_some() { Wish::AskLeave } else { Wish::CloseEditor }]
    }

    /// Goes a step back or on, unless what makes no number would lose its row by it: then the step is taken `back`.
    fn change_text(&mut self, step: fn(&mut JsonArea) -> bool, back: fn(&mut JsonArea) -> bool) -> Vec<Wish> {
        let unfit = self.form.as_ref().filter(|form| !form.unfit_findings().is_empty()).cloned();
        if !step(&mut self.area) {
            return Vec::new();
        }
        self.reparse();
        let Some(mut before) = unfit.filter(|before| !self.form.as_ref().is_some_and(|form| form.keeps(before))) else {
            return Vec::new();
        };
        back(&mut self.area);
        let finding = before.unfit_findings().into_iter().next();
        finding.iter().for_each(|finding| _ = before.focus_on(&finding.pointer));
        self.form = Some(before);
        self.says_now(json::parse(&self.area.text()));
        let told = finding.map_or(String::new(), |finding| finding.message);
        vec![Wish::Tell(Notice::error(format!("This step would lose it: {told}. Mend that first.")))]
    }

    /// Searches for this and goes to the first match from the cursor on.
    pub fn search_for(&mut self, text: String) -> Vec<Wish> {
        self.searched = text;
        let searched = self.searched.clone();
        self.search_on(|area| area.search(&searched))
    }

    fn search_on(&mut self, step: impl FnOnce(&mut JsonArea) -> bool) -> Vec<Wish> {
        if self.searched.is_empty() || step(&mut self.area) {
            Vec::new()
        } else {
            vec![Wish::Tell(Notice::info(format!("\"{}\" is nowhere in the text.", self.searched)))]
        }
    }

    /// Takes in what the text says by now. Where it says nothing that a form could show, the JSON is shown.
    fn reparse(&mut self) {
        let parsed = json::parse(&self.area.text());
        match (&parsed, &mut self.form) {
            (Ok(body), Some(form)) if body.is_object() => form.read(body.clone()),
            _ => self.form = None,
        }
        self.says_now(parsed);
    }

    /// The text says something else than before, or nothing: what was found in it counts no more.
    fn says_now(&mut self, parsed: Result<Value, JsonError>) {
        if let Ok(body) = &parsed {
            self.ids = Ids::in_body(self.generation, self.kind, body);
        }
        (self.unjudged, self.problem) = match parsed {
            Ok(body) => (Some(body).filter(|_| self.is_short()), None),
            Err(problem) => (None, Some(problem)),
        };
        self.findings.clear();
        self.live = Default::default();
        self.unwritten = true;
    }

    /// Whether the text is checked while it is typed.
    fn is_short(&self) -> bool {
        self.area.lines().iter().map(|line| line.len() + 1).sum::<usize>() <= LIVE
    }

    /// Parses and checks the text, also among the other objects, and works out what a save would send.
    pub fn save(&mut self, aids: &Aids<'_>) -> Vec<Wish> {
        if let Some(finding) = self.unfit() {
            if let Some(form) = &mut self.form {
                form.focus_on(&finding.pointer);
            }
            let text = format!("Nothing was sent: {}. Mend it and save again.", finding.message);
            return vec![Wish::Tell(Notice::error(text))];
        }
        let edited = match json::parse(&self.area.text()) {
            Ok(value) => value,
            Err(problem) => {
                self.area.jump(problem.line, problem.column);
                let text = format!("Line {}, column {}: {}", problem.line, problem.column, problem.message);
                self.problem = Some(problem);
                return vec![Wish::Tell(Notice::error(format!("{text}. Nothing was sent.")))];
            }
        };
        let (own, among) = (self.check(&edited, aids), self.look_among(&edited, aids));
        // Faults are the same as before by their own words: where they are may have another number by now.
        let obstacle = self.obstacle(&own, &among, aids).map(|finding| self.named(vec![finding], &edited));
        self.findings = [self.named(own, &edited), among].concat();
        if let Some(finding) = obstacle.into_iter().flatten().next() {
            if let Some((line, column)) = json::locate(&self.area.text(), &finding.pointer) {
                self.area.jump(line, column);
            }
            if let Some(form) = &mut self.form {
                form.focus_on(&finding.pointer);
            }
            let text = format!("Nothing was sent: {}. Mend it and save again.", finding.message);
            return vec![Wish::Tell(Notice::error(text))];
        }
        let warnings: Vec<String> = self.findings.iter().map(|finding| finding.message.clone()).collect();
        match &self.origin {
            Origin::New => vec![self.review_creation(&edited, warnings)],
            Origin::Stored(record) => {
                let change = Change::new(Author::Editor(self.id), self.scope.clone(), Arc::clone(record), edited);
                if change.patch.is_empty() {
                    return vec![Wish::Tell(Notice::info("Nothing changed, so nothing was sent."))];
                }
                vec![Wish::Review(Box::new(ReviewScreen::of_change(change, warnings)))]
            }
        }
    }

    fn review_creation(&self, edited: &Value, mut warnings: Vec<String>) -> Wish {
        if self.sent.is_some() {
            warnings.insert(
                0,
                "An earlier save of this text got no answer. Look for it in the list before you send it again."
                    .to_owned(),
            );
        }
        let ids = Ids::in_body(self.generation, self.kind, edited);
        let (creation, text) = (self.creation(edited), json::pretty(edited));
        Wish::Review(Box::new(ReviewScreen::of_creation(creation, text, ids, warnings)))
    }

    fn creation(&self, edited: &Value) -> Creation {
        let name = edited.pointer(self.generation.pointer(crate::domain::Field::Name)).and_then(Value::as_str);
        Creation {
            editor: self.id,
            scope: self.scope.clone(),
            kind: self.kind,
            name: name.unwrap_or_default().to_owned(),
            body: Arc::from(edited.to_string()),
            difference: json::pretty(edited).lines().map(|line| DiffLine::Added(line.to_owned())).collect(),
        }
    }

    /// The create that was sent and whose answer never came, with the time of its sending.
    #[must_use]
    pub fn unanswered(&self) -> Option<(Creation, Timestamp)> {
        let sent = self.sent.as_ref()?;
        Some((self.creation(&json::read(&sent.body).ok()?), sent.at))
    }

    /// Goes on from what is on the server now with the text that both changes make, and reviews what is left to send.
    /// One step of undoing brings back what was typed.
    pub fn rebase(&mut self, rebase: Rebase, aids: &Aids<'_>) -> Vec<Wish> {
        let Rebase { theirs, body, told, .. } = rebase;
        self.saved_text = json::pretty(&theirs.body());
        self.origin = Origin::Stored(theirs);
        self.unwritten = true;
        self.area.replace(&json::pretty(&body));
        self.reparse();
        if !self.has_unsaved_text() {
            let text = "Their version holds all of it: there is nothing left to send. ctrl-z brings your text back.";
            return vec![Wish::Tell(Notice::good(text))];
        }
        let mut wishes = self.save(aids);
        if let [Wish::Review(review)] = &mut wishes[..] {
            review.say_merged(told);
        }
        wishes
    }

    /// Puts another body in the place of the text and reviews what a save would send. One step of undoing brings back what
    /// stood there.
    pub fn put_in(&mut self, body: &Value, aids: &Aids<'_>) -> Vec<Wish> {
        self.area.replace(&json::pretty(body));
        self.reparse();
        self.review_unasked(aids)
    }

    /// Reviews a text that nobody typed. The editor stays behind the review and goes with it, unless there is none because
    /// the text is to be mended first.
    pub fn review_unasked(&mut self, aids: &Aids<'_>) -> Vec<Wish> {
        let mut wishes = self.save(aids);
        if let [Wish::Review(review)] = &mut wishes[..] {
            review.say_untyped();
            self.unasked = true;
        }
        // What is to be mended is kept as if it had been typed; what is only looked at needs no draft.
        self.unwritten = !self.unasked;
        wishes
    }

    /// Whether nobody opened it.
    #[must_use]
    pub fn is_unasked(&self) -> bool {
        self.unasked
    }

    /// Becomes an editor like any other: its text is sent, or somebody wants to type in it.
    pub fn take_on(&mut self) {
        self.unwritten |= self.unasked;
        self.unasked = false;
    }

    /// Whether the text says the same as this body.
    #[must_use]
    pub fn says(&self, body: &str) -> bool {
        matches!((json::read(&self.area.text()), json::read(body)), (Ok(text), Ok(body)) if text == body)
    }

    /// The object that an earlier text made is found on the server: what was typed since becomes an edit of it.
    pub fn become_edit_of(&mut self, record: Arc<Record>) {
        self.saved_text = json::pretty(&record.body());
        self.origin = Origin::Stored(record);
        self.sent = None;
        self.stage = Stage::Editing;
        self.unwritten = true;
    }

    /// The object is gone from the server: the text is kept and becomes a new object.
    pub fn become_new(&mut self) {
        self.origin = Origin::New;
        self.saved_text.clear();
        self.unwritten = true;
    }
}

/// The longest text, in bytes, that is checked at each letter.
const LIVE: usize = 50_000;

#[cfg(test)]
mod tests;
