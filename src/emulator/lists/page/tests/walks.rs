//! Paging held against a sorted whole that was made another way: out of trees of the views.

use std::cmp::Ordering;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::*;
use crate::emulator::holdings::kind::Kind;
use crate::emulator::holdings::object::{Author, Ids};

const PLACE: Place<'static> = Place { container: "c", sandbox: "prod" };

/// The paths that lists are sorted by here: as dps and as xcore write them.
const PATHS: [(&str, &str); 11] = [
    ("created", "repo:createdDate"),
    ("modified", "repo:lastModifiedDate"),
    ("name", "_instance.xdm:name"),
    ("id", "_instance.@id"),
    ("id", "instanceId"),
    ("status", "xdm:status"),
    ("rank.priority", "xdm:rank.xdm:priority"),
    ("etag", "repo:etag"),
    ("createdBy", "repo:createdBy"),
    ("tags", "_instance.xdm:tags"),
    ("custom.deep", "_instance.custom.deep"),
];

const FILTERS: [(&str, &str); 4] = [
    ("status==draft", "_instance.xdm:status==draft"),
    ("!rank.priority", "!_instance.xdm:rank.xdm:priority"),
    ("rank.priority>=2", "_instance.xdm:rank.xdm:priority>=2"),
    ("etag!=1", "repo:etag!=1"),
];

#[derive(Clone, Debug)]
struct Plan {
    name: String,
    status: &'static str,
    priority: Option<Value>,
    tags: Vec<&'static str>,
    deep: Option<Value>,
    user: &'static str,
    etag: u64,
    xcore: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let value = || {
        prop_oneof![
            (-3..4_i64).prop_map(Value::from),
            Just(json!(0.5)),
            Just(json!("2")),
            Just(json!("a,b\\\"c")),
            Just(json!("null")),
            Just(json!("")),
            Just(json!(true)),
            Just(Value::Null),
            Just(json!({})),
        ]
    };
    let status = prop::sample::select(vec!["draft", "approved", "archived"]);
    let user = prop::sample::select(vec!["a,", "a", "\\"]);
    let tags = prop::collection::vec(prop::sample::select(vec!["x", "y"]), 0..3);
    ("[a,\\\\]{0,2}", status, prop::option::of(value()), tags, prop::option::of(value()), user, 1..4_u64, any::<bool>())
        .prop_map(|(name, status, priority, tags, deep, user, etag, xcore)| Plan {
            name,
            status,
            priority,
            tags,
            deep,
            user,
            etag,
            xcore,
        })
}

/// An order: for each key a path and whether it descends.
fn keys() -> impl Strategy<Value = Vec<(usize, bool)>> {
    prop::collection::vec((0..PATHS.len(), any::<bool>()), 1..4)
}

fn shelf(plans: &[Plan]) -> Shelf {
    let mut ids = Ids::default();
    let mut shelf = Shelf::default();
    for plan in plans {
        let author = Arc::new(Author { user: plan.user.to_owned(), client: String::new() });
        let mut object = Object {
            kind: Kind::Personalized,
            id: ids.object(Kind::Personalized),
            instance: ids.instance(),
            form: Form::Dps,
            body: Box::default(),
            name: Box::default(),
            status: Box::default(),
            created: (ids.next() % 50) as i64,
            modified: (ids.next() % 90) as i64,
            etag: plan.etag,
            created_by: Arc::clone(&author),
            modified_by: author,
        };
        let mut body =
            json!({"name": plan.name, "status": plan.status, "tags": plan.tags, "custom": {"deep": plan.deep}});
        if let Some(priority) = &plan.priority {
            body["rank"] = json!({"priority": priority});
        }
        object.set_body(&body, Form::Dps);
        if plan.xcore {
            let body = object.body_in(Form::Xcore);
            object.set_body(&body, Form::Xcore);
        }
        shelf.put(object);
    }
    shelf
}

fn view(object: &Object, form: Form) -> Value {
    let text = match form {
        Form::Dps => object.dps_view(),
        Form::Xcore => object.xcore_view(&PLACE, false),
    };
    serde_json::from_str(&text).unwrap()
}

