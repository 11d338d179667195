use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::*;
use crate::app::{Event, Msg, Settings, update, view};
use crate::domain::{Generation, Kind};
use crate::keys::Stroke;
use crate::profile::Mode;
use crate::request::{Locator, Page, Receipt, Reply, Request, Ticket};
use crate::screens::dialogs::Dialog;
use crate::screens::{Author, Doomed};

type Answer = Result<Reply, RequestError>;

fn scope() -> Scope {
    Scope { sandbox: "dev".to_owned(), container: None }
}

/// An offer that passes every check.
fn offer(id: &str, status: &str, revision: u64) -> Arc<Record> {
    let raw = format!(
        r#"{{"id":"{id}","etag":{revision},"name":"Offer {id}","status":"{status}","rank":{{"priority":1}},
        "representations":[{{"channel":"web","placement":"p","components":
        [{{"type":"html","format":"text/html","content":"x"}}]}}],
        "selectionConstraint":{{"startDate":"2026-01-01T00:00:00Z","endDate":"2026-02-01T00:00:00Z",
        "profileConstraintType":"none"}}}}"#
    );
    Arc::new(Record::read(Generation::Dps, Kind::Personalized, &raw).unwrap())
}

/// That this draft be approved.
fn approval(stage: u8, id: &str) -> Planned {
    let base = offer(id, "draft", 1);
    let mut edited = base.body();
    edited["status"] = Value::from("approved");
    let change = Change::new(Author::Deed("approved"), scope(), base, edited);
    Planned { stage, deed: Deed::Change(Box::new(change)) }
}

/// That this draft be deleted.
fn deletion(stage: u8, id: &str) -> Planned {
    Planned { stage, deed: Deed::Delete(Doomed { scope: scope(), record: offer(id, "draft", 1) }) }
}

fn plan(deeds: Vec<Planned>) -> Plan {
    Plan { intent: "Set it right".to_owned(), deeds }
}

fn failure(cause: Cause) -> Answer {
    Err(RequestError::without_answer(cause, "the server's own words"))
}

fn found(record: Arc<Record>) -> Answer {
    Ok(Reply::Record(record))
}

/// The model, and what is open in the world outside of it.
struct Bench {
    model: Model,
    open: BTreeMap<Ticket, Request>,
}

impl Bench {
    /// A place with six drafts, all marked, in which this plan was confirmed.
    fn doing(deeds: Vec<Planned>) -> Bench {
        let settings =
            Settings { scope: Some(scope()), mode: Some(Mode::Full), ..Settings::new(Generation::Dps, "example.test") };
        let mut model = Model::new(settings, Timestamp::UNIX_EPOCH, 90, 30);
        let shelf = model.library.shelf_mut(Kind::Personalized);
        shelf.begin();
        let records: Vec<_> = ["a", "b", "c", "d", "e", "f"].map(|id| offer(id, "draft", 1)).into();
        shelf.take_page(Page { records, unreadable: 0, total: Some(6), next: None });
        shelf.mark_shown();
        let mut bench = Bench { model, open: BTreeMap::new() };
        let mut effects = Vec::new();
        begin(&mut bench.model, plan(deeds), &mut effects);
        bench.carry_out(&effects);
        bench
    }

    fn carry_out(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, request) => _ = self.open.insert(*ticket, request.clone()),
                Effect::Forget(ticket) => _ = self.open.remove(ticket),
                _ => {}
            }
        }
    }

    fn happen(&mut self, msg: Msg) -> Vec<Effect> {
        self.happen_after(0, msg)
    }

    fn happen_after(&mut self, seconds: u64, msg: Msg) -> Vec<Effect> {
        let at = self.model.now.checked_add(Duration::from_secs(seconds)).unwrap();
        let effects = update(&mut self.model, Event { at, msg });
        self.carry_out(&effects);
        effects
    }

    fn press(&mut self, keys: &str) -> Vec<Effect> {
        let strokes: Vec<Stroke> = keys.split_whitespace().map(|key| Stroke::parse(key).unwrap()).collect();
        strokes.into_iter().flat_map(|stroke| self.happen(Msg::Key(stroke))).collect()
    }

    /// Answers the oldest question about this object.
    fn answer(&mut self, id: &str, result: Answer) -> Vec<Effect> {
        let (ticket, _) = self.oldest(id);
        self.open.remove(&ticket);
        self.happen(Msg::Answered { ticket, result, exchanges: Vec::new() })
    }

    fn oldest(&self, id: &str) -> (Ticket, &Request) {
        let about = |request: &&Request| address(request) == Some(id);
        let (ticket, request) = self.open.iter().find(|(_, request)| about(request)).expect("it is asked about");
        (*ticket, request)
    }

    /// Answers the look, the PATCH and the reading back as a server would that approves.
    fn approve(&mut self, id: &str) {
        self.answer(id, found(offer(id, "draft", 1)));
        assert!(matches!(self.oldest(id).1, Request::Update { .. }), "{:?}", self.open);
        self.answer(id, Ok(Reply::Updated(Receipt::default())));
        self.answer(id, found(offer(id, "approved", 2)));
    }

    fn delete(&mut self, id: &str) {
        self.answer(id, found(offer(id, "draft", 1)));
        assert!(matches!(self.oldest(id).1, Request::Delete { .. }), "{:?}", self.open);
        self.answer(id, Ok(Reply::DeleteAccepted));
        self.answer(id, failure(Cause::Gone));
    }

    /// The objects that are asked about.
    fn asked(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = self.open.values().filter_map(address).collect();
        ids.sort_unstable();
        ids
    }

    fn notice(&self) -> &str {
        self.model.notice().map_or("", |notice| &notice.text)
    }

    fn screen(&self) -> String {
        // Wide enough for all words; with the model's own width no details are seen, whose names would be read.
        let mut model = self.model.clone();
        model.area.width = 160;
        let mut buf = ratatui::buffer::Buffer::empty(model.area);
        view(&model, &mut buf);
        let row = |y| (0..buf.area.width).map(|x| buf[(x, y)].symbol()).collect::<String>() + "\n";
        (0..buf.area.height).map(row).collect()
    }

    fn sees(&self, text: &str) {
        assert!(self.screen().contains(text), "{text}:\n{}", self.screen());
    }
}

