//! What is pressed and what goes wrong, at random.

use std::time::{Duration, Instant};

use crate::chance::Chance;
use crate::desk::Desk;
use crate::pty::Terminal;

/// Every fault of the README's table, and none.
const FAULTS: &[&str] = &[
    "off",
    "off",
    "off",
    "400",
    "401",
    "403",
    "404",
    "409",
    "412",
    "422",
    "429:1",
    "500",
    "502",
    "503",
    "504",
    "599",
    "html:502",
    "expired-token",
    "hang x2",
    "drop",
    "lost-answer",
    "cut",
    "malformed",
    "slow:700",
    "other-writer",
    "late-delete:1500",
    "deletes-stay",
    "empty",
    "odd-rows",
    "no-total",
    "total-from-here",
    "loop",
    "short-pages",
    "bare-links",
    "shrinking x1",
    "429:1 x2 then pass x1 then lost-answer POST x1",
    "slow:200, odd-rows",
    "lost-answer PATCH x1",
    "lost-answer DELETE x1",
    "503 PATCH x1",
    "pass x3",
];

/// What is pressed, piece by piece; between the pieces the screen has a moment. No piece holds the `q` that ends it all.
const SCRIPTS: &[&[&str]] = &[
    // Editing.
    &["e", "\x06", "priority\r", "\x1b[C\x1b[C\x1b[C", "7", "\x13", "y"],
    &["e", "    ", "\x13", "\x1b", "y"],
    &["e", "\x1b[B\x1b[B\x1b[F", "x", "\x1a\x19\x1a", "\x1b"],
    &["e", "\x1b[200~ \u{1f980} {\"a\": [1e400, null]}\u{0}\u{7} \x1b[201~", "\x1b", "n"],
    &["\r", "e", "\x1b[3~\x7f", "\x13", "\x1b", "y", "\x1b"],
    // Creating.
    &["n", "Made at random", "\x13", "y"],
    &["n", "Left alone", "\x1b", "y"],
    &["D", "\x13", "y"],
    &["n", "kept a while"],
    // Deleting, and back.
    &["d", "", "", "y"],
    &["d", "\x1b"],
    &[" ", " ", "d", "", "", "2\r"],
    &["*", "d", "\x1b[B\x1b[6~", "\x1b", "\x1b"],
    &[" j V", ":bulk\r", "\r", "\x1b"],
    &["z", "", "", "y", "y"],
    // By status.
    &["a", "\r", "y"],
    &["a", "\x1b[B", "\x1b[B", "\r", "y"],
    &["*", "a", "\r", "", "5\r", "\x1b"],
    &[" ", " ", "a", "\r", "", "2\r"],
    // What is kept.
    &[":drafts\r", "\r", " ", "\x1b", "y"],
    &[":drafts\r", "d", "", "", "y", "\x1b"],
    &[":trash\r", "\r", "", "y", "\x1b"],
    &[":history\r", "j\r", "\x1b", "\x1b"],
    &["H", "j", "\x1b"],
    // Filters and movement.
    &["/", "card con", "\r", "\x1b"],
    &["/", "status:draft priority:>50", "\r"],
    &["/", "!((", "\x1b"],
    &["j", "j", "k", "G", "g", "\x06\x02\x04\x15"],
    &["\t", "\x1b[Z", "1", "2", "1"],
    &["i", "J", "K", "r", "r"],
    &["\x1b[<64;10;10M", "\x1b[M !!", "\x1bOP", "\x1b"],
    // Other places.
    &[":profile two\r", "", ""],
    &[":profile one\r", "", ""],
    &[":sandboxes\r", "j", "\r"],
    &[":sandboxes\r", "k", "\r"],
    &[":containers\r", "g", "\r"],
    &[":log\r", "G", "i", "\x1b"],
    &[":help\r", "/del", "\r", "\x1b", "\x1b"],
    &[":mode full\r", "", "y"],
    &[":setup\r", "\x1b[200~{\"CLIENT_ID\": 1}\x1b[201~", "\x1b", "y"],
    &["\x03", "j"],
    // Out of wherever one is.
    &["\x1b", "\x1b", "\x1b"],
    &["1", "2", "3", "M", "\x13", "y"],
    &["\x13", "y"],
    &["y"],
    &["\r", "\x1b"],
];

/// Puts a fault in force, or none.
pub fn fault(desk: &Desk, chance: &mut Chance) {
    desk.emulator.control("PUT", "/fault", chance.of(FAULTS));
}

/// How long ago a button that quits may have been on screen where keys have ended the program.
const A_MOMENT: Duration = Duration::from_secs(5);

/// Who presses the keys.
#[derive(Default)]
pub struct Fingers {
    /// How many scripts were pressed, and how many bytes they are.
    pub scripts: u64,
    pub keys: usize,
    /// When a button that quits was on screen last.
    offered: Option<Instant>,
}

impl Fingers {
    /// Presses something, and at times gives the terminal another size. False where that ended the program, as it should:
    /// the form of a connection has a button for it.
    pub fn press(&mut self, terminal: &mut Terminal, chance: &mut Chance) -> bool {
        self.scripts += 1;
        let script = chance.of(SCRIPTS);
        for piece in script {
            if terminal.screen().contains("Quit") {
                self.offered = Some(Instant::now());
            }
            self.keys += piece.len();
            let pause = chance.millis(5, 150);
            terminal.press(piece).listens(pause);
            if terminal.id().is_none() {
                let offered = self.offered.is_some_and(|offered| offered.elapsed() < A_MOMENT);
                assert!(offered, "it ended at {script:?}:\n{}", terminal.last_words());
                assert_eq!(terminal.ends(), 0);
                terminal.is_given_back();
                return false;
            }
        }
        if chance.below(12) == 0 {
            let (columns, rows) = (1 + chance.below(200) as u16, 1 + chance.below(60) as u16);
            terminal.resize(columns, rows);
        } else if chance.below(20) == 0 {
            terminal.resize(100, 30);
        }
        true
    }
}
