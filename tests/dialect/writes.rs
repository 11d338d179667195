//! Creates, updates and deletes.

use offerdeck::domain::{Kind, ObjectId, Operation};
use offerdeck::request::{Receipt, Reply, Request};
use serde_json::{Value, json};

use crate::wire::{self, Differs, Golden, ask, text};
use crate::{DPS, KINDS, XCORE};

/// What is asked for after a write on xcore.
const RECEIPT: &str = "application/vnd.adobe.platform.xcore.xdm.receipt+json; version=1";

#[tokio::test]
async fn creates() {
    let receipts = [
        ("dps-personalized-create", DPS, Kind::Personalized, ("{ID}", "{ID}", 1)),
        ("dps-fallback-create", DPS, Kind::Fallback, ("{ID}", "{ID}", 2)),
        (
            "xcore-personalized-create",
            XCORE,
            Kind::Personalized,
            ("xcore:personalized-offer:124e181c8b0d7878", "0f4bc230-13df-11eb-bc55-c11be7252432", 1),
        ),
        (
            "xcore-personalized-create-end-before-start",
            XCORE,
            Kind::Personalized,
            ("xcore:personalized-offer:124e181c8b0d7878", "0f4bc230-13df-11eb-bc55-c11be7252432", 1),
        ),
        (
            "xcore-fallback-create",
            XCORE,
            Kind::Fallback,
            ("xcore:fallback-offer:124e2e764b1ac1b9", "b3966680-13ec-11eb-9c20-8323709cfc65", 1),
        ),
        // A dps request with an xcore receipt (contract section 18, row 4). dps URLs know no instance id.
        (
            "mixed-seed-002-fallback-create",
            DPS,
            Kind::Fallback,
            ("xcore:fallback-offer:124e2e764b1ac1b9", "xcore:fallback-offer:124e2e764b1ac1b9", 1),
        ),
    ];
    for (name, generation, kind, (id, address, revision)) in receipts {
        let golden = Golden::load(name);
        let body = golden.request()["body"].to_string();
        let request = Request::Create { scope: golden.scope(), kind, body: body.as_str().into() };
        let (sent, _) = wire::send(&golden, generation, request.clone()).await;
        assert_eq!(String::from_utf8_lossy(&sent.body), body, "the body goes as it is");
        let reply = ask(&golden, generation, request, &Differs::default()).await;
        let receipt = Receipt { id: Some(ObjectId::from(id)), address: Some(address.into()), revision: Some(revision) };
        assert_eq!(reply, Ok(Reply::Created(receipt)), "{name}");
    }
}

/// The documented operations as ours. Where the documents `replace`, we `add`, which sets a member whether or not it is
/// there (contract sections 7 and 18, row 15).
fn patch(golden: &Golden, prefix: &str) -> Vec<Operation> {
    let operations = golden.request()["body"].as_array().unwrap();
    let ours = |operation: &Value| Operation::Add {
        path: text(operation, "/path").strip_prefix(prefix).unwrap().to_owned(),
        value: operation["value"].clone(),
    };
    operations.iter().map(ours).collect()
}

#[tokio::test]
async fn updates() {
    let add_for_replace = |golden: &Golden| {
        let mut body = golden.request()["body"].clone();
        body.as_array_mut().unwrap().iter_mut().for_each(|operation| operation["op"] = json!("add"));
        body
    };
    for (generation, prefix) in [(DPS, ""), (XCORE, "/_instance")] {
        for (kind, word) in KINDS {
            let golden = Golden::load(&format!("{generation}-{word}-update"));
            let address = golden.last_segment();
            for revision in [None, Some(3)] {
                // Not in the examples: `If-Match` (contract section 8), sent where the revision is known.
                let headers_added = revision.map(|_| ("if-match", "\"3\"")).into_iter().collect();
                let differs = Differs { headers_added, body: Some(add_for_replace(&golden)), ..Differs::default() };
                let request = Request::Update {
                    scope: golden.scope(),
                    kind,
                    address: address.as_str().into(),
                    patch: patch(&golden, prefix),
                    guards: Vec::new(),
                    revision,
                };
                let Ok(Reply::Updated(receipt)) = ask(&golden, generation, request, &differs).await else { panic!() };
                let etag = golden.answer().get("etag").or_else(|| golden.answer().get("repo:etag")).unwrap();
                assert_eq!(receipt.revision, etag.as_u64());
                assert!(receipt.id.is_some() && receipt.address.is_some());
            }
        }
    }
    // The repository's own tutorial has the same calls with an older media type, without versions, and with a request
    // id; ours are those of the Offer Library's pages (contract section 3). Its answers are blank.
    for change in ["calendar", "capping", "priority", "representation", "rule", "status", "tag"] {
        let golden = Golden::load(&format!("xcore-personalized-update-{change}"));
        let versioned = "application/vnd.adobe.platform.xcore.patch.hal+json; version=1; schema=\"https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5\"";
        let differs = Differs {
            headers_dropped: vec!["x-request-id", "content-type", "accept"],
            headers_added: vec![("content-type", versioned), ("accept", RECEIPT)],
            body: Some(add_for_replace(&golden)),
            ..Differs::default()
        };
        let request = Request::Update {
            scope: golden.scope(),
            kind: Kind::Personalized,
            address: golden.last_segment().as_str().into(),
            patch: patch(&golden, "/_instance"),
            guards: Vec::new(),
            revision: None,
        };
        assert_eq!(ask(&golden, XCORE, request, &differs).await, Ok(Reply::Updated(Receipt::default())), "{change}");
    }
}

#[tokio::test]
async fn deletes() {
    // The tutorial's delete has no version in its `Accept` and a request id, and answers with a receipt.
    let tutorial = Differs {
        headers_dropped: vec!["x-request-id", "accept"],
        headers_added: vec![("accept", RECEIPT)],
        ..Differs::default()
    };
    for (name, generation, kind, differs) in [
        ("dps-personalized-delete", DPS, Kind::Personalized, &Differs::default()),
        ("dps-fallback-delete", DPS, Kind::Fallback, &Differs::default()),
        ("xcore-personalized-delete", XCORE, Kind::Personalized, &Differs::default()),
        ("xcore-fallback-delete", XCORE, Kind::Fallback, &Differs::default()),
        ("xcore-personalized-delete-receipt", XCORE, Kind::Personalized, &tutorial),
    ] {
        let golden = Golden::load(name);
        let address = golden.last_segment().as_str().into();
        let request = Request::Delete { scope: golden.scope(), kind, address };
        assert_eq!(ask(&golden, generation, request, differs).await, Ok(Reply::DeleteAccepted), "{name}");
    }
}
