//! Lists: what they are asked for, in which order they come, and page by page.

pub mod filter;
pub mod order;
pub mod page;
pub mod search;
