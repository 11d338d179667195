//! One key press as a value, free of any terminal library.

use std::fmt;

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those on the keys")]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Tab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stroke {
    /// The key; a letter typed with shift is the upper-case letter.
    pub key: Key,
    /// Whether ctrl was held.
    pub ctrl: bool,
    /// Whether alt was held.
    pub alt: bool,
    /// Whether shift was held; always false for characters, whose case says it.
    pub shift: bool,
}

impl Stroke {
    /// A key alone.
    #[must_use]
    pub fn plain(key: Key) -> Self {
        Stroke { key, ctrl: false, alt: false, shift: false }
    }

    /// The character that this stroke types, if it types one.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Reads a name as the table of bindings writes it: `j`, `G`, `ctrl-s`, `shift-tab`, `pgdn`, `f1`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Stroke> {
        let mut stroke = Stroke::plain(Key::Esc);
        let mut rest = name;
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-") {
                (stroke.ctrl, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("alt-") {
                (stroke.alt, rest) = (true, after);
            } else if let Some(after) = rest.strip_prefix("shift-") {
                (stroke.shift, rest) = (true, after);
            } else {
                break;
            }
        }
        stroke.key = match rest {
            "enter" => Key::Enter,
            "esc" => Key::Esc,
            "tab" => Key::Tab,
            "backspace" => Key::Backspace,
            "del" => Key::Delete,
            "up" => Key::Up,
            "down" => Key::Down,
            "left" => Key::Left,
            "right" => Key::Right,
            "home" => Key::Home,
            "end" => Key::End,
            "pgup" => Key::PageUp,
            "pgdn" => Key::PageDown,
            "space" => Key::Char(' '),
            _ => {
                if let Some(number) = rest.strip_prefix('f').and_then(|digits| digits.parse().ok()) {
                    Key::F(number)
                } else {
                    let mut letters = rest.chars();
                    let letter = letters.next()?;
                    if letters.next().is_some() {
                        return None;
                    }
                    Key::Char(letter)
                }
            }
        };
        Some(stroke)
    }
}

impl fmt::Display for Stroke {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match self.key {
            Key::Char(' ') => f.write_str("space"),
            Key::Char(c) => write!(f, "{c}"),
            Key::Enter => f.write_str("enter"),
            Key::Esc => f.write_str("esc"),
            Key::Tab => f.write_str("tab"),
            Key::Backspace => f.write_str("backspace"),
            Key::Delete => f.write_str("del"),
            Key::Up => f.write_str("up"),
            Key::Down => f.write_str("down"),
            Key::Left => f.write_str("left"),
            Key::Right => f.write_str("right"),
            Key::Home => f.write_str("home"),
            Key::End => f.write_str("end"),
            Key::PageUp => f.write_str("pgup"),
            Key::PageDown => f.write_str("pgdn"),
            Key::F(number) => write!(f, "f{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_its_stroke() {
        for name in
            ["j", "G", "ctrl-s", "shift-tab", "pgdn", "f1", "f12", "f", "space", "alt-enter", "/", "-", "ctrl--"]
        {
            let stroke = Stroke::parse(name).unwrap();
            assert_eq!(stroke.to_string(), name);
        }
        assert_eq!(Stroke::parse("nothing"), None);
        assert_eq!(Stroke::parse(""), None);
    }
}
