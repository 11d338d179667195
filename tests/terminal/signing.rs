//! Signing in with the real program: the first run, profiles, modes, the commands, and secrets that no byte may show.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use offerdeck::emulator::{Emulator, Settings};
use serde_json::Value;
use tempfile::TempDir;

use crate::desk::read_placements;
use crate::pty::{OFFERDECK, Terminal};

const ENTER: &str = "\r";
const ESC: &str = "\x1b";
const CTRL_S: &str = "\x13";
const UP: &str = "\x1b[A";
const DOWN: &str = "\x1b[B";
const RIGHT: &str = "\x1b[C";

/// A library and a user's home, both new.
struct Desk {
    emulator: Emulator,
    home: TempDir,
}

impl Desk {
    fn new() -> Desk {
        let settings = Settings { offers: Some(150), ..Settings::default() };
        Desk { emulator: Emulator::start(settings).unwrap(), home: TempDir::new().unwrap() }
    }

    fn home(&self) -> &str {
        self.home.path().to_str().unwrap()
    }

    fn profiles(&self) -> PathBuf {
        self.home.path().join(".config/offerdeck/profiles.toml")
    }

    /// A profile that signs in by itself, its secret from a command.
    fn profile(&self, name: &str, more: &str) -> String {
        let (url, key, org) = (self.emulator.base_url(), self.emulator.api_key(), self.emulator.org_id());
        let secret = self.emulator.client_secret();
        format!(
            "[profiles.{name}]\norganisation = \"{org}\"\nclient_id = \"{key}\"\nplatform_url = \"{url}\"\nims_url = \
             \"{url}\"\nsecret = {{ command = \"printf '%s' '{secret}'\" }}\n{more}\n"
        )
    }

    fn write_profiles(&self, text: &str) {
        fs::create_dir_all(self.profiles().parent().unwrap()).unwrap();
        fs::write(self.profiles(), text).unwrap();
    }

