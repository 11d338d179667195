//! What is to be written, complete: what was confirmed is what is sent, whatever happens to the screens meanwhile.

use std::sync::Arc;

use serde_json::Value;

use super::{EditorId, Wish};
use crate::domain::{DiffLine, Field, Generation, Guard, Kind, Patch, Record, Scope, diff, guards, json, line_diff};

/// How many unchanged lines stand around a change, in the review and in the journal.
const CONTEXT: usize = 2;

/// Who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// Whoever typed it in this editor, which waits for its end.
    Editor(EditorId),
    /// Whoever asked for something that the program knows how to make. Once it is done, the object is this: `approved`.
    Deed(&'static str),
}

/// A change to an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Who made it.
    pub author: Author,
    /// Where the object lives.
    pub scope: Scope,
    /// The object as it was read when the edit began.
    pub base: Arc<Record>,
    /// The body as it shall be.
    pub edited: Value,
    /// The way from the one to the other.
    pub patch: Patch,
    /// What the server is asked to look at before it makes the change.
    pub guards: Vec<Guard>,
    /// The same way, line by line, as people read it.
    pub difference: Arc<[DiffLine]>,
}

impl Change {
    /// The name that the object has after it.
    #[must_use]
    pub fn title(&self) -> &str {
        let name = self.edited.pointer(self.base.generation.pointer(Field::Name)).and_then(Value::as_str);
        name.filter(|name| !name.trim().is_empty()).unwrap_or(self.base.title())
    }

    /// The change that gives an object this body; its patch is empty where it has that already.
    #[must_use]
    pub fn new(author: Author, scope: Scope, base: Arc<Record>, edited: Value) -> Change {
        let before = base.body();
        let patch = diff(&before, &edited);
        // On xcore the revision in `If-Match` guards, and `test` is hardly documented (contract section 7).
        let guards = match base.generation {
            Generation::Dps => guards(&before, &patch),
            Generation::Xcore => Vec::new(),
        };
        let difference = line_diff(&json::pretty(&before), &json::pretty(&edited), CONTEXT).into();
        Change { author, scope, base, edited, patch, guards, difference }
    }

    /// The editor that waits for its end, if one does.
    #[must_use]
    pub fn editor(&self) -> Option<EditorId> {
        match self.author {
            Author::Editor(editor) => Some(editor),
            Author::Deed(_) => None,
        }
    }

    /// What the object is once the change is made, in a word.
    #[must_use]
    pub fn done(&self) -> &'static str {
        match self.author {
            Author::Editor(_) => "saved",
            Author::Deed(done) => done,
        }
    }
}

/// A change put together with what is on the server by now, to go on from there.
#[derive(Clone, Debug, PartialEq)]
pub struct Rebase {
    /// The editor it was typed in.
    pub editor: EditorId,
    /// The object as it is now.
    pub theirs: Arc<Record>,
    /// The body with both changes in it.
    pub body: Value,
    /// How they were put together, for the review.
    pub told: String,
}

/// A new object.
#[derive(Clone, Debug, PartialEq)]
pub struct Creation {
    /// The editor it was typed in.
    pub editor: EditorId,
    /// Where it shall live.
    pub scope: Scope,
    /// What it is.
    pub kind: Kind,
    /// Its name, to tell about it.
    pub name: String,
    /// Its body as JSON text.
    pub body: Arc<str>,
    /// The same, line by line, as people read it.
    pub difference: Arc<[DiffLine]>,
}

/// What a review is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Cargo {
    /// A change to an object.
    Change(Box<Change>),
    /// A new object.
    Creation(Box<Creation>),
}

impl Cargo {
    /// The wish that it be sent.
    #[must_use]
    pub fn send(self) -> Wish {
        match self {
            Cargo::Change(change) => Wish::Update(change),
            Cargo::Creation(creation) => Wish::Create(creation),
        }
    }

    /// The editor that waits for its end, if one does.
    #[must_use]
    pub fn editor(&self) -> Option<EditorId> {
        match self {
            Cargo::Change(change) => change.editor(),
            Cargo::Creation(creation) => Some(creation.editor),
        }
    }

    /// What it changes, line by line.
    #[must_use]
    pub fn difference(&self) -> &[DiffLine] {
        match self {
            Cargo::Change(change) => &change.difference,
            Cargo::Creation(creation) => &creation.difference,
        }
    }

    /// Where it is to be written.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        match self {
            Cargo::Change(change) => &change.scope,
            Cargo::Creation(creation) => &creation.scope,
        }
    }

    /// The name of the object, as it is or shall be.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Cargo::Change(change) => change.base.title(),
            Cargo::Creation(creation) => &creation.name,
        }
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Cargo::Change(change) => change.base.kind,
            Cargo::Creation(creation) => creation.kind,
        }
    }
}

/// An object that is to be deleted: the target as the dialog named it.
#[derive(Clone, Debug, PartialEq)]
pub struct Doomed {
    /// Where it lives.
    pub scope: Scope,
    /// The object as it was when the dialog opened.
    pub record: Arc<Record>,
}

impl Doomed {
    /// Whether this is the same object, whatever its body.
    #[must_use]
    pub fn is_the_same_as(&self, other: &Doomed) -> bool {
        (&self.scope, self.record.kind, &self.record.id) == (&other.scope, other.record.kind, &other.record.id)
    }
}

/// One write of a plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// This object is deleted.
    Delete(Doomed),
    /// This change is made, whose author is no editor.
    Change(Box<Change>),
}

impl Deed {
    /// Where the object lives.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        match self {
            Deed::Delete(target) => &target.scope,
            Deed::Change(change) => &change.scope,
        }
    }

    /// The object as it was confirmed.
    #[must_use]
    pub fn record(&self) -> &Arc<Record> {
        match self {
            Deed::Delete(target) => &target.record,
            Deed::Change(change) => &change.base,
        }
    }

    /// What the object is once it is done, in a word.
    #[must_use]
    pub fn done(&self) -> &'static str {
        match self {
            Deed::Delete(_) => "deleted",
            Deed::Change(change) => change.done(),
        }
    }

    /// Whether it is about this object, whatever its body.
    #[must_use]
    pub fn is_about(&self, scope: &Scope, record: &Record) -> bool {
        let own = self.record();
        (self.scope(), own.kind, &own.id) == (scope, record.kind, &record.id)
    }
}

/// A deed and when its turn comes.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// It begins once all deeds of lower stages are done, and never does if one of them fails.
    pub stage: u8,
    /// What is done.
    pub deed: Deed,
}

/// Deeds that are confirmed together. No two are about one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What it is for, as a heading says it: `Approve 3 personalized offers`.
    pub intent: String,
    /// What is done, in any order.
    pub deeds: Vec<Planned>,
}
