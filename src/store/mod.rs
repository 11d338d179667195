//! What outlives the process, and the files that hold it: folders, private reading and atomic writing, cached tokens.

pub mod tokens;
