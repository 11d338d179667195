//! HTML as text to be read: paragraphs of pieces that look alike, whatever width they will be wrapped to.
//!
//! What is read is what a person would: no scripts, styles and comments. The expressions of templates stay as they are.
//! There are no style sheets here, so that what a style hides is read, too.

use super::markup::{Piece, Tag, decoded, pieces};

/// The most bytes that are read; of a longer text only the source is shown.
pub const LONGEST: usize = 300_000;

/// As far as paragraphs are set in, however deep their lists are.
const DEEPEST: usize = 24;

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Like the rest.
    Plain,
    /// Strong.
    Strong,
    /// Emphasized.
    Emphasis,
    /// Struck out, as old prices are.
    Struck,
    /// A heading.
    Heading,
    /// Code.
    Code,
    /// What a click leads away from.
    Link,
    /// An expression of a template.
    Expression,
    /// What is not in the text: the number of a link, what stands for an image.
    Sign,
    /// What stands between two cells of a row.
    Border,
}

/// What is set as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    /// How many columns it is set in.
    pub indent: usize,
    /// What stands before its first line, within these columns.
    pub mark: String,
    /// Its text, piece by piece.
    pub pieces: Vec<(String, Look)>,
    /// Where the cells begin among the pieces; none where it is no row of a table.
    pub cells: Vec<usize>,
}

/// What stands between two cells.
pub const BORDER: &str = " │ ";

impl Paragraph {
    /// What stands in each of its cells.
    pub fn in_cells(&self) -> impl Iterator<Item = &[(String, Look)]> {
        let ends = self.cells.iter().skip(1).copied().chain([self.pieces.len()]);
        self.cells.iter().zip(ends).map(|(start, end)| {
            let cell = self.pieces.get(*start..end).unwrap_or_default();
            cell.split(|(_, look)| *look == Look::Border).next().unwrap_or_default()
        })
    }
}

/// What is to be read of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readable {
    /// Its paragraphs; an empty one is an empty line.
    pub paragraphs: Vec<Paragraph>,
    /// Where its links lead and its images lie. The text names them by their place, from 1.
    pub links: Vec<String>,
}

/// Reads a text.
#[must_use]
pub fn read(text: &str) -> Readable {
    let mut reader = Reader::default();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => reader.text(&decoded(text)),
            Piece::Expression(text) => reader.word(text, Look::Expression),
            Piece::Open(tag) => reader.open(&tag),
            Piece::Close(name) => reader.close(&name),
        }
    }
    reader.end_paragraph();
    reader.read
}

/// The elements that begin and end a paragraph; true of those that stand apart from what is around them.
fn is_block(name: &str) -> Option<bool> {
    Some(match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table" | "blockquote" | "pre" | "hr"
        | "form" | "fieldset" | "figure" => true,
        "html" | "head" | "body" | "div" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside"
        | "address" | "center" | "li" | "dt" | "dd" | "tr" | "caption" | "figcaption" | "legend" | "details"
        | "summary" => false,
        _ => return None,
    })
}

/// What was read so far, and in what it stands.
#[derive(Default)]
struct Reader {
    read: Readable,
    /// The paragraph that is being read.
    pieces: Vec<(String, Look)>,
    cells: Vec<usize>,
    mark: String,
    /// Whether an empty line is to come before it.
    apart: bool,
    /// Whether a blank is to come before its next word.
    blank: bool,
    strong: usize,
    emphasis: usize,
    struck: usize,
    code: usize,
    preformatted: usize,
    quotes: usize,
    heading: bool,
    heading_cell: bool,
    /// How many things to press are open, and whether a list to choose from has begun.
    buttons: usize,
    chosen_from: bool,
    /// The link that is open; none of those that lead nowhere.
    link: Option<usize>,
    /// The lists that are open.
    lists: Vec<List>,
}

/// A list that is open.
struct List {
    /// Where it has numbers, the next one.
    next: Option<u64>,
    /// The columns that it sets its paragraphs in.
    columns: usize,
    /// The place of its first paragraph.
    first: usize,
}

impl Reader {
    fn look(&self) -> Look {
        if self.link.is_some() {
            Look::Link
        } else if self.heading {
            Look::Heading
        } else if self.code > 0 {
            Look::Code
        } else if self.struck > 0 {
            Look::Struck
        } else if self.strong > 0 || self.heading_cell {
            Look::Strong
        } else if self.emphasis > 0 {
            Look::Emphasis
        } else {
            Look::Plain
        }
    }

