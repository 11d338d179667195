use super::*;

const PROJECT: &str = include_str!("../../../tests/fixtures/console/project.json");
const PROJECT_SEVERAL: &str = include_str!("../../../tests/fixtures/console/project-several.json");
const PROJECT_JWT: &str = include_str!("../../../tests/fixtures/console/project-jwt.json");
const PROJECT_WITHOUT: &str = include_str!("../../../tests/fixtures/console/project-without.json");
const CREDENTIAL: &str = include_str!("../../../tests/fixtures/console/credential.json");
const CREDENTIAL_JWT: &str = include_str!("../../../tests/fixtures/console/credential-jwt.json");
const COMMAND_LINE: &str = include_str!("../../../tests/fixtures/console/command-line.json");

const ORGANISATION: &str = "0123456789ABCDEF01234567@AdobeOrg";

#[test]
fn a_project_gives_its_credential_and_a_name() {
    let imported = import(PROJECT).unwrap();
    assert_eq!(imported.name.as_deref(), Some("acme-offers-stage"));
    assert_eq!(imported.organisation.as_deref(), Some(ORGANISATION));
    assert_eq!(imported.client_id, "0a1b2c3d4e5f60718293a4b5c6d7e8f9");
    assert_eq!(imported.secret, Some(Secret::from("p8e-invented-first-secret")));
    assert_eq!(
        imported.scopes,
        ["AdobeID", "openid", "read_organizations", "additional_info.projectedProductContext", "session"]
    );
    assert!(imported.several.is_empty());
}

#[test]
fn of_several_credentials_the_first_usable_is_taken_and_the_others_are_named() {
    let imported = import(PROJECT_SEVERAL).unwrap();
    assert_eq!(imported.name.as_deref(), Some("acme-offers"));
    assert_eq!(imported.client_id, "11111111111111111111111111111111");
    assert_eq!(imported.secret, Some(Secret::from("p8e-invented-new-secret")));
    assert_eq!(imported.several, ["Reporting"]);
}

#[test]
fn the_file_of_a_credential_is_read() {
    let imported = import(CREDENTIAL).unwrap();
    assert_eq!(
        imported,
        Imported {
            name: None,
            organisation: Some(ORGANISATION.to_owned()),
            client_id: "44444444444444444444444444444444".to_owned(),
            secret: Some(Secret::from("p8e-invented-file-secret")),
            scopes: ["openid", "AdobeID", "read_organizations"].map(str::to_owned).to_vec(),
            several: Vec::new(),
        }
    );
}

#[test]
fn the_form_of_the_command_line_is_read() {
    let imported = import(COMMAND_LINE).unwrap();
    assert_eq!(imported.organisation.as_deref(), Some(ORGANISATION));
    assert_eq!(imported.client_id, "66666666666666666666666666666666");
    assert_eq!(imported.secret, Some(Secret::from("p8e-invented-aio-secret")));
    assert_eq!(imported.scopes, ["openid", "AdobeID"]);
}

#[test]
fn a_retired_credential_is_named_so_with_what_to_do() {
    for text in [PROJECT_JWT, CREDENTIAL_JWT] {
        let message = import(text).unwrap_err();
        assert!(message.contains("retired") && message.contains("OAuth Server-to-Server"), "{message}");
    }
}

#[test]
fn a_project_without_a_credential_is_told_from_one_with_a_retired_one() {
    let message = import(PROJECT_WITHOUT).unwrap_err();
    assert!(message.contains("has no OAuth Server-to-Server credential") && !message.contains("retired"), "{message}");
}

#[test]
fn what_is_missing_or_of_another_type_is_left_out() {
    let imported = import(r#"{"CLIENT_ID": " id ", "CLIENT_SECRETS": [], "CLIENT_SECRET": "s", "SCOPES": "a, b,"}"#);
    let imported = imported.unwrap();
    assert_eq!((imported.client_id.as_str(), imported.organisation), ("id", None));
    assert_eq!(imported.secret, Some(Secret::from("s")));
    assert_eq!(imported.scopes, ["a", "b"]);
    let imported = import(r#"{"client_id": "id", "client_secrets": [3, "", "s"], "scopes": {"a": 1}}"#).unwrap();
    assert_eq!((imported.secret, imported.scopes), (Some(Secret::from("s")), vec![]));
    let bare = r#"{"project": {"title": "オファー", "name": "7X", "org": [], "workspace": {"details": {"credentials":
        [null, {"oauth_server_to_server": {"client_id": "id", "ims_org_id": "A@AdobeOrg"}}]}}}}"#;
    let imported = import(bare).unwrap();
    assert_eq!((imported.name.as_deref(), imported.organisation.as_deref()), (Some("7x"), Some("A@AdobeOrg")));
    assert_eq!((imported.client_id.as_str(), imported.secret), ("id", None));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(import(&format!("\u{feff}{CREDENTIAL}")), import(CREDENTIAL));
}

#[test]
fn any_other_file_is_refused_in_a_sentence_without_its_content() {
    let deep = "[".repeat(100_000);
    for text in [
        "",
        "secret-p8e",
        "<html>secret-p8e",
        "[\"secret-p8e\"]",
        "\"secret-p8e\"",
        "{}",
        r#"{"secret-p8e": "secret-p8e"}"#,
        r#"{"CLIENT_ID": "  ", "x": "secret-p8e"}"#,
        r#"{"CLIENT_ID": "secret-p8e"#,
        r#"{"project": {"title": "secret-p8e"}}"#,
        r#"{"project": "secret-p8e"}"#,
        deep.as_str(),
    ] {
        let message = import(text).unwrap_err();
        assert!(message.contains("Adobe Developer Console"), "{message}");
        assert!(!message.contains("p8e"), "{message}");
    }
}

#[test]
fn what_was_imported_shows_no_secret() {
    for text in [PROJECT, PROJECT_SEVERAL, CREDENTIAL, COMMAND_LINE] {
        let shown = format!("{:?}", import(text));
        assert!(!shown.contains("p8e"), "{shown}");
    }
}
