//! The word that somebody meant who wrote another.

/// The known word that is nearest to `word`, if one is near enough to be what was meant: upper and lower case, and `-`
/// and `_`, count as the same, and about one letter in three may be wrong.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let allowed = (word.len() / 3).max(1);
    let near = known.into_iter().filter_map(|candidate| {
        let letters = plain(candidate);
        // A file may hold a key of any length, and only words of about the same length are worth the work.
        let comparable = letters.len().abs_diff(word.len()) <= allowed;
        let distance = if comparable { distance(&word, &letters) } else { usize::MAX };
        (distance <= allowed && distance < letters.len()).then_some((distance, candidate))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, candidate)| candidate)
}

fn plain(word: &str) -> Vec<char> {
    word.to_lowercase().chars().map(|letter| if letter == '-' { '_' } else { letter }).collect()
}

/// How many letters must be added, left out, replaced or swapped with their neighbour to make one word of the other.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in to.iter().enumerate() {
            let replaced = above[j] + usize::from(letter != other);
            let mut least = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == to[j - 1] && from[i - 1] == *other {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(from: &str, to: &str) -> usize {
        distance(&plain(from), &plain(to))
    }

    #[test]
    fn the_distance_counts_letters_added_left_out_replaced_and_swapped() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("sandbox", "sandbox", 0),
            ("sandbx", "sandbox", 1),
            ("sandboxx", "sandbox", 1),
            ("sandbax", "sandbox", 1),
            ("sadnbox", "sandbox", 1),
            ("mode", "model", 1),
            ("kitten", "sitting", 3),
            ("ab", "ba", 1),
            ("überall", "uberall", 1),
        ] {
            assert_eq!(between(from, to), expected, "{from} {to}");
            assert_eq!(between(to, from), expected, "{to} {from}");
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["sandbox", "scopes", "secret", "mode", "client_id"];
        for (typed, meant) in [
            ("sandbx", "sandbox"),
            ("Sandbox", "sandbox"),
            ("scope", "scopes"),
            ("secrte", "secret"),
            ("mod", "mode"),
            ("clientId", "client_id"),
            ("client-id", "client_id"),
        ] {
            assert_eq!(nearest(typed, known), Some(meant), "{typed}");
        }
    }

    #[test]
    fn a_word_of_its_own_is_left_alone() {
        let known = ["sandbox", "mode", "a"];
        for typed in ["", "b", "colour", "sandcastles", "x".repeat(100_000).as_str()] {
            assert_eq!(nearest(typed, known), None, "{}", typed.len());
        }
    }

    #[test]
    fn of_several_near_words_the_nearest_is_meant() {
        assert_eq!(nearest("acme-pro", ["acme-prod", "acme-prx-1", "acme-dev"]), Some("acme-prod"));
    }
}