    fn text(&mut self, text: &str) {
        let look = self.look();
        if self.preformatted > 0 {
            for (place, line) in text.split('\n').enumerate() {
                if place > 0 {
                    self.end_line();
                }
                self.push(&line.trim_end_matches('\r').replace('\t', TAB), look);
            }
            return;
        }
        let mut rest = text;
        while let Some(first) = rest.bytes().next() {
            if first.is_ascii_whitespace() {
                self.blank = true;
                rest = rest.trim_ascii_start();
                continue;
            }
            let (word, after) = rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
            self.word(word, look);
            rest = after;
        }
    }

    /// Takes in a word, with the blank that may come before it.
    fn word(&mut self, word: &str, look: Look) {
        if std::mem::take(&mut self.blank) && !self.pieces.is_empty() {
            let before = self.pieces.last().map_or(look, |(_, before)| *before);
            self.push(" ", if before == look { look } else { Look::Plain });
        }
        self.push(word, look);
    }

    fn push(&mut self, text: &str, look: Look) {
        match self.pieces.last_mut() {
            _ if text.is_empty() => {}
            Some((last, same)) if *same == look && look != Look::Border => last.push_str(text),
            _ => self.pieces.push((text.to_owned(), look)),
        }
    }

    /// Ends the paragraph. One in which there is nothing to read is none.
    fn end_paragraph(&mut self) {
        self.blank = false;
        if self.pieces.iter().all(|(text, _)| text.trim().is_empty()) {
            self.pieces.clear();
            self.cells.clear();
            return;
        }
        self.end_line();
    }

    /// Begins a cell: beside what stands in its row already.
    fn begin_cell(&mut self) {
        if !self.pieces.is_empty() {
            // What went on in a cell behind a break is the first one of its own line.
            if self.cells.is_empty() {
                self.cells.push(0);
            }
            self.push(BORDER, Look::Border);
            self.blank = false;
        }
        self.cells.push(self.pieces.len());
    }

    /// Ends the line, empty or not.
    fn end_line(&mut self) {
        if std::mem::take(&mut self.apart) && !self.read.paragraphs.is_empty() {
            self.read.paragraphs.push(Paragraph::default());
        }
        // No more than these can count.
        let lists: usize = self.lists.iter().take(DEEPEST / 2).map(|list| list.columns).sum();
        let indent = (lists + 2 * self.quotes).min(DEEPEST);
        let (mark, pieces) = (std::mem::take(&mut self.mark), std::mem::take(&mut self.pieces));
        let cells = std::mem::take(&mut self.cells);
        self.read.paragraphs.push(Paragraph { indent, mark, pieces, cells });
    }

    /// Ends the paragraph at the beginning or the end of an element that makes one.
    fn end_block(&mut self, apart: bool) {
        self.end_paragraph();
        // Lists stay together.
        self.apart |= apart && self.lists.is_empty();
    }

