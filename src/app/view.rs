//! The screen as a function of the model.
//!
//! ```text
//! header   offerdeck  demo · prod · dps                        1,204 personalized · 12 shown
//! body     the screen on top, and the dialogs over it
//! notice   what happened, at least one line
//! footer   the keys that work here, or the line being typed
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::domain::thousands;
use crate::keys::{Action, Binding, Context, hints};
use crate::profile::Mode;
use crate::screens::shelf::Load;
use crate::screens::{Screen, Tone};
use crate::widgets::{clean, fit, paragraph, width, wrap};

use super::model::{Model, Start};

/// The smallest terminal that is drawn on, in columns and rows.
const SMALLEST: (u16, u16) = (40, 12);

/// A connection's name that would be cut shorter than this is left out.
const SHORTEST_NAME: u16 = 4;

/// Below this width the header has no room for the connection.
const NARROW: u16 = 60;

/// Below this width the program's name gives its room to what is to be known.
const WIDE: u16 = 100;

/// The most lines that a notice takes.
const NOTICE_LINES: u16 = 4;

/// Where the parts of the screen stand.
pub(super) struct Frame {
    header: Rect,
    /// The screen on top.
    pub(super) body: Rect,
    notice: Rect,
    footer: Rect,
}

impl Frame {
    /// The parts for the model's size and notice.
    pub(super) fn of(model: &Model) -> Frame {
        Frame::within(model.area, model)
    }

    /// The parts for another size than the model knows of: a terminal may have shrunk before word of it came.
    fn within(area: Rect, model: &Model) -> Frame {
        let lines = notice_lines(model).len();
        let notice = u16::try_from(lines).unwrap_or(NOTICE_LINES).clamp(1, NOTICE_LINES);
        let body = area.height.saturating_sub(2 + notice);
        let row = |y: u16, height: u16| Rect { y: area.y + y, height, ..area }.intersection(area);
        Frame {
            header: row(0, 1),
            body: row(1, body),
            notice: row(1 + body, notice),
            footer: row(1 + body + notice, 1),
        }
    }
}

/// Whether the terminal is too small to draw on; then the program says so and waits.
pub(super) fn too_small(area: Rect) -> bool {
    area.width < SMALLEST.0 || area.height < SMALLEST.1
}

/// Draws the model; returns where the terminal's cursor goes, if anywhere.
pub fn view(model: &Model, buf: &mut Buffer) -> Option<Position> {
    let theme = &model.settings.theme;
    let area = model.area.intersection(buf.area);
    if too_small(area) {
        let text =
            format!("offerdeck needs {} by {}; this is {} by {}.", SMALLEST.0, SMALLEST.1, area.width, area.height);
        paragraph(area, buf, theme.base, &text);
        return None;
    }
    let around = model.surroundings();
    let frame = Frame::within(area, model);
    header(model, frame.header, buf);
    let mut cursor = None;
    match model.screens.last() {
        Some(Screen::Scopes(scopes)) => scopes.draw(&around, model.scope.as_ref(), frame.body, buf),
        Some(Screen::Library) | None => model.library.draw(&around, frame.body, buf),
        Some(Screen::Detail(detail)) => {
            detail.draw(model.library.pane.as_ref(), &around, model.library.catalogue(), frame.body, buf);
        }
        Some(Screen::Editor(editor)) => cursor = editor.draw(&around, &model.library, frame.body, buf),
        Some(Screen::Review(review)) => review.draw(&around, model.library.catalogue(), frame.body, buf),
        Some(Screen::Merge(merge)) => merge.draw(&around, model.library.catalogue(), frame.body, buf),
        Some(Screen::Setup(setup)) => cursor = setup.draw(&around, frame.body, buf),
        Some(Screen::Profiles(profiles)) => profiles.draw(&around, frame.body, buf),
        Some(Screen::Drafts(drafts)) => drafts.draw(&around, frame.body, buf),
        Some(Screen::Trash(trash)) => trash.draw(&around, frame.body, buf),
        Some(Screen::History(history)) => {
            history.draw(&around, (model.scope.as_ref(), model.library.catalogue()), frame.body, buf);
        }
        Some(Screen::UsedBy(screen)) => screen.draw(&around, frame.body, buf),
        Some(Screen::Plan(plan)) => plan.draw(&around, model.library.catalogue(), frame.body, buf),
        Some(Screen::Checkup(screen)) => screen.draw(&around, frame.body, buf),
        Some(Screen::Picture(screen)) => screen.draw(&around, frame.body, buf),
        Some(Screen::Bulk(screen)) => {
            if let Some(bulk) = &model.bulk {
                screen.draw(bulk, &around, frame.body, buf);
            }
        }
        Some(Screen::Help(help)) => help.draw(&around, frame.body, buf),
        Some(Screen::Log(log)) => log.draw(&model.log, &around, frame.body, buf),
    }
    notice(model, frame.notice, buf);
    if let Some(prompt) = &model.prompt {
        cursor = prompt.draw(&around, frame.footer, buf);
    } else {
        footer(model, frame.footer, buf);
    }
    for dialog in &model.dialogs {
        cursor = dialog.draw(&around, area, buf);
    }
    cursor
}

