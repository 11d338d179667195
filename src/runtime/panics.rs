//! What becomes of a panic.

use std::panic;

use crate::secret::Redactor;

/// Has a panic, on whatever thread, give the terminal back before it is reported without any secret, and end the
/// program: a program that lost one of its threads would only look alive.
pub fn end_on_panic(redactor: &Redactor) {
    let (report, _) = color_eyre::config::HookBuilder::default().into_hooks();
    let redactor = redactor.clone();
    panic::set_hook(Box::new(move |info| {
        let _ = super::restore();
        eprintln!("{}", redactor.clean(&report.panic_report(info).to_string()));
        std::process::exit(101);
    }));
}