    fn open(&mut self, tag: &Tag<'_>) {
        let name = tag.name.as_str();
        if let Some(apart) = is_block(name) {
            self.end_block(apart);
        }
        match name {
            "br" if self.pieces.is_empty() => self.apart = true,
            "br" => self.end_paragraph(),
            "hr" => {
                self.word("───", Look::Sign);
                self.end_block(true);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = true,
            "b" | "strong" => self.strong += 1,
            "i" | "em" | "cite" => self.emphasis += 1,
            "s" | "del" | "strike" => self.struck += 1,
            "code" | "kbd" | "samp" | "tt" => self.code += 1,
            "pre" => self.preformatted += 1,
            "blockquote" => self.quotes += 1,
            "ul" => self.begin_list(None, 2),
            "ol" => self.begin_list(tag.attribute("start").and_then(|start| start.parse().ok()).or(Some(1)), 4),
            "li" => self.mark = self.next_mark(),
            "tr" | "table" => self.heading_cell = false,
            "td" | "th" => {
                self.begin_cell();
                self.heading_cell = name == "th";
            }
            "a" => {
                self.end_link();
                self.link = tag.attribute("href").and_then(|target| self.number(&target));
            }
            "img" => self.image(tag),
            "input" => self.button(tag),
            "button" => {
                self.buttons += 1;
                self.blank = true;
                self.word("[", Look::Sign);
            }
            "select" => {
                self.chosen_from = false;
                self.blank = true;
            }
            "option" => {
                if std::mem::replace(&mut self.chosen_from, true) {
                    self.apart_from_words("/");
                }
                self.blank = true;
            }
            _ => {}
        }
    }

    fn begin_list(&mut self, next: Option<u64>, columns: usize) {
        self.lists.push(List { next, columns, first: self.read.paragraphs.len() });
    }

    /// What stands before the next element of a list. Where a number needs more room, all of its list gets it.
    fn next_mark(&mut self) -> String {
        let Some(list) = self.lists.last_mut() else { return String::new() };
        let Some(next) = &mut list.next else { return "•".to_owned() };
        let mark = format!("{next}.");
        *next = next.saturating_add(1);
        let wider = (mark.len() + 1).saturating_sub(list.columns);
        list.columns += wider;
        let first = list.first;
        // What stands deeper than all that count is set in no further.
        if wider > 0 && self.lists.len() <= DEEPEST / 2 {
            let inside = self.read.paragraphs.iter_mut().skip(first).filter(|paragraph| paragraph.indent > 0);
            inside.for_each(|paragraph| paragraph.indent = (paragraph.indent + wider).min(DEEPEST));
        }
        mark
    }

    fn close(&mut self, name: &str) {
        if let Some(apart) = is_block(name) {
            self.end_block(apart);
        }
        let count = match name {
            "b" | "strong" => &mut self.strong,
            "i" | "em" | "cite" => &mut self.emphasis,
            "s" | "del" | "strike" => &mut self.struck,
            "code" | "kbd" | "samp" | "tt" => &mut self.code,
            "pre" => &mut self.preformatted,
            "blockquote" => &mut self.quotes,
            _ => {
                match name {
                    "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading = false,
                    "ul" | "ol" => {
                        self.lists.pop();
                        self.apart |= self.lists.is_empty();
                    }
                    "li" => self.mark.clear(),
                    "th" | "tr" | "table" => self.heading_cell = false,
                    "a" => self.end_link(),
                    "button" if self.buttons > 0 => {
                        self.buttons -= 1;
                        self.blank = false;
                        self.push("]", Look::Sign);
                        self.blank = true;
                    }
                    "select" | "option" => self.blank = true,
                    _ => {}
                }
                return;
            }
        };
        *count = count.saturating_sub(1);
    }

    /// The number of an address; none of one that leads nowhere else.
    fn number(&mut self, address: &str) -> Option<usize> {
        let address = address.trim();
        if address.is_empty() || address.starts_with('#') {
            return None;
        }
        let known = self.read.links.iter().take(MANY).position(|link| link == address);
        Some(known.unwrap_or_else(|| {
            self.read.links.push(address.to_owned());
            self.read.links.len() - 1
        }))
    }

    fn end_link(&mut self) {
        if let Some(link) = self.link.take()
            && !self.pieces.is_empty()
        {
            // Before the blank that may come next.
            let blank = std::mem::take(&mut self.blank);
            self.push(&format!("[{}]", link + 1), Look::Sign);
            self.blank = blank;
        }
    }

    fn image(&mut self, tag: &Tag<'_>) {
        let alt = tag.attribute("alt").unwrap_or_default();
        let alt = alt.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let source = tag.attribute("src").unwrap_or_default();
        let embedded = source.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
        let name = if alt.is_empty() { "image".to_owned() } else { format!("image: {alt}") };
        let place = match if embedded { None } else { self.number(&source) } {
            Some(number) => format!("({name})[{}]", number + 1),
            None => format!("({name})"),
        };
        self.apart_from_words(&place);
    }

    /// What can be pressed, by what stands on it; browsers have a word where nothing is said.
    fn button(&mut self, tag: &Tag<'_>) {
        let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
        let usual = match kind.as_str() {
            "submit" => "Submit",
            "reset" => "Reset",
            "button" => "button",
            _ => return,
        };
        let value = tag.attribute("value").unwrap_or_default();
        let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        self.apart_from_words(&format!("[{}]", if value.is_empty() { usual } else { &value }));
    }

    /// A sign with a blank on both sides: what it stands for is no part of a word.
    fn apart_from_words(&mut self, sign: &str) {
        self.blank = true;
        self.word(sign, Look::Sign);
        self.blank = true;
    }
}

/// What a tab is in a text whose blanks count.
const TAB: &str = "    ";

/// Among so many links the same address is looked for again.
const MANY: usize = 100;

#[cfg(test)]
mod tests;
