use std::path::PathBuf;
use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::domain::Generation;
use crate::profile::{Accent, Mode, SecretSource, Severity, Timeouts};
use crate::secret::Secret;

/// The findings as lines of text: `LINE: message`.
fn told(text: &str) -> Vec<String> {
    read(text).findings.iter().map(|finding| format!("{}: {}", finding.line, finding.message)).collect()
}

/// What is found wrong with these members of a profile, whose first stands in line 2.
fn told_of(members: &str) -> Vec<String> {
    told(&format!("[profiles.a]\n{members}"))
}

fn names(reading: &Reading) -> Vec<&str> {
    reading.profiles.iter().map(|profile| profile.name.as_str()).collect()
}

#[test]
fn a_whole_profile_is_read() {
    let reading = read(
        r#"
default = "acme-dev"
[profiles.acme-dev]
organisation = "0123456789ABCDEF01234567@AdobeOrg"
client_id = "0a1b"
secret = { command = "op read op://work/offerdeck/secret" }
scopes = ["openid", "AdobeID"]
api = "xcore"
sandbox = "dev"
container = "c1"
mode = "read-only"
accent = "magenta"
platform_url = "https://platform.example"
ims_url = "http://127.0.0.1:8080"
proxy = "http://proxy.example:3128"
ca_file = "/etc/ssl/acme.pem"
timeouts = { connect = 10, first_byte = 0.5, whole = 86400 }
"#,
    );
    assert_eq!(reading.findings, []);
    assert_eq!(reading.default.as_deref(), Some("acme-dev"));
    assert!(!reading.has_plain_secret);
    let expected = Profile {
        name: "acme-dev".to_owned(),
        organisation: Some("0123456789ABCDEF01234567@AdobeOrg".to_owned()),
        client_id: Some("0a1b".to_owned()),
        secret: Some(SecretSource::Command("op read op://work/offerdeck/secret".to_owned())),
        access_token: None,
        scopes: vec!["openid".to_owned(), "AdobeID".to_owned()],
        api: Some(Generation::Xcore),
        sandbox: Some("dev".to_owned()),
        container: Some("c1".to_owned()),
        mode: Some(Mode::ReadOnly),
        accent: Some(Accent::Magenta),
        platform_url: Some("https://platform.example".to_owned()),
        ims_url: Some("http://127.0.0.1:8080".to_owned()),
        proxy: Some("http://proxy.example:3128".to_owned()),
        ca_file: Some(PathBuf::from("/etc/ssl/acme.pem")),
        timeouts: Timeouts {
            connect: Some(Duration::from_secs(10)),
            first_byte: Some(Duration::from_millis(500)),
            whole: Some(Duration::from_secs(86_400)),
        },
    };
    assert_eq!(reading.profiles, [expected]);
}

#[test]
fn a_profile_may_be_empty_and_a_file_too() {
    for text in ["", "\n", "# nothing\n", "[profiles]\n", "\u{feff}"] {
        assert_eq!(read(text), Reading::default(), "{text:?}");
    }
    let reading = read("\u{feff}[profiles.a]\n");
    assert_eq!(reading.profiles, [Profile { name: "a".to_owned(), ..Profile::default() }]);
    assert_eq!(reading.findings, []);
}

#[test]
fn profiles_keep_the_order_of_the_file_however_they_are_written() {
    let reading = read(
        "profiles.z.sandbox = \"1\"\n[profiles.b]\nsecret.env = \"S\"\nclient_id = \"i\"\n[profiles.b.timeouts]\nwhole = 1\n\
         [profiles.a]\n",
    );
    assert_eq!(reading.findings, []);
    assert_eq!(names(&reading), ["z", "b", "a"]);
    assert_eq!(reading.profiles[1].secret, Some(SecretSource::Env("S".to_owned())));
    assert_eq!(reading.profiles[1].timeouts.whole, Some(Duration::from_secs(1)));
    assert_eq!(names(&read("profiles = { y = { sandbox = \"1\" }, x = {} }")), ["y", "x"]);
}

