//! Where a key may mean something of its own.

/// Where a binding holds. A dialog and a prompt swallow every other key; elsewhere what is not bound in the screen is
/// looked up under [`Context::Everywhere`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Every screen but those in which text is typed or something to fill in is open: editor, form, setup.
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
    /// A line being typed, whatever for.
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
