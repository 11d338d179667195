//! The look through the library: its lists are read, then a thread of its own looks through them as they are.

use std::sync::Arc;

use crate::domain::checkup::{Fix, Format, Heading};
use crate::domain::{Checkup, Extent, KINDS, Kind, Record, Snapshot};
use crate::screens::checkup::{CheckupScreen, Stage, why_missing};
use crate::screens::editor::EditorScreen;
use crate::screens::prompt::Prompt;
use crate::screens::shelf::Load;
use crate::screens::{EditorId, Notice, Screen};

use super::asking::read_list;
use super::deeds::is_in_the_way;
use super::going::text_is_in_the_way;
use super::granting::grant_all;
use super::mode::may_write;
use super::model::{Model, aids};
use super::{Effect, Errand, Examination, Export};

/// Shows what is wrong in the library: has the lists read of which that is not so, then looks.
pub(super) fn show(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.scope.is_none() {
        model.tell(Notice::warning("Choose a sandbox or container first."));
        return;
    }
    // There is one such screen at most, for what was found goes to the one that is there.
    match model.screens.iter().position(|screen| matches!(screen, Screen::Checkup(_))) {
        Some(_) if text_is_in_the_way(model) => return,
        Some(place) => model.screens.truncate(place + 1),
        None => model.screens.push(Screen::Checkup(Box::default())),
    }
    again(model, effects);
}

/// Looks again, after the look that is under way if there is one. Lists that are not read, or only in part, are read first.
pub(super) fn again(model: &mut Model, effects: &mut Vec<Effect>) {
    for entry in KINDS {
        if matches!(
            model.library.shelf(entry.kind).load,
            Load::NotAsked | Load::Failed(_) | Load::Partial(_) | Load::Stale(_)
        ) {
            read_list(model, entry.kind, effects);
        }
    }
    if let Some(screen) = screen_mut(model) {
        screen.look_again();
    }
}

fn screen_mut(model: &mut Model) -> Option<&mut CheckupScreen> {
    model.screens.iter_mut().find_map(|screen| match screen {
        Screen::Checkup(screen) => Some(&mut **screen),
        _ => None,
    })
}

fn screen(model: &Model) -> Option<&CheckupScreen> {
    model.screens.iter().find_map(|screen| match screen {
        Screen::Checkup(screen) => Some(&**screen),
        _ => None,
    })
}

/// After each event: once no list is on its way any more and no other look under way, the look begins; and what was found
/// is compared with the lists as they are by now.
pub(super) fn watch(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(screen) = screen(model) else { return };
    match &screen.stage {
        Stage::Reading(_) => {
            let coming = KINDS.iter().map(|entry| entry.kind).filter(|kind| model.library.shelf(*kind).is_loading());
            let coming: Vec<Kind> = coming.collect();
            if coming.is_empty() && model.errands.look.is_none() {
                begin(model, effects);
            } else if let Some(screen) = screen_mut(model) {
                screen.stage = Stage::Reading(coming);
            }
        }
        Stage::Looking(..) => {}
        Stage::Done { edition, .. } if *edition == model.library.edition() => {}
        Stage::Done { snapshot, .. } => {
            let now = (!snapshot.is_still(&model.library.catalogue()), model.library.edition());
            if let Some(screen) = screen_mut(model)
                && let Stage::Done { changed, edition, .. } = &mut screen.stage
            {
                (*changed, *edition) = now;
            }
        }
    }
}

fn begin(model: &mut Model, effects: &mut Vec<Effect>) {
    let snapshot = Arc::new(Snapshot::of(&model.library.catalogue(), |kind| why_missing(model.library.shelf(kind))));
    let errand = Errand(model.number());
    model.errands.look = Some(errand);
    let examination =
        Examination { snapshot: Arc::clone(&snapshot), at: model.now, policy: model.settings.checks.clone() };
    effects.push(Effect::Examine(errand, Box::new(examination)));
    if let Some(screen) = screen_mut(model) {
        screen.stage = Stage::Looking(errand.0, snapshot);
    }
}

/// After each event: what is typed in the editor on top is checked, also among the objects that are read.
pub(super) fn judge(model: &mut Model) {
    if let Some(Screen::Editor(editor)) = model.screens.last_mut() {
        let catalogue = model.library.catalogue();
        let kinds = KINDS.iter().map(|entry| entry.kind);
        editor.know_lists(kinds.filter(|kind| catalogue.extent(*kind) == Extent::Whole).collect());
        editor.judge(&aids(&model.library, model.now, &model.settings));
    }
}

/// Takes in what was found, if it is still waited for.
pub(super) fn take(model: &mut Model, errand: Errand, found: Checkup) {
    model.errands.look.take_if(|look| *look == errand);
    if let Some(screen) = screen_mut(model)
        && let Stage::Looking(waited, snapshot) = &screen.stage
        && *waited == errand.0
    {
        let snapshot = Arc::clone(snapshot);
        screen.take(found, snapshot);
    }
}

/// Asks for the name of a file to write to.
pub(super) fn ask_export(model: &mut Model) {
    if screen(model).is_none_or(|screen| screen.found.is_none()) {
        model.tell(nothing_found_yet());
        return;
    }
    let place = model.scope.as_ref().map_or("", |scope| scope.label());
    let plain: String = place.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect();
    let name = format!("offerdeck-check-{plain}-{}.md", model.now.strftime("%Y-%m-%d"));
    model.prompt = Some(Prompt::export(&name));
}

fn nothing_found_yet() -> Notice {
    Notice::warning("Nothing was looked through yet: :check does that first.")
}

/// Writes what was found to a file, in the format that its name asks for.
pub(super) fn export(model: &mut Model, file: String, effects: &mut Vec<Effect>) {
    let Some(found) = screen(model).and_then(|screen| screen.found.as_ref()) else {
        model.tell(nothing_found_yet());
        return;
    };
    let Some(format) = Format::of_file(&file) else {
        model.tell(Notice::error("The name ends in .md, .json or .txt: nothing was written."));
        return;
    };
    let heading = Heading {
        place: model.scope.as_ref().map_or_else(String::new, |scope| scope.label().to_owned()),
        generation: model.settings.generation.as_str(),
        host: model.settings.host.clone(),
    };
    let checkup = Arc::clone(found);
    effects.push(Effect::Export(Box::new(Export { file, format, heading, checkup })));
}

/// Tells what became of the file.
pub(super) fn exported(model: &mut Model, written: Result<String, String>) {
    model.tell(match written {
        Ok(file) => Notice::good(format!("Written to {file}.")),
        Err(why) => Notice::error(why),
    });
}

/// Mends an object: the editor opens on the mended text, and over it the review of what a save would send.
pub(super) fn mend(model: &mut Model, record: &Record, fix: &Fix, effects: &mut Vec<Effect>) {
    let Some(scope) = model.scope.clone() else { return };
    let Some(record) = model.library.shelf(record.kind).get(&record.id).cloned() else {
        model.tell(Notice::warning("It is no longer in its list. r looks again."));
        return;
    };
    if !may_write(model) || is_in_the_way(model, std::slice::from_ref(&record)) {
        return;
    }
    let Some(mended) = fix.apply(record.generation, &record.body()) else {
        model.tell(Notice::good("It is mended already. r looks again."));
        return;
    };
    let mut editor = EditorScreen::stored(EditorId(model.number()), scope, record);
    let wishes = editor.put_in(&mended, &model.aids());
    model.screens.push(Screen::Editor(Box::new(editor)));
    grant_all(model, wishes, effects);
}
