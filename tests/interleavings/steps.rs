//! What can happen, and how often it is tried.

use offerdeck::keys::bindings;
use offerdeck::request::Cause;
use proptest::prelude::*;

use crate::bench::CAUSES;
use crate::disk::{Manner, Refusal};

/// How an open question is answered.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// As the server holds things now.
    Now,
    /// As the server held things when the question was asked; a write is carried out now all the same.
    AsWhenAsked,
    /// With a failure; the server did nothing.
    Fails(Cause),
    /// With a failure, though the server carried it out.
    FailsAfterwards(Cause),
    /// As now, and then once more with the same ticket.
    Twice,
    /// With a reply that belongs to another question.
    Astray,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Step {
    Press(String),
    Type(String),
    Paste(String),
    Resize(u16, u16),
    /// An open question, by its place among them, is answered.
    Answer(usize, How),
    /// Every open question is answered as now, oldest first, and those that follow.
    AnswerAll,
    /// An answer comes whose ticket was never given, or is no longer live.
    Foreign(u64, Option<Cause>),
    /// A timer runs out, by its place among them.
    Ring(usize),
    /// A timer that never was runs out.
    ForeignRing(u64),
    /// Somebody else writes.
    Meddle(u8, usize),
    /// The server carries out the deletes that it accepted.
    Settle,
    /// A member is typed at the top of the editor's text.
    Describe(u8),
    /// What the delete dialog asks for is typed.
    TypeWanted,
    /// Everything that is open is left.
    Home,
    Circular(bool),
    /// The shell stops the program and goes on with it.
    Stop,
    Terminate,
    /// The disk goes about its orders in another manner.
    Disk(Manner),
    /// The disk carries so many orders out and says so.
    Work(u8),
    /// The disk carries an order out, and nobody hears of it yet.
    WorkUnheard,
    /// The disk refuses an order.
    Refuse(Refusal),
    /// The time is over that the disk has for what it is at.
    Late,
    /// The time is over after which what was typed is written.
    Write,
    /// The program is killed and starts again. True where the server takes in what was on its way.
    Crash(bool),
}

fn press(names: &str) -> Step {
    Step::Press(names.to_owned())
}

/// A cause of failure.
fn cause() -> impl Strategy<Value = Cause> {
    prop::sample::select(CAUSES.to_vec())
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        6 => Just(How::Now),
        3 => Just(How::AsWhenAsked),
        2 => cause().prop_map(How::Fails),
        2 => cause().prop_map(How::FailsAfterwards),
        1 => Just(How::Twice),
        1 => Just(How::Astray),
    ]
}

fn bound_key() -> impl Strategy<Value = Step> {
    let names: Vec<String> = bindings().flat_map(|binding| binding.strokes).map(|name| (*name).to_owned()).collect();
    prop::sample::select(names).prop_map(Step::Press)
}

/// Anything by itself.
fn single() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => bound_key(),
        3 => prop::sample::select(vec!["y", "enter", "esc", "tab", "backspace", "e", "d", "a", "j", "ctrl-t", "n"]).prop_map(press),
        2 => "(\\PC|[\\u{1b}\\u{7}春\\u{301}👨]){1,3}".prop_map(Step::Type),
        1 => "(\\PC|[\\n\\r\\t\\u{1b}]){0,8}".prop_map(Step::Paste),
        1 => (0u16..130, 0u16..40).prop_map(|(columns, rows)| Step::Resize(columns, rows)),
        2 => Just(Step::Resize(104, 24)),
        9 => (0usize..8, how()).prop_map(|(pick, how)| Step::Answer(pick, how)),
        1 => (0u64..60, prop::option::of(cause())).prop_map(|(ticket, cause)| Step::Foreign(ticket, cause)),
        3 => (0usize..4).prop_map(Step::Ring),
        1 => (0u64..60).prop_map(Step::ForeignRing),
        2 => (0u8..3, 0usize..40).prop_map(|(what, pick)| Step::Meddle(what, pick)),
        2 => Just(Step::Settle),
        1 => prop::bool::weighted(0.2).prop_map(Step::Circular),
        4 => of_the_disk(),
    ]
}

/// What a disk does.
fn of_the_disk() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop::sample::select(vec![Manner::Prompt, Manner::Prompt, Manner::Full, Manner::Slow]).prop_map(Step::Disk),
        4 => (1u8..4).prop_map(Step::Work),
        2 => Just(Step::WorkUnheard),
        2 => prop::sample::select(vec![Refusal::Full, Refusal::Unreadable, Refusal::Gone]).prop_map(Step::Refuse),
        2 => Just(Step::Late),
        4 => Just(Step::Write),
        1 => any::<bool>().prop_map(Step::Crash),
    ]
}

