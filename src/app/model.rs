//! All that the program knows.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Rect;

use crate::domain::{Generation, Kind, Policy, Record, SandboxType, Scope};
use crate::keys::Context;
use crate::profile::{Mode, Profile};
use crate::request::{InFlight, Request, RequestError, Session, Ticket};
use crate::screens::bulk::Bulk;
use crate::screens::dialogs::Dialog;
use crate::screens::editor::{Aids, EditorScreen};
use crate::screens::library::Library;
use crate::screens::log::Log;
use crate::screens::picture::WantedPicture;
use crate::screens::profiles::{ProfileLine, ProfilesScreen};
use crate::screens::prompt::Prompt;
use crate::screens::scopes::ScopesScreen;
use crate::screens::setup::SetupScreen;
use crate::screens::{Change, Creation, Doomed, EditorId, Notice, Screen, Surroundings};
use crate::store::Site;
use crate::widgets::Theme;

use super::disk::Kept;
use super::{Errand, TimerId};

/// With what the program begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// The library, or the places to choose from.
    #[default]
    Library,
    /// The profiles to choose from; nothing is connected.
    Profiles,
    /// The guided form; nothing is connected.
    Setup,
}

/// What stands fixed as long as a profile is in use.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// With what to begin.
    pub start: Start,
    /// The profile's name, where there is one.
    pub profile: Option<String>,
    /// The generation spoken.
    pub generation: Generation,
    /// Whether the server is the demo's.
    pub demo: bool,
    /// The place to begin in; without one, the picker asks.
    pub scope: Option<Scope>,
    /// The sandbox at which the picker begins, where one is named but no place is.
    pub preferred_sandbox: Option<String>,
    /// What may be written; without one, a production sandbox is read-only and any other asks.
    pub mode: Option<Mode>,
    /// The server's host, for the header.
    pub host: String,
    /// Under which library things are kept on disk; without it nothing is kept.
    pub kept_under: Option<Site>,
    /// What a look through the library tells of.
    pub checks: Policy,
    /// The styles.
    pub theme: Theme,
    /// The zone in which the user's clocks go.
    pub zone: TimeZone,
}

/// The errands whose return is waited for; what comes back from any other touches nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Errands {
    pub(super) connect: Option<Errand>,
    pub(super) test: Option<Errand>,
    pub(super) save: Option<Errand>,
    /// A look through the library, whoever waits for it: there is one at a time.
    pub(super) look: Option<Errand>,
}

impl Settings {
    /// The settings of a library at this host: nothing else is said.
    #[must_use]
    pub fn new(generation: Generation, host: impl Into<String>) -> Settings {
        Settings {
            start: Start::Library,
            profile: None,
            generation,
            demo: false,
            scope: None,
            preferred_sandbox: None,
            mode: None,
            host: host.into(),
            kept_under: None,
            checks: Policy::default(),
            theme: Theme::coloured(),
            zone: TimeZone::UTC,
        }
    }
}

/// What an answer is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Purpose {
    /// The picker. True for the first page.
    Scopes(bool),
    /// What type of sandbox is the place? Asked beside the list; nobody waits for the answer. Holds the links that were
    /// followed, so that a server that sends us in circles is noticed.
    SandboxType(Vec<String>),
    /// A page of a list.
    Page,
    /// Show the object anew.
    Show(Arc<Record>),
    /// Open the editor on the object.
    Edit(Arc<Record>),
    /// Was the object of this draft changed since? Holds what the draft began from.
    DraftBase(EditorId, Arc<Record>),
    /// Is the object still as the last edit left it, so that the edit can be taken back?
    TakeBack { before: Arc<Record>, after: Arc<Record> },
    /// Before a change is sent: is the object still as it was?
    BeforeUpdate(Box<Change>),
    /// The change itself.
    Update(Box<Change>),
    /// After the server refused with this conflict: what is there now?
    Theirs(Box<Change>, RequestError),
    /// After a change that failed without saying so: was it carried out? Holds how it failed.
    WasItUpdated(Box<Change>, RequestError),
    /// The new object itself.
    Create(Box<Creation>),
    /// After a write: the object as it is now. Holds what to tell.
    AfterSave { saved: Saved, told: String },
    /// After a create without a clear answer: is the new object there?
    WasItCreated(Sought),
    /// Before a delete is sent: is the object still as it was confirmed?
    BeforeDelete(Doomed),
    /// The delete itself.
    Delete(Doomed),
    /// Is it gone?
    IsItGone(Look),
}