fn at<'v>(view: &'v Value, path: &str) -> Option<&'v Value> {
    let long = if path.starts_with("xdm:") { format!("_instance.{path}") } else { path.to_owned() };
    let mut value = long.split('.').try_fold(view, |value, segment| value.get(segment))?;
    if let Value::Array(items) = value {
        value = items.first()?;
    }
    (!value.is_null() && !value.is_object()).then_some(value)
}

fn compare_values(left: Option<&Value>, right: Option<&Value>) -> Ordering {
    let rank = |value: Option<&Value>| match value {
        Some(Value::Bool(_)) => 0,
        Some(Value::Number(_)) => 1,
        Some(Value::String(_)) => 2,
        _ => 3,
    };
    rank(left).cmp(&rank(right)).then_with(|| match (left, right) {
        (Some(Value::Bool(left)), Some(Value::Bool(right))) => left.cmp(right),
        (Some(Value::Number(left)), Some(Value::Number(right))) => {
            left.as_f64().unwrap().partial_cmp(&right.as_f64().unwrap()).unwrap()
        }
        (Some(Value::String(left)), Some(Value::String(right))) => left.cmp(right),
        _ => Ordering::Equal,
    })
}

/// The whole list, sorted.
fn whole(shelf: &Shelf, form: Form, keys: &[(usize, bool)], filters: &[Filter]) -> Vec<InstanceId> {
    let mut rows: Vec<(Value, InstanceId)> = shelf
        .objects()
        .map(|object| (view(object, form), object.instance))
        .filter(|(view, _)| filters.iter().all(|filter| filter.passes(view)))
        .collect();
    let path = |(dps, xcore): (&'static str, &'static str)| if form == Form::Dps { dps } else { xcore };
    rows.sort_by(|(left, one), (right, other)| {
        for (key, descending) in keys {
            let path = path(PATHS[*key]);
            let ordering = compare_values(at(left, path), at(right, path));
            if ordering.is_ne() {
                return if *descending { ordering.reverse() } else { ordering };
            }
        }
        if form == Form::Dps { compare_values(left.get("id"), right.get("id")) } else { one.cmp(other) }
    });
    rows.into_iter().map(|(_, instance)| instance).collect()
}

fn instances(page: &Page<'_>) -> Vec<InstanceId> {
    page.rows.iter().map(|object| object.instance).collect()
}

proptest! {
    #[test]
    fn pages_by_cursor_are_the_sorted_whole_cut_in_pieces(
        plans in prop::collection::vec(plan(), 0..14),
        keys in keys(),
        chosen in prop::collection::vec(0..FILTERS.len(), 0..2),
        limit in 1..6_usize,
        form in prop::sample::select(vec![Form::Dps, Form::Xcore]),
    ) {
        let shelf = shelf(&plans);
        let spelled = |(dps, xcore): (&'static str, &'static str)| if form == Form::Dps { dps } else { xcore };
        let order: Vec<String> = keys.iter()
            .map(|(key, descending)| format!("{}{}", if *descending { "-" } else { "" }, spelled(PATHS[*key])))
            .collect();
        let filters = || chosen.iter().map(|filter| Filter::parse(spelled(FILTERS[*filter])).unwrap()).collect::<Vec<_>>();
        let whole = whole(&shelf, form, &keys, &filters());
        let page_at = |start: Option<&str>| {
            let order = Order::parse(form, &order.join(",")).unwrap();
            let listing = Listing { order, start, limit, filters: filters(), ids: Vec::new(), name: None, search: None, forgiving: false };
            listing.page(&shelf, &PLACE).unwrap()
        };
        let mut start: Option<String> = None;
        let mut found: Vec<InstanceId> = Vec::new();
        let mut previous = Vec::new();
        loop {
            let page = page_at(start.as_deref());
            prop_assert_eq!(page.total, whole.len());
            prop_assert_eq!(page.before(), found.len());
            match &page.previous {
                Some(cursor) => prop_assert_eq!(instances(&page_at(Some(cursor.as_str()))), previous),
                None => prop_assert!(start.is_none() || form == Form::Xcore),
            }
            previous = instances(&page);
            found.extend(&previous);
            let more = found.len() < whole.len();
            prop_assert_eq!(page.next.is_some(), more);
            prop_assert!(!more || previous.len() == limit);
            let Some(next) = page.next else { break };
            start = Some(next);
        }
        prop_assert_eq!(found, whole);
    }
}
