//! The end: the disk is waited for, but not for ever, and what it did not keep is told.

use std::io::{self, Write};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::app::{Event, Model, Msg, Told, update};
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
        if let Told::Done(Err(words)) = &*told {
            undone.push(words.clone());
        }
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
