//! Two changes of one body put together: theirs, which is on the server by now, and mine, which is not yet.
//!
//! Both began with the same base. Whatever only one of them changed is taken; what both changed in different ways is a
//! [`Clash`], about which a person decides. Values are compared as [`diff`](super::patch::diff) does: numbers as they
//! are written, objects without regard to the order of their members.

mod elements;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use serde_json::{Map, Value};

use super::patch::within;

/// How deep the merge looks into objects and arrays. What nests deeper is compared as a whole, and is one clash at the
/// pointer where it begins. No text that [`json`](super::json) reads nests deeper than this.
const MAX_DEPTH: usize = 128;

/// One of the three bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What both changes began with.
    Base,
    /// What others made of it: what the server holds now.
    Theirs,
    /// What was made of it here.
    Mine,
}

/// A place that both sides changed, in different ways. `None` stands for what is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// Where it is, as a JSON pointer into [`Merge::merged`]. Where theirs is not there, the place that it would take:
    /// in an array, another element may stand there now.
    pub pointer: String,
    /// What both began with.
    pub base: Option<Value>,
    /// What others made of it.
    pub theirs: Option<Value>,
    /// What was made of it here.
    pub mine: Option<Value>,
}

impl Clash {
    /// What stands here if this side is chosen.
    #[must_use]
    pub fn side(&self, side: Side) -> Option<&Value> {
        match side {
            Side::Base => self.base.as_ref(),
            Side::Theirs => self.theirs.as_ref(),
            Side::Mine => self.mine.as_ref(),
        }
    }
}

/// What became of two changes of one body.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The body with both changes in it, and with theirs wherever they clash.
    pub merged: Value,
    /// Where they clash, in the order in which it stands in the body. Empty where the two do not touch.
    pub clashes: Vec<Clash>,
    /// The merged body with its clashes left open.
    body: Node,
}

impl Merge {
    /// The body with the chosen side at each clash, in the order of [`Merge::clashes`]; theirs where nothing is chosen.
    #[must_use]
    pub fn choose(&self, choices: &[Side]) -> Value {
        settle(&self.body, &self.clashes, choices).unwrap_or(Value::Null)
    }
}

/// A value of which some parts may still have to be chosen.
#[derive(Clone, Debug, PartialEq)]
enum Node {
    Settled(Value),
    Object(Vec<(String, Node)>),
    Array(Vec<Node>),
    /// The number of a clash.
    Clash(usize),
}

fn settle(node: &Node, clashes: &[Clash], choices: &[Side]) -> Option<Value> {
    match node {
        Node::Settled(value) => Some(value.clone()),
        Node::Object(members) => {
            let settled = |(name, node): &(String, Node)| Some((name.clone(), settle(node, clashes, choices)?));
            Some(Value::Object(members.iter().filter_map(settled).collect::<Map<_, _>>()))
        }
        Node::Array(elements) => {
            Some(Value::Array(elements.iter().filter_map(|node| settle(node, clashes, choices)).collect()))
        }
        Node::Clash(number) => {
            let side = choices.get(*number).copied().unwrap_or(Side::Theirs);
            clashes.get(*number)?.side(side).cloned()
        }
    }
}

/// Puts two changes of `base` together.
///
/// - A side that changed nothing gives way, and the same change on both sides is taken once.
/// - Objects are merged member by member. Where one side removed what the other changed, they clash.
/// - Arrays whose elements can be told apart (plain values of which none stands twice; objects that each name another
///   placement or carry an id) are merged element by element. Else, what both appended is appended, theirs first, and
///   what both appended alike once. Any other two changes of an array clash as a whole.
/// - The order is theirs; a member or element that is only mine comes after the one that it follows in mine. Where only
///   mine put the elements of an array into another order, that order is kept.
#[must_use]
pub fn merge(base: &Value, theirs: &Value, mine: &Value) -> Merge {
    let mut merger = Merger { clashes: Vec::new(), path: String::new(), depth: 0 };
    let body = merger.any(Three { base: Some(base), theirs: Some(theirs), mine: Some(mine) });
    // The body itself is there on all three sides, so it can't come out as absent.
    let body = body.unwrap_or_else(|| Node::Settled(theirs.clone()));
    let merged = settle(&body, &merger.clashes, &[]).unwrap_or(Value::Null);
    Merge { merged, clashes: merger.clashes, body }
}

