mod walks;

use std::collections::HashSet;

use serde_json::{Value, json};

use super::wildcard_match;
use crate::emulator::testing::{Bench, OFFERS, PERSONALIZED, item};
use crate::http::Method;

fn rows(page: &Value) -> &Vec<Value> {
    page.get("results").or_else(|| page["_embedded"].get("results")).unwrap().as_array().unwrap()
}

fn id(row: &Value) -> String {
    row.get("id").or_else(|| row["_instance"].get("@id")).unwrap().as_str().unwrap().to_owned()
}

fn base(target: &str) -> &'static str {
    if target.starts_with("/data/core/dps") { "/data/core/dps" } else { "/data/core/xcore" }
}

/// Follows `next` to the end, with something happening before every page but the first.
fn walk(bench: &Bench, first: &str, mut between: impl FnMut(usize)) -> Vec<Value> {
    let mut found = Vec::new();
    let mut target = first.to_owned();
    for number in 0..10_000 {
        let page = bench.read(&target);
        found.extend(rows(&page).iter().cloned());
        let Some(next) = page["_links"]["next"]["href"].as_str() else { return found };
        target = format!("{}{next}", base(first));
        between(number);
    }
    panic!("the pages never end")
}

fn assert_complete(found: &[Value], total: usize, what: &str) {
    let distinct: HashSet<String> = found.iter().map(id).collect();
    assert_eq!(found.len(), total, "{what}");
    assert_eq!(distinct.len(), total, "{what}");
}

fn in_order(found: &[Value], member: &dyn Fn(&Value) -> String, descending: bool) -> bool {
    found.windows(2).all(|pair| {
        let (left, right) = (member(&pair[0]), member(&pair[1]));
        if descending { left >= right } else { left <= right }
    })
}

#[test]
fn dps_pages_are_complete_and_in_order() {
    let bench = Bench::new();
    let total = bench.read(OFFERS)["total"].as_u64().unwrap() as usize;
    assert_eq!(total, 150);
    for (order, member) in [("modified", "modified"), ("created", "created"), ("name", "name"), ("id", "id")] {
        for descending in [false, true] {
            for limit in [1, 7, 100] {
                let sign = if descending { "-" } else { "" };
                let target = format!("{OFFERS}&orderby={sign}{order}&limit={limit}");
                let found = walk(&bench, &target, |_| {});
                assert_complete(&found, total, &target);
                assert!(in_order(&found, &|row| row[member].as_str().unwrap().to_owned(), descending), "{target}");
            }
        }
    }
    assert_eq!(rows(&bench.read(OFFERS)).len(), 50, "the default page");
    assert_eq!(rows(&bench.read(&format!("{OFFERS}&limit=5000"))).len(), 100, "the largest page");
}

#[test]
fn xcore_pages_are_complete_and_in_order() {
    let bench = Bench::new();
    let container = bench.container();
    let member = |path: &'static str| move |row: &Value| row.pointer(path).unwrap().as_str().unwrap().to_owned();
    for route in ["instances", "queries/core/search"] {
        for (order, path) in [
            ("", "/instanceId"),
            ("&orderBy=instanceId", "/instanceId"),
            ("&orderby=repo:createdDate", "/repo:createdDate"),
            ("&orderby=repo:lastModifiedDate", "/repo:lastModifiedDate"),
            ("&orderby=_instance.xdm:name", "/_instance/xdm:name"),
        ] {
            let target = format!("/data/core/xcore/{container}/{route}?schema={PERSONALIZED}&limit=13{order}");
            let found = walk(&bench, &target, |_| {});
            assert_complete(&found, 150, &target);
            assert!(in_order(&found, &member(path), false), "{target}");
        }
    }
    let target = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}&orderby=-repo:createdDate");
    assert!(in_order(&walk(&bench, &target, |_| {}), &member("/repo:createdDate"), true));
}

#[test]
fn previous_links_lead_back_to_the_first_page() {
    let bench = Bench::new();
    let first = bench.read(&format!("{OFFERS}&limit=40"));
    let next =
        |page: &Value| bench.read(&format!("/data/core/dps{}", page["_links"]["next"]["href"].as_str().unwrap()));
    let back =
        |page: &Value| bench.read(&format!("/data/core/dps{}", page["_links"]["prev"]["href"].as_str().unwrap()));
    let second = next(&first);
    let third = next(&second);
    assert!(first["_links"].get("prev").is_none());
    assert_eq!(back(&third)["results"], second["results"]);
    assert_eq!(back(&back(&third))["results"], first["results"]);
    let last = next(&third);
    assert_eq!(rows(&last).len(), 30);
    assert!(last["_links"].get("next").is_none());
}

