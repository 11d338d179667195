//! Names for ids: what is said of where an id leads, and the ids in a text with the way there. The same on every screen.

use std::borrow::Cow;

use ratatui::text::{Line, Span};

use crate::domain::{Catalogue, DiffLine, Extent, Ids, Kind, Named};
use crate::keys::Action;
use crate::widgets::json_tokens::{Token, tokens};
use crate::widgets::{Noted, Scroll, Theme, clean, json_line, width};

use super::{Notice, Tone, Wish};

/// What is said of an id that leads to no object.
pub(super) const NOWHERE: &str = "leads nowhere";

/// What stands beside an id in place of a name; nothing beside one whose name is known.
pub(super) fn remark(named: &Named<'_>) -> Option<(Tone, String)> {
    match named {
        Named::Here(_) => None,
        Named::Nowhere => Some((Tone::Error, NOWHERE.to_owned())),
        Named::NotRead(kind, Extent::Part) => {
            Some((Tone::Warning, format!("not read: {}", kind.entry().title.to_lowercase())))
        }
        Named::NotRead(..) => Some((Tone::Info, "…".to_owned())),
    }
}

/// Why there is no way from an id, in a sentence.
pub fn why_no_way(named: &Named<'_>, kind: Kind, id: &str) -> Notice {
    let entry = kind.entry();
    match named {
        Named::Here(record) => Notice::info(format!("{id} is \"{}\".", record.title())),
        Named::Nowhere => Notice::warning(format!("{id} {NOWHERE}: there is no such {}.", entry.noun)),
        Named::NotRead(kind, _) => Notice::info(format!(
            "Where {id} leads is not known: the list of {} is not read whole.",
            kind.entry().title.to_lowercase()
        )),
    }
}

/// An id on a page of lines: the way to another object.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Which of the lines it stands in.
    pub line: usize,
    /// From which byte of the line to which, in a text; a line of facts is the way as a whole.
    pub within: Option<(usize, usize)>,
    /// What the other object is to be; `None` where that is not said.
    pub kind: Option<Kind>,
    /// Its id.
    pub id: Box<str>,
}

impl Link {
    fn place(&self) -> Spot {
        (self.line, self.within.map_or(0, |(from, _)| from))
    }
}

/// Which id of a page is chosen: the one in this line that begins at this byte.
pub(super) type Spot = (usize, usize);

/// The ids on a page of lines, in their order.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Links(pub(super) Vec<Link>);

