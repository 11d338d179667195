//! Table, text panes, text input, dialog frame and theme: all that is drawn, with no knowledge of what it means.
//!
//! Every renderer takes an area of any size, cuts it to the buffer, and draws what fits. Text that comes from outside
//! passes [`text::clean`] on its way to the buffer, so that no control character of an object's body, however it got
//! there, reaches the terminal.

pub mod calendar;
pub mod dialog;
pub mod form;
pub mod grapheme;
pub mod input;
pub mod json_area;
pub mod json_tokens;
pub mod lines;
pub mod masked;
mod mosaic;
mod paint;
mod panel;
pub mod pql_tokens;
mod question;
pub mod table;
pub mod text;
pub mod theme;
pub mod viewport;

pub use form::{Field, Form};
pub use input::Input;
pub use json_area::JsonArea;
pub use lines::{
    Noted, json_line, render_lines, render_noted, render_some, text_line, wrap_pieces, wrapped_json, wrapped_pql,
};
pub use masked::Masked;
pub use mosaic::Mosaic;
pub use panel::{FRAME_COLUMNS, FRAME_ROWS, draw_tabs, framed, paragraph};
pub use question::Question;
pub use table::{Align, Cell, Column, Row, Width, render_table};
pub use text::{clean, fit, fit_end, pad, untabbed, width, wrap};
pub use theme::Theme;
pub use viewport::{Scroll, Viewport};

#[cfg(test)]
mod testing;
