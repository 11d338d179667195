//! Random profiles for the property tests of this module.

use std::time::Duration;

use proptest::option;
use proptest::prelude::*;

use super::{Accent, Mode, Profile, SecretSource, Timeouts};
use crate::domain::Generation;
use crate::secret::Secret;

/// A text that is not blank, with everything in it that a file's syntax may stumble over.
pub fn text() -> impl Strategy<Value = String> {
    let hostile = "[a-z\"'\\\\#=,\\[\\]{}\n\r\t \u{0}\u{7}\u{1b}\u{7f}\u{85}é春🦀\u{202e}\u{feff}]{1,12}";
    let whole = prop::sample::select(vec!["\"\"\"", "'''", "\\", "\\u0041", "a\r\nb", " a ", "[profiles.b]\nmode = 1"]);
    prop_oneof![hostile, whole.prop_map(str::to_owned), any::<String>()]
        .prop_filter("blank texts are refused", |text| !text.trim().is_empty())
}

fn source() -> impl Strategy<Value = SecretSource> {
    prop_oneof![
        "[A-Za-z_][A-Za-z0-9_]{0,8}".prop_map(SecretSource::Env),
        text().prop_map(SecretSource::Command),
        Just(SecretSource::KeyStore),
        text().prop_map(|text| SecretSource::Plain(Secret::new(text))),
    ]
}

fn seconds() -> impl Strategy<Value = Option<Duration>> {
    option::of(prop_oneof![
        (1u64..=86_400).prop_map(Duration::from_secs),
        (1u64..86_400_000_000_000).prop_map(Duration::from_nanos)
    ])
}

fn server() -> impl Strategy<Value = Option<String>> {
    option::of("https://[a-z]{1,8}\\.example(:[1-9][0-9]{0,3})?/?|http://127\\.0\\.0\\.1:[1-9][0-9]{0,3}")
}

/// Any profile that a file can hold.
pub fn profile() -> impl Strategy<Value = Profile> {
    let who = ("[a-z][a-zA-Z0-9._-]{0,5}", option::of(text()), option::of(text()), option::of(source()), any::<bool>());
    let what = (
        prop::collection::vec(text(), 0..4),
        option::of(prop::sample::select(vec![Generation::Dps, Generation::Xcore])),
        option::of(text()),
        option::of(text()),
        option::of(prop::sample::select(Mode::ALL.to_vec())),
        option::of(prop::sample::select(Accent::ALL.to_vec())),
    );
    let how = (server(), server(), option::of("https?://[a-z]{1,8}:[1-9][0-9]{0,3}"), option::of(text()));
    (who, what, how, (seconds(), seconds(), seconds())).prop_map(|(who, what, how, times)| {
        let (name, organisation, client_id, source, is_token) = who;
        let (scopes, api, sandbox, container, mode, accent) = what;
        let (platform_url, ims_url, proxy, ca_file) = how;
        let (connect, first_byte, whole) = times;
        let is_client = source.is_some() && !is_token;
        let client_id = if is_client { client_id.or(Some("an-id".to_owned())) } else { client_id };
        let (secret, access_token) = if is_token { (None, source) } else { (source, None) };
        Profile {
            name,
            organisation,
            client_id,
            secret,
            access_token,
            scopes,
            api,
            sandbox,
            container,
            mode,
            accent,
            platform_url,
            ims_url,
            proxy,
            ca_file: ca_file.map(Into::into),
            timeouts: Timeouts { connect, first_byte, whole },
        }
    })
}
