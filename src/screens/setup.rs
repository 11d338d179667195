//! The first run: a form that becomes a connection. It takes what the Developer Console offers for download, tests the
//! connection step by step, and has it written down.

mod course;
mod fields;
mod incoming;
mod prefill;
#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::text::Line;

use crate::keys::{Action, Key, Stroke};
use crate::profile::{Imported, Profile};
use crate::request::Probe;
use crate::secret::Secret;
use crate::widgets::dialog::buttons;
use crate::widgets::lines::draw_line;
use crate::widgets::{Form, framed, paragraph, render_lines, wrap};

use super::movement::{inside, scroll};
use super::{Notice, Surroundings, Wish};

use course::Course;
use fields::{Slot, awaits_text, check, draft, fill, first_open, follow_choices, form};
use incoming::{Incoming, Step};

/// A connection that is to be tested or written down.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupDraft {
    /// The profile.
    pub profile: Profile,
    /// The client secret that is to be put into the system's key store, if that is where it is kept.
    pub secret: Option<Secret>,
}

/// The form's state.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupScreen {
    form: Form<Slot>,
    /// The button that has the focus where no field has.
    button: usize,
    /// The names of the profiles there are.
    taken: Vec<String>,
    /// Whether something was filled in that is not saved.
    touched: bool,
    /// The path that was imported last, so that passing the field again does not import it again.
    imported: String,
    /// JSON that is arriving as keys.
    incoming: Option<Incoming>,
    course: Option<Course>,
    /// What was saved without a test that it passed, if save is pressed once more.
    unasked: Option<SetupDraft>,
    /// The name of the profile that is being saved.
    saving: Option<String>,
}

const BUTTONS: &[&str] = &["Test", "Save", "Quit"];
const TEST: usize = 0;
const SAVE: usize = 1;

const INTRO: &str = "Paste the JSON of the Developer Console right here, or name its file: the project's download, or the \
                     OAuth server-to-server credential. It fills the form; what it can't know you type.";

/// The width from which the steps of a test stand beside the form.
const BESIDE: u16 = 96;

/// The height from which there is room for the introduction.
const TALL: u16 = 16;

/// Where the parts stand inside the frame.
struct Parts {
    intro: Rect,
    form: Rect,
    summary: Rect,
    steps: Rect,
    buttons: Rect,
}

impl SetupScreen {
    /// The blank form, where there are profiles of these names already.
    #[must_use]
    pub fn new(taken: Vec<String>) -> Self {
        SetupScreen {
            form: form(&taken),
            button: TEST,
            taken,
            touched: false,
            imported: String::new(),
            incoming: None,
            course: None,
            unasked: None,
            saving: None,
        }
    }

    /// The form with what flags and variables said already.
    #[must_use]
    pub fn prefilled(taken: Vec<String>, said: &Profile) -> Self {
        let mut screen = SetupScreen::new(taken);
        prefill::fill(&mut screen.form, said);
        screen
    }

    /// Whether leaving would lose something that was typed.
    #[must_use]
    pub fn has_unsaved_text(&self) -> bool {
        self.touched
    }

    /// Takes a stroke in as typing. Where a brace begins what can only be JSON, all that follows belongs to it.
    pub fn type_stroke(&mut self, stroke: Stroke) -> Vec<Wish> {
        let typed = stroke.typed();
        if self.incoming.is_none() && typed == Some('{') && awaits_text(&self.form) {
            self.incoming = Some(Incoming::default());
        }
        if self.incoming.is_some() {
            return match (stroke.key, typed) {
                (_, Some(letter)) => self.gather(letter),
                // The brace was a slip of the finger.
                (Key::Backspace, _) => self.stop_gathering(),
                // A line break that the terminal sent as ctrl-j, which lies between words.
                _ => Vec::new(),
            };
        }
        let changed = match typed {
            Some(letter) => self.form.type_text(letter.encode_utf8(&mut [0; 4])),
            None => self.form.edit(stroke),
        };
        self.follow(changed);
        Vec::new()
    }

