//! Lines for people, written by a thread of their own: whoever started the program may read them slowly or not at all,
//! and a request must not wait for that.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How many lines wait to be written at most; what comes then is left out, and counted.
const WAITING: usize = 4096;

/// Where lines go.
#[derive(Clone)]
pub(super) struct Lines {
    sender: Arc<Mutex<Option<SyncSender<String>>>>,
    left_out: Arc<AtomicU64>,
    /// Closed when the last line is written.
    written: Arc<Mutex<Receiver<()>>>,
}

impl Lines {
    /// Lines to a writer. Without a thread to write them there are none.
    pub fn to(mut writer: impl Write + Send + 'static) -> Lines {
        let (sender, lines) = mpsc::sync_channel::<String>(WAITING);
        let (last, written) = mpsc::channel();
        let left_out = Arc::new(AtomicU64::new(0));
        let lost = Arc::clone(&left_out);
        let started = thread::Builder::new().name("lines".to_owned()).spawn(move || {
            for line in lines {
                // Whoever reads the lines may be gone, which stops nothing.
                let _ = writer.write_all(line.as_bytes());
                match lost.swap(0, Ordering::Relaxed) {
                    0 => {}
                    count => {
                        let _ = writer.write_all(format!("({count} lines left out)\n").as_bytes());
                    }
                }
            }
            drop(last);
        });
        let sender = Arc::new(Mutex::new(started.is_ok().then_some(sender)));
        Lines { sender, left_out, written: Arc::new(Mutex::new(written)) }
    }

    /// Writes a line soon.
    pub fn write(&self, line: &str) {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner);
        // In one piece, so that no other writer's line comes between.
        if sender.as_ref().is_some_and(|sender| sender.try_send(format!("{line}\n")).is_err()) {
            self.left_out.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Waits until everything is written, but not for ever. Nothing is written after this.
    pub fn finish(&self, patience: Duration) {
        drop(self.sender.lock().unwrap_or_else(PoisonError::into_inner).take());
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        match written.recv_timeout(patience) {
            Ok(()) | Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    /// A writer whose reader does not read until it is told to.
    struct Stuck {
        go_on: Receiver<()>,
        text: Arc<Mutex<String>>,
    }

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.go_on.recv();
            self.text.lock().unwrap().push_str(std::str::from_utf8(bytes).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nobody_waits_for_a_reader_and_what_was_left_out_is_said() {
        let (go_on, wait) = mpsc::channel();
        let text = Arc::new(Mutex::new(String::new()));
        let lines = Lines::to(Stuck { go_on: wait, text: Arc::clone(&text) });
        for number in 0..WAITING + 100 {
            lines.write(&format!("line {number}"));
        }
        drop(go_on);
        lines.finish(Duration::from_secs(20));
        let text = text.lock().unwrap();
        assert!(text.starts_with("line 0\n"), "{text}");
        assert!(text.contains("lines left out)\n"), "{text}");
        let written = text.lines().filter(|line| line.starts_with("line ")).count();
        let left_out: usize =
            text.lines().filter_map(|line| line.strip_prefix('(')?.split(' ').next()?.parse::<usize>().ok()).sum();
        assert_eq!(written + left_out, WAITING + 100);
    }
}
