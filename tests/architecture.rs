//! The house of ARCHITECTURE.md, held against the code: who may import whom, who may know the emulator, and where no
//! panic may stand. The ranks are read from the table in `src/lib.rs`, so that this test can't fall behind it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that meets what it does not expect must fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use offerdeck::domain::KINDS;
use offerdeck::keys::{Action, Context, bindings_of};
use regex::Regex;

/// A source file: its path below `src`, and its text without comments.
struct Source {
    path: String,
    code: String,
}

impl Source {
    /// The module at the top of the crate that the file belongs to: `app` for `app/view.rs`, `http` for `http.rs`.
    fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Whether the whole file is compiled for tests alone.
    fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.contains("/tests/") || matches!(name, "tests.rs" | "testing.rs" | "arbitrary.rs")
    }

    /// The code up to the modules of unit tests and of their help, which stand last in every file.
    fn outside_tests(&self) -> &str {
        if self.is_test() {
            return "";
        }
        let begin = ["#[cfg(test)]\nmod tests {", "#[cfg(test)]\npub(super) mod testing {"];
        let begin = begin.iter().filter_map(|begin| self.code.find(begin)).min();
        begin.map_or(&self.code, |begin| &self.code[..begin])
    }

    /// How many `super::` lead from the file's own module to the crate.
    fn depth(&self) -> usize {
        self.path.split('/').filter(|part| *part != "mod.rs").count()
    }

    /// The modules of this crate that the code names: `use crate::a::b`, `crate::a::b()`, `use crate::{a, b::c}`,
    /// `super::super::a`.
    fn named_modules(&self) -> Vec<String> {
        let path = Regex::new(r"\bcrate::(\{[^;]*?\};|\w+)").unwrap();
        let mut named = Vec::new();
        for found in path.captures_iter(&self.code) {
            match found[1].strip_prefix('{') {
                Some(group) => named.extend(first_names(group)),
                None => named.push(found[1].to_owned()),
            }
        }
        let upward = Regex::new(r"\b((?:super::)+)([a-z_]+)\b").unwrap();
        let to_the_crate = upward.captures_iter(&self.code).filter(|found| found[1].len() / 7 >= self.depth());
        named.extend(to_the_crate.map(|found| found[2].to_owned()).filter(|name| ranks().contains_key(name)));
        named
    }
}

/// The first name of each path in the inside of a `{a, b::{c, d}}`.
fn first_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = vec![String::new()];
    for letter in group.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            letter if depth == 0 => names.last_mut().unwrap().push(letter),
            _ => {}
        }
    }
    let first = |path: String| path.trim().split([':', ' ', ';', '}']).next().unwrap_or_default().to_owned();
    names.into_iter().map(first).filter(|name| !name.is_empty()).collect()
}

/// Every line comment cut, so that neither prose nor doc links count. A `//` within a string cuts the rest of its
/// line, which hides nothing that is looked for here.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.split_once("//").map_or(line, |(code, _)| code))).collect()
}

fn read(folder: &Path, below: &str, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            read(&path, &format!("{name}/"), sources);
        } else if name.ends_with(".rs") {
            sources.push(Source { path: name, code: without_comments(&fs::read_to_string(&path).unwrap()) });
        }
    }
}

fn sources() -> Vec<Source> {
    let mut sources = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    assert!(sources.len() > 20, "the sources are not where they are looked for");
    sources
}

fn lib() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap()
}

/// The table at the top of `src/lib.rs`.
fn ranks() -> BTreeMap<String, u32> {
    let row = Regex::new(r"(?m)^//! \| (\d+) \| \[`(\w+)`\]").unwrap();
    row.captures_iter(&lib()).map(|row| (row[2].to_owned(), row[1].parse().unwrap())).collect()
}

#[test]
fn the_table_names_exactly_the_modules_there_are() {
    let declared = Regex::new(r"(?m)^pub mod (\w+);").unwrap();
    let mut declared: Vec<String> = declared.captures_iter(&lib()).map(|found| found[1].to_owned()).collect();
    declared.sort();
    assert_eq!(ranks().into_keys().collect::<Vec<_>>(), declared);
}

