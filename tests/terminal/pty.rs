//! The real program in a pseudo-terminal, read by a terminal emulator as a person would see it.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use vt100::Parser;

/// The watchdog: nothing here takes as long, on however slow a machine, unless it is stuck.
const WATCHDOG: Duration = Duration::from_secs(40);
/// How soon a key is pressed again that may have come too early to count.
const PRESS_AGAIN: Duration = Duration::from_millis(400);

/// The program's path.
pub const OFFERDECK: &str = env!("CARGO_BIN_EXE_offerdeck");

/// A terminal and the program in it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    slave: Box<dyn SlavePty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: Parser,
    /// Every byte that came.
    pub raw: Vec<u8>,
    child: Option<Box<dyn Child + Send + Sync>>,
    /// The terminal's modes as the program found them.
    modes: String,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn at_least_one(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has columns and rows")
}

impl Terminal {
    /// The demo in a terminal of the usual size, with the list of sandboxes on screen.
    pub fn demo() -> Terminal {
        let mut terminal = Terminal::start(80, 24, &["--demo", "--mode", "full"], &[]);
        terminal.sees("Development");
        terminal
    }

    /// The program in a terminal of this size, with these arguments and nothing in its environment but what is given.
    pub fn start(columns: u16, rows: u16, arguments: &[&str], environment: &[(&str, &str)]) -> Terminal {
        Terminal::start_other(OFFERDECK, columns, rows, arguments, environment)
    }

