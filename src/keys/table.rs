//! The one table of key bindings.

use std::fmt::Write as _;

use super::{Action, Stroke};

/// Where a binding holds. A dialog and a prompt swallow every other key; elsewhere what is not bound in the screen is
/// looked up under [`Context::Everywhere`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Every screen but the editor's text.
    Everywhere,
    /// The list of sandboxes or containers.
    Scopes,
    /// The lists of objects.
    Library,
    /// One object on a screen of its own.
    Detail,
    /// The text of the editor.
    Editor,
    /// The form of the editor.
    Form,
    /// What is open over the form: words, a calendar, a picker, a name.
    Choosing,
    /// What will be sent.
    Review,
    /// Where two changes of one object clash.
    Merge,
    /// A page of text: help, log.
    Pages,
    /// The profiles.
    Profiles,
    /// The drafts.
    Drafts,
    /// The trash.
    Trash,
    /// What was written.
    History,
    /// What becomes of what was confirmed together.
    Bulk,
    /// What refers to an object.
    UsedBy,
    /// What frees an object and then deletes it.
    Plan,
    /// What is wrong in the library.
    Checkup,
    /// A picture.
    Picture,
    /// The form of a new connection.
    Setup,
    /// A line being typed: filter, palette, search.
    Prompt,
    /// A question.
    Dialog,
}

impl Context {
    /// Whether what is not bound here is looked up under [`Context::Everywhere`].
    #[must_use]
    pub fn falls_through(self) -> bool {
        match self {
            Context::Scopes
            | Context::Profiles
            | Context::Drafts
            | Context::Trash
            | Context::History
            | Context::Bulk
            | Context::UsedBy
            | Context::Plan
            | Context::Checkup
            | Context::Picture
            | Context::Library
            | Context::Detail
            | Context::Review
            | Context::Merge
            | Context::Pages => true,
            Context::Everywhere
            | Context::Editor
            | Context::Form
            | Context::Choosing
            | Context::Setup
            | Context::Prompt
            | Context::Dialog => false,
        }
    }

    /// The heading over this context's keys.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Context::Everywhere => "Everywhere",
            Context::Scopes => "Sandboxes and containers",
            Context::Library => "Lists",
            Context::Detail => "Details",
            Context::Editor => "Editor",
            Context::Form => "Editor's form",
            Context::Choosing => "What is open over the form",
            Context::Review => "Review",
            Context::Merge => "Where two changes clash",
            Context::Pages => "Help and log",
            Context::Profiles => "Profiles",
            Context::Drafts => "Drafts",
            Context::Trash => "Trash",
            Context::History => "History",
            Context::Bulk => "Done together",
            Context::UsedBy => "Used by",
            Context::Plan => "Freeing what is in use",
            Context::Checkup => "Check of the library",
            Context::Picture => "A picture",
            Context::Setup => "Setting up a connection",
            Context::Prompt => "While typing a line",
            Context::Dialog => "Dialogs",
        }
    }

    /// All contexts in the order in which help shows them.
    pub const ALL: [Context; 22] = [
        Context::Library,
        Context::Detail,
        Context::Editor,
        Context::Form,
        Context::Choosing,
        Context::Review,
        Context::Merge,
        Context::Dialog,
        Context::Scopes,
        Context::Profiles,
        Context::Drafts,
        Context::Trash,
        Context::History,
        Context::Bulk,
        Context::UsedBy,
        Context::Plan,
        Context::Checkup,
        Context::Picture,
        Context::Setup,
        Context::Prompt,
        Context::Pages,
        Context::Everywhere,
    ];
}

/// One binding.
#[derive(Debug)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The names of the strokes, the one to show first.
    pub strokes: &'static [&'static str],
    /// What they mean.
    pub action: Action,
    /// The word in the footer; empty where the footer stays silent.
    pub hint: &'static str,
    /// The sentence in help.
    pub help: &'static str,
}

const fn bind(
    context: Context,
    strokes: &'static [&'static str],
    action: Action,
    hint: &'static str,
    help: &'static str,
) -> Binding {
    Binding { context, strokes, action, hint, help }
}