#[test]
fn all_faults_are_told_at_once_each_with_its_line_and_the_other_profiles_load() {
    let text = r#"default = "acme-pro"
colour = "red"
[profiles.acme-prod]
sandbx = "prod"
mode = 3
[profiles.good]
sandbox = "dev"
[profiles."acme test"]
timeouts = { conect = 1 }
"#;
    assert_eq!(
        told(text),
        [
            "1: `default` names a profile that is not there; did you mean `acme-prod`?",
            "2: `colour` stands outside of a profile; `accent` belongs below `[profiles.NAME]`",
            "4: unknown key `sandbx`; did you mean `sandbox`?",
            "5: `mode` must be a string, and is a number",
            "8: a profile's name can't be typed: it must be 1 to 64 letters from a to z, digits, `-`, `_` or `.`, and \
             begin with a letter or a digit",
            "9: unknown key `timeouts.conect`; did you mean `connect`?",
        ]
    );
    let reading = read(text);
    assert_eq!(names(&reading), ["good"]);
    assert_eq!(reading.default, None);
    assert_eq!(reading.findings[5].column, 14);
}

#[test]
fn a_default_may_name_a_profile_with_faults_which_are_told_by_themselves() {
    let reading = read("default = \"a\"\n[profiles.a]\nmode = 3\n");
    assert_eq!(reading.default.as_deref(), Some("a"));
    assert_eq!((reading.profiles.len(), reading.findings.len()), (0, 1));
}

#[test]
fn a_fault_of_syntax_is_told_with_its_line() {
    assert_eq!(told("a = 1\na = 2\n"), ["2: this is not TOML: duplicate key"]);
    let reading = read("[profiles.a]\nsandbox = \"dev\n");
    assert_eq!(reading.findings.len(), 1);
    assert_eq!((reading.findings[0].line, reading.findings[0].severity), (2, Severity::Error));
}

#[test]
fn other_words_for_a_key_are_understood() {
    for (word, meant) in [
        ("organization", "organisation"),
        ("org_id", "organisation"),
        ("ims_org_id", "organisation"),
        ("api_key", "client_id"),
        ("client-id", "client_id"),
        ("client_secret", "secret"),
        ("token", "access_token"),
        ("generation", "api"),
        ("api_generation", "api"),
        ("color", "accent"),
        ("cafile", "ca_file"),
    ] {
        assert_eq!(told_of(&format!("{word} = true"))[0], format!("2: unknown key `{word}`; did you mean `{meant}`?"));
    }
    assert_eq!(told_of("favourite_dish = true"), ["2: unknown key `favourite_dish`"]);
}

#[test]
fn nothing_switches_off_tls_verification() {
    for key in ["insecure", "verify", "tls_verify", "danger_accept_invalid_certs", "Insecure-Skip-Verify"] {
        let expected = "TLS verification can't be switched off; name your certificate with `ca_file`";
        assert_eq!(told_of(&format!("{key} = true")), [format!("2: {expected}")], "{key}");
        assert_eq!(told(&format!("{key} = true")), [format!("1: {expected}")], "{key}");
    }
}

#[test]
fn keys_in_the_wrong_place_are_told_where_they_belong() {
    assert_eq!(
        told("client_id = \"x\"\n[acme]\nsandbox = \"a\"\n[profile.b]\n[sandbox]\n[x.y]\n"),
        [
            "1: `client_id` stands outside of a profile; `client_id` belongs below `[profiles.NAME]`",
            "2: unknown table `acme`; a profile is written as `[profiles.acme]`",
            "4: unknown key `profile`; did you mean `profiles`?",
            "5: unknown table `sandbox`; a profile is written as `[profiles.sandbox]`",
            "6: unknown table `x`; a profile is written as `[profiles.x]`",
        ]
    );
}

#[test]
fn wrong_types_are_told_as_people_call_them() {
    for (member, expected) in [
        ("sandbox = 1", "`sandbox` must be a string, and is a number"),
        ("sandbox = 1.5", "`sandbox` must be a string, and is a number"),
        ("sandbox = true", "`sandbox` must be a string, and is true or false"),
        ("sandbox = 2026-01-01", "`sandbox` must be a string, and is a date or time"),
        ("sandbox = []", "`sandbox` must be a string, and is a list"),
        ("sandbox = {}", "`sandbox` must be a string, and is a table"),
        ("sandbox.x = 1", "`sandbox` must be a string, and is a table"),
        ("timeouts = 3", "`timeouts` must be a table such as `{ connect = 10 }`, and is a number"),
        ("timeouts.whole = \"3\"", "`timeouts.whole` must be a number of seconds, and is a string"),
        ("scopes = 3", "`scopes` must be a list of strings or one string with commas, and is a number"),
        ("scopes = [\"a\", 3]", "`scopes` must hold nothing but strings, and none that is blank"),
        ("scopes = [\" \"]", "`scopes` must hold nothing but strings, and none that is blank"),
    ] {
        assert_eq!(told_of(member), [format!("2: {expected}")], "{member}");
    }
    for (text, expected) in [
        (
            "profiles = 3",
            "`profiles` must be a table with a table for each profile, `[profiles.NAME]`, and is a number",
        ),
        ("[[profiles]]", "`profiles` must be a table with a table for each profile, `[profiles.NAME]`, and is a list"),
        ("[profiles]\na = 3", "`profiles.a` must be a table, and is a number"),
        ("default = 3", "`default` must be a string, and is a number"),
    ] {
        assert!(told(text).len() == 1 && told(text)[0].ends_with(expected), "{text}: {:?}", told(text));
    }
}

