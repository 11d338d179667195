//! Screens and dialogs that are drawn by themselves, without a model: those of connections and modes.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, SandboxType, Scope};
use offerdeck::keys::{Action, Key, Stroke};
use offerdeck::profile::{Accent, Imported, Mode};
use offerdeck::request::{Probe, Verdict};
use offerdeck::screens::dialogs::{Dialog, Left};
use offerdeck::screens::drafts::DraftsScreen;
use offerdeck::screens::history::HistoryScreen;
use offerdeck::screens::library::Library;
use offerdeck::screens::mode::ModeDialog;
use offerdeck::screens::production::ProductionDialog;
use offerdeck::screens::profiles::{ProfileLine, ProfilesScreen};
use offerdeck::screens::setup::SetupScreen;
use offerdeck::screens::trash::TrashScreen;
use offerdeck::screens::{Cargo, Creation, EditorId, Surroundings};
use offerdeck::secret::Secret;
use offerdeck::widgets::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::kept;
use crate::stage::now;

/// A screen of its own.
pub enum Shown {
    Setup(Box<SetupScreen>),
    Profiles(ProfilesScreen),
    Dialog(Dialog),
    Drafts(DraftsScreen),
    Trash(TrashScreen),
    History(HistoryScreen),
}

impl Shown {
    /// Draws it on a terminal of this size.
    pub fn draw(&self, (columns, rows): (u16, u16)) -> (Buffer, Option<Position>) {
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
        let around = Surroundings {
            now: now(),
            generation: Generation::Dps,
            theme: Theme::coloured(),
            zone: jiff::tz::TimeZone::UTC,
        };
        let area = buf.area;
        let cursor = match self {
            Shown::Setup(setup) => setup.draw(&around, area, &mut buf),
            Shown::Dialog(dialog) => dialog.draw(&around, area, &mut buf),
            Shown::Profiles(profiles) => {
                profiles.draw(&around, area, &mut buf);
                None
            }
            Shown::Drafts(drafts) => {
                drafts.draw(&around, area, &mut buf);
                None
            }
            Shown::Trash(trash) => {
                trash.draw(&around, area, &mut buf);
                None
            }
            Shown::History(history) => {
                history.draw(&around, (None, Library::default().catalogue()), area, &mut buf);
                None
            }
        };
        (buf, cursor)
    }
}

/// A state by its name, and the way to it.
pub struct Form {
    pub name: &'static str,
    pub play: fn() -> Shown,
}

pub const FORMS: &[Form] = &[
    Form { name: "setup-empty", play: || setup(SetupScreen::new(Vec::new())) },
    Form { name: "setup-filled", play: || setup(filled()) },
    Form { name: "setup-problems", play: || setup(problems()) },
    Form { name: "setup-secret-in-the-file", play: || setup(warned()) },
    Form { name: "setup-testing", play: || setup(testing(&PROBES[..3])) },
    Form { name: "setup-tested", play: || setup(tested(&[&PROBES[..3], &PROBES[4..]].concat())) },
    Form { name: "setup-test-failed", play: || setup(tested(&PROBES[..4])) },
    Form { name: "setup-advanced", play: || setup(advanced()) },
    Form { name: "profiles", play: || Shown::Profiles(profiles()) },
    Form { name: "dialog-mode", play: || Shown::Dialog(mode(SandboxType::Development, "")) },
    Form { name: "dialog-mode-production", play: || Shown::Dialog(mode(SandboxType::Production, "pro")) },
    Form { name: "dialog-production", play: || Shown::Dialog(production()) },
    Form { name: "dialog-leave-setup", play: || Shown::Dialog(Dialog::Leave { left: Left::Setup, focus: 0 }) },
    Form { name: "drafts", play: || Shown::Drafts(kept::drafts()) },
    Form { name: "drafts-none", play: || Shown::Drafts(kept::no_drafts()) },
    Form { name: "dialog-throw-away", play: || Shown::Dialog(kept::throw_away()) },
    Form { name: "trash", play: || Shown::Trash(kept::trash()) },
    Form { name: "dialog-create-again", play: || Shown::Dialog(kept::create_again()) },
    Form { name: "history", play: || Shown::History(kept::history()) },
    Form { name: "history-of-an-edit", play: || Shown::History(kept::history_of_an_edit()) },
    Form { name: "history-as-sent", play: || Shown::History(kept::history_as_sent()) },
    Form { name: "history-of-a-delete", play: || Shown::History(kept::history_without_lines(1)) },
    Form { name: "history-of-an-older-version", play: || Shown::History(kept::history_without_lines(4)) },
    Form { name: "profiles-none", play: || Shown::Profiles(ProfilesScreen::default()) },
];

fn setup(screen: SetupScreen) -> Shown {
    Shown::Setup(Box::new(screen))
}

const BODY: Rect = Rect { x: 0, y: 0, width: 80, height: 24 };

/// Names of a step, how it went, what was tried, what came back and what to do.
type Step = (&'static str, Verdict, &'static str, &'static str, &'static str);