/// Every binding there is. Within a context the order is that of the footer and of help.
pub static BINDINGS: &[Binding] = &[
    bind(Context::Library, &["enter", "l"], Action::Open, "open", "open the selected one"),
    bind(Context::Library, &["e"], Action::Edit, "edit", "edit it, as JSON or in a form"),
    bind(Context::Library, &["n"], Action::New, "new", "a new one of this kind, from a template"),
    bind(
        Context::Library,
        &["d", "del"],
        Action::Delete,
        "delete",
        "delete it, or all marked of all kinds, after a question",
    ),
    bind(Context::Library, &["/"], Action::Filter, "filter", "filter: words, !word, status:draft, priority:>50"),
    bind(Context::Library, &["space"], Action::Mark, "mark", "mark it, for what acts on several; marked, no longer"),
    bind(Context::Library, &["D"], Action::Duplicate, "duplicate", "duplicate it; with a status, as a draft"),
    bind(Context::Library, &["a"], Action::Actions, "actions", "what may become of it, or of all marked, by status"),
    bind(Context::Library, &["V"], Action::MarkRange, "", "mark all from the one marked last to this one"),
    bind(Context::Library, &["*", "ctrl-a"], Action::MarkShown, "", "mark all that are shown; marked, no longer"),
    bind(Context::Library, &["z"], Action::TakeBack, "", "take the last delete or edit of this run back"),
    bind(Context::Library, &["H"], Action::History, "", "what was written to it from here"),
    bind(Context::Library, &["u"], Action::UsedBy, "used by", "what refers to it, and the way there"),
    bind(Context::Library, &["tab"], Action::NextKind, "kind", "next kind"),
    bind(Context::Library, &["shift-tab"], Action::PreviousKind, "", "previous kind"),
    bind(Context::Library, &["1"], Action::KindAt(1), "", "personalized offers"),
    bind(Context::Library, &["2"], Action::KindAt(2), "", "fallback offers"),
    bind(Context::Library, &["3"], Action::KindAt(3), "", "placements"),
    bind(Context::Library, &["4"], Action::KindAt(4), "", "collections"),
    bind(Context::Library, &["5"], Action::KindAt(5), "", "collection qualifiers"),
    bind(Context::Library, &["6"], Action::KindAt(6), "", "decision rules"),
    bind(Context::Library, &["7"], Action::KindAt(7), "", "decisions"),
    bind(Context::Library, &["r"], Action::Refresh, "refresh", "read the list again; the cursor stays on its object"),
    bind(Context::Library, &["J"], Action::PaneDown, "", "scroll the details down"),
    bind(Context::Library, &["K"], Action::PaneUp, "", "scroll the details up"),
    bind(Context::Library, &["i"], Action::ToggleRaw, "", "details as facts, or as JSON as received"),
    bind(Context::Library, &["s"], Action::ToggleSource, "", "content as it reads, or its source"),
    bind(Context::Library, &["q"], Action::Quit, "quit", "quit, from the first screen; else one back"),
    bind(Context::Library, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Library, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Library, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Library, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Library, &["ctrl-d"], Action::HalfPageDown, "", "half a page down"),
    bind(Context::Library, &["ctrl-u"], Action::HalfPageUp, "", "half a page up"),
    bind(Context::Library, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Library, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Library, &["esc", "h"], Action::Back, "", "one step back: filter, marks, then the picker of places"),
    bind(Context::Detail, &["tab"], Action::NextLink, "next name", "to the next object that it names"),
    bind(Context::Detail, &["shift-tab"], Action::PreviousLink, "", "to the one before"),
    bind(Context::Detail, &["enter", "l"], Action::Open, "go there", "go to the named object; esc comes back"),
    bind(Context::Detail, &["e"], Action::Edit, "edit", "edit it, as JSON or in a form"),
    bind(Context::Detail, &["D"], Action::Duplicate, "duplicate", "duplicate it; with a status, as a draft"),
    bind(Context::Detail, &["a"], Action::Actions, "actions", "what may become of it by its status"),
    bind(Context::Detail, &["d", "del"], Action::Delete, "delete", "delete it, after a question"),
    bind(Context::Detail, &["u"], Action::UsedBy, "used by", "what refers to it, and the way there"),
    bind(Context::Detail, &["H"], Action::History, "", "what was written to it from here"),
    bind(Context::Detail, &["i"], Action::ToggleRaw, "facts/JSON", "details as facts, or as JSON as received"),
    bind(Context::Detail, &["s"], Action::ToggleSource, "source", "content as it reads, or its source"),
    bind(Context::Detail, &["p"], Action::Picture, "picture", "fetch and show the next picture, after a question"),
    bind(Context::Detail, &["r"], Action::Refresh, "refresh", "read it again"),
    bind(Context::Detail, &["j", "down", "J"], Action::Down, "", "down"),
    bind(Context::Detail, &["k", "up", "K"], Action::Up, "", "up"),
    bind(Context::Detail, &["pgdn", "ctrl-f", "space"], Action::PageDown, "", "a page down"),
    bind(Context::Detail, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Detail, &["ctrl-d"], Action::HalfPageDown, "", "half a page down"),
    bind(Context::Detail, &["ctrl-u"], Action::HalfPageUp, "", "half a page up"),
    bind(Context::Detail, &["g", "home"], Action::First, "", "to the top"),
    bind(Context::Detail, &["G", "end"], Action::Last, "", "to the bottom"),
    bind(Context::Detail, &["esc", "h"], Action::Back, "back", "back to where you came from"),
    bind(Context::Editor, &["ctrl-s"], Action::Save, "save", "check and review the change, then send it"),
    bind(Context::Editor, &["ctrl-t", "f2"], Action::ToggleForm, "form", "the same as a form; what it lacks stays"),
    bind(Context::Editor, &["ctrl-z"], Action::Undo, "undo", "undo"),
    bind(Context::Editor, &["ctrl-y"], Action::Redo, "redo", "redo"),
    bind(Context::Editor, &["ctrl-f"], Action::Search, "search", "search in the text"),
    bind(Context::Editor, &["ctrl-n", "f3"], Action::SearchNext, "", "next match"),
    bind(Context::Editor, &["ctrl-p"], Action::SearchPrevious, "", "previous match"),
    bind(Context::Editor, &["f1"], Action::Help, "help", "help"),
    bind(Context::Editor, &["esc"], Action::Back, "leave", "leave; what you typed is never dropped unasked"),
    bind(Context::Editor, &["ctrl-c"], Action::Interrupt, "", "cancel what runs"),
    bind(Context::Editor, &["alt-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
    bind(Context::Form, &["ctrl-s"], Action::Save, "save", "check and review the change, then send it"),
    bind(
        Context::Form,
        &["ctrl-t", "f2"],
        Action::ToggleForm,
        "JSON",
        "the same as JSON, the cursor at the row's place",
    ),
    bind(Context::Form, &["enter"], Action::Open, "open", "open what there is to choose (or type)"),
    bind(Context::Form, &["del"], Action::Delete, "clear", "clear the row; take the element out of its list"),
    bind(Context::Form, &["tab", "down"], Action::Down, "", "to the next row; in a long text, down"),
    bind(Context::Form, &["shift-tab", "up"], Action::Up, "", "to the row before; in a long text, up"),
    bind(Context::Form, &["right"], Action::NextButton, "", "a letter on"),
    bind(Context::Form, &["left"], Action::PreviousButton, "", "a letter back"),
    bind(Context::Form, &["pgdn"], Action::PageDown, "", "several rows on"),
    bind(Context::Form, &["pgup"], Action::PageUp, "", "several rows back"),
    bind(Context::Form, &["ctrl-z"], Action::Undo, "undo", "undo"),
    bind(Context::Form, &["ctrl-y"], Action::Redo, "", "redo"),
    bind(Context::Form, &["f1"], Action::Help, "help", "help"),
    bind(Context::Form, &["esc"], Action::Back, "leave", "close a long text; leave, asking if you typed"),
    bind(Context::Form, &["ctrl-c"], Action::Interrupt, "", "cancel what runs"),
    bind(Context::Form, &["alt-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
    bind(Context::Choosing, &["enter"], Action::Open, "take", "take what is chosen into the row"),
    bind(Context::Choosing, &["esc"], Action::Back, "close", "close it; the row stays as it is"),
    bind(Context::Choosing, &["tab", "down"], Action::Down, "", "down; in the calendar a week on"),
    bind(Context::Choosing, &["shift-tab", "up"], Action::Up, "", "up; in the calendar a week back"),
    bind(Context::Choosing, &["right"], Action::NextButton, "", "a letter on; in the calendar a day on"),
    bind(Context::Choosing, &["left"], Action::PreviousButton, "", "a letter back; in the calendar a day back"),
    bind(Context::Choosing, &["pgdn"], Action::PageDown, "", "several rows on; in the calendar a month on"),
    bind(Context::Choosing, &["pgup"], Action::PageUp, "", "several rows back; in the calendar a month back"),
    bind(Context::Choosing, &["del"], Action::Delete, "", "take out the letter at the cursor"),
    bind(Context::Choosing, &["f1"], Action::Help, "help", "help"),
    bind(Context::Choosing, &["ctrl-c"], Action::Interrupt, "", "cancel what runs"),
    bind(Context::Choosing, &["alt-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
    bind(Context::Review, &["y"], Action::Confirm, "send", "send the change"),
    bind(
        Context::Review,
        &["tab", "p"],
        Action::ToggleForm,
        "diff/patch",
        "readable diff, or the JSON Patch that is sent",
    ),
    bind(Context::Review, &["e"], Action::Edit, "", "edit the text before it is sent"),
    bind(Context::Review, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Review, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Review, &["pgdn", "space"], Action::PageDown, "", "a page down"),
    bind(Context::Review, &["pgup"], Action::PageUp, "", "a page up"),
    bind(Context::Review, &["g", "home"], Action::First, "", "to the top"),
    bind(Context::Review, &["G", "end"], Action::Last, "", "to the bottom"),
    bind(Context::Review, &["esc", "n", "h"], Action::Back, "back", "back to the text or the list; nothing is sent"),
    bind(Context::Merge, &["1", "b"], Action::ChooseBase, "base", "choose what both began with"),
    bind(Context::Merge, &["2", "t"], Action::ChooseTheirs, "theirs", "choose what is on the server now"),
    bind(Context::Merge, &["3", "m"], Action::ChooseMine, "mine", "choose what you typed"),
    bind(Context::Merge, &["ctrl-s"], Action::Save, "review", "once all is chosen, review what will be sent"),
    bind(Context::Merge, &["enter", "space"], Action::Open, "whole", "show the values whole, or the list again"),
    bind(Context::Merge, &["T"], Action::AllTheirs, "all theirs", "choose theirs everywhere"),
    bind(Context::Merge, &["M"], Action::AllMine, "all mine", "choose mine everywhere"),
    bind(Context::Merge, &["j", "down"], Action::Down, "", "to the next place; in whole values a line down"),
    bind(Context::Merge, &["k", "up"], Action::Up, "", "to the place before; in whole values a line up"),
    bind(Context::Merge, &["pgdn", "ctrl-f"], Action::PageDown, "", "in whole values a page down"),
    bind(Context::Merge, &["pgup", "ctrl-b"], Action::PageUp, "", "in whole values a page up"),
    bind(Context::Merge, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Merge, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Merge, &["esc", "h"], Action::Back, "back to the text", "back to the text, which is as you typed it"),
    bind(Context::Dialog, &["y"], Action::Confirm, "", "the deliberate yes, where the dialog offers it"),
    bind(Context::Dialog, &["down"], Action::Down, "", "down, where a dialog lists several"),
    bind(Context::Dialog, &["up"], Action::Up, "", "up, where a dialog lists several"),
    bind(Context::Dialog, &["pgdn"], Action::PageDown, "", "a page down, where a dialog lists several"),
    bind(Context::Dialog, &["pgup"], Action::PageUp, "", "a page up, where a dialog lists several"),
    bind(Context::Dialog, &["tab", "right"], Action::NextButton, "next button", "next button"),
    bind(Context::Dialog, &["shift-tab", "left"], Action::PreviousButton, "", "previous button"),
    bind(Context::Dialog, &["enter"], Action::Press, "press", "press the button that has the focus"),
    bind(Context::Dialog, &["esc", "n"], Action::Back, "cancel", "cancel"),
    bind(Context::Dialog, &["ctrl-c"], Action::Interrupt, "", "cancel"),
    bind(Context::Dialog, &["ctrl-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
    bind(Context::Scopes, &["enter", "l"], Action::Open, "go in", "work in the selected one"),
    bind(
        Context::Scopes,
        &["/", "t"],
        Action::Filter,
        "type a name",
        "type the name of a sandbox, or the id of a container",
    ),
    bind(Context::Scopes, &["r"], Action::Refresh, "refresh", "read the list again"),
    bind(Context::Scopes, &["q"], Action::Quit, "quit", "quit, from the first screen; else one back"),
    bind(Context::Scopes, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Scopes, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Scopes, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Scopes, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Scopes, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Scopes, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Scopes, &["esc", "h"], Action::Back, "", "back to where you were"),
    bind(Context::Profiles, &["enter", "l"], Action::Open, "use", "reach the library as the selected one says"),
    bind(Context::Profiles, &["n"], Action::New, "new", "set up another connection"),
    bind(Context::Profiles, &["q"], Action::Quit, "quit", "quit, from the first screen; else one back"),
    bind(Context::Profiles, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Profiles, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Profiles, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Profiles, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Profiles, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Profiles, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Profiles, &["esc", "h"], Action::Back, "", "back to where you were"),
    bind(Context::Drafts, &["enter", "l"], Action::Open, "go on", "go on with the selected one in the editor"),
    bind(Context::Drafts, &["d", "del"], Action::Delete, "throw away", "throw it away, after a question"),
    bind(Context::Drafts, &["r"], Action::Refresh, "refresh", "read the list again"),
    bind(Context::Drafts, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Drafts, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Drafts, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Drafts, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Drafts, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Drafts, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Drafts, &["esc", "h"], Action::Back, "back", "leave them for later"),
    bind(Context::Trash, &["enter", "l"], Action::Open, "create again", "create it again, after a question"),
    bind(Context::Trash, &["r"], Action::Refresh, "refresh", "read the list again"),
    bind(Context::Trash, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Trash, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Trash, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Trash, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Trash, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Trash, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Trash, &["esc", "h"], Action::Back, "back", "back"),
    bind(Context::History, &["enter", "l"], Action::Open, "open", "what it changed, and what came of it"),
    bind(
        Context::History,
        &["tab", "p"],
        Action::ToggleForm,
        "diff/patch",
        "in an open one: readable diff, or what was sent",
    ),
    bind(Context::History, &["j", "down"], Action::Down, "", "down"),
    bind(Context::History, &["k", "up"], Action::Up, "", "up"),
    bind(Context::History, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::History, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::History, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::History, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::History, &["esc", "h"], Action::Back, "back", "back"),
    bind(Context::Bulk, &["enter", "l"], Action::Open, "why", "what became of the selected one, in all words"),
    bind(Context::Bulk, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Bulk, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Bulk, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Bulk, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Bulk, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Bulk, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Bulk, &["esc", "h"], Action::Back, "back", "back; what is under way goes on"),
    bind(Context::UsedBy, &["enter", "l"], Action::Open, "go there", "to the selected one; esc comes back"),
    bind(Context::UsedBy, &["u"], Action::UsedBy, "used by", "what refers to the selected one"),
    bind(
        Context::UsedBy,
        &["d", "del"],
        Action::Delete,
        "free and delete",
        "the plan that frees it from these and then deletes it",
    ),
    bind(Context::UsedBy, &["r"], Action::Refresh, "refresh", "read the lists again that tell"),
    bind(Context::UsedBy, &["j", "down"], Action::Down, "", "down"),
    bind(Context::UsedBy, &["k", "up"], Action::Up, "", "up"),
    bind(Context::UsedBy, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::UsedBy, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::UsedBy, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::UsedBy, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::UsedBy, &["esc", "h"], Action::Back, "back", "back"),
    bind(Context::Plan, &["y"], Action::Confirm, "carry out", "ask whether to carry it all out"),
    bind(
        Context::Plan,
        &["tab", "p"],
        Action::ToggleForm,
        "diff/patch",
        "readable diffs, or the JSON Patches that are sent",
    ),
    bind(Context::Plan, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Plan, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Plan, &["pgdn", "space"], Action::PageDown, "", "a page down"),
    bind(Context::Plan, &["pgup"], Action::PageUp, "", "a page up"),
    bind(Context::Plan, &["g", "home"], Action::First, "", "to the top"),
    bind(Context::Plan, &["G", "end"], Action::Last, "", "to the bottom"),
    bind(Context::Plan, &["esc", "n", "h"], Action::Back, "back", "back to what uses it"),
    bind(Context::Checkup, &["enter", "l"], Action::Open, "go there", "to the object; esc comes back to its remark"),
    bind(Context::Checkup, &["f"], Action::Mend, "fix", "mend it where that is safe; you review the change first"),
    bind(
        Context::Checkup,
        &["tab", "p"],
        Action::ToggleForm,
        "guardrails",
        "what is used of what is allowed, and back",
    ),
    bind(Context::Checkup, &["/"], Action::Filter, "filter", "show only what holds the words typed"),
    bind(Context::Checkup, &["r"], Action::Refresh, "look again", "look again; what was not read is asked for again"),
    bind(Context::Checkup, &["x"], Action::Export, "export", "write it to a file: .md, .json or .txt"),
    bind(Context::Checkup, &["u"], Action::UsedBy, "used by", "what refers to the selected object"),
    bind(Context::Checkup, &["j", "down"], Action::Down, "", "down"),
    bind(Context::Checkup, &["k", "up"], Action::Up, "", "up"),
    bind(Context::Checkup, &["pgdn", "ctrl-f"], Action::PageDown, "", "a page down"),
    bind(Context::Checkup, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Checkup, &["g", "home"], Action::First, "", "to the first"),
    bind(Context::Checkup, &["G", "end"], Action::Last, "", "to the last"),
    bind(Context::Checkup, &["esc", "h"], Action::Back, "back", "one step back: the filter, then the screen"),
    bind(Context::Picture, &["esc", "h"], Action::Back, "back", "back to the details"),
    bind(Context::Setup, &["ctrl-s"], Action::Save, "test, then save", "test the connection; once it works, save it"),
    bind(Context::Setup, &["tab", "down"], Action::Down, "next", "to the next field or button"),
    bind(Context::Setup, &["shift-tab", "up"], Action::Up, "", "to the field or button before"),
    bind(Context::Setup, &["enter"], Action::Press, "take", "take the field and go on; press the button"),
    bind(Context::Setup, &["right"], Action::NextButton, "choose", "next choice (or space); in a text one letter on"),
    bind(Context::Setup, &["left"], Action::PreviousButton, "", "choice before; in a text one letter back"),
    bind(Context::Setup, &["pgdn"], Action::PageDown, "", "on through the steps of the test"),
    bind(Context::Setup, &["pgup"], Action::PageUp, "", "back through the steps of the test"),
    bind(Context::Setup, &["f1"], Action::Help, "help", "help"),
    bind(Context::Setup, &["esc"], Action::Back, "back", "one field back; leaving with typed text asks first"),
    bind(Context::Setup, &["ctrl-c"], Action::Interrupt, "", "twice quits; with typed text it asks first"),
    bind(Context::Setup, &["ctrl-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
    bind(Context::Prompt, &["enter"], Action::Press, "take", "take what is typed"),
    bind(Context::Prompt, &["esc"], Action::Back, "cancel", "cancel; a filter is cleared"),
    bind(Context::Prompt, &["tab"], Action::Complete, "complete", "complete a command"),
    bind(Context::Prompt, &["down"], Action::Down, "", "move in the list while filtering"),
    bind(Context::Prompt, &["up"], Action::Up, "", "move in the list while filtering"),
    bind(Context::Prompt, &["ctrl-c"], Action::Interrupt, "", "cancel"),
    bind(Context::Prompt, &["ctrl-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
    bind(Context::Pages, &["j", "down"], Action::Down, "down", "down"),
    bind(Context::Pages, &["k", "up"], Action::Up, "up", "up"),
    bind(Context::Pages, &["pgdn", "ctrl-f", "space"], Action::PageDown, "", "a page down"),
    bind(Context::Pages, &["pgup", "ctrl-b"], Action::PageUp, "", "a page up"),
    bind(Context::Pages, &["ctrl-d"], Action::HalfPageDown, "", "half a page down"),
    bind(Context::Pages, &["ctrl-u"], Action::HalfPageUp, "", "half a page up"),
    bind(Context::Pages, &["g", "home"], Action::First, "", "to the top"),
    bind(Context::Pages, &["G", "end"], Action::Last, "", "to the bottom"),
    bind(Context::Pages, &["/"], Action::Filter, "filter", "show only what holds the words typed"),
    bind(Context::Pages, &["esc", "h"], Action::Back, "back", "back"),
    bind(
        Context::Everywhere,
        &[":"],
        Action::Palette,
        "command",
        "the command palette: a kind, sandboxes, log, help, quit",
    ),
    bind(Context::Everywhere, &["?", "f1"], Action::Help, "help", "this help"),
    bind(Context::Everywhere, &["q"], Action::Quit, "", "one back; from the first screen quit"),
    bind(Context::Everywhere, &["ctrl-c"], Action::Interrupt, "", "cancel what runs; twice quits"),
    bind(Context::Everywhere, &["ctrl-z"], Action::Suspend, "", "suspend: to the shell, until you type fg there"),
];

/// What a stroke means in a context.
#[must_use]
pub fn lookup(context: Context, stroke: Stroke) -> Option<Action> {
    let name = stroke.to_string();
    let find = |context| {
        BINDINGS
            .iter()
            .find(|binding| binding.context == context && binding.strokes.contains(&name.as_str()))
            .map(|binding| binding.action)
    };
    find(context).or_else(|| if context.falls_through() { find(Context::Everywhere) } else { None })
}

/// The footer's hints in a context: a key and a word each, most useful first.
pub fn hints(context: Context) -> impl Iterator<Item = (&'static str, &'static str)> {
    let own = BINDINGS.iter().filter(move |binding| binding.context == context);
    let general =
        BINDINGS.iter().filter(move |binding| context.falls_through() && binding.context == Context::Everywhere);
    own.chain(general)
        .filter(|binding| !binding.hint.is_empty())
        .filter_map(|binding| binding.strokes.first().map(|stroke| (*stroke, binding.hint)))
}

/// The README's table of keys, so that it can be held against this one.
#[must_use]
pub fn readme_table() -> String {
    let mut table = String::from("| where | keys | what they do |\n|---|---|---|\n");
    for context in Context::ALL {
        for binding in BINDINGS.iter().filter(|binding| binding.context == context) {
            let keys: Vec<String> = binding.strokes.iter().map(|stroke| format!("`{stroke}`")).collect();
            let _ = writeln!(table, "| {} | {} | {} |", context.title(), keys.join(" "), binding.help);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_stroke_parses_and_is_bound_once_in_its_context() {
        let mut seen = HashSet::new();
        for binding in BINDINGS {
            assert!(!binding.strokes.is_empty(), "{:?}", binding.action);
            for name in binding.strokes {
                let stroke = Stroke::parse(name).unwrap_or_else(|| panic!("{name} is no stroke"));
                assert_eq!(stroke.to_string(), *name);
                assert!(seen.insert((binding.context, *name)), "{name} twice in {:?}", binding.context);
                assert_eq!(lookup(binding.context, stroke), Some(binding.action));
            }
        }
    }

    #[test]
    fn help_fits_the_narrow_screen() {
        for binding in BINDINGS {
            assert!(binding.help.chars().count() <= 55, "{}", binding.help);
            assert!(binding.strokes.join(" ").len() <= 18, "{:?}", binding.strokes);
        }
    }

    #[test]
    fn movement_keys_never_destroy_and_enter_never_confirms() {
        for binding in BINDINGS {
            let destructive = matches!(binding.action, Action::Delete | Action::Confirm);
            for movement in ["j", "k", "h", "l", "g", "G", "ctrl-d", "ctrl-u", "ctrl-k", "pgup", "pgdn", "enter", "tab"]
            {
                assert!(!(destructive && binding.strokes.contains(&movement)), "{movement}");
            }
        }
    }

    #[test]
    fn ctrl_z_suspends_wherever_the_editor_does_not_need_it() {
        let ctrl_z = Stroke::parse("ctrl-z").unwrap();
        for context in Context::ALL {
            let means = match context {
                Context::Editor | Context::Form => Some(Action::Undo),
                // Whoever wants to undo there is told what is in the way.
                Context::Choosing => None,
                _ => Some(Action::Suspend),
            };
            assert_eq!(lookup(context, ctrl_z), means, "{context:?}");
            let alt_z = lookup(context, Stroke::parse("alt-z").unwrap());
            assert_eq!(alt_z == Some(Action::Suspend), means != Some(Action::Suspend), "{context:?}");
        }
    }

    #[test]
    fn the_key_that_opens_a_dialog_is_not_the_key_that_says_yes() {
        let yes: Vec<_> =
            BINDINGS.iter().filter(|b| b.context == Context::Dialog && b.action == Action::Confirm).collect();
        assert!(yes.iter().all(|binding| !binding.strokes.contains(&"d")));
    }

    #[test]
    fn a_dialog_and_a_line_being_typed_swallow_what_is_not_theirs() {
        for context in
            [Context::Dialog, Context::Prompt, Context::Editor, Context::Form, Context::Choosing, Context::Setup]
        {
            assert_eq!(lookup(context, Stroke::parse("q").unwrap()), None);
            assert_eq!(lookup(context, Stroke::parse(":").unwrap()), None);
        }
        assert_eq!(lookup(Context::Library, Stroke::parse("q").unwrap()), Some(Action::Quit));
    }
}
