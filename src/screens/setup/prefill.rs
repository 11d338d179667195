//! What the form begins with: what flags and variables said already.

use crate::domain::Generation;
use crate::profile::Profile;
use crate::widgets::Form;

use super::fields::{Slot, follow_choices};

/// Fills in what is said already. Secrets are not: they stay where they came from.
pub(super) fn fill(form: &mut Form<Slot>, said: &Profile) {
    let texts = [
        (Slot::Organisation, said.organisation.clone()),
        (Slot::ClientId, said.client_id.clone()),
        (Slot::Sandbox, said.sandbox.clone()),
        (Slot::Container, said.container.clone()),
        (Slot::PlatformUrl, said.platform_url.clone()),
        (Slot::ImsUrl, said.ims_url.clone()),
        (Slot::CaFile, said.ca_file.as_ref().map(|path| path.display().to_string())),
        (Slot::Scopes, Some(said.scopes.join(",")).filter(|scopes| !scopes.is_empty())),
    ];
    for (slot, text) in texts {
        if let Some(text) = text {
            form.set_text(slot, &text);
        }
    }
    if said.api == Some(Generation::Xcore) {
        form.choose(Slot::Api, 1);
    }
    let elsewhere = [said.platform_url.is_some(), said.ims_url.is_some(), said.ca_file.is_some()];
    if elsewhere.contains(&true) {
        form.choose(Slot::More, 1);
    }
    follow_choices(form);
}
