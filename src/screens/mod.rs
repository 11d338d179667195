//! The screens: one file each, with its state, what it makes of an action, its view and its tests.
//!
//! A screen changes nothing but itself. What it wants of the rest of the program it says as [`Wish`]es, which
//! `app::update` grants: it alone sends requests, opens dialogs and ends the program.

pub mod actions;
pub mod assent;
pub mod bulk;
pub mod checkup;
mod columns;
mod content;
pub mod delete;
pub mod detail;
pub mod dialogs;
pub mod drafts;
pub mod editor;
pub mod elsewhere;
mod facts;
pub mod help;
pub mod history;
mod kept;
pub mod library;
pub mod log;
pub mod merge;
pub mod mode;
pub mod movement;
pub mod names;
pub mod page;
pub mod picture;
pub mod plan;
pub mod production;
pub mod profiles;
pub mod prompt;
pub mod review;
pub mod scopes;
pub mod setup;
pub mod several;
pub mod shelf;
pub mod trash;
pub mod used_by;
mod writes;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::checkup::Fix;
use crate::domain::{Generation, Kind, ObjectId, Record, Scope, Transition};
use crate::keys::Action;
use crate::profile::Mode;
use crate::secret::Secret;
use crate::store::{FoundDraft, Id};
use crate::widgets::Theme;

pub use writes::{Author, Cargo, Change, Creation, Deed, Doomed, Plan, Planned, Rebase};

/// What every view needs to know of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Surroundings {
    /// The time, in which relative dates are told.
    pub now: Timestamp,
    /// The generation spoken.
    pub generation: Generation,
    /// The styles.
    pub theme: Theme,
    /// The zone in which the user's clocks go.
    pub zone: TimeZone,
}

/// Identifies one editor among all that were ever opened, so that a late answer finds its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EditorId(pub u64);

/// Something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How it is meant.
    pub tone: Tone,
    /// The words; may hold text from the server, which the view cleans.
    pub text: String,
}

/// How a notice is meant; each has a sign of its own beside its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    Info,
    /// It worked.
    Good,
    /// Something to look at.
    Warning,
    /// It failed.
    Error,
}

impl Notice {
    /// For information.
    pub fn info(text: impl Into<String>) -> Self {
        Notice { tone: Tone::Info, text: text.into() }
    }

    /// It worked.
    pub fn good(text: impl Into<String>) -> Self {
        Notice { tone: Tone::Good, text: text.into() }
    }

    /// Something to look at.
    pub fn warning(text: impl Into<String>) -> Self {
        Notice { tone: Tone::Warning, text: text.into() }
    }

    /// It failed.
    pub fn error(text: impl Into<String>) -> Self {
        Notice { tone: Tone::Error, text: text.into() }
    }
}