/// What was saved.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Saved {
    /// The new object of this editor.
    New(EditorId),
    /// A change.
    Change(Box<Change>),
}

/// A look whether an object that was to be deleted is gone.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The object.
    pub(super) target: Doomed,
    /// When its delete was sent.
    pub(super) sent: Timestamp,
    /// How often it was looked for before.
    pub(super) times: usize,
    /// How the delete failed, where it did not say whether it was carried out.
    pub(super) failed: Option<RequestError>,
    /// How the last look failed, where the server asked to wait longer than we would have.
    pub(super) put_off: Option<RequestError>,
}

/// A new object that may have arrived, though the answer to its create did not.
#[derive(Clone, Debug, PartialEq)]
pub struct Sought {
    /// What was sent.
    pub(super) creation: Box<Creation>,
    /// When it was sent.
    pub(super) sent: Timestamp,
    /// How the create failed.
    pub(super) failed: RequestError,
    /// How often it was looked for before.
    pub(super) times: usize,
}

/// What happens when a timer runs out.
#[derive(Clone, Debug, PartialEq)]
pub enum Timer {
    /// The keys of the dialog at this depth of the stack begin to count.
    ArmDialog(usize),
    /// The end of the access token is worth a word.
    TokenEnds,
    /// Look again whether the object is gone.
    LookAgain(Look),
    /// Look again whether the new object is there.
    SeekAgain(Sought),
    /// Send this question again.
    Repeat(Ticket),
    /// A second went by while a question waits to be sent again.
    Countdown,
    /// Write what was typed.
    KeepDrafts {
        /// Whether the disk refused all of it before.
        again: bool,
    },
    /// The time is over that the disk has for this order.
    DiskIsLate(u64),
    /// End the program, though a write is open.
    Leave,
}

/// All that the program knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// What stands fixed from the start.
    pub settings: Settings,
    /// When the last event happened.
    pub now: Timestamp,
    /// The terminal's size.
    pub area: Rect,
    /// Where the user works.
    pub scope: Option<Scope>,
    /// What kind of sandbox that is.
    pub sandbox_type: SandboxType,
    /// What may be written there, where the user said so in this run.
    pub(super) chosen_mode: Option<Mode>,
    /// The lists of the place.
    pub library: Library,
    /// The screens, the topmost last. Never empty.
    pub(super) screens: Vec<Screen>,
    /// The dialogs, the topmost last: one stack for drawing, keys and cursor.
    pub(super) dialogs: Vec<Dialog>,
    /// The line being typed.
    pub(super) prompt: Option<Prompt>,
    /// The questions that are open.
    pub(super) flight: InFlight<Purpose>,
    /// The timers that run.
    pub(super) timers: Vec<(TimerId, Timer)>,
    /// What to tell.
    pub(super) notice: Option<Notice>,
    /// All profiles that there are.
    pub profiles: Vec<ProfileLine>,
    /// What is known of the access token.
    pub(super) session: Option<Session>,
    /// What the shell was sent for last: to make a connection ready, to test one, to save a profile, to look through
    /// the library.
    pub(super) errands: Errands,
    /// The picture that is waited for.
    pub(super) picture: Option<(Errand, WantedPicture)>,
    /// What the form of a new connection begins with: the flags and variables of the start.
    pub(super) prefill: Profile,
    /// Whether the server refused a patch for the tests in it: they are left out from then on.
    pub(super) refuses_tests: bool,
    /// Whether it was told that the clock is wrong.
    pub(super) skew_told: bool,
    /// The exit code, once the system asked the program to end while a write was open.
    pub(super) leaving: Option<u8>,
    /// Since when the program has been about to stop until the shell lets it go on.
    pub(super) suspended: Option<Timestamp>,
    /// What is known of the disk.
    pub(super) kept: Kept,
    /// What becomes of the last plan.
    pub(super) bulk: Option<Bulk>,
    /// The requests that were made.
    pub log: Log,
    /// Whether the last key was an interrupt, so that the next one quits.
    pub(super) interrupted: bool,
    /// The last number given to a timer or an editor.
    pub(super) last_number: u64,
}