    fn start(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Terminal {
        let mut all = vec![("HOME", self.home()), ("PATH", "/usr/bin:/bin")];
        all.extend_from_slice(environment);
        Terminal::start(100, 30, arguments, &all)
    }

    /// Runs a command that needs no terminal.
    fn run(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
        let mut command = Command::new(OFFERDECK);
        command.args(arguments).env_clear().env("HOME", self.home()).env("PATH", "/usr/bin:/bin");
        command.envs(environment.iter().copied()).output().unwrap()
    }

    /// What the Developer Console offers for download.
    fn download(&self) -> String {
        let (key, org, secret) = (self.emulator.api_key(), self.emulator.org_id(), self.emulator.client_secret());
        format!(
            r#"{{"CLIENT_ID": "{key}", "CLIENT_SECRETS": ["{secret}"], "ORG_ID": "{org}", "SCOPES": ["openid", "AdobeID"],
            "TECHNICAL_ACCOUNT_ID": "a@techacct.adobe.com", "TECHNICAL_ACCOUNT_EMAIL": "b@techacct.adobe.com"}}"#
        )
    }
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn from_a_fresh_machine_and_a_download_to_the_first_list_of_offers() {
    let desk = Desk::new();
    let url = desk.emulator.base_url().to_owned();
    let mut terminal = desk.start(&[], &[]);
    terminal.sees("Set up a connection").paste(&desk.download()).sees("Read: the credential");
    // The demo's server stands elsewhere than Adobe's: that is what the hidden fields are for.
    terminal.press(UP).sees("▸ Advanced").press(RIGHT).sees("Platform").press(DOWN).press(DOWN).sees("▸ Platform");
    terminal.press(&url).press(DOWN).sees("▸ Token service").press(&url);
    // In a test there is no key store.
    let above =
        ["Platform", "Accent", "Advanced", "Mode", "Sandbox", "API", "Scopes", "Client secret", "Secret kept in"];
    for row in above {
        terminal.press(UP).sees(&format!("▸ {row}"));
    }
    terminal.press(RIGHT).press(RIGHT).press(RIGHT).sees("the profiles' file");
    terminal.press(CTRL_S).sees("It works. Save it.").press(CTRL_S).sees("Production").sees("Development");
    terminal.press("j").press(ENTER).sees("89 personalized").sees("dev · ask · dps").press("q");
    assert_eq!(terminal.ends(), 0);
    terminal.is_given_back();
    assert_eq!(mode_of(&desk.profiles()), 0o600);
    assert_eq!(mode_of(desk.profiles().parent().unwrap()), 0o700);
    assert_eq!(terminal.wrote(desk.emulator.client_secret()), 0, "the secret was never on screen");

    // The next start needs nothing but the file, and no token: the last one is still good.
    fs::write(desk.home.path().join("marker"), "").unwrap();
    let mut terminal = desk.start(&["--sandbox", "dev"], &[]);
    terminal.sees("89 personalized").press(":").press("log").press(ENTER).sees("GET").lacks("/ims/token").press("q");
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn of_several_profiles_one_is_picked_and_another_is_gone_over_to() {
    let desk = Desk::new();
    desk.write_profiles(&(desk.profile("alpha", "sandbox = \"dev\"") + &desk.profile("beta", "sandbox = \"prod\"")));
    let mut terminal = desk.start(&[], &[]);
    terminal.sees("alpha").sees("beta").sees("not connected").press("j").press(ENTER);
    terminal.sees("beta · prod ▲ production · read-only · dps").sees("150 personalized");
    terminal.press(":").press("profile alpha").press(ENTER).sees("alpha · dev · ask · dps").sees("89 personalized");
    terminal.press(":").press("profile gamma").press(ENTER).sees("There is no profile \"gamma\"");
    terminal.press(":").press("profiles").press(ENTER).sees("(here)").press(ESC).loses("(here)").press("q");
    assert_eq!(terminal.ends(), 0);

    // What the command line says holds for the one that is picked first, and for no other.
    let mut terminal = desk.start(&["--mode", "full", "--sandbox", "prod"], &[]);
    terminal.sees("alpha").press(ENTER).sees("alpha · prod ▲ production · full · dps");
    terminal.press(":").press("profile alpha").press(ENTER).sees("alpha · dev · ask · dps").press("q");
    assert_eq!(terminal.ends(), 0);

    let mut terminal = desk.start(&["--profile", "alpha", "--api", "xcore"], &[("OFFERDECK_MODE", "read-only")]);
    terminal.sees("Containers").sees("2 of 2").press(ENTER).sees("read-only · xcore").press("q");
    assert_eq!(terminal.ends(), 0);
    let mut terminal = desk.start(&[], &[("OFFERDECK_PROFILE", "gamma")]);
    terminal.sees("There is no profile \"gamma\": there are alpha, beta.");
    assert_eq!(terminal.ends(), 2);
}

#[test]
fn production_begins_read_only_and_asks_twice_once_writes_are_allowed() {
    let desk = Desk::new();
    desk.write_profiles(&desk.profile("alpha", "sandbox = \"prod\""));
    let mut terminal = desk.start(&[], &[]);
    terminal.sees("prod ▲ production · read-only").sees("150 personalized");
    for key in ["e", "n", "d", "D"] {
        terminal.press(key).sees("\"prod\" is read-only, as it is a production sandbox. :mode ask");
        terminal.press("j").loses("is read-only");
    }
    terminal.press(":").press("mode ask").press(ENTER).sees("Change the mode to ask?");
    // Yes is not enough here.
    terminal.type_armed("y").press(ENTER).loses("Change the mode to ask?").sees("· read-only ·");
    terminal.press(":").press("mode ask").press(ENTER).sees("Change the mode to ask?").type_armed("prod");
    terminal.press(ENTER).sees("prod ▲ production · ask · dps");
    read_placements(&mut terminal);
    terminal.press("n").sees("New personalized offer").press("Asked twice").press(CTRL_S).sees("Review").press("y");
    terminal.sees("Create this in production?").press(ESC).loses("Create this in production?");
    terminal.press(CTRL_S).sees("Review").press("y").sees("Create this in production?").type_armed("prod");
    terminal.press(ENTER).sees("✓ Created \"Asked twice\"");
    terminal.press(":").press("mode read-only").press(ENTER).sees("· read-only ·").press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_line_and_the_nearest_name() {
    let desk = Desk::new();
    desk.write_profiles("[profiles.a]\nclient_id = 7\nsandbx = \"dev\"\nmode = \"careful\"\n");
    let output = desk.run(&["profile", "check"], &[]);
    let said = text(&output);
    for words in [":2: ", ":3: unknown key `sandbx`; did you mean `sandbox`?", ":4: "] {
        assert!(said.contains(&format!("profiles.toml{words}")), "{words}: {said}");
    }
    assert_eq!(output.status.code(), Some(2));
    let mut terminal = desk.start(&[], &[]);
    terminal.sees("did you mean `sandbox`?");
    assert_eq!(terminal.ends(), 2);
}

#[test]
fn a_file_with_a_secret_that_others_may_read_is_not_used() {
    let desk = Desk::new();
    desk.write_profiles(&desk.profile("a", "sandbox = \"dev\""));
    fs::set_permissions(desk.profiles(), fs::Permissions::from_mode(0o666)).unwrap();
    let output = desk.run(&["doctor"], &[]);
    assert!(text(&output).contains("can be changed by others") && output.status.code() == Some(2), "{}", text(&output));
    let secret = desk.emulator.client_secret();
    let plain =
        desk.profile("a", "").replace(&format!("{{ command = \"printf '%s' '{secret}'\" }}"), &format!("\"{secret}\""));
    desk.write_profiles(&plain);
    fs::set_permissions(desk.profiles(), fs::Permissions::from_mode(0o644)).unwrap();
    let mut terminal = desk.start(&[], &[]);
    terminal.sees("can be read by others").sees("chmod 600");
    assert_eq!(terminal.ends(), 2);
    assert_eq!(text(&desk.run(&["doctor"], &[])).matches(secret).count(), 0);
    fs::set_permissions(desk.profiles(), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(desk.run(&["doctor", "--sandbox", "dev"], &[]).status.code(), Some(0));
    fs::set_permissions(desk.profiles(), fs::Permissions::from_mode(0o000)).unwrap();
    // Whoever may read everything is not stopped by that.
    if fs::read(desk.profiles()).is_err() {
        assert_eq!(desk.run(&["doctor"], &[]).status.code(), Some(2));
    }
}

#[test]
fn an_import_writes_a_profile_that_works() {
    let desk = Desk::new();
    let download = desk.home.path().join("console.json");
    fs::write(&download, desk.download()).unwrap();
    let path = download.to_str().unwrap();
    let output = desk.run(&["profile", "import", path, "--name", "acme", "--secret", "file", "--sandbox", "dev"], &[]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("can be read by others"), "of the download it is said that it lies about: {said}");
    assert_eq!(mode_of(&desk.profiles()), 0o600);
    let again = desk.run(&["profile", "import", path, "--name", "acme", "--secret", "file"], &[]);
    assert!(text(&again).contains("--replace") && again.status.code() == Some(2), "{}", text(&again));
    let url = desk.emulator.base_url();
    let elsewhere = [("OFFERDECK_PLATFORM_URL", url), ("OFFERDECK_IMS_URL", url)];
    assert!(text(&desk.run(&["profile", "list"], &[])).contains("acme"));
    let shown = text(&desk.run(&["profile", "show"], &[]));
    assert!(shown.contains("given in plain, not shown") && !shown.contains(desk.emulator.client_secret()), "{shown}");
    let checked = desk.run(&["profile", "check"], &elsewhere);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked));
    // A profile that has something wrong is there all the same.
    let fine = fs::read_to_string(desk.profiles()).unwrap();
    fs::write(desk.profiles(), fine.clone() + "sandbx = \"dev\"\n").unwrap();
    let over = desk.run(&["profile", "import", path, "--name", "acme", "--secret", "file"], &[]);
    assert!(text(&over).contains("--replace") && over.status.code() == Some(2), "{}", text(&over));
    fs::write(desk.profiles(), fine).unwrap();
    // Without a key store nothing is written, and the way out is named.
    let refused = desk.run(&["profile", "import", path, "--name", "other"], &[]);
    assert!(text(&refused).contains("--secret file"), "{}", text(&refused));
    assert!(!fs::read_to_string(desk.profiles()).unwrap().contains("other"));
}

/// The steps of a doctor's report whose verdict is this.
fn steps(desk: &Desk, arguments: &[&str], environment: &[(&str, &str)], verdict: &str) -> (Vec<String>, Value) {
    let mut all = vec!["doctor", "--json"];
    all.extend_from_slice(arguments);
    let output = desk.run(&all, environment);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["ok"].as_bool(), Some(output.status.code() == Some(0)));
    let of_that = report["steps"].as_array().unwrap().iter().filter(|step| step["verdict"] == verdict);
    (of_that.map(|step| step["name"].as_str().unwrap().to_owned()).collect(), report)
}