    fn gather(&mut self, letter: char) -> Vec<Wish> {
        match self.incoming.as_mut().map_or(Step::Open, |incoming| incoming.take(letter)) {
            Step::Open => return Vec::new(),
            Step::Closed(text) => {
                self.incoming = None;
                return vec![Wish::ImportText(text)];
            }
            Step::TooLong => {}
        }
        self.incoming = None;
        vec![Wish::Tell(Notice::warning("What was pasted is too long to be the console's JSON: nothing was taken."))]
    }

    fn stop_gathering(&mut self) -> Vec<Wish> {
        self.incoming = None;
        vec![Wish::Tell(Notice::info("The pasted JSON was thrown away."))]
    }

    /// Takes a paste in: JSON is an import wherever it is pasted, any other text goes into the field.
    pub fn paste(&mut self, text: &str) -> Vec<Wish> {
        self.incoming = None;
        if is_json(text) {
            return vec![Wish::ImportText(Secret::from(text))];
        }
        let changed = self.form.type_text(text);
        self.follow(changed);
        Vec::new()
    }

    fn follow(&mut self, changed: bool) {
        self.touched |= changed;
        if changed {
            follow_choices(&mut self.form);
        }
    }

    /// Makes of an action what this screen makes of it.
    pub fn act(&mut self, action: Action, body: Rect) -> Vec<Wish> {
        match action {
            Action::Back if self.incoming.is_some() => self.stop_gathering(),
            // Enter and tab came with the text.
            Action::Press | Action::Down if self.incoming.is_some() => self.gather('\n'),
            _ if self.incoming.is_some() => Vec::new(),
            Action::Down => self.go(1),
            Action::Up => self.go(BUTTONS.len()),
            Action::Press if self.form.focus().is_some() => self.go(1),
            Action::Press => match self.button {
                TEST => self.test(),
                SAVE => self.save(),
                _ => vec![Wish::Quit],
            },
            Action::NextButton | Action::PreviousButton => self.sideways(action),
            Action::Save if self.is_tested(&draft(&self.form)) => self.save(),
            Action::Save => self.test(),
            Action::PageUp | Action::PageDown => {
                let steps = self.parts(inside(body)).steps;
                let height = usize::from(steps.height);
                if let Some(course) = &mut self.course {
                    course.scroll(steps.width, height, |at, len| scroll(at, action, len, height));
                }
                Vec::new()
            }
            Action::Back if !self.form.is_at_start() => {
                // Whoever wants out is not called back to a path that leads nowhere.
                self.drop_piece_of_json();
                self.step(BUTTONS.len());
                Vec::new()
            }
            Action::Back if self.touched => vec![Wish::AskLeave],
            Action::Back => vec![Wish::CloseEditor],
            _ => Vec::new(),
        }
    }

    /// The field is left, and the focus goes on.
    fn go(&mut self, by: usize) -> Vec<Wish> {
        let wishes = self.leave_field();
        self.step(by);
        wishes
    }

    /// The focus goes on among fields and buttons, which make one circle: one step, or one back.
    fn step(&mut self, by: usize) {
        let back = by != 1;
        let edge = if back { 0 } else { BUTTONS.len() - 1 };
        if self.form.focus().is_none() && self.button != edge {
            self.button = (self.button + if back { BUTTONS.len() - 1 } else { 1 }) % BUTTONS.len();
            return;
        }
        if back {
            self.form.previous()
        } else {
            self.form.next()
        }
        if self.form.focus().is_none() {
            self.button = if back { BUTTONS.len() - 1 } else { TEST };
        }
    }