/// What an editor looks at beside its text, from those parts of the model, so that the editor itself can be another.
pub(super) fn aids<'a>(library: &'a Library, now: Timestamp, settings: &'a Settings) -> Aids<'a> {
    Aids { library, now, policy: &settings.checks }
}

impl Model {
    /// The model before anything happened.
    #[must_use]
    pub fn new(settings: Settings, now: Timestamp, columns: u16, rows: u16) -> Self {
        Model {
            now,
            area: Rect::new(0, 0, columns, rows),
            scope: settings.scope.clone(),
            sandbox_type: SandboxType::default(),
            chosen_mode: None,
            library: Library::default(),
            screens: vec![match (settings.start, &settings.scope) {
                (Start::Profiles, _) => Screen::Profiles(ProfilesScreen::default()),
                (Start::Setup, _) => Screen::Setup(Box::new(SetupScreen::new(Vec::new()))),
                (Start::Library, Some(_)) => Screen::Library,
                (Start::Library, None) => Screen::Scopes(ScopesScreen::default()),
            }],
            dialogs: Vec::new(),
            prompt: None,
            flight: InFlight::default(),
            timers: Vec::new(),
            notice: None,
            profiles: Vec::new(),
            session: None,
            errands: Errands::default(),
            picture: None,
            prefill: Profile::default(),
            refuses_tests: false,
            skew_told: false,
            leaving: None,
            suspended: None,
            kept: Kept::default(),
            bulk: None,
            log: Log::default(),
            interrupted: false,
            last_number: 0,
            settings,
        }
    }

    /// What views need to know of the world.
    #[must_use]
    pub fn surroundings(&self) -> Surroundings {
        let Settings { generation, theme, zone, .. } = &self.settings;
        Surroundings { now: self.now, generation: *generation, theme: *theme, zone: zone.clone() }
    }

