//! Offerdeck: the terminal home of Adobe's Offer Library.
//!
//! A module imports only modules of a lower rank; `tests/architecture.rs` holds this list against the code.
//!
//! | rank | module | its duty |
//! |---|---|---|
//! | 0 | [`domain`] | what a library object is, with no wire and no screen |
//! | 0 | [`http`] | a request and a response as plain values |
//! | 0 | [`keys`] | keystrokes, actions, and the one table that binds them |
//! | 0 | [`secret`] | secrets that can't be shown by accident |
//! | 1 | [`request`] | what can be asked of a library, what it answers, and the bookkeeping of both |
//! | 1 | [`profile`] | how to reach a library, as people write it down |
//! | 1 | [`store`] | what outlives the process: folders, private files, cached tokens, drafts, trash, journal |
//! | 1 | [`emulator`] | a faithful local Offer Library behind real HTTP; knows nothing of the client |
//! | 2 | [`vault`] | getting a secret from where a profile says it is |
//! | 2 | [`widgets`] | table, text area, dialog frame, theme; correct at every size |
//! | 3 | [`api`] | both generations' dialects, signing in, and the transport that carries them |
//! | 3 | [`screens`] | one file a screen: its state, its actions, its update, its view |
//! | 4 | [`app`] | the model, the messages, the effects, the one router between them |
//! | 4 | [`doctor`] | what stands between this machine and a library, step by step |
//! | 5 | [`runtime`] | the loop, the terminal, the clock, the carrying out of effects |
//! | 6 | [`cli`] | the command line and the environment |

pub mod api;
pub mod app;
pub mod cli;
pub mod doctor;
pub mod domain;
pub mod emulator;
pub mod http;
pub mod keys;
pub mod profile;
pub mod request;
pub mod runtime;
pub mod screens;
pub mod secret;
pub mod store;
pub mod vault;
pub mod widgets;