#[test]
fn links_have_the_documented_form_and_keep_the_parameters() {
    let bench = Bench::new();
    let page = bench.read("/data/core/dps/offers?offer-type=personalized&limit=2&property=name~.*a.*");
    let own = "/offers?orderby=-modified&limit=2&offer-type=PERSONALIZED&property=name~.*a.*";
    assert_eq!(page["_links"]["self"], json!({"href": own, "type": "application/json"}));
    let next = page["_links"]["next"]["href"].as_str().unwrap();
    let start = next.split("start=").nth(1).unwrap().split('&').next().unwrap();
    assert_eq!(
        next,
        format!("/offers?orderby=-modified&limit=2&start={start}&offer-type=PERSONALIZED&property=name~.*a.*")
    );
    let second = bench.read(&format!("/data/core/dps{next}"));
    let modified = rows(&second)[0]["modified"].as_str().unwrap();
    assert_eq!(modified.replace("+00:00", "Z"), start, "the cursor is the next page's first date");

    let container = bench.container();
    let search = format!("/{container}/queries/core/search");
    let query = format!("schema={PERSONALIZED}&orderby=-repo:createdDate&limit=1");
    let page = bench.read(&format!("/data/core/xcore{search}?{query}"));
    assert_eq!(page["_links"]["self"]["href"], format!("{search}?{query}"));
    let row = &rows(&page)[0];
    let next = page["_links"]["next"]["href"].as_str().unwrap();
    let start = next.split("start=").nth(1).unwrap().split('&').next().unwrap();
    assert!(start.ends_with(&format!("%2C{}", row["instanceId"].as_str().unwrap())), "{start}");
    assert_eq!(
        next,
        format!("{search}?start={start}&schema={PERSONALIZED}&orderby=-repo%3AcreatedDate%2CinstanceId&limit=1")
    );
    let page = bench.read(&format!("/data/core/xcore{search}?schema={}&limit=1", PERSONALIZED.replace(';', "%3B")));
    let instance = rows(&page)[0]["instanceId"].as_str().unwrap();
    assert_eq!(
        page["_links"]["next"]["href"],
        format!("{search}?start={instance}&orderby=instanceId&schema={PERSONALIZED}&limit=1")
    );
}

#[test]
fn equal_names_are_paged_one_by_one() {
    let bench = Bench::new();
    for _ in 0..5 {
        bench.created("One, two, and three");
    }
    let filter = "property=name==One%2C%20two%2C%20and%20three";
    for order in ["name", "-name", "name,-modified"] {
        let found = walk(&bench, &format!("{OFFERS}&limit=2&orderby={order}&{filter}"), |_| {});
        assert_complete(&found, 5, order);
    }
    let container = bench.container();
    let name = "name=One,%20two*three";
    let order = "orderby=_instance.xdm:name";
    let target = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}&limit=2&{order}&{name}");
    let found = walk(&bench, &target, |_| {});
    assert_complete(&found, 5, &target);
    assert!(found.iter().all(|row| row["_score"] == 0));
}

#[test]
fn writes_in_the_same_millisecond_get_dates_of_their_own() {
    let bench = Bench::new();
    for number in 0..20 {
        bench.created(&format!("Same moment {number}"));
    }
    let found = walk(&bench, &format!("{OFFERS}&limit=3&property=name~Same moment.*"), |_| {});
    assert_complete(&found, 20, "created at once");
    let dates: HashSet<&str> = found.iter().map(|row| row["modified"].as_str().unwrap()).collect();
    assert_eq!(dates.len(), 20);
}

