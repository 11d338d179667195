//! What the file says of the checks of a library. Nothing in it keeps a profile from being used: what can't be understood
//! is told, and passed over.

use super::values::{Member, a_kind_of, listed, members, printable};
use crate::domain::Policy;
use crate::domain::checkup::{CONCERNS, Concern, Severity};
use crate::profile::finding::Report;
use crate::profile::nearest;

/// The word for what is not to be told.
const OFF: &str = "off";

/// Reads the table of checks.
pub(super) fn checks(report: &mut Report<'_>, member: &Member<'_>) -> Policy {
    let mut policy = Policy::default();
    for member in table(report, member, "checks") {
        match member.key {
            "severity" => {
                for member in table(report, &member, "checks.severity") {
                    severity(report, &member, &mut policy);
                }
            }
            "ends_soon_days" => match member.item.as_integer().map(u16::try_from) {
                Some(Ok(days)) => policy.ends_soon_days = days,
                _ => report.warning(member.at, format!("`{}` must be a whole number of days", member.path())),
            },
            _ => {
                let near = nearest(member.key, ["severity", "ends_soon_days"]);
                let near = near.or_else(|| Concern::named(member.key).map(|_| "severity"));
                let advice = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                report.warning(member.at, format!("unknown key `{}`{advice}", member.path()));
            }
        }
    }
    policy
}

/// The members of what must be a table.
fn table<'i>(report: &mut Report<'_>, member: &Member<'i>, within: &'static str) -> Vec<Member<'i>> {
    let Some(table) = member.item.as_table_like() else {
        report.warning(member.at, format!("`{within}` must be a table, and is {}", a_kind_of(member.item)));
        return Vec::new();
    };
    members(table, within, member.at)
}

/// How bad one concern is to be taken.
fn severity(report: &mut Report<'_>, member: &Member<'_>, policy: &mut Policy) {
    let Some(concern) = Concern::named(member.key) else {
        let near = nearest(member.key, CONCERNS.iter().map(|entry| entry.name));
        let advice = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        report.warning(member.at, format!("there is no check `{}`{advice}", printable(member.key)));
        return;
    };
    let word = member.item.as_str();
    let chosen = Severity::ALL.into_iter().find(|severity| word == Some(severity.as_str()));
    if chosen.is_none() && word != Some(OFF) {
        let words: Vec<&str> = Severity::ALL.iter().map(|severity| severity.as_str()).chain([OFF]).collect();
        report.warning(member.at, format!("`{}` must be {}", member.path(), listed(&words, "or")));
        return;
    }
    policy.choose(concern, chosen);
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn told(text: &str) -> (Policy, Vec<String>) {
        let reading = read(text);
        assert!(reading.findings.iter().all(|finding| finding.severity == crate::profile::Severity::Warning));
        (reading.checks, reading.findings.iter().map(|finding| finding.message.clone()).collect())
    }

    #[test]
    fn severities_and_thresholds_are_read_in_either_way_to_write_a_table() {
        for text in [
            "[checks]\nends_soon_days = 14\nseverity = { unused = \"off\", misfit = \"error\" }",
            "[checks]\nends_soon_days = 14\n[checks.severity]\nunused = \"off\"\nmisfit = \"error\"",
            "checks.severity.unused = \"off\"\nchecks.severity.misfit = \"error\"\nchecks.ends_soon_days = 14",
        ] {
            let (policy, findings) = told(text);
            assert_eq!(findings, [""; 0], "{text}");
            assert_eq!(policy.ends_soon_days, 14);
            assert_eq!(policy.severity(Concern::Unused, Severity::Hint), None);
            assert_eq!(policy.severity(Concern::Misfit, Severity::Warning), Some(Severity::Error));
            assert_eq!(policy.severity(Concern::Expired, Severity::Warning), Some(Severity::Warning));
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_the_nearest_name_and_passed_over() {
        for (text, expected) in [
            ("checks = 1", "`checks` must be a table, and is a number"),
            ("checks.severity = \"off\"", "`checks.severity` must be a table, and is a string"),
            ("checks.severity.unsed = \"off\"", "there is no check `unsed`; did you mean `unused`?"),
            ("checks.severity.never_shown = \"off\"", "there is no check `never_shown`; did you mean `never-shown`?"),
            ("checks.severity.quux = \"off\"", "there is no check `quux`"),
            (
                "checks.severity.unused = \"none\"",
                "`checks.severity.unused` must be `error`, `warning`, `hint` or `off`",
            ),
            ("checks.ends_soon_days = -1", "`checks.ends_soon_days` must be a whole number of days"),
            ("checks.ends_soon_day = 1", "unknown key `checks.ends_soon_day`; did you mean `ends_soon_days`?"),
            ("checks.unused = \"off\"", "unknown key `checks.unused`; did you mean `severity`?"),
        ] {
            assert_eq!(told(text), (Policy::default(), vec![expected.to_owned()]), "{text}");
        }
    }
}
