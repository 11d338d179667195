//! The one table of key bindings, in a file for each group of screens.

mod around;
mod editing;
mod kept;
mod objects;
mod together;

use std::fmt::Write as _;

use super::{Action, Context, Stroke};

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

/// The table, file by file. Within a context the order is that of the footer and of help.
static TABLE: [&[Binding]; 5] =
    [objects::BINDINGS, editing::BINDINGS, together::BINDINGS, kept::BINDINGS, around::BINDINGS];

/// Every binding there is.
pub fn bindings() -> impl Iterator<Item = &'static Binding> {
    TABLE.into_iter().flatten()
}

/// The bindings of a context's own, in the order of the footer and of help.
pub fn bindings_of(context: Context) -> impl Iterator<Item = &'static Binding> {
    bindings().filter(move |binding| binding.context == context)
}

/// What a stroke means in a context.
#[must_use]
pub fn lookup(context: Context, stroke: Stroke) -> Option<Action> {
    let name = stroke.to_string();
    let find = |context| {
        bindings_of(context).find(|binding| binding.strokes.contains(&name.as_str())).map(|binding| binding.action)
    };
    find(context).or_else(|| if context.falls_through() { find(Context::Everywhere) } else { None })
}

/// The bindings that the footer shows in a context, most useful first.
pub fn hints(context: Context) -> impl Iterator<Item = &'static Binding> {
    let general = bindings_of(Context::Everywhere).filter(move |_| context.falls_through());
    bindings_of(context).chain(general).filter(|binding| !binding.hint.is_empty())
}

/// The README's table of keys, so that it can be held against this one.
#[must_use]
pub fn readme_table() -> String {
    let mut table = String::from("| where | keys | what they do |\n|---|---|---|\n");
    for context in Context::ALL {
        for binding in bindings_of(context) {
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
        for binding in bindings() {
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
        for binding in bindings() {
            assert!(binding.help.chars().count() <= 55, "{}", binding.help);
            assert!(binding.strokes.join(" ").len() <= 18, "{:?}", binding.strokes);
        }
    }

    #[test]
    fn movement_keys_never_destroy_and_enter_never_confirms() {
        for binding in bindings() {
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
        let yes: Vec<_> = bindings_of(Context::Dialog).filter(|b| b.action == Action::Confirm).collect();
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