const PROBES: &[Step] = &[
    ("dns", Verdict::Good, "looked up platform.adobe.io", "52.12.3.4 and 2 more", ""),
    ("tls", Verdict::Good, "a handshake with platform.adobe.io", "TLS 1.3", ""),
    ("token", Verdict::Good, "asked https://ims-na1.adobelogin.com", "good for 24 h", ""),
    (
        "sandbox",
        Verdict::Bad,
        "asked for the list of sandboxes of 4A5B6C7D8E9F@AdobeOrg",
        "403 \u{1b}[31mthe api key is not subscribed to this product; request 7d2b8c1e-43f0-4a10",
        "add the API \"Experience Platform\" to the project in the Developer Console, and try again",
    ),
    ("clock", Verdict::Note, "compared with the server's", "91 s late", "set the clock by the network"),
    ("permissions", Verdict::Skipped, "", "needs a sandbox", ""),
];

fn probe(step: &Step) -> Probe {
    let (name, verdict, tried, came, advice) = *step;
    Probe { name, verdict, tried: tried.to_owned(), came: came.to_owned(), advice: advice.to_owned() }
}

fn press(setup: &mut SetupScreen, action: Action, times: usize) {
    for _ in 0..times {
        setup.act(action, BODY);
    }
}

fn type_text(setup: &mut SetupScreen, text: &str) {
    for letter in text.chars() {
        setup.type_stroke(Stroke::plain(Key::Char(letter)));
    }
}

fn filled() -> SetupScreen {
    let mut setup = SetupScreen::new(Vec::new());
    setup.take_import(Ok(Imported {
        name: Some("acme-dev".to_owned()),
        organisation: Some("4A5B6C7D8E9F0A1B2C3D4E5F@AdobeOrg".to_owned()),
        client_id: "0a1b2c3d4e5f60718293a4b5c6d7e8f9".to_owned(),
        secret: Some(Secret::from("p8e-abcdefghijklmnopqrstuvwxyz0123456789")),
        scopes: Vec::new(),
        several: Vec::new(),
    }));
    setup
}

fn problems() -> SetupScreen {
    let mut setup = SetupScreen::new(Vec::new());
    press(&mut setup, Action::Down, 2);
    type_text(&mut setup, "4A5B6C \u{1b}春節");
    setup.act(Action::Save, BODY);
    setup
}

/// The choice that warns has the focus.
fn warned() -> SetupScreen {
    let mut setup = filled();
    press(&mut setup, Action::Down, 7);
    press(&mut setup, Action::PreviousButton, 1);
    setup
}

fn testing(steps: &[Step]) -> SetupScreen {
    let mut setup = filled();
    setup.act(Action::Save, BODY);
    steps.iter().for_each(|step| setup.take_probe(probe(step)));
    setup
}

fn tested(steps: &[Step]) -> SetupScreen {
    let mut setup = testing(steps);
    setup.finish_test();
    setup
}

fn advanced() -> SetupScreen {
    let mut setup = filled();
    press(&mut setup, Action::Up, 1);
    press(&mut setup, Action::NextButton, 1);
    press(&mut setup, Action::Down, 3);
    setup
}

fn profiles() -> ProfilesScreen {
    let line = |name: &str, organisation: &str, api, sandbox: Option<&str>, mode, accent| ProfileLine {
        name: name.to_owned(),
        organisation: organisation.to_owned(),
        api,
        sandbox: sandbox.map(str::to_owned),
        mode,
        accent,
    };
    let acme = "4A5B6C7D8E9F0A1B2C3D4E5F@AdobeOrg";
    let lines = vec![
        line("acme-prod", acme, Generation::Dps, Some("prod"), None, Some(Accent::Red)),
        line("acme-dev", acme, Generation::Dps, Some("dev"), Some(Mode::Full), Some(Accent::Magenta)),
        line("old", "", Generation::Xcore, None, Some(Mode::ReadOnly), None),
        line("a\u{1b}春節優惠", acme, Generation::Dps, Some("emea-campaigns-2026-q4"), Some(Mode::Ask), None),
    ];
    ProfilesScreen::new(lines, Some("acme-dev".to_owned()))
}

fn mode(sandbox_type: SandboxType, typed: &str) -> Dialog {
    let mut dialog = Dialog::Mode(ModeDialog::new(Mode::ReadOnly, Mode::Ask, "prod".to_owned(), sandbox_type));
    dialog.arm();
    dialog.type_text(typed);
    dialog
}

fn production() -> Dialog {
    let creation = Creation {
        editor: EditorId(1),
        scope: Scope { sandbox: "prod".to_owned(), container: None },
        kind: Kind::Personalized,
        name: "Sommer \u{1b}春節 sale".to_owned(),
        body: Arc::from("{}"),
        difference: Arc::from([]),
    };
    let mut dialog =
        Dialog::Production(ProductionDialog::new(Cargo::Creation(Box::new(creation)), SandboxType::Production));
    dialog.arm();
    dialog.type_text("prod");
    dialog
}