    /// As [`Terminal::start`], another build of the program.
    pub fn start_other(
        program: &str,
        columns: u16,
        rows: u16,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Terminal {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        // Whoever runs the tests may have profiles of their own.
        command.env("HOME", env!("CARGO_TARGET_TMPDIR"));
        for (name, value) in environment {
            command.env(name, value);
        }
        Terminal::run(columns, rows, command)
    }

    /// A line of shell in a terminal of the usual size.
    pub fn shell(line: &str) -> Terminal {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", line]);
        Terminal::run(80, 24, command)
    }

    fn run(columns: u16, rows: u16, command: CommandBuilder) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let mut reader = pair.master.try_clone_reader().expect("its output");
        let (sender, output) = channel();
        thread::spawn(move || {
            let mut piece = vec![0; 1 << 16];
            while let Ok(length @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..length].to_vec()).is_err() {
                    return;
                }
            }
        });
        let mut terminal = Terminal {
            writer: pair.master.take_writer().expect("its input"),
            master: pair.master,
            slave: pair.slave,
            output,
            parser: Parser::new(at_least_one(rows), at_least_one(columns), 0),
            raw: Vec::new(),
            child: None,
            modes: String::new(),
        };
        terminal.modes = terminal.modes_now();
        terminal.raw.clear();
        terminal.child = Some(terminal.slave.spawn_command(command).expect("the program starts"));
        terminal
    }

    /// The terminal's modes, as `stty` in this very terminal tells them.
    fn modes_now(&mut self) -> String {
        let before = self.raw.len();
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", "echo modes-begin && stty -g && echo modes-end"]);
        let mut stty = self.slave.spawn_command(command).expect("stty starts");
        assert!(stty.wait().expect("stty ends").success());
        self.until("the terminal's modes", |terminal| terminal.told_since(before).contains("modes-end"));
        let told = self.told_since(before);
        let modes = told.split_once("modes-begin").and_then(|(_, rest)| rest.split_once("modes-end"));
        modes.expect("modes between the marks").0.trim().to_owned()
    }

    fn told_since(&self, before: usize) -> String {
        String::from_utf8_lossy(&self.raw[before..]).into_owned()
    }

    /// Sends bytes as a keyboard does.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        self.writer.write_all(keys.as_bytes()).and_then(|()| self.writer.flush()).expect("the terminal takes input");
        self
    }

    /// Pastes a text as a terminal does that was asked to mark pastes.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.press(&format!("\x1b[200~{text}\x1b[201~"))
    }

    /// Presses a key, again and again as it may come too early to count, until a text has left the screen.
    pub fn press_until_gone(&mut self, key: &str, text: &str) -> &mut Self {
        let end = Instant::now() + WATCHDOG;
        while self.flat().contains(text) {
            assert!(Instant::now() < end, "{text:?} stays on screen:\n{}", self.screen());
            self.press(key);
            let pause = Instant::now() + PRESS_AGAIN;
            while self.flat().contains(text) && Instant::now() < pause {
                self.receive(pause.saturating_duration_since(Instant::now()));
            }
        }
        self
    }

    /// Takes in what comes within a moment.
    pub fn settle(&mut self) -> &mut Self {
        self.receive(PRESS_AGAIN);
        self
    }

    /// Takes in everything that comes within a time.
    pub fn listens(&mut self, long: Duration) -> &mut Self {
        let end = Instant::now() + long;
        while Instant::now() < end {
            self.receive(end.saturating_duration_since(Instant::now()));
        }
        self
    }

    /// The program's process id, while it runs.
    pub fn id(&mut self) -> Option<u32> {
        let child = self.child.as_mut()?;
        if child.try_wait().expect("a child can be looked at").is_some() { None } else { child.process_id() }
    }

    /// Types a text into a dialog, which takes nothing that comes too early.
    pub fn type_armed(&mut self, text: &str) -> &mut Self {
        let typed = format!("› {text}");
        let end = Instant::now() + WATCHDOG;
        while !self.flat().contains(&typed) {
            assert!(Instant::now() < end, "{text:?} can't be typed:\n{}", self.screen());
            self.press(text);
            let pause = Instant::now() + PRESS_AGAIN;
            while !self.flat().contains(&typed) && Instant::now() < pause {
                self.receive(pause.saturating_duration_since(Instant::now()));
            }
        }
        self
    }

    /// Gives the terminal another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.parser.screen_mut().set_size(at_least_one(rows), at_least_one(columns));
        self.master.resize(size(columns, rows)).expect("the terminal takes another size");
        self
    }

    /// Waits until a text is on screen; blanks and line breaks count as one blank.
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.until(text, |terminal| terminal.flat().contains(text))
    }

    /// Waits until a sequence was written so many times.
    pub fn writes(&mut self, sequence: &str, times: usize) -> &mut Self {
        self.until(sequence, |terminal| terminal.wrote(sequence) >= times)
    }

    /// Waits until one line of the screen holds all of these.
    pub fn sees_in_a_line(&mut self, texts: &[&str]) -> &mut Self {
        let holds = |line: &str| texts.iter().all(|text| line.contains(text));
        self.until(&format!("{texts:?} in a line"), |terminal| terminal.screen().lines().any(holds))
    }

    /// Waits until a text is no longer on screen.
    pub fn loses(&mut self, text: &str) -> &mut Self {
        self.until(&format!("no {text:?}"), |terminal| !terminal.flat().contains(text))
    }

    /// Asserts that a text is not on screen as it stands.
    pub fn lacks(&mut self, text: &str) -> &mut Self {
        assert!(!self.flat().contains(text), "{text:?} is on screen:\n{}", self.screen());
        self
    }

    fn until(&mut self, what: &str, holds: impl Fn(&Terminal) -> bool) -> &mut Self {
        let end = Instant::now() + WATCHDOG;
        while !holds(self) {
            assert!(Instant::now() < end, "waited for {what:?} in vain:\n{}", self.screen());
            self.receive(end.saturating_duration_since(Instant::now()));
        }
        self
    }

    fn receive(&mut self, longest: Duration) {
        match self.output.recv_timeout(longest) {
            Ok(piece) => {
                self.parser.process(&piece);
                self.raw.extend(piece);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => panic!("the terminal is gone:\n{}", self.screen()),
        }
    }

    /// What is on screen, row by row.
    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// The terminal as the program left it.
    pub fn state(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    fn flat(&self) -> String {
        self.screen().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Sends a signal to the program.
    pub fn signal(&mut self, name: &str) -> &mut Self {
        let id = self.child.as_ref().and_then(|child| child.process_id()).expect("the program runs");
        self.signal_to(&id.to_string(), name)
    }

    /// Sends a signal to another process.
    pub fn signal_to(&mut self, id: &str, name: &str) -> &mut Self {
        let kill = Command::new("kill").args([&format!("-{name}"), id]).status().expect("kill runs");
        assert!(kill.success());
        self
    }

    /// Waits for the program to end; returns its exit code. All that it wrote has come by then.
    pub fn ends(&mut self) -> u32 {
        let mut child = self.child.take().expect("the program runs");
        let mut killer = child.clone_killer();
        let (sender, ended) = channel();
        thread::spawn(move || sender.send(child.wait()));
        let Ok(status) = ended.recv_timeout(WATCHDOG) else {
            let _ = killer.kill();
            panic!("the program does not end:\n{}", self.screen());
        };
        // What another program writes now comes after everything that ours wrote.
        let modes = self.modes_now();
        assert_eq!(modes, self.modes, "the terminal's modes are as they were found");
        status.expect("an exit status").exit_code()
    }

    /// How often a sequence was written.
    pub fn wrote(&self, sequence: &str) -> usize {
        self.raw.windows(sequence.len()).filter(|window| *window == sequence.as_bytes()).count()
    }

    /// Asserts that the terminal was given back: everything that was entered was left, in the stream of bytes and as
    /// a terminal understands it.
    pub fn is_given_back(&self) {
        for (entered, left) in [("\x1b[?1049h", "\x1b[?1049l"), ("\x1b[?2004h", "\x1b[?2004l")] {
            assert_eq!((self.wrote(entered), self.wrote(left)), (1, 1), "{:?}", self.tail());
        }
        let place = |sequence: &str| self.raw.windows(sequence.len()).rposition(|window| window == sequence.as_bytes());
        assert!(place("\x1b[?25h") > place("\x1b[?25l"), "the cursor is shown at the end: {:?}", self.tail());
        assert_eq!(self.wrote("\x1b[?2026h") > 0, self.wrote("\x1b[?2026l") > 0);
        assert!(place("\x1b[?2026l") > place("\x1b[?2026h"), "no frame is left half drawn: {:?}", self.tail());
        let screen = self.state();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    }

    /// How the program ended, and the last that it wrote.
    pub fn last_words(&mut self) -> String {
        let status = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
        let said = self.told_since(self.raw.len().saturating_sub(2_000));
        format!("{status:?} {said:?}")
    }

    fn tail(&self) -> String {
        self.told_since(self.raw.len().saturating_sub(300))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