fn address(request: &Request) -> Option<&str> {
    match request {
        Request::Read { at: Locator::Address(address), .. }
        | Request::Update { address, .. }
        | Request::Delete { address, .. } => Some(address),
        _ => None,
    }
}

#[test]
fn a_stage_begins_once_all_of_the_one_before_is_done() {
    let mut bench = Bench::doing(vec![deletion(1, "c"), approval(0, "a"), approval(0, "b"), deletion(2, "d")]);
    assert_eq!(bench.asked(), ["a", "b"]);
    bench.sees("Set it right: 4 to go");
    bench.approve("a");
    assert_eq!(bench.asked(), ["b"], "half of a stage is not a stage");
    bench.approve("b");
    assert_eq!(bench.asked(), ["c"]);
    bench.delete("c");
    assert_eq!(bench.asked(), ["d"]);
    bench.delete("d");
    assert_eq!(bench.notice(), "Set it right: all 4 done.");
    bench.sees("✓ approved");
    bench.sees("✓ deleted");
    let shelf = bench.model.library.shelf(Kind::Personalized);
    assert_eq!((shelf.len(), shelf.marked_len()), (4, 2), "what is done loses its mark");
    assert!(bench.model.is_idle());
}

#[test]
fn one_that_was_gone_already_holds_up_no_stage() {
    let mut bench = Bench::doing(vec![deletion(0, "a"), deletion(1, "b")]);
    bench.answer("a", failure(Cause::Gone));
    assert_eq!(bench.asked(), ["b"]);
}

#[test]
fn a_failure_keeps_the_later_stages_from_beginning_and_lets_its_own_go_on() {
    let deeds = vec![approval(0, "a"), approval(0, "b"), deletion(1, "c"), deletion(2, "d")];
    let mut bench = Bench::doing(deeds);
    bench.answer("a", failure(Cause::Forbidden));
    assert_eq!(bench.asked(), ["b"]);
    bench.approve("b");
    assert!(bench.open.is_empty(), "{:?}", bench.open);
    assert_eq!(bench.notice(), "Set it right: 1 of 4 done. The others stay marked, :bulk tells why.");
    bench.sees("✗ not approved: ");
    assert_eq!(bench.screen().matches("✗ not begun: \"Offer a\" was not approved").count(), 2, "{}", bench.screen());
    bench.press("esc");
    assert!(!bench.screen().contains("deleting"), "the rows are let go: {}", bench.screen());
    assert!(bench.model.is_idle());
}

#[test]
fn four_changes_are_on_their_way_at_once() {
    let mut bench = Bench::doing(["a", "b", "c", "d", "e", "f"].map(|id| approval(0, id)).into());
    assert_eq!(bench.asked(), ["a", "b", "c", "d"]);
    bench.approve("b");
    assert_eq!(bench.asked(), ["a", "c", "d", "e"]);
    assert!(bench.screen().contains("bulk: 1 of 6"), "{}", bench.screen());
}

