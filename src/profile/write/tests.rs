use proptest::prelude::*;

use super::*;
use crate::profile::arbitrary;
use crate::secret::Secret;

const FILE: &str = r#"# Ours, all of them.
# Ask Kim before changing anything.

default = "b"   # the harmless one

# Production.
[profiles.a]
sandbox = "prod"      # careful
mode = "read-only"
scopes = "openid,AdobeID" # as one string

# Development.
[profiles.b]
sandbox = 'dev'
client_id = "id"
[profiles.b.secret]
command = "pass show b"   # Kim's

# The end.
"#;

fn named(name: &str) -> Profile {
    Profile { name: name.to_owned(), ..Profile::default() }
}

fn profile_of(text: &str, name: &str) -> Profile {
    read(text).profiles.into_iter().find(|profile| profile.name == name).unwrap()
}

#[test]
fn a_new_file_says_what_it_is() {
    let profile = Profile { sandbox: Some("dev".to_owned()), mode: Some(Mode::Ask), ..named("acme") };
    let text = with_profile("", &profile, true).unwrap();
    assert_eq!(text, format!("{HEADER}\ndefault = \"acme\"\n\n[profiles.acme]\nsandbox = \"dev\"\nmode = \"ask\"\n"));
    let text = with_profile(" \n", &profile, false).unwrap();
    assert_eq!(text, format!("{HEADER}\n[profiles.acme]\nsandbox = \"dev\"\nmode = \"ask\"\n"));
}

#[test]
fn another_profile_is_put_after_the_others_and_nothing_else_changes() {
    let profile = Profile { client_id: Some("i".to_owned()), secret: Some(SecretSource::KeyStore), ..named("c") };
    let text = with_profile(FILE, &profile, false).unwrap();
    let added = "\n[profiles.c]\nclient_id = \"i\"\nsecret = { keystore = true }\n";
    let (before, end) = FILE.split_at(FILE.find("\n# The end").unwrap());
    assert_eq!(text, format!("{before}{added}{end}"));
}

#[test]
fn a_profile_is_replaced_member_by_member() {
    let mut profile = profile_of(FILE, "a");
    profile.sandbox = Some("stage".to_owned());
    profile.mode = None;
    profile.accent = Some(Accent::Red);
    let text = with_profile(FILE, &profile, false).unwrap();
    let expected = FILE
        .replace("\"prod\"      # careful", "\"stage\"      # careful")
        .replace("mode = \"read-only\"\n", "")
        .replace("# as one string\n", "# as one string\naccent = \"red\"\n");
    assert_eq!(text, expected);
}

#[test]
fn the_same_profile_again_changes_not_a_letter() {
    for name in ["a", "b"] {
        assert_eq!(with_profile(FILE, &profile_of(FILE, name), false).unwrap(), FILE);
    }
    let lines = FILE.replace('\n', "\r\n");
    assert_eq!(with_profile(&lines, &profile_of(&lines, "b"), false).unwrap(), lines);
}

#[test]
fn the_default_is_set_where_it_stands_or_at_the_top() {
    let text = with_profile(FILE, &profile_of(FILE, "a"), true).unwrap();
    assert_eq!(text, FILE.replace("default = \"b\"   #", "default = \"a\"   #"));
    let without = "# Of the file.\n\n# Of a.\n[profiles.a]\n";
    let text = with_profile(without, &named("a"), true).unwrap();
    assert_eq!(text, "# Of the file.\n\ndefault = \"a\"\n\n# Of a.\n[profiles.a]\n");
    let text = with_profile("# Of a.\n[profiles.a]\n", &named("a"), true).unwrap();
    assert_eq!(text, "default = \"a\"\n# Of a.\n[profiles.a]\n");
}

#[test]
fn a_file_of_comments_keeps_them_at_its_beginning() {
    let text = with_profile("# Kim's\r\n", &named("a"), true).unwrap();
    assert_eq!(text, "# Kim's\r\n\r\ndefault = \"a\"\r\n\r\n[profiles.a]\r\n");
}

#[test]
fn a_table_of_its_own_gives_way_to_a_member() {
    let mut profile = profile_of(FILE, "b");
    profile.secret = Some(SecretSource::KeyStore);
    let text = with_profile(FILE, &profile, false).unwrap();
    assert!(
        text.contains("client_id = \"id\"\nsecret = { keystore = true }\n") && !text.contains("pass show"),
        "{text}"
    );
    assert_eq!(profile_of(&text, "b"), profile);
}

#[test]
fn a_profile_with_faults_is_mended_and_the_faults_of_others_stay() {
    let faulty = "insecure = true\n[profiles.a]\nsandbx = \"x\"\nclient_secret = \"p8e-plain\"\nmode = 3 # three\n[profiles.b]\nmode = 4\n";
    let profile = Profile { mode: Some(Mode::Ask), ..named("a") };
    let text = with_profile(faulty, &profile, false).unwrap();
    assert_eq!(text, "insecure = true\n[profiles.a]\nmode = \"ask\" # three\n[profiles.b]\nmode = 4\n");
}

