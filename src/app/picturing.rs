//! The way of a picture: the question, the fetch, and where it goes that has come.

use std::sync::Arc;

use crate::domain::Record;
use crate::request::{FetchedPicture, PictureAddress};
use crate::screens::dialogs::Dialog;
use crate::screens::picture::{PictureDialog, PictureScreen, WantedPicture, image_links};
use crate::screens::{Notice, Screen};

use super::model::Model;
use super::{Effect, Errand};

/// Shows a picture of an object if it was fetched before, else asks whether to fetch it: this one, or the one whose turn
/// it is.
pub(super) fn ask(model: &mut Model, record: &Arc<Record>, place: Option<usize>) {
    let links = image_links(record);
    let place = place.unwrap_or_else(|| model.library.pictures.next_of(&record.id, links.len()));
    let Some(link) = links.get(place) else {
        model.tell(Notice::info("It links to no image; images within HTML are not fetched."));
        return;
    };
    if let Some(picture) = model.library.pictures.get(link).cloned() {
        model.library.pictures.had_its_turn(&record.id, place);
        let screen = PictureScreen::new(record.title(), picture);
        model.screens.push(Screen::Picture(screen));
        return;
    }
    match PictureAddress::parse(link) {
        Ok(address) => {
            let wanted = WantedPicture { kind: record.kind, id: record.id.clone(), link: link.clone(), address, place };
            let dialog = PictureDialog::new(wanted, Arc::clone(record), links.len());
            model.dialogs.push(Dialog::Picture(dialog));
        }
        Err(why) => {
            // It never can be shown, and must not stand in the way of the next one.
            model.library.pictures.had_its_turn(&record.id, place);
            model.tell(Notice::warning(format!("The address of the image {why}, so it is not fetched: {link}")));
        }
    }
}

/// Fetches it: it was confirmed. What was asked for before is not waited for any more.
pub(super) fn fetch(model: &mut Model, wanted: WantedPicture, effects: &mut Vec<Effect>) {
    forget(model, effects);
    model.tell(Notice::info(format!("Fetching the picture from {} …", wanted.address.host())));
    let errand = Errand(model.number());
    effects.push(Effect::FetchPicture(errand, wanted.address.clone()));
    model.picture = Some((errand, wanted));
}

/// Waits no longer for the picture that is under way, if there is one; returns whether there was.
pub(super) fn forget(model: &mut Model, effects: &mut Vec<Effect>) -> bool {
    let waited = model.picture.take();
    effects.extend(waited.iter().map(|(errand, _)| Effect::ForgetPicture(*errand)));
    waited.is_some()
}

/// Takes in what came. It is shown where its object still is in front; whoever went elsewhere is not fetched back.
pub(super) fn take(model: &mut Model, errand: Errand, fetched: FetchedPicture) {
    model.log.enter(model.now, fetched.exchange);
    let Some((_, wanted)) = model.picture.take_if(|(waited, _)| *waited == errand) else { return };
    let shows_it = |screen: &Screen| match screen {
        Screen::Detail(detail) => detail.kind == wanted.kind && detail.id == wanted.id,
        _ => false,
    };
    if !model.screens.iter().any(shows_it) {
        return;
    }
    let picture = match fetched.result {
        Ok(picture) => picture,
        Err(why) => {
            model.tell(Notice::error(format!("There is no picture: {why}.")));
            return;
        }
    };
    model.library.keep_picture(wanted.link.clone(), Arc::clone(&picture));
    let record = model.library.shelf(wanted.kind).get(&wanted.id);
    match record {
        Some(record) if model.is_browsing() && model.screens.last().is_some_and(shows_it) => {
            let screen = PictureScreen::new(record.title(), picture);
            model.library.pictures.had_its_turn(&wanted.id, wanted.place);
            model.notice = None;
            model.screens.push(Screen::Picture(screen));
        }
        _ => model.tell(Notice::good(format!("The picture has come: {picture}."))),
    }
}
