//! A line that is being typed: the filter, the command palette, a search, the name of a sandbox, an access token, the name
//! of a file.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Generation, KINDS, Scope};
use crate::keys::{Action, Stroke};
use crate::widgets::{Input, Masked};

use super::{Notice, Surroundings, Wish};

/// What the line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Filter the list or page on top, at each letter.
    Filter,
    /// A command.
    Palette,
    /// Search in the editor.
    Search,
    /// The name of a sandbox or the id of a container.
    Scope,
    /// An access token.
    Token,
    /// The name of a file to write what was found to.
    Export,
}

/// A line that is being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    input: Input,
    /// What is typed where nobody may see it.
    token: Masked,
}

/// A command of the palette, besides the kinds.
struct Command {
    word: &'static str,
    does: &'static str,
    demo_only: bool,
}

const COMMANDS: &[Command] = &[
    Command { word: "sandboxes", does: "choose a sandbox or container", demo_only: false },
    Command { word: "containers", does: "choose a sandbox or container", demo_only: false },
    Command { word: "check", does: "what is wrong in the library, or: check export FILE", demo_only: false },
    Command { word: "drafts", does: "what was typed and not saved", demo_only: false },
    Command { word: "bulk", does: "what became of what was done together", demo_only: false },
    Command { word: "trash", does: "what was deleted here, to create it again", demo_only: false },
    Command { word: "history", does: "the last writes and what became of them", demo_only: false },
    Command { word: "profiles", does: "choose a profile, or: profile NAME", demo_only: false },
    Command { word: "setup", does: "make a profile", demo_only: false },
    Command { word: "token", does: "go on with another access token", demo_only: false },
    Command { word: "mode", does: "what may be written: mode read-only, mode ask, mode full", demo_only: false },
    Command {
        word: "hide",
        does: "hide, or show again, what in-app messages and the successor made",
        demo_only: false,
    },
    Command { word: "refresh", does: "read the list again", demo_only: false },
    Command { word: "log", does: "the last requests and their answers", demo_only: false },
    Command { word: "help", does: "the keys", demo_only: false },
    Command { word: "suspend", does: "to the shell, until you type fg there", demo_only: false },
    Command { word: "quit", does: "end the program", demo_only: false },
    Command { word: "fault", does: "make the demo's server fail: fault 429, fault off", demo_only: true },
];

/// What stands behind the word of a command.
fn argument(text: &str) -> String {
    text.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim().to_owned()
}

/// What became of a prompt after an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It stays open.
    Stay,
    /// It closes.
    Close(Vec<Wish>),
    /// The action is for the list behind.
    Behind(Action),
}

impl Prompt {
    fn of(purpose: Purpose, text: &str) -> Self {
        Prompt { purpose, input: Input::new(text), token: Masked::default() }
    }

    /// A new access token.
    #[must_use]
    pub fn token() -> Self {
        Prompt::of(Purpose::Token, "")
    }

    /// A filter that begins with what is filtered by already.
    #[must_use]
    pub fn filter(text: &str) -> Self {
        Prompt::of(Purpose::Filter, text)
    }

    /// The command palette.
    #[must_use]
    pub fn palette() -> Self {
        Prompt::of(Purpose::Palette, "")
    }

    /// A search that begins with what was searched for last.
    #[must_use]
    pub fn search(text: &str) -> Self {
        Prompt::of(Purpose::Search, text)
    }

    /// The name of a sandbox or the id of a container.
    #[must_use]
    pub fn scope() -> Self {
        Prompt::of(Purpose::Scope, "")
    }

    /// The name of a file to write to, beginning with one that will do.
    #[must_use]
    pub fn export(name: &str) -> Self {
        Prompt::of(Purpose::Export, name)
    }

    /// Takes typed or pasted text in.
    pub fn type_text(&mut self, text: &str) -> Vec<Wish> {
        match self.purpose {
            Purpose::Token if !self.token.paste(text) => {
                return vec![Wish::Tell(Notice::warning("It is too long for a token: nothing was taken."))];
            }
            Purpose::Token => {}
            _ => self.input.paste(text),
        }
        self.changed()
    }

    /// Takes a stroke that types nothing in: deleting and moving within the line.
    pub fn edit(&mut self, stroke: Stroke) -> Vec<Wish> {
        match self.purpose {
            Purpose::Token => self.token.edit(stroke),
            _ => self.input.edit(stroke),
        };
        self.changed()
    }

    fn changed(&self) -> Vec<Wish> {
        match self.purpose {
            Purpose::Filter => vec![Wish::FilterBy(self.input.text().to_owned())],
            Purpose::Palette | Purpose::Search | Purpose::Scope | Purpose::Token | Purpose::Export => Vec::new(),
        }
    }