/// What people do, as far as they come; the questions that follow are answered in all ways.
fn deed() -> impl Strategy<Value = Vec<Step>> {
    let answer = || Step::Answer(0, How::Now);
    let command = |word: &str| vec![press(":"), Step::Type(word.to_owned()), press("enter")];
    let deeds = vec![
        // Edit and save.
        vec![press("e"), Step::AnswerAll, Step::Describe(1), press("ctrl-s"), press("y"), answer(), answer(), answer()],
        vec![press("j"), press("e"), Step::AnswerAll, Step::Describe(2), press("ctrl-s"), press("y"), answer()],
        vec![press("r"), press("e"), Step::Answer(1, How::Now), Step::Describe(3), press("ctrl-s"), press("y")],
        // The same, while somebody else writes.
        vec![
            press("g"),
            press("e"),
            Step::AnswerAll,
            Step::Describe(6),
            Step::Meddle(0, 0),
            press("ctrl-s"),
            press("y"),
            answer(),
            press("y"),
            press("ctrl-s"),
            press("y"),
            answer(),
            answer(),
        ],
        vec![
            press("g"),
            press("e"),
            Step::AnswerAll,
            Step::Describe(7),
            press("ctrl-s"),
            press("y"),
            answer(),
            Step::Meddle(0, 0),
            answer(),
            answer(),
            press("y"),
        ],
        // A new one.
        vec![press("D"), Step::Describe(4), press("ctrl-s"), press("y"), answer(), answer()],
        // The same by the form.
        vec![
            press("g"),
            press("e"),
            Step::AnswerAll,
            press("ctrl-t"),
            press("ctrl-home"),
            Step::Type("Formed ".to_owned()),
            press("down"),
            press("enter"),
            press("down"),
            press("enter"),
            press("ctrl-s"),
            press("y"),
            answer(),
            answer(),
            answer(),
        ],
        // A rule and qualifiers are picked while their lists are on their way, or fail.
        vec![
            press("n"),
            press("ctrl-t"),
            Step::Type("Picked".to_owned()),
            press("pgdn"),
            press("up"),
            press("up"),
            press("up"),
            press("enter"),
            answer(),
            answer(),
            press("down"),
            press("enter"),
            press("down"),
            press("ctrl-s"),
            press("y"),
            answer(),
        ],
        // What opens over the form is closed, cleared and undone, and the JSON is gone to and come back from.
        vec![
            press("D"),
            press("ctrl-t"),
            press("down"),
            press("down"),
            press("down"),
            press("del"),
            Step::Type("12".to_owned()),
            press("ctrl-z"),
            press("ctrl-y"),
            press("down"),
            press("enter"),
            press("pgdn"),
            press("ctrl-s"),
            press("esc"),
            press("ctrl-t"),
            Step::Describe(4),
            press("f2"),
            press("ctrl-s"),
            press("y"),
            answer(),
            answer(),
        ],
        // What is typed in the form is kept as well.
        vec![
            press("D"),
            press("ctrl-t"),
            Step::Type("Kept ".to_owned()),
            Step::Write,
            Step::Work(1),
            press("down"),
            press("down"),
            Step::Type("Kept, too".to_owned()),
            Step::Write,
            Step::Crash(true),
        ],
        // Delete, with and without patience.
        vec![
            press("j"),
            press("d"),
            Step::Ring(0),
            press("y"),
            answer(),
            answer(),
            Step::Settle,
            Step::Ring(0),
            answer(),
        ],
        vec![press("d"), Step::Ring(0), Step::TypeWanted, press("enter"), answer(), Step::Settle, answer()],
        vec![press("r"), press("d"), Step::Ring(0), Step::TypeWanted, press("enter"), Step::Answer(1, How::Now)],
        vec![press("d"), press("y"), Step::TypeWanted, press("enter")],
        // Several together, and a change of mind.
        vec![
            press("g"),
            press("space"),
            press("space"),
            press("space"),
            press("d"),
            Step::Ring(0),
            Step::TypeWanted,
            press("enter"),
            answer(),
            answer(),
            answer(),
            Step::Settle,
            answer(),
            answer(),
        ],
        vec![press("*"), press("d"), Step::Ring(0), Step::TypeWanted, press("enter"), answer(), press("ctrl-c")],
        // One step by status, and several; the other way for those that it leads nowhere.
        vec![press("g"), press("a"), press("enter"), press("y"), answer(), answer(), answer()],
        vec![press("r"), press("a"), press("enter"), press("y"), Step::Answer(1, How::Now), answer()],
        vec![
            press("*"),
            press("a"),
            press("enter"),
            Step::Ring(0),
            Step::TypeWanted,
            press("enter"),
            answer(),
            answer(),
            answer(),
            answer(),
            Step::Settle,
            answer(),
        ],
        vec![press("*"), press("a"), press("down"), press("enter"), Step::Ring(0), Step::TypeWanted, press("enter")],
        // The list is replaced while the dialog is open; y is a letter where a name is asked for.
        vec![
            press("g"),
            press("r"),
            press("d"),
            Step::Ring(0),
            Step::Meddle(1, 0),
            Step::AnswerAll,
            press("y"),
            press("backspace"),
            Step::TypeWanted,
            press("enter"),
            answer(),
        ],
        // Both at once, as far as that goes.
        vec![
            press("e"),
            press("d"),
            Step::Ring(0),
            press("y"),
            answer(),
            Step::Describe(5),
            press("ctrl-s"),
            press("y"),
        ],
        // Away, and back.
        [command("sandboxes"), vec![Step::AnswerAll, press("j"), press("enter"), answer(), answer()]].concat(),
        [command("sandboxes"), vec![Step::AnswerAll, press("enter"), Step::AnswerAll]].concat(),
        [command("fallback"), vec![answer(), answer()]].concat(),
        [vec![press("f1")], command("personalized")].concat(),
        command("hide"),
        [command("log"), vec![press("/"), Step::Type("offers".to_owned())]].concat(),
        vec![press("/"), Step::Type("b".to_owned()), press("enter"), press("j")],
        vec![press("q"), press("y")],
        vec![press("ctrl-c"), press("ctrl-c")],
        vec![press("r"), press("r"), answer(), answer(), answer()],
        vec![Step::Stop],
        vec![Step::Terminate],
        // What is kept, and had back.
        vec![
            press("D"),
            Step::Describe(8),
            Step::Write,
            Step::Work(1),
            Step::Describe(9),
            Step::Write,
            Step::Crash(true),
        ],
        [
            command("drafts"),
            vec![Step::Work(1), press("enter"), Step::Work(1), answer(), Step::Describe(1), Step::Write],
        ]
        .concat(),
        [command("drafts"), vec![press("d"), press("y"), Step::Work(2)]].concat(),
        [
            vec![press("D"), Step::Describe(3), Step::Write, Step::Work(2), Step::Crash(false)],
            command("drafts"),
            vec![Step::Work(2), press("enter"), Step::Work(2), Step::Describe(4), Step::Write, Step::Late],
        ]
        .concat(),
        [command("drafts"), vec![press("enter"), answer(), press("ctrl-s"), press("y"), answer(), answer(), answer()]]
            .concat(),
        [command("trash"), vec![press("enter"), press("y"), press("y"), answer(), answer()]].concat(),
        vec![
            press("d"),
            Step::Ring(0),
            Step::TypeWanted,
            press("enter"),
            answer(),
            Step::Settle,
            Step::AnswerAll,
            press("z"),
            Step::Work(1),
            press("y"),
            answer(),
            answer(),
        ],
        vec![press("D"), Step::Describe(2), press("ctrl-c"), press("ctrl-c"), Step::Work(1), press("y")],
        vec![
            press("D"),
            Step::Describe(2),
            Step::Disk(Manner::Slow),
            press("ctrl-c"),
            press("ctrl-c"),
            Step::Late,
            press("y"),
        ],
        [command("history"), vec![press("enter")]].concat(),
        vec![press("z"), answer(), press("y"), answer(), answer(), answer()],
        vec![press("f1"), press("q"), press("ctrl-c"), press("ctrl-c"), Step::Work(1), press("y")],
        // A disk that does not answer.
        vec![
            Step::Disk(Manner::Slow),
            press("D"),
            Step::Describe(5),
            press("ctrl-s"),
            press("y"),
            Step::Late,
            press("ctrl-c"),
            Step::Work(3),
            press("ctrl-s"),
            press("y"),
            Step::Work(3),
            answer(),
        ],
        vec![
            Step::Disk(Manner::Slow),
            press("d"),
            Step::Ring(0),
            press("y"),
            Step::TypeWanted,
            press("enter"),
            Step::WorkUnheard,
            Step::Late,
            press("ctrl-c"),
            Step::Work(3),
        ],
        vec![
            Step::Disk(Manner::Slow),
            press("d"),
            Step::Ring(0),
            Step::TypeWanted,
            press("enter"),
            Step::Work(2),
            answer(),
            Step::Settle,
            answer(),
            Step::Crash(true),
        ],
        vec![
            press("e"),
            Step::AnswerAll,
            Step::Disk(Manner::Slow),
            Step::Describe(6),
            Step::Write,
            Step::Describe(7),
            Step::Late,
            Step::Work(1),
            Step::Write,
        ],
        vec![press("e"), Step::AnswerAll, Step::Disk(Manner::Full), Step::Describe(8), Step::Write, press("ctrl-c")],
    ];
    let ways = prop::collection::vec(prop_oneof![2 => Just(How::Now), 3 => how()], 4);
    (prop::sample::select(deeds), prop::bool::weighted(0.6), 1usize..14, ways).prop_map(|(deed, home, far, ways)| {
        let mut ways = ways.into_iter();
        let ways = deed.into_iter().take(far).map(move |step| match step {
            Step::Answer(pick, _) => Step::Answer(pick, ways.next().unwrap_or(How::Now)),
            other => other,
        });
        home.then_some(Step::Home).into_iter().chain(ways).collect()
    })
}

/// A session.
pub fn session() -> impl Strategy<Value = Vec<Step>> {
    let part = prop_oneof![3 => single().prop_map(|step| vec![step]), 2 => deed()];
    prop::collection::vec(part, 1..50).prop_map(|parts| parts.concat())
}
