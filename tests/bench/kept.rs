//! What the disk is asked for, and what it says.

use offerdeck::app::{Effect, Msg, Order, Told};
use offerdeck::store::Id;

use super::{Bench, found, orders, record, writes};

/// The member that [`typed`] types.
const TYPED: &str = "\n  \"description\": \"mine\",";

/// The disk says something.
pub fn tell(bench: &mut Bench, told: Told) -> Vec<Effect> {
    bench.happen(Msg::Disk(Box::new(told)))
}

/// The id of a body in the trash.
pub fn trash_id() -> Id {
    Id::parse("00000000002a-00000000000000ff").unwrap()
}

/// The number of the only order, which is to put a body into the trash.
pub fn trash_number(effects: &[Effect]) -> u64 {
    let [Order::Trash { number, .. }] = orders(effects)[..] else { panic!("{effects:?}") };
    *number
}

/// The editor is open on the only offer, and a description was typed.
pub fn typed() -> Bench {
    let alpha = record("a", "Alpha", "draft", 3);
    let mut bench = Bench::keeping(std::slice::from_ref(&alpha));
    bench.press("e");
    bench.reply(found(&alpha));
    bench.press("end");
    bench.happen(Msg::Paste(TYPED.to_owned()));
    bench
}

/// The delete of the only offer was confirmed and waits for the trash, under this number.
pub fn dooming() -> (Bench, u64) {
    let alpha = record("a", "Alpha", "draft", 3);
    let mut bench = Bench::keeping(std::slice::from_ref(&alpha));
    bench.press("d");
    bench.ring();
    bench.press("y");
    let effects = bench.reply(found(&alpha));
    assert!(writes(&effects).is_empty(), "no DELETE before the body is in the trash");
    let [Order::Trash { number, record, .. }] = orders(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(record.id, alpha.id);
    (bench, *number)
}
