//! Profiles: going over to another one, and the guided form that makes the first.

use crate::profile::Imported;
use crate::request::Probe;
use crate::screens::profiles::ProfilesScreen;
use crate::screens::setup::{SetupDraft, SetupScreen};
use crate::screens::{Notice, Screen, Wish};

use super::asking::forget;
use super::awaiting::held_writes;
use super::going::text_is_in_the_way;
use super::granting::{grant, grant_all};
use super::model::{Model, Start};
use super::{Effect, Errand, Prepared};

/// Shows the profiles to choose from.
pub(super) fn show(model: &mut Model) {
    if model.settings.demo {
        model.tell(Notice::info("The demo has no profiles. Start offerdeck without --demo to use one."));
        return;
    }
    model.screens.retain(|screen| !matches!(screen, Screen::Profiles(_)));
    let screen = ProfilesScreen::new(model.profiles.clone(), model.settings.profile.clone());
    model.screens.push(Screen::Profiles(screen));
}

/// Opens the guided form. There is one at most, for the answers go to the one that is found.
pub(super) fn set_up(model: &mut Model) {
    if setup(model).is_some() {
        model.tell(Notice::info("The form is open already: esc leads back to it."));
        return;
    }
    // What another form was sent for is not this one's.
    (model.errands.test, model.errands.save) = (None, None);
    model.screens.push(Screen::Setup(Box::new(model.blank_setup())));
}

fn errand(model: &mut Model) -> Errand {
    Errand(model.number())
}

/// Begins to work with another profile: its connection is made ready first, and only then the present one is left.
pub(super) fn change(model: &mut Model, name: String, effects: &mut Vec<Effect>) {
    if text_is_in_the_way(model) {
        return;
    }
    if a_write_is_open(model) {
        return;
    }
    model.tell(Notice::info(format!("Going over to the profile \"{name}\" …")));
    let errand = errand(model);
    model.errands.connect = Some(errand);
    effects.push(Effect::Connect(errand, name));
}

/// Whether a write keeps the user here; if so, says it.
fn a_write_is_open(model: &mut Model) -> bool {
    let open = model.open_writes();
    if open > 0 {
        model.tell(Notice::warning(if open == held_writes(model) {
            "A write waits for the disk and was not sent. Wait for it, or drop it with ctrl-c, before you go."
        } else {
            "A write is not yet confirmed. Wait for its end before you go."
        }));
    }
    open > 0
}

/// Goes over to the connection that is ready, unless another was asked for since, or something stands in the way.
pub(super) fn go_over(
    model: &mut Model,
    errand: Errand,
    prepared: Result<Box<Prepared>, String>,
    effects: &mut Vec<Effect>,
) {
    if model.errands.connect.take_if(|waited| *waited == errand).is_none() {
        return;
    }
    let prepared = match prepared {
        Ok(prepared) => *prepared,
        Err(message) => {
            model.tell(Notice::error(message));
            return;
        }
    };
    if text_is_in_the_way(model) || a_write_is_open(model) {
        return;
    }
    forget(&model.flight.leave(), effects);
    super::picturing::forget(model, effects);
    effects.push(Effect::Switch(errand));
    let mut next = Model::new(prepared.settings, model.now, model.area.width, model.area.height);
    next.profiles = prepared.profiles;
    next.errands = model.errands;
    next.log = std::mem::take(&mut model.log);
    // Tickets and numbers go on counting: what is answered late must not find its like in the new model.
    next.flight = std::mem::take(&mut model.flight);
    next.last_number = model.last_number;
    next.kept = std::mem::take(&mut model.kept);
    // What was done there is not taken back here.
    next.kept.last = None;
    next.kept.deleted.clear();
    next.kept.renewed.clear();
    *model = next;
    let name = model.settings.profile.clone().unwrap_or_default();
    begin(model, effects);
    model.tell(match prepared.notice {
        Some(warnings) => Notice::warning(warnings),
        None => Notice::good(format!("This is the profile \"{name}\" now.")),
    });
}

/// Begins with what the settings ask for.
pub(super) fn begin(model: &mut Model, effects: &mut Vec<Effect>) {
    super::drafts::list(model, effects);
    match (model.settings.start, &model.scope) {
        (Start::Profiles | Start::Setup, _) => {}
        (Start::Library, Some(_)) => {
            let kind = model.library.kind;
            grant(model, Wish::ShowKind(kind), effects);
            super::going::ask_sandbox_type(model, effects);
        }
        (Start::Library, None) => grant(model, Wish::ReadScopes, effects),
    }
}

fn setup(model: &mut Model) -> Option<&mut SetupScreen> {
    model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Setup(setup) => Some(&mut **setup),
        _ => None,
    })
}

/// Fills the form with what a download of the Developer Console says.
pub(super) fn imported(model: &mut Model, found: Result<Imported, String>, effects: &mut Vec<Effect>) {
    if let Some(setup) = setup(model) {
        let wishes = setup.take_import(found);
        grant_all(model, wishes, effects);
    }
}

/// Has what the form describes tried.
pub(super) fn test(model: &mut Model, draft: Box<SetupDraft>, effects: &mut Vec<Effect>) {
    let errand = errand(model);
    model.errands.test = Some(errand);
    effects.push(Effect::Test(errand, draft));
}

/// Has the profile that the form describes written.
pub(super) fn save(model: &mut Model, draft: Box<SetupDraft>, effects: &mut Vec<Effect>) {
    let errand = errand(model);
    model.errands.save = Some(errand);
    effects.push(Effect::SaveProfile(errand, draft));
}

/// Shows a step of the test.
pub(super) fn probed(model: &mut Model, errand: Errand, probe: Probe) {
    if model.errands.test == Some(errand)
        && let Some(setup) = setup(model)
    {
        setup.take_probe(probe);
    }
}

/// Ends the test.
pub(super) fn tested(model: &mut Model, errand: Errand) {
    if model.errands.test.take_if(|waited| *waited == errand).is_some()
        && let Some(setup) = setup(model)
    {
        setup.finish_test();
    }
}

/// Takes in whether the profile was written, and goes over to it. Where its form is gone, what became of it is told.
pub(super) fn saved(model: &mut Model, errand: Errand, saved: Result<String, String>, effects: &mut Vec<Effect>) {
    let waited = model.errands.save.take_if(|waited| *waited == errand).is_some();
    match (setup(model).filter(|_| waited), saved) {
        (Some(setup), saved) => {
            let wishes = setup.take_saved(saved);
            grant_all(model, wishes, effects);
        }
        (None, Ok(path)) => model.tell(Notice::good(format!("The profile was saved in {path}."))),
        (None, Err(problem)) => model.tell(Notice::error(problem)),
    }
}
