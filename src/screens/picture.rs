//! A picture that was fetched: the question before, what is known of such pictures, and the picture on a screen of its own.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::{Details, Kind, ObjectId, Own, Record};
use crate::keys::Action;
use crate::request::{Picture, PictureAddress};
use crate::widgets::theme::Palette;
use crate::widgets::{FRAME_COLUMNS, FRAME_ROWS, Mosaic, Question, Theme, framed, paragraph};

use super::{Surroundings, Wish};

/// How many pictures are remembered; each takes up to 400 kB.
const REMEMBERED: usize = 8;

/// A picture that is wanted, and for which object.
#[derive(Clone, Debug, PartialEq)]
pub struct WantedPicture {
    /// The object's kind.
    pub kind: Kind,
    /// Its id.
    pub id: ObjectId,
    /// Where the object says that the picture lies.
    pub link: Box<str>,
    /// The same, as it will be asked for.
    pub address: PictureAddress,
    /// Which of the object's images it is.
    pub place: usize,
}

/// The addresses of the images that an object shows, in their order.
#[must_use]
pub fn image_links(record: &Record) -> Vec<Box<str>> {
    let Own::Offer(offer) = Details::of(record).own else { return Vec::new() };
    let components = offer.representations.into_iter().flat_map(|representation| representation.components);
    let links = components.filter_map(|component| component.delivery_url.value().cloned());
    links.filter(|link| !link.trim().is_empty()).collect()
}

/// The pictures that were fetched last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pictures {
    known: Vec<(Box<str>, Arc<Picture>)>,
    /// Which image of which object was shown last.
    turn: Option<(ObjectId, usize)>,
}

impl Pictures {
    /// The picture behind a link, where it was fetched.
    #[must_use]
    pub fn get(&self, link: &str) -> Option<&Arc<Picture>> {
        self.known.iter().find(|(known, _)| &**known == link).map(|(_, picture)| picture)
    }

    /// Remembers a picture, and forgets the oldest for it.
    pub fn keep(&mut self, link: Box<str>, picture: Arc<Picture>) {
        self.known.retain(|(known, _)| *known != link);
        self.known.push((link, picture));
        let surplus = self.known.len().saturating_sub(REMEMBERED);
        self.known.drain(..surplus);
    }

    /// Which of an object's images is next: each in turn, and after the last one the first again.
    #[must_use]
    pub fn next_of(&self, id: &ObjectId, count: usize) -> usize {
        match &self.turn {
            Some((last, place)) if last == id => (place + 1) % count.max(1),
            _ => 0,
        }
    }

    /// This image of an object had its turn: it is shown, or can't be.
    pub fn had_its_turn(&mut self, id: &ObjectId, place: usize) {
        self.turn = Some((id.clone(), place));
    }
}

/// Fetch this picture? Cancel has the focus, for whoever wrote the address learns of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureDialog {
    wanted: WantedPicture,
    /// The object.
    record: Arc<Record>,
    /// How many images it has.
    count: usize,
    /// The button that has the focus.
    pub(super) focus: usize,
}

