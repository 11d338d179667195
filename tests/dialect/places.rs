//! Containers and sandboxes.

use offerdeck::domain::{Scope, Seen};
use offerdeck::request::{PageFrom, Reply, Request};

use crate::wire::{self, Differs, Golden, ask};
use crate::{DPS, XCORE};

#[tokio::test]
async fn containers() {
    let request = Request::ListScopes { from: PageFrom::Start };
    // The type of the home page is asked for, as the tutorial does; no sandbox is sent, as none is chosen yet.
    let home = ("accept", "application/vnd.adobe.platform.xcore.home.hal+json");
    let differs = Differs { headers_dropped: vec!["x-sandbox-name"], headers_added: vec![home], ..Differs::default() };
    let golden = Golden::load("xcore-container-list");
    let Ok(Reply::Scopes { entries, next }) = ask(&golden, XCORE, request.clone(), &differs).await else { panic!() };
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!(next, None);
    assert_eq!(entry.scope, Scope { sandbox: "{PARENT_NAME}".to_owned(), container: Some("{INSTANCE_ID}".to_owned()) });
    assert_eq!(
        (entry.name.as_str(), entry.category.as_str(), entry.region.as_str()),
        ("{REPO_NAME}", "decisioning", "{DATA_CENTER}")
    );
    assert_eq!(entry.changed, Seen::Is("2020-09-16T07:54:32.098139Z".parse().unwrap()));

    // The tutorial asks for the containers of an older product as well, and has no type to filter by; its answer must be
    // understood all the same.
    let golden = Golden::load("xcore-container-list-dma");
    let differs = Differs {
        query_dropped: vec!["product"],
        query_added: vec![("product", "acp"), ("property", "_instance.containerType==decisioning")],
        headers_dropped: vec!["x-sandbox-name", "x-request-id"],
        ..Differs::default()
    };
    let Ok(Reply::Scopes { entries, .. }) = ask(&golden, XCORE, request, &differs).await else { panic!() };
    let [entry] = entries.as_slice() else { panic!("{entries:?}") };
    assert_eq!((entry.name.as_str(), entry.region.as_str()), ("My Organization's container", "VA7"));
    assert_eq!(entry.scope.label(), "82d1f250-85b6-11e9-ac80-99ba4655b277", "it names no sandbox");
}

#[tokio::test]
async fn sandboxes() {
    let request = Request::ListScopes { from: PageFrom::Start };
    let golden = Golden::load("sandbox-list-available");
    let differs = Differs {
        query_dropped: vec!["limit", "offset"],
        query_added: vec![("limit", "50"), ("offset", "0")],
        ..Differs::default()
    };
    let Ok(Reply::Scopes { entries, next }) = ask(&golden, DPS, request.clone(), &differs).await else { panic!() };
    let seen: Vec<_> =
        entries.iter().map(|entry| (entry.scope.label(), entry.name.as_str(), entry.category.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("prod", "Production", "production"),
            ("dev", "Development", "development"),
            ("stage", "Staging", "development"),
        ]
    );
    assert_eq!(next, None, "without a next link there is no next page");
    assert!(entries.iter().all(|entry| entry.region == "VA7" && entry.scope.container.is_none()));
    assert_eq!(entries[1].changed, Seen::Is("2019-09-03T22:27:48Z".parse().unwrap()));

    // The list of all sandboxes is for administrators and never asked for; its answer has what the other leaves open.
    let golden = Golden::load("sandbox-list-all");
    let Ok(Reply::Scopes { entries, next }) = wire::send(&golden, DPS, request).await.1.result else { panic!() };
    assert_eq!(entries.len(), 3, "one of the four is still being created");
    let next = next.expect("there is a next link, though a template");
    let (sent, _) = wire::send(&golden, DPS, Request::ListScopes { from: PageFrom::Link(next) }).await;
    assert_eq!(sent.target, "/data/foundation/sandbox-management/?limit=50&offset=4");
}