#[test]
fn a_change_without_an_editor_goes_the_way_of_a_save_and_is_told_like_one() {
    let mut bench = Bench::doing(vec![approval(0, "a")]);
    assert!(bench.model.bulk.is_none() && matches!(bench.oldest("a").1, Request::Read { .. }));
    assert!(bench.screen().contains("… saving") && bench.screen().contains("1 write open"), "{}", bench.screen());
    bench.answer("a", found(offer("a", "draft", 1)));
    let Request::Update { patch, guards, revision, .. } = bench.oldest("a").1 else { panic!("{:?}", bench.open) };
    assert_eq!((patch.len(), guards.len(), *revision), (1, 1, Some(1)));
    bench.answer("a", Ok(Reply::Updated(Receipt::default())));
    bench.answer("a", found(offer("a", "approved", 2)));
    assert_eq!(bench.notice(), "Approved \"Offer a\" · revision 2. z takes it back.");
    bench.sees("● approved");
    assert!(bench.model.is_idle());
    bench.press("z");
    assert_eq!(bench.asked(), ["a"], "it can be taken back like an edit");
}

#[test]
fn what_was_changed_meanwhile_is_not_overwritten() {
    let changed = "not approved: it was changed since it was listed. Look at it as it is now, then do it again.";
    let mut bench = Bench::doing(vec![approval(0, "a")]);
    bench.answer("a", found(offer("a", "archived", 2)));
    assert!(bench.open.is_empty() && bench.model.dialogs().is_empty());
    assert_eq!(bench.notice(), format!("\"Offer a\" was {changed}"));
    bench.sees("▪ archived");

    let mut bench = Bench::doing(vec![approval(0, "a"), approval(0, "b")]);
    bench.answer("a", found(offer("a", "draft", 1)));
    bench.answer("a", failure(Cause::Conflict));
    bench.answer("a", found(offer("a", "archived", 2)));
    bench.approve("b");
    bench.press("enter");
    assert_eq!(bench.notice(), format!("\"Offer a\": {changed}"));
    assert!(bench.model.dialogs().is_empty());
}

#[test]
fn what_is_gone_is_told_and_leaves_the_list() {
    let mut bench = Bench::doing(vec![approval(0, "a")]);
    bench.answer("a", failure(Cause::Gone));
    assert_eq!(bench.notice(), "\"Offer a\" was not approved: it was deleted elsewhere.");
    assert_eq!(bench.model.library.shelf(Kind::Personalized).len(), 5);
}

#[test]
fn after_a_change_without_an_answer_the_object_tells() {
    let unanswered = || {
        let mut bench = Bench::doing(vec![approval(0, "a"), deletion(1, "b")]);
        bench.answer("a", found(offer("a", "draft", 1)));
        bench.answer("a", failure(Cause::NoAnswer));
        bench
    };
    let mut bench = unanswered();
    bench.answer("a", found(offer("a", "approved", 2)));
    assert_eq!(bench.asked(), ["b"], "it arrived");
    let mut bench = unanswered();
    bench.answer("a", found(offer("a", "draft", 1)));
    assert!(bench.open.is_empty());
    bench.sees("✗ not approved: the change did not arrive");
    let mut bench = unanswered();
    bench.answer("a", failure(Cause::Forbidden));
    assert!(bench.open.is_empty());
    bench.sees("✗ can't be told: ");
    bench.sees("✗ not begun: \"Offer a\" was not approved");
}

#[test]
fn one_that_could_not_be_read_back_is_done_and_says_so() {
    let mut bench = Bench::doing(vec![approval(0, "a"), deletion(1, "b")]);
    bench.answer("a", found(offer("a", "draft", 1)));
    bench.answer("a", Ok(Reply::Updated(Receipt::default())));
    bench.answer("a", failure(Cause::Forbidden));
    assert_eq!(bench.asked(), ["b"]);
    bench.sees("✓ approved; it could not be read back");
}

#[test]
fn ctrl_c_begins_no_more_and_what_was_sent_goes_to_its_end() {
    let mut bench = Bench::doing(vec![approval(0, "a"), approval(0, "b"), deletion(1, "c")]);
    bench.answer("a", found(offer("a", "draft", 1)));
    bench.press("ctrl-c");
    assert_eq!(bench.asked(), ["a"]);
    assert_eq!(bench.notice(), "Stopped; 1 were sent and go on to their end. Press ctrl-c again to quit.");
    bench.answer("a", Ok(Reply::Updated(Receipt::default())));
    bench.answer("a", found(offer("a", "approved", 2)));
    let words = "Stopped (cancelled). Set it right: 1 of 3 done. The others stay marked, :bulk tells why.";
    assert_eq!(bench.notice(), words);
    bench.sees("✗ not approved: cancelled");
    bench.sees("✗ not begun: cancelled");

    let mut bench = Bench::doing(vec![approval(0, "a")]);
    bench.press("ctrl-c");
    assert!(bench.model.is_idle() && bench.notice().starts_with("Cancelled"), "{}", bench.notice());
    assert!(!bench.screen().contains("saving"), "{}", bench.screen());
}

