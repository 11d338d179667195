//! Faults on request: what may go wrong between a client and the Offer Library, one after the other or several at once.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::http::Method;

/// Every fault but the statuses: its name, its effect with the argument it has when none is given, and the effect in
/// words.
const FAULTS: [(&str, Effect, &str); 20] = [
    ("html", Effect::Html(502), "requests are answered with a gateway's page in HTML"),
    ("expired-token", Effect::ExpiredToken, "the token of a request is at its end"),
    ("hang", Effect::Hang, "requests are never answered"),
    ("slow", Effect::Slow(2000), "answers are late"),
    ("cut", Effect::Cut, "answers break off half-way"),
    ("drop", Effect::Drop, "connections die before the request is carried out"),
    ("lost-answer", Effect::LostAnswer, "writes are carried out, then the connection dies"),
    ("malformed", Effect::Malformed, "answers are not JSON"),
    ("other-writer", Effect::OtherWriter, "somebody else changes an object just before a PATCH is applied"),
    ("late-delete", Effect::LateDelete(3000), "deletes take effect late"),
    ("deletes-stay", Effect::DeletesStay, "deletes are accepted and never carried out"),
    ("odd-rows", Effect::Rows(RowEffect::Odd), "rows in lists hold what no row should"),
    ("empty", Effect::Rows(RowEffect::Empty), "lists are empty"),
    ("no-total", Effect::Rows(RowEffect::NoTotal), "lists do not say their total"),
    ("loop", Effect::Rows(RowEffect::Loop), "from the second page on, a list's next page is the page itself"),
    ("short-pages", Effect::Rows(RowEffect::Short), "pages hold half of what was asked for"),
    ("total-from-here", Effect::Rows(RowEffect::TotalFromHere), "totals count from the page on"),
    ("bare-links", Effect::Rows(RowEffect::BareLinks), "links to next pages lack the property filters"),
    (
        "shrinking",
        Effect::Rows(RowEffect::Shrinking),
        "the last object on a page that no other names is deleted as the page leaves",
    ),
    ("pass", Effect::Pass, "nothing happens"),
];

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The request is answered with this status and not carried out.
    Status(u16),
    /// 429 with these seconds to wait.
    TooMany(u64),
    /// A page in HTML with this status.
    Html(u16),
    /// The token that came with the request is good no more.
    ExpiredToken,
    Hang,
    /// The answer comes after these milliseconds.
    Slow(u64),
    Cut,
    Drop,
    LostAnswer,
    Malformed,
    OtherWriter,
    /// Deletes take effect after these milliseconds.
    LateDelete(u64),
    DeletesStay,
    Rows(RowEffect),
    Pass,
}

/// What a fault does to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowEffect {
    Odd,
    Empty,
    NoTotal,
    Loop,
    Short,
    TotalFromHere,
    BareLinks,
    Shrinking,
}

/// What a fault meddles with. Of each class, one fault strikes a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The request is not carried out.
    Refusal,
    /// The answer does not travel as it should.
    Delivery,
    /// What is written is not what was meant.
    Write,
    /// A list is not what it should be.
    Rows,
    /// The answer is late.
    Wait,
    /// Nothing at all; the request is counted.
    Pass,
}

impl Effect {
    fn class(self) -> Class {
        match self {
            Effect::Status(_) | Effect::TooMany(_) | Effect::Html(_) | Effect::ExpiredToken => Class::Refusal,
            Effect::Hang | Effect::Cut | Effect::Drop | Effect::LostAnswer | Effect::Malformed => Class::Delivery,
            Effect::OtherWriter | Effect::LateDelete(_) | Effect::DeletesStay => Class::Write,
            Effect::Rows(_) => Class::Rows,
            Effect::Slow(_) => Class::Wait,
            Effect::Pass => Class::Pass,
        }
    }
}

/// A fault's text that can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FaultSpecError(String);

