//! How the tokens of PQL look, the language of decision rules.

use ratatui::style::Style;

use super::theme::Theme;
pub use crate::domain::pql::{Token, tokens};

impl Token {
    /// How the token looks: as its like does in JSON.
    #[must_use]
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Token::Keyword => theme.json_word,
            Token::Call => theme.accent,
            Token::String => theme.json_string,
            Token::Number => theme.json_number,
            Token::Operator => theme.json_punct,
            Token::Path | Token::Other => theme.base,
        }
    }
}
