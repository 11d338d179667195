//! What the terminal can do, as far as it tells.

use crate::request::{Probe, Verdict};

use super::{bad, good, note, skipped};

/// What is known of the terminal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether input and output are a terminal.
    pub interactive: bool,
    /// Columns and rows, where it tells.
    pub size: Option<(u16, u16)>,
    /// The variable `TERM`.
    pub term: String,
    /// The variable `COLORTERM`.
    pub colour_term: String,
    /// Whether `NO_COLOR` is set to something.
    pub no_colour: bool,
    /// Whether tmux or screen stands between.
    pub multiplexer: Option<&'static str>,
    /// Whether the terminal is at the other end of ssh.
    pub over_ssh: bool,
    /// Whether it can tell keys apart that older terminals send alike; `None` where it was not asked.
    pub tells_keys_apart: Option<bool>,
}

/// The smallest size in which the program draws, and the one below which details take a screen of their own.
const SMALLEST: (u16, u16) = (40, 12);
const ROOMY: u16 = 100;

/// The steps about the terminal.
#[must_use]
pub fn probes(facts: &Facts) -> Vec<Probe> {
    if !facts.interactive {
        let why = "input or output is a file or a pipe: offerdeck needs a terminal for its screen";
        return vec![skipped("terminal", "looked at the terminal", why)];
    }
    vec![size(facts), colours(facts), clipboard(facts), keyboard(facts)]
}

fn size(facts: &Facts) -> Probe {
    let tried = "asked the terminal for its size";
    match facts.size {
        None => note("size", tried, "it does not tell", "80 by 24 is taken for granted"),
        Some((columns, rows)) if columns < SMALLEST.0 || rows < SMALLEST.1 => {
            bad("size", tried, format!("{columns} by {rows}"), "make it 40 by 12 at least; 80 by 24 is comfortable")
        }
        Some((columns, rows)) if columns < ROOMY => {
            good("size", tried, format!("{columns} by {rows}: from 100 columns on, details stand beside the list"))
        }
        Some((columns, rows)) => good("size", tried, format!("{columns} by {rows}")),
    }
}

fn colours(facts: &Facts) -> Probe {
    let tried = "read NO_COLOR, COLORTERM and TERM";
    let said = match (facts.term.as_str(), facts.colour_term.as_str()) {
        ("", _) => "TERM is not set".to_owned(),
        (term, "") => term.to_owned(),
        (term, colour) => format!("{term}, {colour}"),
    };
    if facts.no_colour {
        return good("colours", tried, format!("none, as NO_COLOR asks ({said})"));
    }
    match facts.term.as_str() {
        "" | "dumb" => note("colours", tried, said, "set TERM to what your terminal is, xterm-256color for most"),
        _ => good("colours", tried, format!("the palette's sixteen ({said})")),
    }
}

fn clipboard(facts: &Facts) -> Probe {
    let between = match facts.multiplexer {
        Some("tmux") => ", and tmux to pass it on (set -g set-clipboard on)".to_owned(),
        Some(other) => format!(", and {other} to pass it on"),
        None => String::new(),
    };
    let ssh = if facts.over_ssh { " at the other end of ssh" } else { "" };
    let why =
        format!("nothing is copied yet by this version; it would need a terminal{ssh} that takes OSC 52{between}");
    skipped("clipboard", "not tried", &why)
}

fn keyboard(facts: &Facts) -> Probe {
    let tried = "asked for the extended keyboard protocol";
    match facts.tells_keys_apart {
        Some(true) => good("keyboard", tried, "the terminal knows it"),
        Some(false) => good("keyboard", tried, "the terminal does not know it; no key of offerdeck needs it"),
        None => Probe { verdict: Verdict::Skipped, ..good("keyboard", tried, "not asked") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(facts: &Facts, name: &str) -> Verdict {
        probes(facts).into_iter().find(|probe| probe.name == name).unwrap().verdict
    }

    fn usual() -> Facts {
        Facts { interactive: true, size: Some((80, 24)), term: "xterm-256color".to_owned(), ..Facts::default() }
    }

    #[test]
    fn what_is_too_small_is_said() {
        assert_eq!(verdict(&usual(), "size"), Verdict::Good);
        assert_eq!(verdict(&Facts { size: Some((39, 24)), ..usual() }, "size"), Verdict::Bad);
        assert_eq!(verdict(&Facts { size: None, ..usual() }, "size"), Verdict::Note);
    }

    #[test]
    fn a_dumb_terminal_is_noted_unless_no_colour_is_wanted() {
        let dumb = Facts { term: "dumb".to_owned(), ..usual() };
        assert_eq!(verdict(&dumb, "colours"), Verdict::Note);
        assert_eq!(verdict(&Facts { no_colour: true, ..dumb }, "colours"), Verdict::Good);
    }

    #[test]
    fn the_clipboard_is_not_tried_and_what_it_would_need_is_said() {
        for (multiplexer, words) in
            [(None, "OSC 52"), (Some("tmux"), "set-clipboard on"), (Some("screen"), "screen to pass")]
        {
            let facts = Facts { multiplexer, ..usual() };
            let probe = probes(&facts).into_iter().find(|probe| probe.name == "clipboard").unwrap();
            assert_eq!(probe.verdict, Verdict::Skipped);
            assert!(probe.came.contains(words) && probe.came.contains("nothing is copied yet"), "{}", probe.came);
        }
    }

    #[test]
    fn where_there_is_no_terminal_nothing_else_is_said_of_it() {
        assert_eq!(probes(&Facts::default()).len(), 1);
    }
}