/// A fault with its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    /// Name and argument as they were given.
    word: String,
    effect: Effect,
    says: String,
    method: Option<Method>,
    remaining: Option<u32>,
}

/// Faults that are in force together, and whether some of them are counted: then the stage ends when these are used up.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stage {
    faults: Vec<Fault>,
    is_counted: bool,
}

impl Stage {
    fn of(faults: Vec<Fault>) -> Stage {
        let is_counted = faults.iter().any(|fault| fault.remaining.is_some());
        Stage { faults, is_counted }
    }
}

/// The stage in force, and those that follow.
#[derive(Debug, Default)]
struct Script {
    stages: VecDeque<Stage>,
    /// How often a stage came into force so far.
    begun: u64,
    /// What was in force at the start.
    first: VecDeque<Stage>,
}

/// The faults in force, if any.
#[derive(Debug, Default)]
pub struct Faults {
    script: Mutex<Script>,
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts faults in force, or none, and says which. Without a word it only says which are.
    pub fn set(&self, spec: &str) -> Result<String, FaultSpecError> {
        if spec.trim().is_empty() {
            return Ok(self.in_force().1);
        }
        let stages = parse(spec)?;
        let mut script = self.lock();
        script.begin(stages);
        Ok(script.to_string())
    }

    /// Puts the faults of all texts in force together, to which a reset then goes back.
    pub fn begin_with(&self, specs: &[String]) -> Result<(), FaultSpecError> {
        let stages = match specs {
            [] => VecDeque::new(),
            [one] => parse(one)?,
            several => VecDeque::from([together(several)?]),
        };
        let mut script = self.lock();
        script.first = stages.clone();
        script.begin(stages);
        Ok(())
    }

    /// Puts the faults in force again that were so at the start.
    pub fn reset(&self) {
        let mut script = self.lock();
        let first = script.first.clone();
        script.begin(first);
    }

    /// What is in force, as it would be given, with the counts that are left; and in words.
    pub fn in_force(&self) -> (String, String) {
        let script = self.lock();
        (script.spec(), script.to_string())
    }

    /// How often a stage came into force so far: what was given out since the last time is newer than the stage.
    pub fn stage(&self) -> u64 {
        self.lock().begun
    }

    /// The faults as one request meets them. No other request meets any until this one is done with them.
    pub fn meet(&self, method: Method) -> Strikes<'_> {
        Strikes { script: self.lock(), method, words: Vec::new() }
    }
}

/// The faults as one request meets them.
pub struct Strikes<'a> {
    script: MutexGuard<'a, Script>,
    method: Method,
    words: Vec<String>,
}

impl Strikes<'_> {
    /// How often a stage came into force up to the one that this request meets.
    pub fn stage(&self) -> u64 {
        self.script.begun
    }

    fn find(&self, class: Class, touches: impl Fn(Effect) -> bool) -> Option<usize> {
        self.script.stages.front()?.faults.iter().position(|fault| {
            fault.effect.class() == class
                && fault.remaining != Some(0)
                && fault.method.is_none_or(|only| only == self.method)
                && touches(fault.effect)
        })
    }

    /// The effect of a class that would strike, without counting it.
    pub fn peek(&self, class: Class, touches: impl Fn(Effect) -> bool) -> Option<Effect> {
        let index = self.find(class, touches)?;
        self.script.stages.front()?.faults.get(index).map(|fault| fault.effect)
    }

    /// The effect of a class on the request, which counts against the fault's limit if the effect can touch it.
    pub fn take(&mut self, class: Class, touches: impl Fn(Effect) -> bool) -> Option<Effect> {
        let index = self.find(class, touches)?;
        let fault = self.script.stages.front_mut()?.faults.get_mut(index)?;
        if let Some(remaining) = &mut fault.remaining {
            *remaining -= 1;
        }
        if class != Class::Pass {
            self.words.push(fault.word.clone());
        }
        Some(fault.effect)
    }

    /// Ends the request: a stage that is used up gives way to the next. Returns what struck, as it was given.
    pub fn end(mut self) -> Option<String> {
        self.script.settle();
        (!self.words.is_empty()).then(|| self.words.join(", "))
    }
}

