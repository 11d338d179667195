//! What the emulator checks, one name for each check, so that every one of them can be turned off or on.
//!
//! The contract leaves open how strict the real library is (sections 18 and 19). By default the emulator takes the
//! stricter reading; the checks that are off by default are other readings of the same documents.

use std::fmt;

/// Something that the emulator checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Token, API key and organisation are there and right (contract sections 2 and 16).
    Credentials,
    /// Access tokens end (contract section 14).
    TokenExpiry,
    /// dps requests name their sandbox (contract section 2, section 18, row 24).
    SandboxHeader,
    /// Only administrators list all sandboxes (contract section 15).
    Administrator,
    /// Writes carry the media type of their call (contract sections 3 and 4, section 18, row 3).
    MediaType,
    /// A doubled `Content-Type:` is refused (contract section 18, row 2).
    DoubledContentType,
    /// Query parameters hold what they should (contract sections 5 and 6).
    Query,
    /// Search text is lower-case and escaped (contract section 6).
    SearchText,
    /// Malformed ids are told from unknown ones (contract section 4).
    IdForm,
    /// An object has its members, of their types, with known values (contract section 10).
    Members,
    /// Members are spelled as their generation spells them (contract section 18, rows 4 and 9).
    Spelling,
    /// What the repository sets is not for clients to write (contract section 7).
    ReadOnly,
    /// Ids lead to objects (contract sections 10 and 16).
    References,
    /// What is in use is not deleted (contract section 9).
    InUse,
    /// Statuses change as the lifecycle allows (contract section 12, section 18, row 20).
    Lifecycle,
    /// An object keeps within its guardrails (contract section 13, section 18, row 21).
    Guardrails,
    /// A sandbox keeps within its guardrails (contract section 13).
    Totals,
    /// Collection qualifiers differ in their names (contract section 10).
    UniqueNames,
    /// Conditional requests are honoured (contract section 8).
    Revisions,
    /// Only the documented patch operations are taken (contract section 7).
    PatchOperations,
    /// `replace` wants something to replace on dps too (contract section 7, section 18, row 15).
    StrictReplace,
    /// xcore answers a delete with a receipt to poll (contract section 9, section 18, row 1).
    DeleteReceipt,
    /// dps answers 409 to a stale revision (contract section 8).
    DpsConflict,
    /// A patch may not `test` (contract section 7: most of the older generation's pages do not list it).
    PatchTests,
}

/// What there is to know of a check.
#[derive(Debug)]
pub struct CheckEntry {
    /// Which one.
    pub check: Check,
    /// Its name on the command line.
    pub name: &'static str,
    /// Whether it is on unless turned off.
    pub default: bool,
    /// What the emulator does while it is on.
    pub on: &'static str,
    /// What it does while it is off.
    pub off: &'static str,
}

/// A check that is made unless it is left out.
const fn strict(check: Check, name: &'static str, on: &'static str, off: &'static str) -> CheckEntry {
    CheckEntry { check, name, default: true, on, off }
}

impl CheckEntry {
    /// The same check, made only where it is asked for.
    const fn if_asked_for(self) -> CheckEntry {
        CheckEntry { default: false, ..self }
    }
}

