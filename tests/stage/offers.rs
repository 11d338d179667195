//! Offers made by hand: an ordinary shop's, and what no shop should have.

use std::sync::Arc;

use offerdeck::domain::{Generation, Record};
use serde_json::{Value, json};

use super::record;

const SHOP: [(&str, &str, i64, &str, &str, &str); 12] = [
    ("Black Friday −40 %", "approved", 75, "2026-11-27T00:00:00Z", "2026-12-01T00:00:00Z", "2026-11-21T09:15:00Z"),
    (
        "Cyber Monday: laptops & tablets",
        "archived",
        1,
        "2025-11-28T00:00:00Z",
        "2025-12-02T00:00:00Z",
        "2026-04-02T08:00:00Z",
    ),
    ("Free delivery over €50", "approved", 50, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-11-20T17:40:00Z"),
    (
        "Willkommen zurück: 10 % auf die nächste Bestellung",
        "draft",
        20,
        "2026-12-01T00:00:00Z",
        "2027-03-01T00:00:00Z",
        "2026-11-19T10:00:00Z",
    ),
    ("春節優惠 買一送一", "draft", 60, "2027-02-05T16:00:00Z", "2027-02-20T16:00:00Z", "2026-11-18T02:30:00Z"),
    (
        "Loyalty ⭐ double points 🎁",
        "approved",
        40,
        "2026-11-01T00:00:00Z",
        "2026-11-30T23:59:00Z",
        "2026-11-01T00:00:05Z",
    ),
    ("عرض نهاية الأسبوع", "approved", 35, "2026-11-20T00:00:00Z", "2026-11-22T23:59:00Z", "2026-11-15T12:00:00Z"),
    (
        "Credit card: no fee in the first year",
        "approved",
        90,
        "2026-06-01T00:00:00Z",
        "2028-06-01T00:00:00Z",
        "2026-07-01T12:00:00Z",
    ),
    (
        "Winter tyres incl. fitting",
        "archived",
        5,
        "2024-10-01T00:00:00Z",
        "2025-01-31T00:00:00Z",
        "2025-02-01T07:00:00Z",
    ),
    ("Newsletter: 5 € voucher", "pending", 10, "2026-11-21T12:30:00Z", "2026-12-24T00:00:00Z", "2026-11-21T11:59:30Z"),
    (
        "Abandoned basket reminder",
        "rejected",
        0,
        "2026-03-01T00:00:00Z",
        "2026-12-31T00:00:00Z",
        "2026-03-05T12:00:00Z",
    ),
    ("Gift wrapping", "on-hold", 15, "2026-11-10T00:00:00Z", "2026-12-24T00:00:00Z", "2026-11-09T12:00:00Z"),
];

/// The whole of a shop's offer, in either generation, with all that details show.
pub fn whole(generation: Generation, number: usize, revision: u64) -> Value {
    let (name, status, priority, start, end, modified) = SHOP[number % SHOP.len()];
    let name = if number < SHOP.len() { name.to_owned() } else { format!("{name} ({number})") };
    let id = format!("{generation}:personalized-offer:{:016x}", 0x1212_1c50_6bac_0000_u64 + number as u64);
    let html = "<div class=\"card\">\n  <h2>Only until Monday</h2>\n  <p>40 % off sneakers and jackets.</p>\n</div>";
    match generation {
        Generation::Dps => json!({
            "id": id, "etag": revision, "created": "2026-10-01T08:30:00.000+00:00", "modified": modified,
            "createdBy": "712B3670554A7AF17F000101@AdobeID", "lastModifiedBy": "68D9EA8559BC2D810A495CC2@AdobeID",
            "schemas": ["https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.15"],
            "name": name, "status": status,
            "description": "Owner: brand team. Everything in sneakers and jackets, 40 % off until Monday.",
            "representations": [
                {"channel": "https://ns.adobe.com/xdm/channel-types/web", "placement": "dps:offer-placement:17cd8995efeba903",
                 "components": [{"type": "html", "format": "text/html", "language": ["en-us", "de"], "content": html}]},
                {"channel": "https://ns.adobe.com/xdm/channel-types/email", "placement": "xcore:offer-placement:1bf3e0b6e9aba45e",
                 "components": [{"type": "imagelink", "format": "image/png", "language": ["en"],
                     "deliveryURL": "https://img.shop.nordwind.example/black-friday-2026-hero-1200x400.png",
                     "linkURL": "https://shop.nordwind.example/black-friday"}]},
            ],
            "selectionConstraint": {"startDate": start, "endDate": end, "profileConstraintType": "eligibilityRule",
                "eligibilityRule": "xcore:eligibility-rule:1641b0e812e92776"},
            "rank": {"priority": priority}, "cappingConstraint": {"globalCap": 1_000_000, "profileCap": 1},
            "tags": ["xcore:tag:12a2bed27a584d21", "dps:tag:11da53f50a0be52d"],
            "characteristics": {"offer_code": "SALE73", "campaign": "BF-2026"}, "futureMember": {"kept": true},
        }),
        Generation::Xcore => json!({
            "instanceId": format!("5fa229d4-f62a-11eb-890c-9d174e37{number:04x}"), "repo:etag": revision,
            "repo:createdDate": "2026-10-01T08:30:00.000000Z", "repo:lastModifiedDate": modified,
            "repo:createdBy": "712B3670554A7AF17F000101@AdobeID", "repo:lastModifiedBy": "68D9EA8559BC2D810A495CC2@AdobeID",
            "schemas": ["https://ns.adobe.com/experience/offer-management/personalized-offer;version=0.5"],
            "_instance": {
                "@id": id, "xdm:name": name, "xdm:status": status,
                "xdm:representations": [
                    {"xdm:channel": "https://ns.adobe.com/xdm/channel-types/web",
                     "xdm:placement": "xcore:offer-placement:1bf3e0b6e9aba45e",
                     "xdm:components": [{"@type": "https://ns.adobe.com/experience/offer-management/content-component-html",
                         "dc:format": "text/html", "dc:language": ["en"], "xdm:content": html}]},
                ],
                "xdm:selectionConstraint": {"xdm:startDate": start, "xdm:endDate": end,
                    "xdm:eligibilityRule": "xcore:eligibility-rule:1641b0e812e92776"},
                "xdm:rank": {"xdm:priority": priority}, "xdm:cappingConstraint": {"xdm:globalCap": 1000},
                "xdm:tags": ["xcore:tag:124f4e5c8a00cd92"], "xdm:characteristics": {"xdm:offer_code": "SALE73"},
            },
            "_links": {"self": {"name": id}},
        }),
    }
}

/// One of the shop's offers, at its third revision.
pub fn offer(generation: Generation, number: usize) -> Arc<Record> {
    record(generation, &whole(generation, number, 3))
}

/// The shop's offers.
pub fn shop(generation: Generation) -> Vec<Arc<Record>> {
    many(generation, 0, SHOP.len())
}

/// A page out of a large library.
pub fn many(generation: Generation, from: usize, count: usize) -> Vec<Arc<Record>> {
    (from..from + count).map(|number| offer(generation, number)).collect()
}

/// Offers whose texts try what text can do to a terminal.
pub fn hostile() -> Vec<Arc<Record>> {
    let names = [
        "\u{1b}[2J\u{1b}[31mred and cleared\u{7}".to_owned(),
        "tab\there, line\nbreak, return\rhere".to_owned(),
        "invoice\u{202e}gpj.exe and \u{2066}isolated\u{2069}".to_owned(),
        "zero\u{200b}width, soft\u{ad}hyphen, \u{feff}mark".to_owned(),
        "\u{9b}31m C1 and \u{7f} DEL and \0 NUL".to_owned(),
        "L".repeat(5_000),
        "春".repeat(300),
        "family 👨‍👩‍👧‍👦, flag 🇩🇪, heart ❤\u{fe0f}, keycap 1\u{fe0f}\u{20e3}".to_owned(),
        "Z\u{351}\u{36b}\u{343}a\u{36f}\u{352}l\u{35c}g\u{321}o\u{34f}".to_owned(),
        "می\u{200c}خواهم تخفیف 20 %".to_owned(),
        "   ".to_owned(),
    ];
    let row = |(number, name): (usize, &String)| {
        let mut whole = whole(Generation::Dps, number, 3);
        whole["name"] = json!(name);
        whole["status"] = json!("approved");
        whole["description"] = json!(format!("{}\u{1b}]0;owned\u{7}", name.chars().take(40).collect::<String>()));
        whole["\u{1b}[1mmember"] = json!("\u{202e}value");
        record(Generation::Dps, &whole)
    };
    names.iter().enumerate().map(row).collect()
}

/// Offers that lack what every offer has, or have something else in its place.
pub fn odd() -> Vec<Arc<Record>> {
    let row = |(number, own): (usize, Value)| {
        let mut whole = json!({"id": format!("dps:personalized-offer:odd{number}")});
        for (name, value) in own.as_object().unwrap() {
            whole[name] = value.clone();
        }
        record(Generation::Dps, &whole)
    };
    let rows = [
        json!({}),
        json!({"name": 42, "status": {"word": "draft"}, "rank": {"priority": "high"}, "etag": "three"}),
        json!({"name": null, "status": "", "rank": [], "selectionConstraint": "always", "representations": "none"}),
        json!({"name": "Dates that are none", "status": "draft", "modified": "yesterday", "created": 5,
               "selectionConstraint": {"startDate": "tomorrow", "endDate": {"$date": 1}}}),
        json!({"name": "Far off", "status": "approved", "rank": {"priority": -9_223_372_036_854_775_808_i64},
               "selectionConstraint": {"startDate": "0001-01-01T00:00:00Z", "endDate": "9999-12-31T23:59:59Z"}}),
        json!({"name": ["a", "list"], "status": "a status word that is much longer than its column is wide",
               "rank": {"priority": 12.5}, "characteristics": {"size": 5}, "tags": "one",
               "representations": [7, {"components": [null, {"content": {"html": true}}]}]}),
    ];
    rows.into_iter().enumerate().map(row).collect()
}