/// What the three bodies hold at one place.
#[derive(Clone, Copy)]
struct Three<'a> {
    base: Option<&'a Value>,
    theirs: Option<&'a Value>,
    mine: Option<&'a Value>,
}

struct Merger {
    clashes: Vec<Clash>,
    /// Where we are, as a pointer into the body as it will be with theirs at each clash.
    path: String,
    depth: usize,
}

impl Merger {
    /// What comes out at one place; `None` where nothing is left there.
    fn any(&mut self, at: Three<'_>) -> Option<Node> {
        if at.base == at.theirs {
            return at.mine.cloned().map(Node::Settled);
        }
        if at.base == at.mine || at.theirs == at.mine {
            return at.theirs.cloned().map(Node::Settled);
        }
        if self.depth == MAX_DEPTH {
            return Some(self.clash(at));
        }
        self.depth += 1;
        let node = match (at.base, at.theirs, at.mine) {
            (base, Some(Value::Object(theirs)), Some(Value::Object(mine))) => match base {
                // What both added is merged as if both had filled an empty object.
                None => Some(self.objects(&Map::new(), theirs, mine)),
                Some(Value::Object(base)) => Some(self.objects(base, theirs, mine)),
                Some(_) => None,
            },
            (base, Some(Value::Array(theirs)), Some(Value::Array(mine))) => match base {
                None => self.arrays(&[], theirs, mine),
                Some(Value::Array(base)) => self.arrays(base, theirs, mine),
                Some(_) => None,
            },
            _ => None,
        };
        self.depth -= 1;
        Some(node.unwrap_or_else(|| self.clash(at)))
    }

    fn objects(&mut self, base: &Map<String, Value>, theirs: &Map<String, Value>, mine: &Map<String, Value>) -> Node {
        let names = |members| Map::keys(members).map(String::as_str).collect::<Vec<_>>();
        let mut members = Vec::new();
        for name in weave(&names(theirs), &names(mine)) {
            let at = Three { base: base.get(name), theirs: theirs.get(name), mine: mine.get(name) };
            members.extend(self.part(name, at).map(|node| (name.to_owned(), node)));
        }
        Node::Object(members)
    }

    /// What comes out at a part of the place where we are.
    fn part(&mut self, name: &str, at: Three<'_>) -> Option<Node> {
        let length = within(&mut self.path, name);
        let node = self.any(at);
        self.path.truncate(length);
        node
    }

    fn clash(&mut self, at: Three<'_>) -> Node {
        self.clashes.push(Clash {
            pointer: self.path.clone(),
            base: at.base.cloned(),
            theirs: at.theirs.cloned(),
            mine: at.mine.cloned(),
        });
        Node::Clash(self.clashes.len() - 1)
    }

    /// Whether a node stands in the merged body as long as nothing is chosen.
    fn stands(&self, node: &Node) -> bool {
        match node {
            Node::Clash(number) => self.clashes.get(*number).is_some_and(|clash| clash.theirs.is_some()),
            Node::Settled(_) | Node::Object(_) | Node::Array(_) => true,
        }
    }
}

/// All of `first` in its order. What only `second` has comes after what it follows there, and after what only `first`
/// has in the same gap. Neither holds anything twice.
fn weave<T: Copy + Eq + Hash>(first: &[T], second: &[T]) -> Vec<T> {
    let in_first: HashSet<T> = first.iter().copied().collect();
    let in_second: HashSet<T> = second.iter().copied().collect();
    // What only the second has, by what both have before it; `None` is the beginning.
    let mut following: HashMap<Option<T>, Vec<T>> = HashMap::new();
    let mut last = None;
    for &item in second {
        if in_first.contains(&item) {
            last = Some(item);
        } else {
            following.entry(last).or_default().push(item);
        }
    }
    let mut woven = Vec::with_capacity(first.len() + second.len());
    let mut last = None;
    for &item in first {
        if in_second.contains(&item) {
            woven.extend(following.remove(&last).unwrap_or_default());
            last = Some(item);
        }
        woven.push(item);
    }
    woven.extend(following.remove(&last).unwrap_or_default());
    woven
}

#[cfg(test)]
mod tests;
