//! What the library holds, in memory and on disk: objects of every kind, their two spellings, and who names whom.

pub mod generate;
pub mod kind;
pub mod object;
pub mod raw;
pub mod references;
pub mod sandbox;
pub mod seed;
pub mod shape;
pub mod shelf;
pub mod state;
pub mod store;
