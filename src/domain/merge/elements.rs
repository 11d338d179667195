//! Arrays: element by element where the elements can be told apart, by what both appended, or not at all.

use std::collections::HashMap;

use serde_json::Value;

use super::{Merger, Node, Three, weave};
use crate::domain::vocabulary::{Generation, Part};

/// The elements of one side by what tells them apart.
struct Known<'a> {
    /// What tells them apart, in their order.
    keys: Vec<&'a Value>,
    elements: HashMap<&'a Value, &'a Value>,
}

impl<'a> Known<'a> {
    /// `None` where an element has no key, or two have the same.
    fn new(elements: &'a [Value], key: impl Fn(&'a Value) -> Option<&'a Value>) -> Option<Self> {
        let keys: Vec<_> = elements.iter().map(key).collect::<Option<_>>()?;
        let elements: HashMap<_, _> = keys.iter().copied().zip(elements).collect();
        (elements.len() == keys.len()).then_some(Known { keys, elements })
    }

    fn get(&self, key: &Value) -> Option<&'a Value> {
        self.elements.get(key).copied()
    }

    /// The keys that the other has, too, in this side's order.
    fn shared_with(&self, other: &Known<'_>) -> Vec<&'a Value> {
        self.keys.iter().copied().filter(|key| other.elements.contains_key(key)).collect()
    }
}

impl Merger {
    /// `None` where the two changes of the array can't be put together.
    pub(super) fn arrays(&mut self, base: &[Value], theirs: &[Value], mine: &[Value]) -> Option<Node> {
        match known([base, theirs, mine]) {
            Some(sides) => self.known_elements(&sides),
            None => appended(base, theirs, mine).map(|elements| Node::Settled(Value::Array(elements))),
        }
    }

    fn known_elements(&mut self, [base, theirs, mine]: &[Known<'_>; 3]) -> Option<Node> {
        let mut elements = Vec::new();
        let mut standing = 0_usize;
        for key in order(base, theirs, mine)? {
            let at = Three { base: base.get(key), theirs: theirs.get(key), mine: mine.get(key) };
            if let Some(node) = self.part(&standing.to_string(), at) {
                standing += usize::from(self.stands(&node));
                elements.push(node);
            }
        }
        Some(Node::Array(elements))
    }
}

/// The three arrays by what tells the elements of all of them apart, if anything does.
fn known(sides: [&[Value]; 3]) -> Option<[Known<'_>; 3]> {
    let by = |key: &dyn for<'a> Fn(&'a Value) -> Option<&'a Value>| {
        let [base, theirs, mine] = sides;
        Some([Known::new(base, key)?, Known::new(theirs, key)?, Known::new(mine, key)?])
    };
    let [dps, xcore] = [Generation::Dps, Generation::Xcore].map(|generation| generation.member(Part::Placement));
    let named = [dps, xcore, "id", "@id"];
    by(&|element| (!element.is_object() && !element.is_array()).then_some(element))
        .or_else(|| named.iter().find_map(|name| by(&|element| element.get(name).filter(|key| key.is_string()))))
}

/// The order of all that theirs and mine hold: theirs, or mine where only mine changed it. `None` where both did.
fn order<'a>(base: &Known<'a>, theirs: &Known<'a>, mine: &Known<'a>) -> Option<Vec<&'a Value>> {
    let (in_theirs, in_mine) = (theirs.shared_with(mine), mine.shared_with(theirs));
    let only_appended = theirs.keys.starts_with(&base.keys) && mine.keys.starts_with(&base.keys);
    if in_theirs == in_mine || only_appended {
        return Some(weave(&theirs.keys, &mine.keys));
    }
    // What both added in different places has no order in the base that one of them could have kept.
    let in_base: Vec<_> = base.shared_with(theirs).into_iter().filter(|key| mine.get(key).is_some()).collect();
    if in_base == in_theirs {
        Some(weave(&mine.keys, &theirs.keys))
    } else {
        (in_base == in_mine).then(|| weave(&theirs.keys, &mine.keys))
    }
}

/// What both appended, theirs first. What both appended alike stands there once, and as often as either has it.
fn appended(base: &[Value], theirs: &[Value], mine: &[Value]) -> Option<Vec<Value>> {
    let (new_theirs, new_mine) = (theirs.strip_prefix(base)?, mine.strip_prefix(base)?);
    let mut alike: HashMap<&Value, usize> = HashMap::new();
    for value in new_theirs {
        *alike.entry(value).or_default() += 1;
    }
    let mut all = theirs.to_vec();
    for value in new_mine {
        match alike.get_mut(value) {
            Some(left) if *left > 0 => *left -= 1,
            _ => all.push(value.clone()),
        }
    }
    Some(all)
}
