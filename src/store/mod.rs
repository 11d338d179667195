//! What outlives the process, and the files that hold it: folders, private reading and atomic writing, cached tokens.

pub mod folders;
pub mod private;
pub mod tokens;

pub use folders::Folders;
pub use private::{Private, ReadError};
pub use tokens::{CachedToken, Lock, TokenCache};
