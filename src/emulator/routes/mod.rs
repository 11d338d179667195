//! What is answered where: one file for each API, and one for the emulator's own instructions.

pub mod control;
pub mod diagnostics;
pub mod dps;
pub mod sandboxes;
pub mod xcore;