#[test]
fn a_list_that_changes_while_it_is_read_loses_and_repeats_nothing_that_stayed() {
    let bench = Bench::new();
    let before: Vec<String> = walk(&bench, &format!("{OFFERS}&limit=100"), |_| {}).iter().map(id).collect();
    let unused: Vec<&String> =
        before.iter().filter(|id| bench.send(Method::Delete, &item(id), &[], "").status == 200).collect();
    let stayed: Vec<&String> = before.iter().filter(|id| !unused.contains(id)).collect();
    assert!(!unused.is_empty() && stayed.len() > 20, "the seed has used and unused offers");
    for order in ["-created", "created", "name", "-modified"] {
        let found = walk(&bench, &format!("{OFFERS}&limit=10&orderby={order}"), |page| {
            bench.clock.advance(1000);
            bench.created(&format!("In between {page}"));
            let edited = stayed[page % stayed.len()];
            let patch = json!([{"op": "add", "path": "/description", "value": format!("edited {page} {order}")}]);
            assert_eq!(bench.patch(edited, &[], &patch).0, 200);
        });
        let seen: Vec<String> = found.iter().map(id).collect();
        let distinct: HashSet<&String> = seen.iter().collect();
        if order == "-modified" {
            // What is edited before its page comes moves to the front, as on the real service: nothing is repeated.
            assert_eq!(distinct.len(), seen.len(), "{order}");
        } else {
            assert!(stayed.iter().all(|id| distinct.contains(*id)), "{order}");
            assert_eq!(distinct.len(), seen.len(), "{order}");
        }
    }
}

#[test]
fn a_cursor_whose_object_is_gone_still_points_between_its_neighbours() {
    let bench = Bench::new();
    let ids: Vec<String> = (0..4).map(|number| bench.created(&format!("Cursor {number}"))).collect();
    let first = bench.read(&format!("{OFFERS}&orderby=-modified&limit=2"));
    assert_eq!(id(&rows(&first)[1]), ids[2]);
    assert_eq!(bench.send(Method::Delete, &item(&ids[1]), &[], "").status, 200);
    let next = first["_links"]["next"]["href"].as_str().unwrap();
    assert_eq!(id(&rows(&bench.read(&format!("/data/core/dps{next}")))[0]), ids[0]);
}

#[test]
fn what_can_not_be_asked_is_refused() {
    let bench = Bench::new();
    let container = bench.container();
    let xcore = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}");
    for target in [
        format!("{OFFERS}&orderby="),
        format!("{OFFERS}&orderby=name,,id"),
        format!("{OFFERS}&orderby=rank..priority"),
        format!("{OFFERS}&start=yesterday"),
        format!("{OFFERS}&orderby=name&start=a"),
        format!("{OFFERS}&start=2026-01-01T00:00:00Z,x"),
        format!("{OFFERS}&limit=0"),
        format!("{OFFERS}&limit=-1"),
        format!("{OFFERS}&property===x"),
        "/data/core/dps/offers".to_owned(),
        "/data/core/dps/offers?offer-type=both".to_owned(),
        format!("{xcore}&orderby=-"),
        format!("{xcore}&start=not-a-uuid"),
        format!("{xcore}&orderby=repo:createdDate&start=x,2cdb4d10-149e-11eb-b1a9-a779d2fe8690"),
        format!("{xcore}&id=a&name=b"),
        format!("{xcore}&q=Sale"),
        format!("/data/core/xcore/{container}/instances"),
        format!("/data/core/xcore/{container}/instances?schema=https://example.com/x"),
    ] {
        let (status, problem) = bench.get(&target);
        assert_eq!(status, 400, "{target}: {problem}");
        assert_eq!(problem["type"], "https://ns.adobe.com/aep/errors/EMU-1009-400", "{target}");
    }
}

#[test]
fn lists_are_sorted_by_any_path_and_what_has_no_value_stands_last() {
    let bench = Bench::new();
    let container = bench.container();
    let xcore = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}");
    for (target, pointer, descending) in [
        (format!("{OFFERS}&orderby=rank.priority"), "/rank/priority", false),
        (format!("{OFFERS}&orderby=-rank.priority,name"), "/rank/priority", true),
        (format!("{OFFERS}&orderby=etag"), "/etag", false),
        (format!("{OFFERS}&orderby=cappingConstraint.globalCap"), "/cappingConstraint/globalCap", false),
        (format!("{xcore}&orderby=xdm:rank.xdm:priority"), "/_instance/xdm:rank/xdm:priority", false),
        (format!("{xcore}&orderby=-repo:etag"), "/repo:etag", true),
    ] {
        let found = walk(&bench, &format!("{target}&limit=11"), |_| {});
        assert_complete(&found, 150, &target);
        let numbers: Vec<u64> =
            found.iter().map(|row| row.pointer(pointer).map_or(u64::MAX, |n| n.as_u64().unwrap())).collect();
        let sorted = if descending { numbers.is_sorted_by(|a, b| a >= b) } else { numbers.is_sorted() };
        assert!(sorted, "{target}: {numbers:?}");
    }
}

