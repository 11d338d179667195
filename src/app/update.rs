//! The only router: an event changes the model and yields effects.

use crate::screens::bulk::Bulk;
use crate::screens::{Notice, Screen};

use super::disk::Told;
use super::model::{Model, Timer};
use super::typing::{key, paste};
use super::view::Frame;
use super::{Effect, Event, Msg, deleting, retrying, seeking};

/// Takes an event in.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.now, event.at);
    let mut effects = Vec::new();
    retrying::drop_overdue(model, before, &mut effects);
    match event.msg {
        Msg::Start => super::profiles::begin(model, &mut effects),
        Msg::Key(stroke) => key(model, stroke, &mut effects),
        Msg::Paste(text) => paste(model, &text, &mut effects),
        Msg::Resize(columns, rows) => {
            (model.area.width, model.area.height) = (columns, rows);
        }
        Msg::Answered { ticket, result, exchanges } => {
            for exchange in &exchanges {
                super::session::compare_clocks(model, exchange);
            }
            let request_id = exchanges.last().and_then(|exchange| exchange.request_id.clone());
            for exchange in exchanges {
                model.log.enter(model.now, exchange);
            }
            if let Some(open) = model.flight.settle(ticket) {
                retrying::take(model, open, result, request_id, &mut effects);
                super::pointing::refresh(model, &mut effects);
            }
        }
        Msg::Timer(id) => {
            if let Some(place) = model.timers.iter().position(|(running, _)| *running == id) {
                match model.timers.remove(place).1 {
                    Timer::ArmDialog(depth) => {
                        if let Some(dialog) = model.dialogs.get_mut(depth) {
                            dialog.arm();
                        }
                    }
                    Timer::TokenEnds => super::session::tell_end(model, &mut effects),
                    Timer::LookAgain(look) => deleting::look(model, look, &mut effects),
                    Timer::Repeat(ticket) => retrying::repeat(model, ticket, &mut effects),
                    // Time went on, which shows in the countdown.
                    Timer::Countdown => {}
                    Timer::SeekAgain(sought) => seeking::seek(model, sought, &mut effects),
                    Timer::Leave => super::leaving::finish(model, &mut effects),
                    Timer::KeepDrafts { .. } => super::drafts::keep_due(model, &mut effects),
                    Timer::DiskIsLate(number) => super::awaiting::time_is_over(model, number),
                }
            }
        }
        Msg::Session(session) => super::session::take(model, session, &mut effects),
        Msg::Prepared(errand, prepared) => super::profiles::go_over(model, errand, prepared, &mut effects),
        Msg::Imported(found) => super::profiles::imported(model, found, &mut effects),
        Msg::Probed(errand, probe) => super::profiles::probed(model, errand, probe),
        Msg::Tested(errand) => super::profiles::tested(model, errand),
        Msg::ProfileSaved(errand, saved) => super::profiles::saved(model, errand, saved, &mut effects),
        Msg::Examined(errand, found) => super::checkup::take(model, errand, *found),
        Msg::Exported(written) => super::checkup::exported(model, written),
        Msg::FaultSet(Ok(text)) => model.tell(Notice::warning(text)),
        Msg::FaultSet(Err(text)) => model.tell(Notice::error(text)),
        Msg::Picture(errand, fetched) => super::picturing::take(model, errand, *fetched),
        Msg::Disk(told) => disk_told(model, *told, &mut effects),
        Msg::Terminate(code) => super::leaving::begin(model, code, &mut effects),
        Msg::Suspend => super::suspending::begin(model, &mut effects),
        Msg::NotSuspended(why) => super::suspending::refused(model, why),
        Msg::Continued => super::suspending::go_on(model, &mut effects),
    }
    super::going::drop_unasked(model, &mut effects);
    retrying::keep_timers(model, &mut effects);
    super::drafts::watch(model, &mut effects);
    super::leaving::watch(model, &mut effects);
    super::awaiting::watch(model, &mut effects);
    super::checkup::watch(model, &mut effects);
    super::checkup::judge(model);
    super::going::reconsider(model);
    super::pointing::read_named(model, &mut effects);
    super::view::log_what_is_cut(model);
    fit(model);
    effects
}

/// Takes in what the disk has to tell.
fn disk_told(model: &mut Model, told: Told, effects: &mut Vec<Effect>) {
    super::awaiting::answered(model, &told);
    match told {
        Told::DraftKept(editor, result) => super::drafts::kept(model, editor, result),
        Told::Drafts(listing) => super::drafts::listed(model, listing),
        Told::DraftClaimed(editor, draft) => super::drafts::claimed(model, editor, draft, effects),
        Told::DraftThrownAway(result) => super::drafts::thrown_away(model, result, effects),
        Told::Trashed(number, result) => super::trash::trashed(model, number, result, effects),
        Told::Trash(listing) => super::trash::listed(model, listing),
        Told::TrashRead(read) => super::trash::found(model, read, effects),
        Told::Begun(ticket, result) => super::history::begun(model, ticket, result, effects),
        Told::Journal(read) => super::history::listed(model, read),
        Told::Settled(..) | Told::Done(_) => {
            if let Some(refused) = told.refused() {
                model.tell(Notice::warning(refused));
            }
        }
    }
}

/// Brings what depends on the layout into step with it: which rows are in view, whose details are shown.
fn fit(model: &mut Model) {
    let frame = Frame::of(model);
    let shown = model.shown_record();
    // Behind a picture the details stay as they are.
    let own_screen = match model.screens.iter().rev().find(|screen| !matches!(screen, Screen::Picture(_))) {
        Some(Screen::Detail(detail)) => Some(detail.place),
        _ => None,
    };
    model.library.fit(frame.body, shown, own_screen, &model.settings.theme, model.now);
    match model.screens.last_mut() {
        Some(Screen::Detail(detail)) => {
            if let Some(pane) = &model.library.pane {
                detail.place = pane.place;
            }
        }
        Some(Screen::Scopes(scopes)) => scopes.fit(frame.body),
        Some(Screen::Profiles(profiles)) => profiles.fit(frame.body),
        Some(Screen::Drafts(drafts)) => drafts.fit(frame.body),
        Some(Screen::Trash(trash)) => trash.fit(frame.body),
        Some(Screen::History(history)) => history.fit(frame.body),
        Some(Screen::Merge(merge)) => merge.fit(frame.body),
        Some(Screen::UsedBy(screen)) => screen.fit(frame.body),
        Some(Screen::Checkup(screen)) => screen.fit(frame.body),
        Some(Screen::Log(screen)) => screen.fit(&model.log, frame.body),
        Some(Screen::Picture(screen)) => screen.fit(frame.body, &model.settings.theme),
        Some(Screen::Bulk(screen)) => screen.fit(model.bulk.as_ref().map_or(0, Bulk::len), frame.body),
        _ => {}
    }
}
