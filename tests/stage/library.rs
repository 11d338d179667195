//! What a shop has besides its offers: a few objects of every other kind, in either generation.

use std::sync::Arc;

use offerdeck::domain::{Generation, Kind, Record};
use serde_json::{Value, json};

use super::record_of;

/// The rows of a kind's list.
pub fn rows(generation: Generation, kind: Kind) -> Vec<Arc<Record>> {
    let bodies = match generation {
        Generation::Dps => dps(kind),
        Generation::Xcore => xcore(kind),
    };
    let row = |(number, body): (usize, Value)| record_of(generation, kind, &whole(generation, kind, number, body));
    bodies.into_iter().enumerate().map(row).collect()
}

/// An object as it is sent, around its body.
fn whole(generation: Generation, kind: Kind, number: usize, mut body: Value) -> Value {
    let word = match kind {
        Kind::Personalized => "personalized-offer",
        Kind::Fallback => "fallback-offer",
        Kind::Placement => "offer-placement",
        Kind::Collection => "offer-filter",
        Kind::Qualifier => "tag",
        Kind::Rule => "eligibility-rule",
        Kind::Decision => "offer-activity",
    };
    let id = format!("{generation}:{word}:{:016x}", 0x17cd_8995_efeb_0000_u64 + number as u64);
    let schemas = json!([format!("https://ns.adobe.com/experience/offer-management/{word};version=0.5")]);
    let modified = format!("2026-11-{:02}T09:15:00Z", 20 - number);
    match generation {
        Generation::Dps => {
            let mut whole = json!({"id": id, "etag": 3 + number, "created": "2026-10-01T08:30:00.000+00:00",
                "modified": modified, "createdBy": "712B3670554A7AF17F000101@AdobeID",
                "lastModifiedBy": "68D9EA8559BC2D810A495CC2@AdobeID", "schemas": schemas});
            if let Some(service) = body.as_object_mut().unwrap().shift_remove("service") {
                whole["createdBy"] = service;
            }
            whole.as_object_mut().unwrap().append(body.as_object_mut().unwrap());
            whole
        }
        Generation::Xcore => {
            body["@id"] = json!(id);
            json!({"instanceId": format!("5fa229d4-f62a-11eb-890c-9d174e37{number:04x}"), "repo:etag": 3 + number,
                "repo:createdDate": "2026-10-01T08:30:00.000000Z", "repo:lastModifiedDate": modified,
                "repo:createdBy": "712B3670554A7AF17F000101@AdobeID",
                "repo:lastModifiedBy": "68D9EA8559BC2D810A495CC2@AdobeID", "schemas": schemas, "_instance": body,
                "_links": {"self": {"name": id}}})
        }
    }
}

const PQL: &str = "exists(select e from xEvent where e.eventType.equals(\"commerce.purchases\", true)\n  and e.productListItems.exists(p, p.SKU.startsWith(\"SNK\", true))\n  and e.timestamp occurs <= 90 days before now)";

