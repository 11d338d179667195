//! A sandbox: its facts, its shelves, and who in it refers to whom.

use serde::{Deserialize, Serialize};

use super::kind::{KINDS, Kind};
use super::object::Place;
use super::shelf::Shelf;

/// What the sandbox management API says about a sandbox, and where xcore keeps it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SandboxFacts {
    pub name: String,
    pub title: String,
    #[serde(rename = "type")]
    pub purpose: String,
    pub region: String,
    pub is_default: bool,
    pub e_tag: u64,
    pub created_date: String,
    pub sandbox_id: String,
    /// The xcore container that holds the sandbox's library.
    pub container: String,
    pub container_name: String,
}

/// A sandbox with its library.
#[derive(Debug)]
pub struct Sandbox {
    pub facts: SandboxFacts,
    shelves: [Shelf; KINDS.len()],
}

impl Sandbox {
    pub fn new(facts: SandboxFacts) -> Sandbox {
        Sandbox { facts, shelves: Default::default() }
    }

    pub fn shelf(&self, kind: Kind) -> &Shelf {
        &self.shelves[kind as usize]
    }

    pub fn shelf_mut(&mut self, kind: Kind) -> &mut Shelf {
        &mut self.shelves[kind as usize]
    }

    pub fn place(&self) -> Place<'_> {
        Place { container: &self.facts.container, sandbox: &self.facts.name }
    }
}