    /// Whether nothing is under way: no question is open, no picture is waited for and no timer runs.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.flight.is_idle() && self.picture.is_none() && self.timers.is_empty()
    }

    /// The questions that are under way, oldest first.
    pub fn open_requests(&self) -> impl Iterator<Item = (Ticket, &Request)> {
        self.flight.iter().filter(|open| open.pause.is_none() && !open.held).map(|open| (open.ticket, &open.request))
    }

    /// The timers that run.
    #[must_use]
    pub fn timers(&self) -> &[(TimerId, Timer)] {
        &self.timers
    }

    /// The screens, the topmost last.
    #[must_use]
    pub fn screens(&self) -> &[Screen] {
        &self.screens
    }

    /// The dialogs, the topmost last.
    #[must_use]
    pub fn dialogs(&self) -> &[Dialog] {
        &self.dialogs
    }

    /// What is being told.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    /// How many writes were confirmed by the user and not yet by the server: those that wait to be sent, the looks before a
    /// deed and the looks whether a write was carried out, among them.
    pub(super) fn open_writes(&self) -> usize {
        let looks = self.timers.iter().filter(|(_, timer)| matches!(timer, Timer::LookAgain(_) | Timer::SeekAgain(_)));
        self.flight.open_writes() + self.looks_before_deeds() + looks.count() + self.kept.dooming.len()
    }

    /// How many objects are looked at before they are deleted, or changed without an editor.
    pub(super) fn looks_before_deeds(&self) -> usize {
        let before_a_deed = |purpose: &Purpose| match purpose {
            Purpose::BeforeDelete(_) => true,
            Purpose::BeforeUpdate(change) => change.editor().is_none(),
            _ => false,
        };
        self.flight.iter().filter(|open| before_a_deed(&open.purpose)).count()
    }

    /// The form of a new connection, as it begins.
    pub(super) fn blank_setup(&self) -> SetupScreen {
        let taken = self.profiles.iter().map(|line| line.name.clone()).collect();
        SetupScreen::prefilled(taken, &self.prefill)
    }

    /// Gives the model the profiles that there are, and what a new one begins with.
    #[must_use]
    pub fn with_profiles(mut self, profiles: Vec<ProfileLine>, prefill: Profile, notice: Option<String>) -> Self {
        self.profiles = profiles;
        self.prefill = prefill;
        match self.settings.start {
            Start::Profiles => {
                self.screens = vec![Screen::Profiles(ProfilesScreen::new(self.profiles.clone(), None))];
            }
            Start::Setup => self.screens = vec![Screen::Setup(Box::new(self.blank_setup()))],
            Start::Library => {}
        }
        self.notice = notice.map(Notice::warning);
        self
    }

    pub(super) fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.notice = Some(notice);
    }

    /// The editors, wherever they are on the stack.
    pub(super) fn editors(&self) -> impl Iterator<Item = &EditorScreen> {
        self.screens.iter().filter_map(|screen| match screen {
            Screen::Editor(editor) => Some(&**editor),
            _ => None,
        })
    }

    /// The editor with this id, wherever it is on the stack.
    pub(super) fn editor_mut(&mut self, id: EditorId) -> Option<&mut EditorScreen> {
        self.editor_and_aids(id).map(|(editor, _)| editor)
    }

    /// The same with what it looks at beside its text.
    pub(super) fn editor_and_aids(&mut self, id: EditorId) -> Option<(&mut EditorScreen, Aids<'_>)> {
        let editor = self.screens.iter_mut().find_map(|screen| match screen {
            Screen::Editor(editor) if editor.id == id => Some(&mut **editor),
            _ => None,
        })?;
        Some((editor, aids(&self.library, self.now, &self.settings)))
    }

    /// What an editor looks at beside its text.
    pub(super) fn aids(&self) -> Aids<'_> {
        aids(&self.library, self.now, &self.settings)
    }

    /// The list of sandboxes or containers, wherever it is on the stack.
    pub(super) fn picker_mut(&mut self) -> Option<&mut ScopesScreen> {
        self.screens.iter_mut().find_map(|screen| match screen {
            Screen::Scopes(scopes) => Some(scopes),
            _ => None,
        })
    }

    /// Whether an answer about this place still concerns what is on screen.
    pub(super) fn is_here(&self, scope: &Scope) -> bool {
        self.scope.as_ref() == Some(scope)
    }

    /// Whether a list or an object is in front with nothing over it, so that an editor may open there.
    pub(super) fn is_browsing(&self) -> bool {
        self.dialogs.is_empty()
            && self.prompt.is_none()
            && matches!(self.screens.last(), Some(Screen::Library | Screen::Detail(_)))
    }

    /// The object that the details show: the one on a screen of its own, else the selected one.
    pub(super) fn shown_record(&self) -> Option<Arc<Record>> {
        self.screens
            .iter()
            .rev()
            .find_map(|screen| match screen {
                Screen::Detail(detail) => Some(self.library.shelf(detail.kind).get(&detail.id).cloned()),
                _ => None,
            })
            .unwrap_or_else(|| self.library.selected().cloned())
    }

    /// Whether this object is being read to be edited.
    pub(super) fn is_read_for_editing(&self, record: &Record) -> bool {
        self.flight.iter().any(|open| matches!(&open.purpose, Purpose::Edit(asked) if asked.id == record.id))
    }

    /// The context of the screen on top, whatever lies over it.
    pub(super) fn screen_context(&self) -> Context {
        match self.screens.last() {
            Some(Screen::Scopes(_)) => Context::Scopes,
            Some(Screen::Detail(_)) => Context::Detail,
            Some(Screen::Editor(editor)) if editor.has_choice_open() => Context::Choosing,
            Some(Screen::Editor(editor)) if editor.shows_form() => Context::Form,
            Some(Screen::Editor(_)) => Context::Editor,
            Some(Screen::Review(_)) => Context::Review,
            Some(Screen::Merge(_)) => Context::Merge,
            Some(Screen::Setup(_)) => Context::Setup,
            Some(Screen::Profiles(_)) => Context::Profiles,
            Some(Screen::Drafts(_)) => Context::Drafts,
            Some(Screen::Trash(_)) => Context::Trash,
            Some(Screen::History(_)) => Context::History,
            Some(Screen::Bulk(_)) => Context::Bulk,
            Some(Screen::UsedBy(_)) => Context::UsedBy,
            Some(Screen::Plan(_)) => Context::Plan,
            Some(Screen::Checkup(_)) => Context::Checkup,
            Some(Screen::Picture(_)) => Context::Picture,
            Some(Screen::Help(_) | Screen::Log(_)) => Context::Pages,
            Some(Screen::Library) | None => Context::Library,
        }
    }

    /// The kind in front.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.library.kind
    }
}