/// What a screen, a dialog or a prompt wants of the program.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Tell this.
    Tell(Notice),
    /// Read the list of sandboxes or containers.
    ReadScopes,
    /// Show the list of sandboxes or containers.
    ShowScopes,
    /// Work in this place from now on. The category (`production`, ...) is known where it was picked from the list.
    Enter(Scope, Option<String>),
    /// Show this kind, reading it if it was not read yet.
    ShowKind(Kind),
    /// Read again what the screen on top shows.
    Refresh,
    /// Read this kind's list from its first page.
    ReadList(Kind),
    /// Read the lists of these kinds that nobody asked for yet.
    NeedLists(Vec<Kind>),
    /// Show this object on a screen of its own.
    ShowDetail(Arc<Record>),
    /// Show the object with this id, which is to be of this kind if that is known; or say why there is no way there.
    Follow(Option<Kind>, Box<str>),
    /// Read this object again to show it.
    ReadRecord(Arc<Record>),
    /// Leave out of the lists what other products made, or show it again.
    HideOthers,
    /// Read this object and open the editor on it.
    Edit(Arc<Record>),
    /// Open the editor on a template; what another of the kind names is a guess that saves typing.
    New(Kind, Option<Arc<Record>>),
    /// Open the editor on a copy of this object.
    Duplicate(Arc<Record>),
    /// Ask whether to delete this object.
    AskDelete(Arc<Record>),
    /// Delete it: it was confirmed.
    Delete(Doomed),
    /// Delete these marked ones, or ask whether to.
    AskDeleteSeveral(Vec<Arc<Record>>),
    /// Ask what shall become of these by their status. The number is how many of them the filter hides.
    AskActions(Vec<Arc<Record>>, usize),
    /// Show what it takes that these objects of this place take this step.
    Act(&'static Transition, Scope, Vec<Arc<Record>>),
    /// Do all of this: it was confirmed.
    Do(Plan),
    /// Show what became of the last plan.
    ShowBulk,
    /// Show this picture of the object, or the one whose turn it is, or ask whether to fetch it.
    AskPicture(Arc<Record>, Option<usize>),
    /// Fetch this picture: it was confirmed.
    FetchPicture(Box<picture::WantedPicture>),
    /// Show what refers to this object.
    ShowUsedBy(Arc<Record>),
    /// Read the lists again that tell what refers to one of this kind.
    ReadUsers(Kind),
    /// Read those lists again that tell what refers to one of these kinds, as far as they are not read whole.
    ReadMissing(BTreeSet<Kind>),
    /// Show what it takes to free this object from what uses it, and to delete it then.
    PlanDelete(Kind, ObjectId),
    /// Look through the library and show what is wrong in it.
    ShowCheckup,
    /// Look through the library again.
    CheckAgain,
    /// Ask where to write what was found.
    AskExport,
    /// Write what was found to this file.
    ExportCheckup(String),
    /// Mend this object so, after a review.
    Mend(Arc<Record>, Fix),
    /// Show what a save would send.
    Review(Box<review::ReviewScreen>),
    /// Leave the review on top for its text, in this editor.
    EditText(EditorId),
    /// Send what was reviewed; where the mode wants it, after one more question.
    AskSend(Cargo),
    /// Tell the mode, or change it to the one of this name.
    AskMode(String),
    /// Change the mode: it was confirmed, or makes it stricter.
    SetMode(Mode),
    /// Send the change: it was confirmed.
    Update(Box<Change>),
    /// Send the new object: it was confirmed.
    Create(Box<Creation>),
    /// Let the user choose where two changes clash.
    ShowMerge(Box<merge::MergeScreen>),
    /// Go on from what is on the server now, and review what is left to send.
    Rebase(Box<Rebase>),
    /// Open a line to type in.
    Prompt(prompt::Prompt),
    /// Search for this in the editor.
    SearchFor(String),
    /// Filter the list or the page on top by this.
    FilterBy(String),
    /// Ask whether to leave the editor or the form on top and drop what was typed.
    AskLeave,
    /// Close the screen on top.
    Close,
    /// Close the editor or the form on top and drop what was typed: it was confirmed, or nothing was typed.
    CloseEditor,
    /// Go on with this access token.
    UseToken(Secret),
    /// Reach the library as this profile says from now on.
    UseProfile(String),
    /// Show the drafts.
    ShowDrafts,
    /// Open the editor on this draft.
    OpenDraft(Box<FoundDraft>),
    /// Throw this draft away: it was confirmed.
    ThrowDraftAway(Id),
    /// Show what was written.
    ShowHistory,
    /// Show the trash.
    ShowTrash,
    /// Create what is in the trash under this id again, after a review.
    Restore(Id),
    /// Ask this.
    Ask(Box<dialogs::Dialog>),
    /// Ask whether to carry out this plan, which frees the targets and deletes them, unless so many others still use them.
    AskPlan(Vec<Doomed>, Plan, usize),
    /// Show the profiles there are.
    ShowProfiles,
    /// Show the form of a new connection.
    ShowSetup,
    /// Read this text of the Developer Console for the form.
    ImportText(Secret),
    /// Read this file of the Developer Console for the form.
    ImportFile(String),
    /// Try this connection step by step.
    TestSetup(Box<setup::SetupDraft>),
    /// Write this connection down.
    SaveSetup(Box<setup::SetupDraft>),
    /// Show help.
    ShowHelp,
    /// Show the log of requests.
    ShowLog,
    /// Put this fault on the demo's server.
    Fault(String),
    /// Give the terminal back to the shell, and stop until the shell goes on with it.
    Suspend,
    /// End the program, asking first if something would be lost.
    Quit,
    /// End the program: it was confirmed.
    QuitNow,
}

/// What became of a dialog after an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It stays open.
    Stay,
    /// It closes, and wishes this.
    Close(Vec<Wish>),
}

/// A screen on the stack.
#[derive(Clone, Debug, PartialEq)]
pub enum Screen {
    /// The sandboxes or containers.
    Scopes(scopes::ScopesScreen),
    /// The lists of objects; their state outlives the screen and stands in the model.
    Library,
    /// One object.
    Detail(detail::DetailScreen),
    /// An object's body as text.
    Editor(Box<editor::EditorScreen>),
    /// What a save would send.
    Review(Box<review::ReviewScreen>),
    /// Where two changes clash.
    Merge(Box<merge::MergeScreen>),
    /// The form of a new connection.
    Setup(Box<setup::SetupScreen>),
    /// The profiles.
    Profiles(profiles::ProfilesScreen),
    /// The drafts.
    Drafts(drafts::DraftsScreen),
    /// The trash.
    Trash(trash::TrashScreen),
    /// What was written.
    History(history::HistoryScreen),
    /// What becomes of a plan.
    Bulk(bulk::BulkScreen),
    /// What refers to an object.
    UsedBy(used_by::UsedByScreen),
    /// What frees objects from what uses them, and then deletes them.
    Plan(Box<plan::PlanScreen>),
    /// What is wrong in the library.
    Checkup(Box<checkup::CheckupScreen>),
    /// A picture.
    Picture(picture::PictureScreen),
    /// The keys.
    Help(help::HelpScreen),
    /// The requests.
    Log(log::LogScreen),
}

impl Screen {
    /// Whether an action has something to act on here as things are: the footer names no other.
    #[must_use]
    pub fn offers(&self, action: Action, library: &library::Library) -> bool {
        match self {
            Screen::Library => library.offers(action),
            Screen::Detail(_) => library.pane.as_ref().is_some_and(|pane| pane.offers(action)),
            Screen::Checkup(screen) => screen.offers(action),
            Screen::UsedBy(screen) => screen.offers(action),
            Screen::Plan(plan) => plan.offers(action),
            _ => true,
        }
    }
}

/// The word for so many members.
fn members(count: usize) -> &'static str {
    if count == 1 { "member" } else { "members" }
}

/// A word as a sentence begins with it.
#[must_use]
pub fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