    /// Leaving the field of the import imports what it names, once.
    fn leave_field(&mut self) -> Vec<Wish> {
        if self.form.focus() != Some(Slot::Import) || self.drop_piece_of_json() {
            return Vec::new();
        }
        let typed = self.form.text(Slot::Import).to_owned();
        if typed.is_empty() || typed == self.imported {
            return Vec::new();
        }
        self.imported.clone_from(&typed);
        vec![Wish::ImportFile(typed)]
    }

    /// A piece of JSON rather than a path may hold the secret, so it must neither stay in sight nor be told of as a file that
    /// is missing. Whether there was one.
    fn drop_piece_of_json(&mut self) -> bool {
        let is_json = self.form.text(Slot::Import).contains('"');
        if is_json {
            self.form.set_text(Slot::Import, "");
            self.form.complain(Slot::Import, "That was no path but a piece of JSON. Paste the whole of it.");
        }
        is_json
    }

    fn sideways(&mut self, action: Action) -> Vec<Wish> {
        let right = action == Action::NextButton;
        if self.form.focus().is_none() {
            self.button = super::movement::cycle(self.button, BUTTONS.len(), action);
        } else {
            let changed = if right { self.form.right() } else { self.form.left() };
            self.follow(changed);
        }
        Vec::new()
    }

    /// Takes in what a file or a pasted text of the console said.
    pub fn take_import(&mut self, result: Result<Imported, String>) -> Vec<Wish> {
        let imported = match result {
            Ok(imported) => imported,
            Err(problem) => {
                self.imported.clear();
                self.form.complain(Slot::Import, problem);
                self.form.set_focus(Some(Slot::Import));
                return Vec::new();
            }
        };
        fill(&mut self.form, &imported);
        self.follow(true);
        self.form.set_focus(first_open(&self.form, &self.taken));
        self.button = TEST;
        let read = format!("Read: the credential {}.", imported.client_id);
        let notice = if imported.several.is_empty() {
            Notice::good(read)
        } else {
            Notice::warning(format!("{read} There are others in it: {}.", imported.several.join(", ")))
        };
        vec![Wish::Tell(notice)]
    }

    fn is_tested(&self, draft: &SetupDraft) -> bool {
        self.course.as_ref().is_some_and(|course| course.is_good() && course.draft == *draft)
    }

    /// Why neither a test nor a save can begin just now.
    fn is_busy(&self) -> Option<Wish> {
        let testing = self.course.as_ref().is_some_and(|course| course.running);
        let doing = match (self.saving.is_some(), testing) {
            (true, _) => "It is being saved …",
            (false, true) => "The test is running … wait for its end.",
            (false, false) => return None,
        };
        Some(Wish::Tell(Notice::info(doing)))
    }

    /// What is filled in, where a test or a save can begin with it; else what is said of it.
    fn ready(&mut self) -> Result<SetupDraft, Vec<Wish>> {
        if let Some(busy) = self.is_busy() {
            return Err(vec![busy]);
        }
        if !check(&mut self.form, &self.taken) {
            return Err(Vec::new());
        }
        Ok(draft(&self.form))
    }

    fn test(&mut self) -> Vec<Wish> {
        let draft = match self.ready() {
            Ok(draft) => draft,
            Err(wishes) => return wishes,
        };
        self.course = Some(Course::of(draft.clone()));
        self.form.set_focus(None);
        self.button = TEST;
        vec![Wish::TestSetup(Box::new(draft))]
    }

    fn save(&mut self) -> Vec<Wish> {
        let draft = match self.ready() {
            Ok(draft) => draft,
            Err(wishes) => return wishes,
        };
        self.form.set_focus(None);
        self.button = SAVE;
        if !self.is_tested(&draft) && self.unasked.as_ref() != Some(&draft) {
            self.unasked = Some(draft);
            let text = "It has passed no test as it stands. Press again to save it untested.";
            return vec![Wish::Tell(Notice::warning(text))];
        }
        self.unasked = None;
        self.saving = Some(draft.profile.name.clone());
        vec![Wish::SaveSetup(Box::new(draft))]
    }