#[test]
fn the_doctor_names_what_is_wrong_and_where_to_mend_it() {
    let desk = Desk::new();
    desk.write_profiles(&desk.profile("a", "sandbox = \"dev\""));
    let (good, _) = steps(&desk, &[], &[], "ok");
    for name in ["config", "dns", "clock", "token", "authorization", "x-api-key", "x-sandbox-name", "dps", "xcore"] {
        assert!(good.iter().any(|step| step == name), "{name}: {good:?}");
    }
    for (arguments, environment, wrong, advice) in [
        (&["--sandbox", "devel"][..], &[][..], "sandbox", "sandbox"),
        (&[], &[("OFFERDECK_CLIENT_SECRET", "not-the-secret")], "token", "OFFERDECK_CLIENT_SECRET"),
        (&[], &[("OFFERDECK_ACCESS_TOKEN", "not-a-token")], "authorization", "OFFERDECK_ACCESS_TOKEN"),
        (&["--org-id", "B@AdobeOrg"], &[], "x-gw-ims-org-id", "OFFERDECK_ORG_ID"),
        (&["--platform-url", "http://127.0.0.1:1"], &[], "tls", "network"),
    ] {
        let (failed, report) = steps(&desk, arguments, environment, "failed");
        assert_eq!(failed.first().map(String::as_str), Some(wrong), "{report:#}");
        let step = report["steps"].as_array().unwrap().iter().find(|step| step["verdict"] == "failed").unwrap();
        assert!(step["advice"].as_str().unwrap().contains(advice), "{step}");
    }
    let key = [("OFFERDECK_ACCESS_TOKEN", desk.emulator.access_token()), ("OFFERDECK_API_KEY", "other")];
    assert_eq!(steps(&desk, &[], &key, "failed").0.first().map(String::as_str), Some("x-api-key"));
}