impl Script {
    fn begin(&mut self, stages: VecDeque<Stage>) {
        self.stages = stages;
        self.begun += 1;
    }

    fn settle(&mut self) {
        let Some(stage) = self.stages.front_mut() else { return };
        stage.faults.retain(|fault| fault.remaining != Some(0));
        let used_up = stage.is_counted && stage.faults.iter().all(|fault| fault.remaining.is_none());
        // Of the last stage, what is not counted stays in force.
        if used_up && (stage.faults.is_empty() || self.stages.len() > 1) {
            self.stages.pop_front();
            self.begun += 1;
        }
    }

    fn spec(&self) -> String {
        if self.stages.is_empty() {
            return "off".to_owned();
        }
        let stage = |stage: &Stage| stage.faults.iter().map(Fault::spec).collect::<Vec<_>>().join(", ");
        self.stages.iter().map(stage).collect::<Vec<_>>().join(" then ")
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.stages.is_empty() {
            return f.write_str("No fault is in force.");
        }
        let stage = self.stages.front();
        let ends_by_itself = self.stages.len() > 1 && stage.is_some_and(|stage| stage.is_counted);
        let end = if ends_by_itself { "the next stage" } else { "\"off\"" };
        for (place, fault) in stage.into_iter().flat_map(|stage| &stage.faults).enumerate() {
            f.write_str(if place == 0 { "In force: " } else { " Also: " })?;
            fault.tell(f, end)?;
        }
        // The rest is told when its time comes: the sentence must fit a few lines of a small terminal.
        match self.stages.len().saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" One more stage follows."),
            more => write!(f, " {more} more stages follow."),
        }
    }
}

impl Fault {
    fn spec(&self) -> String {
        let method = self.method.map(|method| format!(" {method}")).unwrap_or_default();
        let count = self.remaining.map(|count| format!(" x{count}")).unwrap_or_default();
        format!("{}{method}{count}", self.word)
    }

    /// What it does, to which requests, and for how long; `end` ends those that nothing counts.
    fn tell(&self, f: &mut fmt::Formatter<'_>, end: &str) -> fmt::Result {
        f.write_str(&self.says)?;
        match self.effect {
            Effect::TooMany(seconds) => write!(f, ", to be tried again after {seconds} s")?,
            Effect::Slow(millis) | Effect::LateDelete(millis) => write!(f, ", by {millis} ms")?,
            Effect::Html(status) => write!(f, ", status {status}")?,
            _ => {}
        }
        if let Some(method) = self.method {
            write!(f, "; {method} only")?;
        }
        match self.remaining {
            Some(1) => f.write_str("; the next request only."),
            Some(count) => write!(f, "; the next {count} requests."),
            None => write!(f, "; until {end}."),
        }
    }
}

/// Reads stages with ` then ` or a line's end between them. No stage at all is `off`.
fn parse(spec: &str) -> Result<VecDeque<Stage>, FaultSpecError> {
    if spec.trim() == "off" {
        return Ok(VecDeque::new());
    }
    let mut stages = VecDeque::new();
    for line in spec.trim().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        for stage in words.split(|word| *word == "then") {
            stages.push_back(parse_stage(&stage.join(" "))?);
        }
    }
    if stages.is_empty() { Err(unknown("")) } else { Ok(stages) }
}

/// Reads several texts into the one stage of their faults.
fn together(specs: &[String]) -> Result<Stage, FaultSpecError> {
    let mut faults = Vec::new();
    for spec in specs {
        let mut stages = parse(spec)?;
        match (stages.pop_front(), stages.is_empty()) {
            (Some(stage), true) => faults.extend(stage.faults),
            _ => {
                let detail = format!("the fault {spec:?} can't be joined with others; give it as the only --fault");
                return Err(FaultSpecError(detail));
            }
        }
    }
    Ok(Stage::of(faults))
}