#[test]
fn wrong_values_are_told_with_those_that_are_right() {
    for (member, expected) in [
        ("mode = \"all\"", "`mode` must be `read-only`, `ask` or `full`"),
        ("accent = \"pink\"", "`accent` must be `red`, `green`, `yellow`, `blue`, `magenta` or `cyan`"),
        ("api = \"v2\"", "`api` must be `dps` or `xcore`"),
        ("sandbox = \" \"", "`sandbox` is blank; leave it out if there is nothing to say"),
        ("scopes = \"\"", "`scopes` is blank; leave it out if there is nothing to say"),
        (
            "platform_url = \"http://platform.adobe.io\"",
            "`platform_url` must begin with https://: over http a secret would travel in the clear",
        ),
        ("ims_url = \"ftp://x\"", "`ims_url` must begin with https://"),
        ("ims_url = \"https://x/y\"", "`ims_url` must end after the host or port"),
        ("proxy = \"socks5://x\"", "`proxy` must begin with http:// or https://"),
    ] {
        assert_eq!(told_of(member), [format!("2: {expected}")], "{member}");
    }
    for number in ["0", "-1", "86400.5", "86401", "nan", "inf", "-inf", "1e-300", "9223372036854775807"] {
        let expected = "2: `timeouts.whole` must be more than no second and at most a day (86400 seconds)";
        assert_eq!(told_of(&format!("timeouts = {{ whole = {number} }}")), [expected], "{number}");
    }
}

#[test]
fn scopes_may_be_one_string_with_commas() {
    let reading = read("[profiles.a]\nscopes = \"openid, AdobeID ,,session\"");
    assert_eq!(reading.profiles[0].scopes, ["openid", "AdobeID", "session"]);
}

#[test]
fn what_is_only_doubtful_is_a_warning_and_loads() {
    let reading = read("[profiles.a]\norganisation = \"Acme\"\nca_file = \"~/acme.pem\"\n");
    assert_eq!(reading.findings.len(), 2);
    assert!(reading.findings.iter().all(|finding| finding.severity == Severity::Warning));
    assert_eq!(names(&reading), ["a"]);
}

#[test]
fn a_secret_comes_from_one_place() {
    for (source, expected) in [
        ("{ env = \"ACME_SECRET\" }", SecretSource::Env("ACME_SECRET".to_owned())),
        ("{ command = \"pass show acme\" }", SecretSource::Command("pass show acme".to_owned())),
        ("{ keystore = true }", SecretSource::KeyStore),
        ("\"p8e-plain\"", SecretSource::Plain(Secret::from("p8e-plain"))),
    ] {
        let reading = read(&format!("[profiles.a]\nclient_id = \"i\"\nsecret = {source}"));
        assert_eq!(reading.profiles[0].secret, Some(expected.clone()), "{source}");
        let reading = read(&format!("[profiles.a]\naccess_token = {source}"));
        assert_eq!(reading.profiles[0].access_token, Some(expected), "{source}");
    }
    let one_of = "`{ keystore = true }`, `{ command = \"...\" }` or `{ env = \"NAME\" }`";
    for (source, expected) in [
        ("{}", format!("`access_token` is empty: it must be one of {one_of}")),
        ("3", format!("`access_token` must be one of {one_of}, and is a number")),
        (
            "{ env = \"A\", command = \"b\" }",
            format!("`access_token` names several sources: it must be one of {one_of}"),
        ),
        ("{ keystore = false }", "`access_token.keystore` must be true; for another source leave it out".to_owned()),
        ("{ command = \" \" }", "`access_token.command` is blank; leave it out if there is nothing to say".to_owned()),
        ("{ cmd = \"x\" }", "unknown key `access_token.cmd`; did you mean `command`?".to_owned()),
        ("{ p8e = \"x\" }", "unknown key in `access_token`; known are `env`, `command` and `keystore`".to_owned()),
        (
            "{ env = \"p8e-x\" }",
            "`access_token.env` must be the name of an environment variable: letters, digits and `_`, no digit first"
                .to_owned(),
        ),
    ] {
        assert_eq!(told_of(&format!("access_token = {source}")), [format!("2: {expected}")], "{source}");
    }
}