impl PictureDialog {
    const BUTTONS: &'static [&'static str] = &["Cancel", "Fetch", "Next image"];

    /// Opens the question about one of so many images of an object.
    #[must_use]
    pub fn new(wanted: WantedPicture, record: Arc<Record>, count: usize) -> PictureDialog {
        PictureDialog { wanted, record, count, focus: 0 }
    }

    /// The buttons; the last one is for objects with several images.
    pub(super) fn buttons(&self) -> &'static [&'static str] {
        if self.count > 1 { Self::BUTTONS } else { &Self::BUTTONS[..2] }
    }

    /// What is wished where the button that has the focus leads to another image.
    pub(super) fn other_image(&self) -> Option<Vec<Wish>> {
        let next = (self.wanted.place + 1) % self.count.max(1);
        (self.focus == 2).then(|| vec![Wish::AskPicture(Arc::clone(&self.record), Some(next))])
    }

    pub(super) fn yes(&self) -> Vec<Wish> {
        vec![Wish::FetchPicture(Box::new(self.wanted.clone()))]
    }

    /// Draws the dialog.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let address = &self.wanted.address;
        let place = format!("{} of {}", self.wanted.place + 1, self.count);
        let mut facts = vec![("Host", address.host()), ("Address", address.url().as_str())];
        let mut text =
            "The request leaves this machine for that host. It carries none of your credentials and no cookies; the \
                        host sees where it comes from."
                .to_owned();
        if self.count > 1 {
            facts.insert(0, ("Image", place.as_str()));
            text.push_str(" Next image asks about the one after it; p comes back to those that were not shown.");
        }
        let layout = Question {
            title: "Fetch the picture?",
            danger: false,
            facts: &facts,
            text: &text,
            input: None,
            buttons: self.buttons(),
            focus: self.focus,
        };
        layout.draw(area, buf, &around.theme)
    }
}

/// The screen's state.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureScreen {
    name: String,
    picture: Arc<Picture>,
    /// What is shown, and the area that it was made for.
    made: Option<(Rect, Mosaic)>,
}

impl PictureScreen {
    /// Shows a picture of the object of this name.
    #[must_use]
    pub fn new(name: &str, picture: Arc<Picture>) -> PictureScreen {
        PictureScreen { name: name.to_owned(), picture, made: None }
    }

    /// Makes the picture for a body of this size, if it was made for another.
    pub fn fit(&mut self, body: Rect, theme: &Theme) {
        let inner = Rect::new(0, 0, body.width.saturating_sub(FRAME_COLUMNS), body.height.saturating_sub(FRAME_ROWS));
        if self.made.as_ref().is_none_or(|(area, _)| *area != inner) {
            let small = &self.picture.small;
            let mosaic = Mosaic::new(&small.rgba, small.width, small.height, inner, theme.palette);
            self.made = Some((inner, mosaic));
        }
    }

    /// Makes of an action what this screen makes of it.
    #[must_use]
    pub fn act(&self, action: Action) -> Vec<Wish> {
        match action {
            Action::Back => vec![Wish::Close],
            _ => Vec::new(),
        }
    }

    /// Draws the picture, or its figures where there are no colours.
    pub fn draw(&self, around: &Surroundings, area: Rect, buf: &mut Buffer) {
        let theme = &around.theme;
        let figures = self.picture.to_string();
        let inner = framed(area, buf, theme, &self.name, &figures, true);
        match &self.made {
            _ if theme.palette == Palette::None => {
                let text = format!("The picture has come: {figures}. Without colours it can't be shown.");
                paragraph(inner, buf, theme.base, &text);
            }
            Some((_, mosaic)) => mosaic.draw(inner, buf),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Pixels;

    fn picture(width: u32) -> Arc<Picture> {
        let small = Pixels { width: 0, height: 0, rgba: Arc::from([]) };
        Arc::new(Picture { width, height: 1, format: "PNG", bytes: 1, small })
    }

    #[test]
    fn the_last_few_pictures_are_remembered() {
        let mut pictures = Pictures::default();
        for number in 0..10 {
            pictures.keep(number.to_string().into(), picture(number));
        }
        pictures.keep("9".into(), picture(99));
        assert_eq!(pictures.get("9"), Some(&picture(99)));
        assert_eq!((pictures.get("1"), pictures.get("2")), (None, Some(&picture(2))));
    }

    #[test]
    fn images_come_in_turn() {
        let (one, other) = (ObjectId::from("one"), ObjectId::from("other"));
        let mut pictures = Pictures::default();
        for wanted in [0, 1, 2, 0] {
            assert_eq!((pictures.next_of(&one, 3), pictures.next_of(&one, 3)), (wanted, wanted), "none had its turn");
            pictures.had_its_turn(&one, wanted);
        }
        assert_eq!(pictures.next_of(&other, 2), 0);
        assert_eq!(pictures.next_of(&one, 0), 0);
    }
}