/// Who, where, how: and at the right how far the list is loaded.
fn header(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.settings.theme;
    let mut left = Vec::new();
    if area.width >= WIDE {
        left.push(Span::styled("offerdeck  ", theme.accent));
    }
    left.extend(place(model, area.width.saturating_sub(u16::try_from(Line::from(left.clone()).width()).unwrap_or(0))));
    let left = Line::from(left);
    let right = progress(model);
    let room = usize::from(area.width).saturating_sub(left.width() + 2);
    let right = fit(&right, u16::try_from(room).unwrap_or(0)).into_owned();
    let from = area.right().saturating_sub(u16::try_from(width(&right)).unwrap_or(0));
    buf.set_line(area.x, area.y, &left, area.width);
    buf.set_string(from, area.y, right, theme.dim);
}

/// The connection, the place, what may be written there. What is longest gives way: the mark of the place and the mode are
/// always seen.
fn place(model: &Model, columns: u16) -> Vec<Span<'static>> {
    let theme = &model.settings.theme;
    if model.settings.start != Start::Library {
        return vec![Span::styled("not connected", theme.dim)];
    }
    let generation = format!(" · {}", model.settings.generation.as_str());
    let Some(scope) = &model.scope else {
        let spans = connection(model, columns, 16);
        return spans
            .into_iter()
            .chain([Span::styled("no place chosen", theme.heading), Span::styled(generation, theme.dim)])
            .collect();
    };
    let mode = model.mode();
    let style = match mode {
        Mode::ReadOnly => theme.good,
        Mode::Ask => theme.warn,
        Mode::Full => theme.bad,
    };
    let mark = model.sandbox_type.mark();
    let mark = if mark.is_empty() { String::new() } else { format!(" {mark}") };
    let fixed = width(&mark) + width(mode.as_str()) + width(&generation) + 3;
    let room = columns.saturating_sub(u16::try_from(fixed).unwrap_or(u16::MAX));
    let label = clean(scope.label());
    let label = fit(&label, room).into_owned();
    let mut spans = connection(model, room, u16::try_from(width(&label)).unwrap_or(u16::MAX));
    spans.push(Span::styled(label, theme.heading));
    spans.push(Span::styled(mark, theme.warn));
    spans.push(Span::styled(" · ", theme.dim));
    spans.push(Span::styled(mode.as_str(), style));
    spans.push(Span::styled(generation, theme.dim));
    spans
}

/// The connection's name, as far as the columns suffice for it beside what they are taken for already.
fn connection(model: &Model, columns: u16, taken: u16) -> Vec<Span<'static>> {
    let name = match (&model.settings.profile, model.settings.demo) {
        (_, true) => "demo",
        (Some(profile), false) => profile,
        (None, false) => &model.settings.host,
    };
    let room = columns.saturating_sub(taken.saturating_add(3));
    if model.area.width < NARROW || room < SHORTEST_NAME {
        return Vec::new();
    }
    vec![Span::styled(format!("{} · ", fit(&clean(name), room)), model.settings.theme.dim)]
}

/// How far the list is loaded and how many rows are shown; and what else is under way.
fn progress(model: &Model) -> String {
    let warnings = [super::awaiting::in_header(model), super::session::in_header(model)];
    let mut parts: Vec<String> = warnings.into_iter().flatten().collect();
    let writes = model.open_writes();
    if let Some(bulk) = model.bulk.as_ref().filter(|bulk| !bulk.is_over()) {
        parts.push(format!("bulk: {} of {}", bulk.len() - bulk.left(), bulk.len()));
    } else if writes > 0 {
        parts.push(format!("{writes} write{} open", if writes == 1 { "" } else { "s" }));
    }
    let shelf = model.library.front();
    let is_list = matches!(model.screens.last(), Some(Screen::Library));
    if model.scope.is_none() {
        return parts.join(" · ");
    }
    if !is_list && let Load::Stale(reason) = &shelf.load {
        parts.push(format!("! list not refreshed: {reason}"));
    }
    if !is_list && shelf.load != Load::Running {
        return parts.join(" · ");
    }
    let entry = shelf.kind.entry();
    let noun = if shelf.len() == 1 { entry.command.trim_end_matches('s') } else { entry.command };
    let loaded = shelf.loaded();
    let of_total = match shelf.total {
        Some(total) => format!("{} of {}", thousands(loaded), thousands(total)),
        None => thousands(loaded),
    };
    match &shelf.load {
        Load::NotAsked | Load::Failed(_) => {}
        Load::Running => parts.push(format!("loading {of_total} {noun} · ctrl-c stops")),
        Load::Complete => parts.push(format!("{} {noun}", thousands(shelf.len()))),
        Load::Stale(reason) => parts.push(format!("{} {noun} · ! not refreshed: {reason}", thousands(shelf.len()))),
        Load::Partial(reason) => parts.push(format!("! partial: {of_total} {noun} ({reason})")),
    }
    match (model.library.marked_len(), model.library.marked_elsewhere()) {
        (0, _) => {}
        (marked, None) => parts.push(format!("{} marked", thousands(marked))),
        (marked, Some(elsewhere)) => parts.push(format!("{} marked ({elsewhere})", thousands(marked))),
    }
    if shelf.hidden_len() > 0 {
        parts.push(format!("{} hidden", thousands(shelf.hidden_len())));
    }
    if !shelf.filter_text.is_empty() {
        parts.push(format!("{} shown", thousands(shelf.shown_len())));
    }
    parts.join(" · ")
}