/// Reads `FAULT, FAULT, ...`.
fn parse_stage(text: &str) -> Result<Stage, FaultSpecError> {
    Ok(Stage::of(text.split(',').map(parse_fault).collect::<Result<_, _>>()?))
}

/// Reads `NAME[:ARG][ METHOD][ xN]`.
fn parse_fault(text: &str) -> Result<Fault, FaultSpecError> {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let (name, argument) = match first.split_once(':') {
        Some((name, argument)) => (name, Some(argument)),
        None => (first, None),
    };
    let (effect, says) = match FAULTS.iter().find(|(known, ..)| *known == name) {
        Some((_, effect, says)) => (*effect, (*says).to_owned()),
        None => status_fault(name).ok_or_else(|| unknown(name))?,
    };
    let effect = match argument {
        Some(argument) => with_argument(effect, name, argument)?,
        None => effect,
    };
    let mut fault = Fault { word: first.to_owned(), effect, says, method: None, remaining: None };
    for word in words {
        if let Some(count) = word.strip_prefix('x').and_then(|count| count.parse::<u32>().ok()).filter(|n| *n > 0) {
            fault.remaining = Some(count);
            continue;
        }
        let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
        let Some(method) = methods.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(word)) else {
            let detail = format!("{word:?} is neither GET, POST, PUT, PATCH or DELETE nor a count such as x3");
            return Err(FaultSpecError(detail));
        };
        fault.method = Some(method);
    }
    Ok(fault)
}

/// The fault whose name is a status, with its effect in words.
fn status_fault(name: &str) -> Option<(Effect, String)> {
    let status = name.parse::<u16>().ok().filter(|status| name.len() == 3 && (400..=599).contains(status))?;
    let effect = if status == 429 { Effect::TooMany(1) } else { Effect::Status(status) };
    let says = match status {
        401 => "requests are refused: the token is not valid".to_owned(),
        403 => "requests are refused: the profile is not valid".to_owned(),
        503 => "requests are answered 503, as a load balancer does".to_owned(),
        _ => format!("requests are answered {status}"),
    };
    Some((effect, says))
}

fn with_argument(effect: Effect, name: &str, argument: &str) -> Result<Effect, FaultSpecError> {
    let number = argument.parse::<u64>().ok();
    match (effect, number) {
        (Effect::TooMany(_), Some(seconds)) => Ok(Effect::TooMany(seconds)),
        (Effect::Slow(_), Some(millis)) => Ok(Effect::Slow(millis)),
        (Effect::LateDelete(_), Some(millis)) => Ok(Effect::LateDelete(millis)),
        (Effect::TooMany(_) | Effect::Slow(_) | Effect::LateDelete(_), None) => {
            Err(FaultSpecError(format!("{argument:?} behind {name} is not a whole number")))
        }
        (Effect::Html(_), _) => match argument.parse::<u16>() {
            Ok(status @ 400..=599) => Ok(Effect::Html(status)),
            _ => Err(FaultSpecError(format!("{argument:?} behind {name} is not a status from 400 to 599"))),
        },
        _ => Err(FaultSpecError(format!("{name} takes nothing behind a colon"))),
    }
}

fn unknown(name: &str) -> FaultSpecError {
    if name == "off" {
        return FaultSpecError("\"off\" stands alone: it ends all faults".to_owned());
    }
    if let Some((fault, count)) = name.rsplit_once('x')
        && (status_fault(fault).is_some() || FAULTS.iter().any(|(known, ..)| *known == fault))
    {
        return FaultSpecError(format!("a blank is missing: \"{fault} x{count}\""));
    }
    let names: Vec<&str> = FAULTS.iter().map(|(name, ..)| *name).collect();
    FaultSpecError(format!("no fault {name:?}; there are 400 to 599, {} and off", names.join(", ")))
}

#[cfg(test)]
mod tests;