#[test]
fn no_import_runs_upward_or_sideways() {
    let ranks = ranks();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for source in sources() {
        // `lib.rs` declares the modules, `main.rs` stands above them all.
        let Some(own) = ranks.get(source.module()) else {
            assert!(matches!(source.path.as_str(), "lib.rs" | "main.rs"), "{} has no rank", source.path);
            continue;
        };
        for named in source.named_modules() {
            seen += 1;
            match ranks.get(&named) {
                Some(_) if named == source.module() => {}
                Some(rank) if rank < own => {}
                Some(rank) => wrong.push(format!("{} (rank {own}) names crate::{named} (rank {rank})", source.path)),
                None => wrong.push(format!("{} names crate::{named}, which has no rank", source.path)),
            }
        }
    }
    assert!(seen > 50, "only {seen} paths were found: the search is broken");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_emulator_and_the_client_are_strangers() {
    let name = Regex::new(r"\bemulator\b").unwrap();
    let mut wrong = Vec::new();
    let mut files = 0;
    for source in sources() {
        if source.module() == "emulator" {
            files += 1;
            for named in source.named_modules() {
                if !matches!(named.as_str(), "http" | "emulator") {
                    wrong.push(format!("{} names crate::{named}", source.path));
                }
            }
        } else if source.module() != "cli" && source.path != "lib.rs" && name.is_match(source.outside_tests()) {
            // The command line starts either of them.
            wrong.push(format!("{} names the emulator", source.path));
        }
    }
    assert!(files > 0, "the emulator is not where it is looked for");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The modules of the emulator, each with those that its file imports. What a file takes from the modules around it or
/// inside it ties no knot: they are one piece.
fn imports_within_the_emulator() -> BTreeMap<String, Vec<String>> {
    let files: Vec<Source> = sources().into_iter().filter(|s| s.module() == "emulator" && !s.is_test()).collect();
    let name = |source: &Source| {
        let path = source.path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        path.trim_start_matches("emulator").trim_start_matches("::").to_owned()
    };
    let names: Vec<String> = files.iter().map(&name).collect();
    let import = Regex::new(r"(?m)^(?:pub )?use ((?:crate::emulator::|super::)[\w:]*)").unwrap();
    let mut imports = BTreeMap::new();
    for source in &files {
        let own = name(source);
        let around = own.rsplit_once("::").map_or("", |(around, _)| around);
        let mut imported = Vec::new();
        for found in import.captures_iter(source.outside_tests()) {
            let path = match found[1].strip_prefix("crate::emulator::") {
                Some(path) => path.to_owned(),
                None => format!("{around}::{}", found[1].trim_start_matches("super::")),
            };
            let path = path.trim_start_matches("::").to_owned();
            let named = names.iter().filter(|name| path == **name || path.starts_with(&format!("{name}::")));
            let Some(named) = named.max_by_key(|name| name.len()) else { continue };
            let is_kin = |one: &str, other: &str| one == other || other.starts_with(&format!("{one}::"));
            if !(is_kin(named, &own) || is_kin(&own, named)) {
                imported.push(named.clone());
            }
        }
        imports.insert(own, imported);
    }
    imports
}

#[test]
fn no_imports_within_the_emulator_run_in_a_circle() {
    let mut left = imports_within_the_emulator();
    assert!(left.len() > 30 && left.values().flatten().count() > 100, "the imports are not found: {left:?}");
    // Whoever imports nothing that is left stands on the ground and goes; what never goes is a circle or leads to one.
    loop {
        let ground: Vec<String> = left
            .iter()
            .filter(|(_, to)| !to.iter().any(|to| left.contains_key(to)))
            .map(|(own, _)| own.clone())
            .collect();
        if ground.is_empty() {
            break;
        }
        left.retain(|own, _| !ground.contains(own));
    }
    assert!(left.is_empty(), "in a circle, or above one: {left:#?}");
}

/// Where a kind may be named by itself, and why. Everything else reads the table of kinds, so that another kind is
/// another entry there. Folders end with a slash.
const KNOW_KINDS: [(&str, &str); 11] = [
    ("domain/kind.rs", "the table"),
    ("domain/mentions.rs", "whom an entry's fields name"),
    ("domain/freeing.rs", "how an entry's fields let go"),
    ("domain/references.rs", "collections find offers by qualifiers, which no other kinds do"),
    ("domain/template.rs", "which kind of object a placeholder stands for"),
    ("domain/checkup/", "the concerns that are about one kind"),
    ("domain/form/", "which kind a row of an entry picks from"),
    ("screens/editor/", "which kind a row of the form is about"),
    ("screens/facts.rs", "where an id among the facts of a kind leads"),
    ("screens/library.rs", "the first tab"),
    ("emulator/", "it has a table of its own"),
];

#[test]
fn only_who_must_knows_a_kind_by_itself() {
    let kind = Regex::new(r"\bKind::(Personalized|Fallback|Placement|Collection|Qualifier|Rule|Decision)\b").unwrap();
    let known = |path: &str| {
        KNOW_KINDS.iter().position(|(place, _)| path == *place || place.ends_with('/') && path.starts_with(place))
    };
    let mut wrong = Vec::new();
    let mut met = [false; KNOW_KINDS.len()];
    for source in sources() {
        for (line, text) in source.outside_tests().lines().enumerate() {
            match known(&source.path) {
                _ if !kind.is_match(text) => {}
                Some(place) => met[place] = true,
                None => wrong.push(format!("{}:{}: {}", source.path, line + 1, text.trim())),
            }
        }
    }
    assert!(wrong.is_empty(), "these name a kind, which belongs into its entry:\n{}", wrong.join("\n"));
    for ((place, why), met) in KNOW_KINDS.iter().zip(met) {
        assert!(met, "{place} ({why}) names no kind any more");
    }
}

/// The keys can't read the table of kinds, which is of their rank, so they are held against it here.
#[test]
fn each_kind_has_the_digit_of_its_tab_and_no_other_digit_means_one() {
    let digits: Vec<(Action, String)> = bindings_of(Context::Library)
        .filter(|binding| matches!(binding.action, Action::KindAt(_)))
        .map(|binding| (binding.action, format!("{:?} {}", binding.strokes, binding.help)))
        .collect();
    let kinds = KINDS.iter().zip(1..);
    let wanted: Vec<(Action, String)> = kinds
        .map(|(entry, place)| (Action::KindAt(place), format!("[\"{place}\"] {}", entry.title.to_lowercase())))
        .collect();
    assert_eq!(digits, wanted);
}

#[test]
fn nothing_outside_tests_panics_on_purpose() {
    let panics = Regex::new(r"\.unwrap\(\)|\.expect\(|\b(panic|todo|unimplemented|unreachable)!").unwrap();
    let mut wrong = Vec::new();
    for source in sources() {
        for (line, text) in source.outside_tests().lines().enumerate() {
            if panics.is_match(text) {
                wrong.push(format!("{}:{}: {}", source.path, line + 1, text.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn paths_are_found_however_they_are_written() {
    let source = |code: &str| Source { path: "app/x.rs".to_owned(), code: without_comments(code) };
    assert_eq!(source("use crate::api::Client; let a = crate::http::Method::Get;").named_modules(), ["api", "http"]);
    assert_eq!(source("use crate::{\n    api::{Client, Answer},\n    http,\n};").named_modules(), ["api", "http"]);
    assert_eq!(source("pub(crate) fn a() {} // crate::runtime\n/// [`crate::runtime`]").named_modules(), [""; 0]);
    assert_eq!(source("use super::super::runtime::run; use super::http;").named_modules(), ["runtime"]);
    assert_eq!(source("").module(), "app");
    let tested = source("fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { x.unwrap() }\n}");
    assert!(!tested.outside_tests().contains("unwrap"));
}