    /// Takes a step of the test in.
    pub fn take_probe(&mut self, probe: Probe) {
        if let Some(course) = &mut self.course {
            course.take(probe);
        }
    }

    /// The test has come to its end. If it went well, only saving is left to do.
    pub fn finish_test(&mut self) {
        let Some(course) = &mut self.course else { return };
        course.running = false;
        if self.form.focus().is_none() && self.is_tested(&draft(&self.form)) {
            self.button = SAVE;
        }
    }

    /// Takes in what became of a save: the path of the file, or why there is none.
    pub fn take_saved(&mut self, result: Result<String, String>) -> Vec<Wish> {
        let name = self.saving.take().unwrap_or_default();
        match result {
            Ok(path) => {
                self.touched = false;
                vec![Wish::Tell(Notice::good(format!("Saved in {path}."))), Wish::UseProfile(name)]
            }
            Err(problem) => vec![Wish::Tell(Notice::error(problem))],
        }
    }

    /// Where the parts stand.
    fn parts(&self, inner: Rect) -> Parts {
        let low = inner.height < 8;
        let [above, buttons] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(if low { 1 } else { 2 })]).areas(inner);
        let buttons = Rect { y: buttons.bottom().saturating_sub(1), height: buttons.height.min(1), ..buttons };
        let beside = inner.width >= BESIDE;
        // Below each other, the steps take the place of the introduction.
        let intro_height = match (&self.course, beside) {
            (Some(_), false) => 0,
            _ if inner.height < TALL => 0,
            _ => u16::try_from(wrap(INTRO, inner.width).len() + 1).unwrap_or(0),
        };
        let [intro, rest] = Layout::vertical([Constraint::Length(intro_height), Constraint::Fill(1)]).areas(above);
        let (form, test) = match (&self.course, beside) {
            (None, _) => (rest, Rect { height: 0, ..rest }),
            (Some(_), true) => {
                let halves = [Constraint::Percentage(48), Constraint::Length(3), Constraint::Fill(1)];
                let [form, _, test] = Layout::horizontal(halves).areas(rest);
                (form, test)
            }
            (Some(_), false) => {
                let [form, test] = Layout::vertical([Constraint::Fill(2), Constraint::Fill(3)]).areas(rest);
                (form, test)
            }
        };
        let gap = u16::from(!beside && inner.height >= TALL);
        let heights = [Constraint::Length(gap), Constraint::Length(1), Constraint::Fill(1)];
        let [_, summary, steps] = Layout::vertical(heights).areas(test);
        Parts { intro, form, summary, steps, buttons }
    }

    /// Draws the form; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let theme = &around.theme;
        let inner = framed(area, buf, theme, "Set up a connection", "", true);
        let parts = self.parts(inner);
        paragraph(parts.intro, buf, theme.dim, INTRO);
        let cursor = self.form.draw(parts.form, buf, theme);
        if let Some(course) = &self.course {
            let stale = course.draft != draft(&self.form);
            draw_line(parts.summary, buf, &course.summary(stale, theme));
            let (lines, scroll) = course.lines(theme, parts.steps.width, usize::from(parts.steps.height));
            render_lines(parts.steps, buf, theme, &lines, scroll);
        }
        if let Some(incoming) = &self.incoming {
            let text = format!("reading the pasted JSON … {} characters (esc throws it away)", incoming.letters());
            draw_line(parts.buttons, buf, &Line::styled(text, theme.accent));
            return cursor;
        }
        let focus = if self.form.focus().is_none() { self.button } else { usize::MAX };
        buttons(parts.buttons, buf, theme, BUTTONS, focus);
        cursor
    }
}

/// Whether a text is JSON of the console rather than what goes into a field.
fn is_json(text: &str) -> bool {
    let is_before = |letter: char| letter.is_whitespace() || letter == '\u{feff}';
    text.trim_start_matches(is_before).starts_with('{')
}