    /// Makes of an action what this line makes of it.
    pub fn act(&mut self, action: Action, generation: Generation, demo: bool) -> Outcome {
        match (action, self.purpose) {
            (Action::Press, Purpose::Filter) => Outcome::Close(Vec::new()),
            (Action::Press, Purpose::Palette) => Outcome::Close(self.run(demo)),
            (Action::Press, Purpose::Search) => Outcome::Close(vec![Wish::SearchFor(self.input.text().to_owned())]),
            (Action::Press, Purpose::Token) => Outcome::Close(vec![Wish::UseToken(self.token.secret())]),
            (Action::Press, Purpose::Export) => {
                Outcome::Close(vec![Wish::ExportCheckup(self.input.text().trim().to_owned())])
            }
            (Action::Press, Purpose::Scope) => self.scope_typed(generation),
            (Action::Back, Purpose::Filter) => Outcome::Close(vec![Wish::FilterBy(String::new())]),
            (Action::Back, _) => Outcome::Close(Vec::new()),
            (Action::Up | Action::Down, Purpose::Filter) => Outcome::Behind(action),
            (Action::Complete, Purpose::Palette) => {
                if let Some((word, _)) = self.candidates(demo).first() {
                    self.input = Input::new(word);
                }
                Outcome::Stay
            }
            _ => Outcome::Stay,
        }
    }

    fn scope_typed(&self, generation: Generation) -> Outcome {
        let typed = self.input.text().trim();
        if typed.is_empty() {
            return Outcome::Close(Vec::new());
        }
        let scope = match generation {
            Generation::Dps => Scope { sandbox: typed.to_owned(), container: None },
            Generation::Xcore => Scope { sandbox: String::new(), container: Some(typed.to_owned()) },
        };
        Outcome::Close(vec![Wish::Enter(scope, None)])
    }

    /// The commands that what is typed could become, with what they do.
    fn candidates(&self, demo: bool) -> Vec<(&'static str, &'static str)> {
        let typed = self.input.text().split_whitespace().next().unwrap_or("").to_lowercase();
        let kinds = KINDS.iter().map(|entry| (entry.command, entry.title));
        let others = COMMANDS.iter().filter(|command| demo || !command.demo_only).map(|c| (c.word, c.does));
        kinds.chain(others).filter(|(word, _)| word.starts_with(&typed)).collect()
    }

    fn run(&self, demo: bool) -> Vec<Wish> {
        let text = self.input.text().trim();
        if text.is_empty() {
            return Vec::new();
        }
        let Some((word, _)) = self.candidates(demo).first().copied() else {
            return vec![Wish::Tell(Notice::error(format!("There is no command \"{text}\". Press ? for help.")))];
        };
        if let Some(entry) = KINDS.iter().find(|entry| entry.command == word) {
            return vec![Wish::ShowKind(entry.kind)];
        }
        match word {
            "sandboxes" | "containers" => vec![Wish::ShowScopes],
            "profiles" => match argument(text) {
                name if name.is_empty() => vec![Wish::ShowProfiles],
                name => vec![Wish::UseProfile(name)],
            },
            "check" => match argument(text) {
                words if words.split_whitespace().next() == Some("export") => match argument(&words) {
                    file if file.is_empty() => vec![Wish::AskExport],
                    file => vec![Wish::ExportCheckup(file)],
                },
                _ => vec![Wish::ShowCheckup],
            },
            "drafts" => vec![Wish::ShowDrafts],
            "bulk" => vec![Wish::ShowBulk],
            "trash" => vec![Wish::ShowTrash],
            "history" => vec![Wish::ShowHistory],
            "setup" => vec![Wish::ShowSetup],
            "token" => vec![Wish::Prompt(Prompt::token())],
            "mode" => vec![Wish::AskMode(argument(text))],
            "hide" => vec![Wish::HideOthers],
            "refresh" => vec![Wish::Refresh],
            "log" => vec![Wish::ShowLog],
            "help" => vec![Wish::ShowHelp],
            "suspend" => vec![Wish::Suspend],
            "quit" => vec![Wish::Quit],
            _ => vec![Wish::Fault(argument(text))],
        }
    }

    /// What stands above the line: the commands it could become.
    #[must_use]
    pub fn suggestions(&self, demo: bool) -> Vec<(&'static str, &'static str)> {
        if self.purpose == Purpose::Palette { self.candidates(demo) } else { Vec::new() }
    }

    /// Draws the line; returns where the terminal's cursor goes.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let label = match (self.purpose, around.generation) {
            (Purpose::Filter, _) => "filter: ",
            (Purpose::Palette, _) => ":",
            (Purpose::Search, _) => "search: ",
            (Purpose::Token, _) => "new access token: ",
            (Purpose::Export, _) => "write to the file: ",
            (Purpose::Scope, Generation::Dps) => "name of the sandbox: ",
            (Purpose::Scope, Generation::Xcore) => "id of the container: ",
        };
        match self.purpose {
            Purpose::Token => self.token.render(area, buf, &around.theme, label),
            _ => self.input.render(area, buf, &around.theme, label),
        }
    }
}