impl Links {
    /// Those of these ids that stand in the lines of a text as JSON texts of their own.
    pub(super) fn in_lines<'a>(lines: impl Iterator<Item = &'a str>, ids: &Ids) -> Links {
        Links::told_by(lines, |text| ids.kind_of(text))
    }

    /// The same, where `kind_of` tells of a JSON text whether it is an id, and of what kind the object is to be.
    pub(super) fn told_by<'a>(
        lines: impl Iterator<Item = &'a str>,
        kind_of: impl Fn(&str) -> Option<Option<Kind>>,
    ) -> Links {
        let kind_of = &kind_of;
        let links = lines.enumerate().flat_map(|(line, text)| {
            ids_in(text, kind_of).map(move |(within, kind, id)| Link {
                line,
                within: Some(within),
                kind,
                id: id.into(),
            })
        });
        Links(links.collect())
    }

    /// Those in the lines of a difference.
    pub(super) fn in_difference(difference: &[DiffLine], ids: &Ids) -> Links {
        let mut links = Links::in_lines(difference.iter().map(|line| line.text().unwrap_or_default()), ids);
        for link in &mut links.0 {
            let before = difference.get(link.line).map_or(0, |line| line.sign().len());
            link.within = link.within.map(|(from, to)| (from + before, to + before));
        }
        links
    }

    /// The same ids where the first line is the one of this number.
    pub(super) fn moved(mut self, first: usize) -> Links {
        for link in &mut self.0 {
            link.line += first;
        }
        self
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of_line(&self, line: usize) -> &[Link] {
        let from = self.0.partition_point(|link| link.line < line);
        let to = self.0.partition_point(|link| link.line <= line);
        self.0.get(from..to).unwrap_or_default()
    }

    /// The one that is chosen.
    pub(super) fn chosen(&self, spot: Option<Spot>) -> Option<&Link> {
        let spot = spot?;
        self.of_line(spot.0).iter().find(|link| link.place() == spot)
    }

    /// Chooses the next one, or the one before, round and round; the first time one that is seen, if there is one.
    /// `height` rows are seen.
    fn choose(&self, spot: &mut Option<Spot>, action: Action, scroll: &mut Scroll, height: usize) -> Vec<Wish> {
        let Links(links) = self;
        let Some(last) = links.len().checked_sub(1) else {
            return vec![Wish::Tell(Notice::info("It names no other object."))];
        };
        let offset = scroll.offset;
        let place = spot.and_then(|spot| links.iter().position(|link| link.place() == spot));
        let next = match (place, action) {
            (Some(place), Action::PreviousLink) => place.checked_sub(1).unwrap_or(last),
            (Some(place), _) => (place + 1) % links.len(),
            (None, Action::PreviousLink) => links.iter().rposition(|link| link.line < offset + height).unwrap_or(last),
            (None, _) => links.iter().position(|link| link.line >= offset).unwrap_or_default(),
        };
        if let Some(link) = links.get(next) {
            *spot = Some(link.place());
            let highest = (link.line + 1).saturating_sub(height);
            scroll.offset = offset.clamp(highest, link.line.max(highest));
        }
        Vec::new()
    }

    /// Makes of an action what every page with names on it makes of it: chooses one, or goes to the object that the chosen
    /// one names; where none is chosen, chooses one.
    pub(super) fn act(&self, action: Action, spot: &mut Option<Spot>, scroll: &mut Scroll, height: usize) -> Vec<Wish> {
        match self.chosen(*spot) {
            Some(link) if action == Action::Open => vec![Wish::Follow(link.kind, link.id.clone())],
            _ => self.choose(spot, action, scroll, height),
        }
    }

    /// A line of JSON for so many columns, with the names of those whose ids stand in it.
    pub(super) fn json<'a>(
        &self,
        (number, text): (usize, &'a str),
        columns: u16,
        spot: Option<Spot>,
        catalogue: Catalogue<'_>,
        theme: &Theme,
    ) -> Noted<'a> {
        let reads = || Cow::Borrowed(text);
        self.noted((number, reads), (json_line(text, columns, theme), columns), spot, catalogue, theme)
    }

    /// The line of this number, which reads so and is drawn so in so many columns, with the names of those whose ids stand
    /// in it. It can be very long: how it reads is asked only where one of them is chosen.
    pub(super) fn noted<'a, 't>(
        &self,
        (number, reads): (usize, impl FnOnce() -> Cow<'t, str>),
        (line, columns): (Line<'a>, u16),
        spot: Option<Spot>,
        catalogue: Catalogue<'_>,
        theme: &Theme,
    ) -> Noted<'a> {
        let links = self.of_line(number);
        let chosen = self.chosen(spot.filter(|(line, _)| *line == number)).and_then(|link| {
            let (from, to) = link.within?;
            let text = reads();
            let column = |end| u16::try_from(width(&clean(text.get(..end)?))).ok();
            Some(column(from)?..column(to)?)
        });
        let named = links.iter().map(|link| (link.kind, &*link.id));
        Noted { line, note: note(named, columns, catalogue, theme), chosen }
    }
}

/// The ids in a line of JSON, one after the other as they are asked for: from which byte to which each stands, what it
/// is to be, and itself.
pub(super) fn ids_in(
    line: &str,
    kind_of: impl Fn(&str) -> Option<Option<Kind>>,
) -> impl Iterator<Item = ((usize, usize), Option<Kind>, &str)> {
    let mut start = 0;
    tokens(line).filter_map(move |(end, token)| {
        let within = (std::mem::replace(&mut start, end) + 1, end.saturating_sub(1));
        let id = line.get(within.0..within.1).filter(|_| token == Token::String)?;
        Some((within, kind_of(id)?, id))
    })
}

/// What stands beside these ids in so many columns: the name of each, or what is to be said in place of it. A body can
/// name ten thousand: those that would stand behind the end are not looked for.
pub(super) fn note<'a>(
    ids: impl Iterator<Item = (Option<Kind>, &'a str)>,
    columns: u16,
    catalogue: Catalogue<'_>,
    theme: &Theme,
) -> Option<Line<'static>> {
    let (mut spans, mut used) = (Vec::new(), 0);
    for (kind, id) in ids {
        let span = match catalogue.way(kind, id) {
            Some(Named::Here(record)) => Span::styled(clean(record.title()).into_owned(), theme.dim),
            Some(named) => {
                let Some((tone, text)) = remark(&named) else { continue };
                match tone {
                    Tone::Error => Span::styled(format!("✗ {text}"), theme.bad),
                    Tone::Warning => Span::styled(format!("({text})"), theme.warn),
                    Tone::Info | Tone::Good => Span::styled(text, theme.dim),
                }
            }
            // Of what kind it is to be is not known, so whether it leads anywhere isn't either.
            None => continue,
        };
        if !spans.is_empty() {
            spans.push(Span::styled(", ", theme.dim));
        }
        used += width(&span.content);
        spans.push(span);
        if used > usize::from(columns) {
            break;
        }
    }
    (!spans.is_empty()).then(|| Line::from(spans))
}