fn dps(kind: Kind) -> Vec<Value> {
    let channel = |word: &str| format!("https://ns.adobe.com/xdm/channel-types/{word}");
    let returned = json!({"decisionName": true, "offerName": true, "offerAttributes": false, "offerPriority": false,
        "placementName": true, "channelType": false, "contentType": true});
    match kind {
        Kind::Personalized => Vec::new(),
        Kind::Fallback => vec![
            json!({"name": "Standardbanner", "status": "approved", "representations": [{}, {}]}),
            json!({"name": "Old banner", "status": "archived", "representations": [{}]}),
        ],
        Kind::Placement => vec![
            json!({"name": "Web hero", "description": "The wide banner on top of the home page", "componentType": "html",
                "channel": channel("web"), "itemCount": 1, "allowDuplicatePlacements": false, "returnContent": true,
                "returnMetaData": returned}),
            json!({"name": "E-mail header", "componentType": "imagelink", "channel": channel("email"), "itemCount": 3,
                "allowDuplicatePlacements": true, "returnContent": false}),
            json!({"name": "Kassenzettel unter der Summe", "componentType": "component-text", "channel": channel("offline")}),
            json!({"name": "Odd one", "componentType": 7, "channel": "carrier-pigeon", "itemCount": "many"}),
        ],
        Kind::Collection => vec![
            json!({"name": "Black Friday collection", "filterType": "any-tags", "labels": ["core/C5"],
                "ids": ["xcore:tag:1a4496e0ed7afcea", "dps:tag:11da53f50a0be52d"]}),
            json!({"name": "Gold and win-back", "filterType": "all-tags", "ids": ["dps:tag:1ba054769ba41cbb"]}),
            json!({"name": "Card picks", "filterType": "offers", "ids": ["dps:personalized-offer:1fa5b1de9bfdd053",
                "dps:personalized-offer:1237b2d1dcff0f98", "xcore:personalized-offer:1e710a965772e982"]}),
            json!({"name": "Nothing in it", "filterType": "offers", "ids": []}),
            json!({"name": "Odd one", "filterType": "by-hand", "ids": "all"}),
        ],
        Kind::Qualifier => vec![
            json!({"name": "Black Friday week", "description": "Everything that runs around the last Friday of November"}),
            json!({"name": "Sneakers"}),
            json!({"name": "中文活动", "description": "Offers written in Chinese"}),
        ],
        Kind::Rule => vec![
            json!({"name": "Bought sneakers in 90 days", "description": "The running campaign",
                "condition": {"type": "PQL", "format": "pql/text", "value": PQL},
                "definedOn": {"profile": {"schema": {"ref": "https://ns.adobe.com/xdm/context/profile_union", "version": "1"},
                    "referencePaths": ["productListItems.SKU", "timestamp"]}}}),
            json!({"name": "Lives in Germany", "condition": {"type": "PQL", "format": "pql/text",
                "value": "homeAddress.countryCode.equals(\"DE\", false)"}, "segmentModel": {"lifecycleState": "published"}}),
            json!({"name": "Odd one", "condition": "always"}),
            json!({"name": "Web shop visitors", "exdRule": true, "condition": {"type": "PQL", "format": "pql/text",
                "value": "personalEmail.domain.equals(\"nordwind.example\", false)"}}),
        ],
        Kind::Decision => {
            let criterion = |placement: &str, collection: &str| {
                json!({"placements": [placement, "dps:offer-placement:1b4ab7ed013e5018"],
                    "rank": {"priority": 0, "order": {"orderEvaluationType": "scoringFunction", "function": "f-12"}},
                    "profileConstraint": {"profileConstraintType": "eligibilityRule",
                        "eligibilityRule": "dps:eligibility-rule:1c6a1b044da05ca4"},
                    "optionSelection": {"filter": collection}, "future": true})
            };
            vec![
                json!({"name": "Home page", "description": "What the hero shows", "status": "live",
                    "startDate": "2026-11-01T00:00:00.000+00:00", "endDate": "2027-01-31T00:00:00.000+00:00",
                    "fallback": "xcore:fallback-offer:123f71cf370ca4e8",
                    "criteria": [criterion("dps:offer-placement:17cd8995efeba903", "dps:offer-filter:1f47986e97e7dd84"),
                        criterion("xcore:offer-placement:1bf3e0b6e9aba45e", "dps:offer-filter:1fd8fe37720ff818")]}),
                json!({"name": "Newsletter in spring", "status": "draft", "startDate": "2027-03-01T00:00:00Z",
                    "endDate": "2027-05-31T00:00:00Z", "fallback": "xcore:fallback-offer:1e1dadf7aaba0cf9",
                    "criteria": [criterion("dps:offer-placement:17cd8995efeba903", "dps:offer-filter:1f47986e97e7dd84")]}),
                json!({"name": "Spring card campaign", "status": "complete", "startDate": "2026-03-01T00:00:00Z",
                    "endDate": "2026-05-31T00:00:00Z", "fallback": "xcore:fallback-offer:1e1dadf7aaba0cf9", "criteria": []}),
                json!({"name": "The first one ever", "status": "archived", "placement": "xcore:offer-placement:1",
                    "filter": "xcore:offer-filter:1", "fallback": "xcore:fallback-offer:1"}),
                json!({"name": "Odd one", "status": "approved", "criteria": "all"}),
                json!({"name": "In-app message 81d07e", "status": "live", "service": "Mobile_Sheliak", "criteria": []}),
            ]
        }
    }
}

fn xcore(kind: Kind) -> Vec<Value> {
    let body = match kind {
        Kind::Placement => json!({"xdm:name": "Web hero", "xdm:description": "The wide banner on top of the home page",
            "xdm:componentType": "https://ns.adobe.com/experience/offer-management/content-component-html",
            "xdm:channel": "https://ns.adobe.com/xdm/channel-types/web", "xdm:contentTypes": ["text/html", "text/plain"]}),
        Kind::Collection => json!({"xdm:name": "Mobile Demo", "xdm:filterType": "anyTags",
            "ids": ["xcore:tag:124bd3de7f598dd8"]}),
        Kind::Qualifier => json!({"xdm:name": "Holiday sales and promotions"}),
        Kind::Rule => json!({"xdm:name": "Sales rule", "description": "Decisioning rule for sales",
            "condition": {"type": "PQL", "format": "pql/text", "value": PQL},
            "xdm:definedOn": {"profile": {"xdm:schema": {"$ref": "https://ns.adobe.com/xdm/context/profile_union",
                "version": "1"}, "xdm:referencePaths": ["person.name.firstName"]}}}),
        Kind::Decision => json!({"xdm:name": "A2: Cross Channel Activity", "xdm:status": "live",
            "xdm:startDate": "2026-09-29T07:00:00.000Z", "xdm:endDate": "2026-12-09T07:00:00.000Z",
            "xdm:fallback": "xcore:fallback-offer:1233160780eaa2ef",
            "xdm:criteria": [{"xdm:placements": ["xcore:offer-placement:122204529514a2c0"],
                "xdm:optionSelection": {"xdm:filter": "xcore:offer-filter:122a120f234dac7f"}}]}),
        Kind::Personalized | Kind::Fallback => return Vec::new(),
    };
    vec![body]
}