#[test]
fn a_pasted_token_goes_on_where_another_ended() {
    let desk = Desk::new();
    let (url, key, org) = (desk.emulator.base_url(), desk.emulator.api_key(), desk.emulator.org_id());
    let settings = [
        ("OFFERDECK_PLATFORM_URL", url),
        ("OFFERDECK_API_KEY", key),
        ("OFFERDECK_ORG_ID", org),
        ("OFFERDECK_SANDBOX", "dev"),
        ("OFFERDECK_ACCESS_TOKEN", "an-old-token-that-ended"),
    ];
    let mut terminal = desk.start(&[], &settings);
    terminal.sees("not signed in (401)").press(":").press("token").press(ENTER).sees("new access token:");
    terminal.paste(desk.emulator.access_token()).sees("•••••").press(ENTER).sees("the new token").press("r");
    terminal.sees("89 personalized").press("q");
    assert_eq!(terminal.ends(), 0);
    assert_eq!(terminal.wrote(desk.emulator.access_token()), 0);
}

/// Everything that the program wrote: to the terminal, to its outputs, to files but the one that keeps tokens.
#[test]
fn no_secret_is_in_anything_that_the_program_writes() {
    let desk = Desk::new();
    let secret = desk.emulator.client_secret();
    // The command says the secret on its other output too, and fails now and then.
    let shouting =
        desk.profile("loud", "sandbox = \"dev\"").replace("printf '%s'", "echo boo-client-secret-9 >&2; printf '%s'");
    desk.write_profiles(&shouting);
    desk.emulator.set_fault("expired-token x1 then html:502 x1 then drop x1").unwrap();
    let mut terminal = desk.start(&[], &[]);
    terminal
        .sees("loud · dev")
        .press("r")
        .sees("personalized")
        .press("r")
        .press("r")
        .press(":")
        .press("log")
        .press(ENTER);
    terminal.sees("/ims/token/v3").press("q").sees("89 personalized").press("q");
    assert_eq!(terminal.ends(), 0);
    let mut written = vec![("the terminal".to_owned(), terminal.raw.clone())];
    desk.emulator.set_fault("off").unwrap();
    for arguments in [
        &["doctor"][..],
        &["doctor", "--json"],
        &["profile", "list"],
        &["profile", "check"],
        &["profile", "show"],
        &["profile", "show", "--org-id", "x"],
    ] {
        let output = desk.run(arguments, &[]);
        written.push((format!("{arguments:?}"), text(&output).into_bytes()));
        let output = desk.run(arguments, &[("OFFERDECK_CLIENT_SECRET", secret)]);
        written.push((format!("{arguments:?}"), text(&output).into_bytes()));
    }
    let failing = [("OFFERDECK_ACCESS_TOKEN", desk.emulator.access_token()), ("OFFERDECK_ORG_ID", "x")];
    written.push(("a refusal".to_owned(), text(&desk.run(&["doctor"], &failing)).into_bytes()));
    let mut tokens = Vec::new();
    for path in files(desk.home.path()) {
        if path.parent().unwrap().ends_with("tokens") {
            if path.extension().is_some_and(|extension| extension == "json") {
                assert_eq!(mode_of(&path), 0o600, "{}", path.display());
                let cached: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
                tokens.push(cached["token"].as_str().unwrap().to_owned());
            }
        } else if path != desk.profiles() {
            written.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    assert!(!tokens.is_empty(), "a token was kept");
    let shown = fs::read_to_string(desk.profiles()).unwrap();
    assert!(shown.contains(secret), "this test can tell: the profile's command holds it");
    for (place, bytes) in written {
        let said = String::from_utf8_lossy(&bytes);
        for hidden in tokens.iter().map(String::as_str).chain([secret, desk.emulator.access_token()]) {
            assert!(!said.contains(hidden), "{place} shows {hidden}:\n{said}");
        }
    }
}