/// Every check, in the order of the enum: the one table of the emulator's strictness.
pub const CHECKS: [CheckEntry; 24] = [
    strict(
        Check::Credentials,
        "credentials",
        "token, API key and organisation are required and must be the emulator's own (400003, 401013, 403000, 403003, 403010, 403025)",
        "anybody may come in",
    ),
    strict(
        Check::TokenExpiry,
        "token-expiry",
        "a token that the token service gave is refused after its time (401013)",
        "it is good for ever",
    ),
    strict(
        Check::SandboxHeader,
        "sandbox-header",
        "dps requests without `x-sandbox-name` are answered 400",
        "they mean the default sandbox",
    ),
    strict(
        Check::Administrator,
        "administrator",
        "`/sandboxes` is for administrators only (403), `/` for everybody",
        "both list all sandboxes",
    ),
    strict(
        Check::MediaType,
        "media-type",
        "a write without its documented `Content-Type` is answered 415, without any 400; on xcore the schema in it must be the object's",
        "any media type is taken; a create on xcore must still name a schema",
    ),
    strict(
        Check::DoubledContentType,
        "doubled-content-type",
        "`Content-Type: Content-Type: ...` is answered 415",
        "the doubled name, which two documents print, is overlooked",
    )
    .if_asked_for(),
    strict(
        Check::Query,
        "query",
        "an unreadable `limit`, `start`, `orderBy` or `property` is answered 400",
        "it is as if it had not been sent",
    ),
    strict(
        Check::SearchText,
        "search-text",
        "`q` must be lower-case, with `+ - = && || > < ! ( ) { } [ ] ^ \" ~ * ? : \\ /` escaped (400)",
        "upper-case letters and unescaped characters are taken as they stand",
    ),
    strict(Check::IdForm, "id-form", "a dps id with blanks is answered 400", "404, as for any other unknown id"),
    strict(
        Check::Members,
        "members",
        "required members, types, dates and the values of statuses, filter types, scopes, units and profile constraints are checked (422; 400 for a rule without its declared type); component types, channels and ranking may be any text",
        "any object is taken",
    ),
    strict(
        Check::Spelling,
        "spelling",
        "a member in the other generation's spelling is answered 422; `description`, `condition` and `ids` are taken either way on xcore, not both at once",
        "spellings may be mixed",
    ),
    strict(
        Check::ReadOnly,
        "read-only",
        "writing `id`, `etag`, dates, authors, `schemas`, `@id`, `instanceId` or `repo:*` is answered 422; a patch may `test` them and `copy` from them",
        "such members are dropped, such patch operations too",
    ),
    strict(
        Check::References,
        "references",
        "placements, qualifiers, rules, collections and offers that an object names must exist, in the same sandbox (422; 400 for qualifiers)",
        "ids may lead nowhere",
    ),
    strict(
        Check::InUse,
        "in-use",
        "an object that another one names is not deleted: dps answers 409 at once, xcore accepts and then does nothing",
        "it is deleted, and the others' ids lead nowhere",
    ),
    strict(
        Check::Lifecycle,
        "lifecycle",
        "nothing leaves `archived`; a decision, which may begin in any status, goes to `complete` from `live` alone and from there only to `archived` (422)",
        "any status may follow any other",
    ),
    strict(
        Check::Guardrails,
        "guardrails",
        "an object's own limits: 300 KB, 30 attributes an offer, 20 qualifiers, 10 capping rules, 500 offers a collection, 30 placements and 30 collections a decision, 25 profile and 30 context attributes a rule, 15 KB of PQL (422)",
        "objects may be larger, up to 1 MB",
    ),
    strict(
        Check::Totals,
        "totals",
        "a sandbox's limits: 10,000 offers, decisions, collections and rules, 1,000 live decisions, placements and qualifiers (422); a library that is beyond a limit already may grow",
        "as many as fit into memory",
    ),
    strict(
        Check::UniqueNames,
        "unique-names",
        "a second collection qualifier of the same name is answered 422",
        "names may repeat",
    ),
    strict(
        Check::Revisions,
        "revisions",
        "`If-Match` with another revision than the object's is answered 409 on xcore and 412 on dps; on xcore `If-None-Match` with the object's own is answered 304",
        "both are overlooked",
    ),
    strict(
        Check::PatchOperations,
        "patch-operations",
        "JSON Patch without `move`, which no document lists (400)",
        "all six operations of RFC 6902",
    ),
    strict(
        Check::StrictReplace,
        "strict-replace",
        "`replace` of an absent member fails on dps as on xcore (422)",
        "dps takes it as `add`, as its documented updates do",
    )
    .if_asked_for(),
    strict(
        Check::DeleteReceipt,
        "delete-receipt",
        "xcore answers a delete with 202, a receipt and a `Location` that tells the outcome",
        "202 and nothing else",
    )
    .if_asked_for(),
    strict(Check::DpsConflict, "dps-conflict", "dps answers 409 to a stale `If-Match`", "412").if_asked_for(),
    strict(Check::PatchTests, "patch-tests", "JSON Patch without `test` (400)", "a patch may `test`").if_asked_for(),
];

impl Check {
    /// This check's entry. The table's order is the enum's order (held by a test).
    #[must_use]
    pub fn entry(self) -> &'static CheckEntry {
        &CHECKS[self as usize]
    }

    /// The check of a name.
    ///
    /// # Errors
    ///
    /// If there is none; the error lists all there are.
    pub fn named(name: &str) -> Result<Check, UnknownCheck> {
        let found = CHECKS.iter().find(|entry| entry.name == name);
        found.map(|entry| entry.check).ok_or_else(|| UnknownCheck(name.to_owned()))
    }
}

/// A name that no check has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCheck(String);

impl fmt::Display for UnknownCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = CHECKS.iter().map(|entry| entry.name).collect();
        write!(f, "no check {:?}; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownCheck {}

/// Which checks are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strictness {
    on: [bool; CHECKS.len()],
}

impl Default for Strictness {
    fn default() -> Strictness {
        Strictness { on: CHECKS.each_ref().map(|entry| entry.default) }
    }
}

impl Strictness {
    /// Without any check.
    #[must_use]
    pub fn lenient() -> Strictness {
        Strictness { on: [false; CHECKS.len()] }
    }

    /// Turns a check on or off.
    #[must_use]
    pub fn with(mut self, check: Check, on: bool) -> Strictness {
        self.on[check as usize] = on;
        self
    }

    /// Whether a check is made.
    #[must_use]
    pub fn holds(&self, check: Check) -> bool {
        self.on[check as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum_and_names_are_distinct() {
        for (index, entry) in CHECKS.iter().enumerate() {
            assert_eq!(entry.check as usize, index, "{}", entry.name);
            assert_eq!(Check::named(entry.name), Ok(entry.check));
        }
        assert!(Check::named("all").unwrap_err().to_string().contains("strict-replace"));
    }

    #[test]
    fn lenient_checks_nothing_and_each_check_turns_alone() {
        let strictness = Strictness::lenient().with(Check::Members, true);
        let held: Vec<&str> =
            CHECKS.iter().filter(|entry| strictness.holds(entry.check)).map(|entry| entry.name).collect();
        assert_eq!(held, ["members"]);
        assert!(!Strictness::default().with(Check::InUse, false).holds(Check::InUse));
    }
}