#[test]
fn what_a_secret_needs_beside_it_is_told_once() {
    assert_eq!(
        told_of("secret = { keystore = true }"),
        ["2: `client_id` is missing: `secret` is its secret, and gives no token without it"]
    );
    // The id is there under another name, which is told; and a secret with a fault of its own still misses its id.
    assert_eq!(told_of("secret = { keystore = true }\napi_key = \"x\"").len(), 1);
    assert_eq!(told_of("secret = { keystore = false }").len(), 2);
    assert_eq!(
        told_of("client_id = \"x\"\nsecret = { keystore = true }\naccess_token = { env = \"T\" }"),
        ["4: a profile has either `secret`, to ask for tokens with, or `access_token`, a token itself; not both"]
    );
}

#[test]
fn a_secret_in_the_file_is_warned_of_and_remembered_even_where_its_profile_has_faults() {
    let reading = read("[profiles.a]\nclient_id = \"i\"\nsecret = \"p8e-plain\"\n");
    assert!(reading.has_plain_secret);
    assert_eq!(names(&reading), ["a"]);
    assert_eq!(reading.findings[0].severity, Severity::Warning);
    assert!(reading.findings[0].message.starts_with("the secret stands in this file; better"));
    for text in [
        "[profiles.a]\naccess_token = \"p8e-plain\"\nmode = 3",
        "[profiles.a]\nclient_secret = \"p8e-plain\"",
        "[profiles.a]\nclient_secrets = [\"p8e-plain\"]",
        "secret = \"p8e-plain\"",
        "token = \"p8e-plain\"",
    ] {
        assert!(read(text).has_plain_secret, "{text}");
    }
    assert!(!read("[profiles.a]\naccess_token = { env = \"T\" }").has_plain_secret);
}

#[test]
fn no_finding_holds_a_secret() {
    let secret = "p8e-Very_Secret";
    for value in [
        format!("\"{secret}\""),
        format!("\"{secret}"),
        format!("'{secret}"),
        format!("\"\"\"{secret}"),
        secret.to_owned(),
        format!("\"{secret}\" x"),
        format!("\"{secret}\\q\""),
        format!("{{ env = \"{secret}\" }}"),
        format!("{{ keystore = \"{secret}\" }}"),
        format!("{{ {secret} = true }}"),
        format!("{{ {secret} }}"),
        format!("[\"{secret}\"]"),
        format!("{{ command = [\"{secret}\"] }}"),
        format!("{{ command = \"x\", env = \"{secret}\" }}"),
        format!("\"{secret}\"\nsecret = \"{secret}\""),
        format!("https://me:{secret}@host"),
    ] {
        for key in
            ["secret", "access_token", "client_secret", "mode", "api", "proxy", "platform_url", "sandbox", "default"]
        {
            for text in
                [format!("[profiles.a]\n{key} = {value}\n"), format!("{key} = {value}\n"), format!("{key} {value}")]
            {
                let reading = read(&text);
                let shown = format!("{:?}", reading.findings);
                assert!(!shown.contains("p8e") && !shown.contains("Very"), "{text}: {shown}");
            }
        }
    }
    let url = format!("[profiles.a]\nims_url = \"https://me:{secret}@host\"\nproxy = \"http://me:{secret}@host\"");
    let shown = told(&url);
    assert!(shown.len() == 2 && !shown.concat().contains("p8e"), "{shown:?}");
}

#[test]
fn a_key_that_controls_the_terminal_is_shown_without_doing_so() {
    let shown = told("[profiles.a]\n\"\\u001b[2Jx\" = 1\n").concat();
    assert!(shown.contains("`·[2Jx`") && !shown.contains('\u{1b}'), "{shown:?}");
}

proptest! {
    #[test]
    fn no_text_whatever_makes_reading_fail(text in "([a-z\\[\\]{}=\"'.\n#0-9, é]|profiles|secret|default|\\[profiles\\.a\\]\n){0,40}") {
        let reading = read(&text);
        let lines = text.lines().count() + 1;
        for finding in &reading.findings {
            prop_assert!((1..=lines).contains(&finding.line) && finding.column >= 1, "{:?}", finding);
        }
    }
}