#[test]
fn a_plain_secret_that_moved_leaves_nothing_behind() {
    let before = "[profiles.a]\nclient_id = \"i\"\nsecret = \"p8e-plain\" # from Kim\n";
    let profile = Profile { secret: Some(SecretSource::KeyStore), ..profile_of(before, "a") };
    let text = with_profile(before, &profile, false).unwrap();
    assert_eq!(text, "[profiles.a]\nclient_id = \"i\"\nsecret = { keystore = true } # from Kim\n");
}

#[test]
fn profiles_on_one_line_or_with_dots_are_added_to_as_well() {
    for text in [
        "profiles = { a = { sandbox = \"1\" } }\n",
        "profiles.a.sandbox = \"1\"\n",
        "[profiles]\na = { sandbox = \"1\" }\n",
        "[profiles]\na.sandbox = \"1\"\n",
        "profiles.b = 3\nprofiles.a.sandbox = \"1\"\n",
        "[profiles.a.timeouts]\nwhole = 1\n[profiles.a]\nsandbox = \"1\"\n",
    ] {
        let a = profile_of(text, "a");
        let profile = Profile { sandbox: Some("2".to_owned()), timeouts: Timeouts::default(), ..named("b") };
        let added = with_profile(text, &profile, true).unwrap();
        assert_eq!((profile_of(&added, "a"), profile_of(&added, "b")), (a, profile.clone()), "{added}");
        let replaced = with_profile(&added, &Profile { name: "a".to_owned(), ..profile.clone() }, false).unwrap();
        assert_eq!(profile_of(&replaced, "a").sandbox.as_deref(), Some("2"), "{replaced}");
        assert_eq!(read(&replaced).findings, [], "{replaced}");
    }
}

#[test]
fn what_can_not_be_changed_is_said_with_its_place_and_no_secret() {
    for (text, line, words) in [
        ("[profiles.a]\nsecret = \"p8e-plain\n", 2, "this is not TOML"),
        ("profiles = 3", 1, "`profiles` must be a table"),
        ("[profiles.a]\n[default]\nx = 1", 2, "`default` must be a string"),
    ] {
        let refusal = with_profile(text, &named("b"), true).unwrap_err();
        assert!(refusal.starts_with(&format!("line {line}: ")) && refusal.contains(words), "{refusal}");
        assert!(!refusal.contains("p8e"), "{refusal}");
    }
}

#[test]
fn a_profile_that_would_not_be_read_is_not_written() {
    let secret = || Some(SecretSource::Plain(Secret::from("p8e-plain")));
    for (profile, words) in [
        (named(""), "name can't be typed"),
        (named("a b"), "name can't be typed"),
        (Profile { sandbox: Some(String::new()), ..named("a") }, "`sandbox` is blank"),
        (Profile { secret: secret(), ..named("a") }, "`client_id` is missing"),
        (Profile { platform_url: Some("http://me:p8e-plain@x".to_owned()), ..named("a") }, "https://"),
        (
            Profile { timeouts: Timeouts { whole: Some(Duration::MAX), ..Timeouts::default() }, ..named("a") },
            "at most a day",
        ),
    ] {
        let refusal = with_profile(FILE, &profile, false).unwrap_err();
        assert!(refusal.contains(words) && !refusal.contains("p8e"), "{refusal}");
        assert!(!refusal.starts_with("line"), "no file has that line: {refusal}");
    }
}

#[cfg(unix)]
#[test]
fn a_path_that_is_not_unicode_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    let path = std::ffi::OsString::from_vec(b"/etc/\xff.pem".to_vec());
    let token = Some(SecretSource::Plain(Secret::from("p8e-plain")));
    let profile = Profile { ca_file: Some(path.into()), access_token: token, ..named("a") };
    let refusal = with_profile("", &profile, false).unwrap_err();
    assert!(refusal.contains("comes back"), "{refusal}");
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back_and_the_others_stay(
        profiles in prop::collection::vec((arbitrary::profile(), any::<bool>()), 1..4),
        begin in prop::sample::select(vec!["", "# x\n", FILE, "[profiles]\nz = { sandbox = \"1\" }\n"]),
        ends in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let mut text = begin.replace('\n', ends);
        for (profile, make_default) in profiles {
            let before = read(&text);
            text = with_profile(&text, &profile, make_default).map_err(TestCaseError::fail)?;
            let after = read(&text);
            let others = |reading: &crate::profile::Reading| -> Vec<Profile> {
                reading.profiles.iter().filter(|other| other.name != profile.name).cloned().collect()
            };
            prop_assert_eq!(others(&after), others(&before));
            prop_assert_eq!(after.profiles.iter().find(|one| one.name == profile.name), Some(&profile));
            prop_assert_eq!(after.default, if make_default { Some(profile.name.clone()) } else { before.default });
        }
    }
}