/// What waits for the disk or to be asked again, and under it what happened.
fn notice_lines(model: &Model) -> Vec<(Tone, String)> {
    let waiting = [super::awaiting::line(model), super::retrying::countdown(model)];
    let waiting = waiting.into_iter().flatten().map(|text| (Tone::Warning, text));
    let notice = model.notice.as_ref().map(|notice| (notice.tone, notice.text.clone()));
    let columns = model.area.width.saturating_sub(1).max(10);
    let lines = |(tone, text): (Tone, String)| {
        wrap(&clean(&format!("{} {text}", sign(tone))), columns).into_iter().map(move |line| (tone, line))
    };
    waiting.chain(notice).flat_map(lines).collect()
}

/// After each event: what a notice's lines can't hold of it is in the log, as they say.
pub(super) fn log_what_is_cut(model: &mut Model) {
    if notice_lines(model).len() > usize::from(NOTICE_LINES)
        && let Some(notice) = &model.notice
    {
        model.log.note(model.now, &notice.text);
    }
}

/// The sign that stands before a notice, so that its tone never shows by colour alone.
fn sign(tone: Tone) -> char {
    match tone {
        Tone::Info => '·',
        Tone::Good => '✓',
        Tone::Warning => '!',
        Tone::Error => '✗',
    }
}

fn notice(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.settings.theme;
    if let Some(prompt) = &model.prompt {
        let suggestions = prompt.suggestions(model.settings.demo);
        if !suggestions.is_empty() {
            // All the words, and what the first would do: that is the one enter takes.
            let first = suggestions.first().map_or("", |(_, does)| does);
            let mut spans: Vec<Span> =
                suggestions.iter().map(|(word, _)| Span::styled(format!(" {word}"), theme.key)).collect();
            spans.push(Span::styled(format!(" · {first}"), theme.dim));
            buf.set_line(area.x, area.y, &Line::from(spans), area.width);
            return;
        }
    }
    let lines = notice_lines(model);
    let shown = usize::from(area.height);
    for (row, (tone, line)) in (area.y..area.bottom()).zip(&lines) {
        let style = match tone {
            Tone::Info => theme.dim,
            Tone::Good => theme.good,
            Tone::Warning => theme.warn,
            Tone::Error => theme.bad,
        };
        let last = row + 1 == area.bottom() && lines.len() > shown;
        let line = if last {
            format!("{} … :log has it all", fit(line, area.width.saturating_sub(18)))
        } else {
            line.clone()
        };
        buf.set_stringn(area.x, row, line, usize::from(area.width), style);
    }
}

/// The keys that work here, as many as fit; help and the palette always.
fn footer(model: &Model, area: Rect, buf: &mut Buffer) {
    let theme = &model.settings.theme;
    let context = if model.dialogs.is_empty() { model.screen_context() } else { Context::Dialog };
    let mut spans: Vec<Span> = Vec::new();
    let mut used = 0;
    let offered = |binding: &&Binding| {
        let screen = model.screens.last().filter(|_| context == model.screen_context());
        match model.dialogs.last() {
            Some(dialog) => dialog.offers(binding.action),
            None => screen.is_none_or(|screen| screen.offers(binding.action, &model.library)),
        }
    };
    // In a form it depends on the row.
    let word = |binding: &'static Binding| match model.screens.last() {
        Some(Screen::Editor(editor)) if (context, binding.action) == (Context::Form, Action::Open) => {
            editor.enter_means().unwrap_or(binding.hint)
        }
        _ => binding.hint,
    };
    let key_and_word = |binding: &'static Binding| binding.strokes.first().map(|stroke| (*stroke, word(binding)));
    let all: Vec<_> = hints(context).filter(offered).filter_map(key_and_word).collect();
    let room = usize::from(area.width);
    let length = |(key, word): &(&str, &str)| width(key) + width(word) + 1;
    let tail: Vec<_> = all.iter().filter(|(_, word)| matches!(*word, "help" | "command")).collect();
    let tail_room: usize = tail.iter().map(|hint| length(hint) + 3).sum();
    let head = all.iter().filter(|(_, word)| !matches!(*word, "help" | "command"));
    // Past one that is too long, a shorter one may still fit.
    let fitting = head.filter(|hint| {
        let with_it = used + length(hint) + 3;
        let fits = with_it + tail_room <= room + 3;
        used = if fits { with_it } else { used };
        fits
    });
    for (key, word) in fitting.chain(tail) {
        if !spans.is_empty() {
            spans.push(Span::styled(" · ", theme.dim));
        }
        spans.push(Span::styled(*key, theme.key));
        spans.push(Span::styled(format!(" {word}"), theme.dim));
    }
    buf.set_line(area.x, area.y, &Line::from(spans), area.width);
}