#[test]
fn a_signal_waits_for_what_was_sent_and_begins_no_more() {
    let mut bench = Bench::doing(vec![approval(0, "a"), approval(0, "b"), deletion(1, "c")]);
    bench.answer("a", found(offer("a", "draft", 1)));
    assert!(!bench.happen(Msg::Terminate(143)).contains(&Effect::Quit(143)));
    assert_eq!(bench.asked(), ["a"]);
    bench.answer("a", Ok(Reply::Updated(Receipt::default())));
    assert!(bench.answer("a", found(offer("a", "approved", 2))).contains(&Effect::Quit(143)));
    let mut bench = Bench::doing(vec![approval(0, "a")]);
    assert!(bench.happen(Msg::Terminate(143)).contains(&Effect::Quit(143)), "nothing was sent");
}

#[test]
fn what_must_not_be_written_any_more_is_not_sent_and_stops_the_rest() {
    let mut bench = Bench::doing(["a", "b", "c", "d", "e", "f"].map(|id| approval(0, id)).into());
    bench.model.chosen_mode = Some(Mode::ReadOnly);
    bench.answer("a", found(offer("a", "draft", 1)));
    assert_eq!(bench.asked(), ["b", "c", "d"], "no further one begins");
    bench.sees("✗ not approved: not sent");
    bench.sees("✗ not begun: not sent");
}

#[test]
fn what_was_confirmed_too_long_ago_is_not_sent() {
    let mut bench = Bench::doing(vec![approval(0, "a"), deletion(1, "b")]);
    let (ticket, _) = bench.oldest("a");
    let result = found(offer("a", "draft", 1));
    let effects = bench.happen_after(121, Msg::Answered { ticket, result, exchanges: Vec::new() });
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Ask(..))), "{effects:?}");
    assert!(bench.notice().starts_with("Stopped (confirmed too long ago)"), "{}", bench.notice());
}

#[test]
fn quitting_asks_in_the_words_of_the_plan() {
    let asked = |mut bench: Bench| {
        bench.press(if bench.model.bulk.is_some() { "esc q" } else { "q" });
        let [Dialog::Quit { reason, .. }] = bench.model.dialogs() else { panic!("{:?}", bench.model.dialogs()) };
        reason.clone()
    };
    let reason = asked(Bench::doing(vec![approval(0, "a"), deletion(1, "b")]));
    assert_eq!(reason, "Set it right: 2 to go. Quitting drops those that were not sent yet.");
    let reason = asked(Bench::doing(vec![approval(0, "a")]));
    assert_eq!(reason, "What you confirmed is looked at first, nothing was sent. Quitting drops it.");
}

#[test]
fn a_second_plan_waits_for_the_first_and_an_object_for_its_write() {
    let mut bench = Bench::doing(vec![approval(0, "a"), deletion(1, "b")]);
    let mut effects = Vec::new();
    begin(&mut bench.model, plan(vec![approval(0, "c"), approval(0, "d")]), &mut effects);
    assert!(effects.is_empty());
    assert_eq!(bench.notice(), "Set it right: that is under way just now, :bulk shows it. Wait for its end.");
    let mut bench = Bench::doing(vec![approval(0, "a")]);
    begin(&mut bench.model, plan(vec![deletion(0, "a")]), &mut effects);
    assert!(effects.is_empty());
    assert_eq!(bench.notice(), "\"Offer a\" is being written just now. Wait for the answer.");
}

#[test]
fn several_changes_have_no_single_way_back() {
    let mut bench = Bench::doing(vec![approval(0, "a"), approval(0, "b")]);
    bench.approve("a");
    bench.approve("b");
    assert!(bench.press("esc z").is_empty());
    assert!(bench.notice().starts_with("Several were changed together"), "{}", bench.notice());
    let mut bench = Bench::doing(vec![approval(0, "a"), approval(0, "b")]);
    bench.answer("b", failure(Cause::Gone));
    bench.approve("a");
    bench.press("esc z");
    assert_eq!(bench.asked(), ["a"], "one of them is an edit like any other");
}

#[test]
fn the_rows_of_a_place_that_is_entered_again_say_what_is_under_way() {
    let mut bench = Bench::doing(vec![approval(0, "a"), deletion(1, "b")]);
    let other = Scope { sandbox: "prod".to_owned(), container: None };
    let mut effects = Vec::new();
    super::super::going::enter(&mut bench.model, other, None, &mut effects);
    assert!(!is_being_written(&bench.model, &offer("a", "draft", 1)));
    super::super::going::enter(&mut bench.model, scope(), None, &mut effects);
    let doing = |id: &str| bench.model.library.shelf(Kind::Personalized).doing(&offer(id, "draft", 1).id);
    assert_eq!((doing("a"), doing("b")), (Some(Doing::Saving), Some(Doing::Deleting)));
}