#[test]
fn filters_count_what_they_let_through() {
    let bench = Bench::new();
    let container = bench.container();
    let total = |target: &str| {
        let page = bench.read(target);
        page.get("total").unwrap_or(&page["_embedded"]["total"]).as_u64().unwrap()
    };
    let approved = total(&format!("{OFFERS}&property=status==approved"));
    let others = total(&format!("{OFFERS}&property=!status==approved"));
    assert!(approved > 20 && others > 20);
    assert_eq!(approved + others, 150);
    let both = total(&format!("{OFFERS}&property=status==approved,rank.priority>=50"));
    assert!(both > 0 && both < approved);
    assert_eq!(both, total(&format!("{OFFERS}&property=status==approved&property=rank.priority%3E=50")));
    let xcore = format!("/data/core/xcore/{container}/instances?schema={PERSONALIZED}");
    assert_eq!(total(&format!("{xcore}&property=_instance.xdm:status==approved")), approved);
    assert_eq!(
        total(&format!("{xcore}&property=_instance.xdm:rank.xdm:priority%3E=50,_instance.xdm:status==approved")),
        both
    );
    assert_eq!(total(&format!("{xcore}&id=xcore:personalized-offer:none")), 0, "an empty page, not 404");
}

#[test]
fn wildcards_stand_for_anything() {
    for (pattern, text) in
        [("*", ""), ("a*c", "abc"), ("a*c", "ac"), ("*b*", "abc"), ("a*b*c", "a--b--c"), ("abc", "abc")]
    {
        assert!(wildcard_match(pattern, text), "{pattern} {text}");
    }
    for (pattern, text) in [("a", "A"), ("a*", "ba"), ("*a", "ab"), ("a*a", "a"), ("", "a"), ("a*b*b", "ab")] {
        assert!(!wildcard_match(pattern, text), "{pattern} {text}");
    }
}

#[test]
fn containers_are_those_of_the_products_that_are_asked_for() {
    let bench = Bench::new();
    let contexts = |query: &str| {
        let home = bench.read(&format!("/data/core/xcore/?{query}"));
        let found = &home["_embedded"]["https://ns.adobe.com/experience/xcore/container"];
        let context = |container: &Value| container["productContexts"][0].as_str().unwrap().to_owned();
        found.as_array().unwrap().iter().map(context).collect::<Vec<_>>()
    };
    assert_eq!(contexts("product=acp"), ["acp", "acp"]);
    assert_eq!(contexts("product=dma_offers"), ["dma_offers"]);
    assert_eq!(contexts("product=dma_offers&product=acp"), ["dma_offers", "acp", "acp"]);
    assert_eq!(contexts("product=acp&property=_instance.parentName==dev"), ["acp"]);
    assert_eq!(contexts("product=dma_offers&property=_instance.containerType==decisioning"), [""; 0]);
    assert_eq!(contexts(""), [""; 0]);
}

#[test]
fn what_a_kind_has_not_is_absent() {
    let bench = Bench::new();
    let total = |query: &str| bench.read(&format!("/data/core/dps/{query}"))["total"].as_u64().unwrap();
    let all = total("placements");
    assert_eq!((total("placements?property=status"), total("placements?property=!status")), (0, all));
    assert_eq!((total("tags?property=status=="), total("placements?property=name")), (0, all));
}

#[test]
fn on_xcore_the_instance_can_be_left_out_of_a_path() {
    let bench = Bench::new();
    let list = format!("/data/core/xcore/{}/instances?schema={PERSONALIZED}", bench.container());
    let found = |query: &str| {
        let page = bench.read(&format!("{list}&{query}"));
        assert!(page["_embedded"]["count"].as_u64() > Some(0), "{query}");
        page["_embedded"].clone()
    };
    for path in ["xdm:name", "xdm:status", "xdm:rank.xdm:priority"] {
        assert_eq!(found(&format!("orderBy={path}")), found(&format!("orderBy=_instance.{path}")), "{path}");
        let filter = format!("{path}~.*[a0].*");
        assert_eq!(found(&format!("property={filter}")), found(&format!("property=_instance.{filter}")), "{path}");
    }
}
