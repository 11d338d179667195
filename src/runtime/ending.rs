//! The end: the disk is waited for, but not for ever, and what it did not keep is told.

use std::io::{self, Write};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::app::{Event, Model, Msg, update};
use crate::secret::Redactor;
use crate::widgets::clean;

/// How long the end of the program waits for the disk: one that hangs must not hold the shell for ever.
const PATIENCE: Duration = Duration::from_secs(3);

/// Waits until the disk has answered everything, or for so long as is bearable; returns what it did not keep, a sentence
/// each.
pub(super) fn wait_for_disk(model: &mut Model, queue: &Receiver<Msg>) -> Vec<String> {
    let end = Instant::now() + PATIENCE;
    let mut undone = Vec::new();
    while model.awaits_disk() {
        let left = end.saturating_duration_since(Instant::now());
        let told = match queue.recv_timeout(left) {
            Ok(Msg::Disk(told)) if !told.only_shows() => told,
            Ok(_) if !left.is_zero() => continue,
            _ => break,
        };
        undone.extend(told.refused());
        // The model takes in what the disk says; nothing that would follow on it is carried out any more.
        let _ = update(model, Event { at: Timestamp::now(), msg: Msg::Disk(told) });
    }
    undone.extend(model.unkept());
    undone
}

/// Says what was not kept.
pub(super) fn report(unkept: &[String], redactor: &Redactor) {
    for sentence in unkept {
        // Where nobody reads it, the exit code says it.
        let _ = writeln!(io::stderr(), "offerdeck: {}", clean(&redactor.clean(sentence)));
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::mpsc::channel;

    use super::*;
    use crate::app::{Effect, Order, Settings, Told};
    use crate::domain::{Generation, Scope};
    use crate::keys::Stroke;
    use crate::request::Ticket;
    use crate::screens::EditorId;
    use crate::store::{Listing, Site, StoreError};

    fn happen(model: &mut Model, msg: Msg) -> Vec<Effect> {
        update(model, Event { at: Timestamp::UNIX_EPOCH, msg })
    }

    /// A program that was asked to end, with a text on its way to the disk.
    fn ended() -> (Model, EditorId) {
        let settings = Settings {
            scope: Some(Scope { sandbox: "dev".to_owned(), container: None }),
            kept_under: Some(Site::new("https://example.test", "ACME@AdobeOrg")),
            mode: Some(crate::profile::Mode::Full),
            ..Settings::new(Generation::Dps, "example.test")
        };
        let mut model = Model::new(settings, Timestamp::UNIX_EPOCH, 120, 36);
        happen(&mut model, Msg::Start);
        happen(&mut model, Msg::Disk(told(Told::Drafts(Ok(Listing { found: Vec::new(), unreadable: Vec::new() })))));
        for key in ["n", "x"] {
            happen(&mut model, Msg::Key(Stroke::parse(key).unwrap()));
        }
        let effects = happen(&mut model, Msg::Terminate(143));
        let editor = effects.iter().find_map(|effect| match effect {
            Effect::Disk(order) => match &**order {
                Order::KeepDraft(typed) => Some(typed.editor),
                _ => None,
            },
            _ => None,
        });
        (model, editor.unwrap())
    }

    fn told(told: Told) -> Box<Told> {
        Box::new(told)
    }

    #[test]
    fn whatever_the_disk_refuses_at_the_end_is_said() {
        let full = || StoreError::NoRoom(PathBuf::from("/state/file"));
        let (mut model, editor) = ended();
        let (sender, queue) = channel();
        let refused = [
            Told::Settled(Ticket(1), Err(full())),
            Told::Begun(Ticket(2), Err(full())),
            Told::DraftThrownAway(Err(full())),
            Told::Done(Err("An object that was not deleted is still in the trash: full.".to_owned())),
            Told::Drafts(Err(full())),
            Told::DraftKept(editor, Err(full())),
        ];
        for refused in refused {
            sender.send(Msg::Disk(told(refused))).unwrap();
        }
        let said = wait_for_disk(&mut model, &queue);
        let beginnings = [
            "What became of a write can't be noted in the journal: ",
            "A write can't be noted in the journal: ",
            "The draft is not thrown away: ",
            "An object that was not deleted is still in the trash: ",
            "What you typed for a new ",
        ];
        assert_eq!(said.len(), beginnings.len(), "{said:?}");
        assert!(said.iter().zip(beginnings).all(|(said, beginning)| said.starts_with(beginning)), "{said:?}");
    }

    #[test]
    fn where_all_is_kept_nothing_is_said() {
        let (mut model, editor) = ended();
        let (sender, queue) = channel();
        sender.send(Msg::Disk(told(Told::DraftKept(editor, Ok(()))))).unwrap();
        assert_eq!(wait_for_disk(&mut model, &queue), Vec::<String>::new());
    }
}
