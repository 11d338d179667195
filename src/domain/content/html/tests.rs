//! What HTML reads as.

use super::*;
use proptest::prelude::*;

/// The paragraphs as lines; what does not look like the rest stands in braces.
fn lines(text: &str) -> Vec<String> {
    let line = |paragraph: &Paragraph| {
        let pieces = paragraph.pieces.iter().map(|(text, look)| match look {
            Look::Plain | Look::Sign | Look::Border => text.clone(),
            look => format!("{look:?}{{{text}}}"),
        });
        let mark = format!("{:>1$}", paragraph.mark, paragraph.indent);
        format!("{mark}|{}", pieces.collect::<String>()).trim_start_matches('|').to_owned()
    };
    read(text).paragraphs.iter().map(line).collect()
}

#[test]
fn a_card_reads_as_its_text() {
    let html = "<div class=\"card\">\n  <h2>Only until\n Monday</h2>\n  <p>40&nbsp;% off <b>sneakers</b> and jackets, now \
                <s>99 &euro;</s> <em>59 &euro;</em>.</p>\n<script>x()</script></div>";
    assert_eq!(
        lines(html),
        [
            "Heading{Only until Monday}",
            "",
            "40\u{a0}% off Strong{sneakers} and jackets, now Struck{99 €} Emphasis{59 €}.",
        ]
    );
}

#[test]
fn links_and_images_are_numbered_by_their_addresses() {
    let html = "<a href='https://a.example'>One</a> and <a href=https://b.example>two </a>three <a href='#top'>up</a> \
                <a href='https://a.example'><img src=i.png alt=' A\n hero '></a><img src='data:image/png;base64,AA=='><img>";
    assert_eq!(lines(html), ["Link{One}[1] and Link{two}[2] three up (image: A hero)[3][1] (image) (image)"]);
    assert_eq!(read(html).links, ["https://a.example", "https://b.example", "i.png"]);
}

#[test]
fn buttons_and_images_stand_apart_from_the_words_around_them() {
    let html = "Now<img src=a alt='A shoe'><img src=b>only<form><input type=hidden value=x><input name=q>\
                <input type=Submit value=' Buy  now '><input type=submit></form>";
    assert_eq!(lines(html), ["Now (image: A shoe)[1] (image)[2] only", "", "[Buy now] [Submit]"]);
}

#[test]
fn lists_are_set_in_and_stay_together() {
    let html = "Before<ul><li>one<li><p>two</p><p>more</p><ol start=9><li>x</li><li>y</ol></ul>After";
    assert_eq!(lines(html), ["Before", "", " •|one", " •|two", "  |more", "    9.|x", "   10.|y", "", "After"]);
}

#[test]
fn a_list_has_the_room_that_its_numbers_need() {
    let html = "<ol start=99><li>a<li>b<ul><li>c</ul></ol><ol><li>d</ol>";
    assert_eq!(lines(html), ["  99.|a", " 100.|b", "      •|c", "", "  1.|d"]);
    let inner = "<ul><li>a<ol start=999><li>b<li>c</ol>d</ul>";
    assert_eq!(lines(inner), [" •|a", "    999.|b", "   1000.|c", "  |d"]);
    assert_eq!(lines("<ol start=18446744073709551615><li>a"), [" 18446744073709551615.|a"]);
}

#[test]
fn cells_stand_side_by_side() {
    let html = "<table><tr><th>Size<th>Price</th></tr><tr><td>S</td><td>9</td></tr><tr><td></td><td>x</td></table>";
    assert_eq!(lines(html), ["Strong{Size} │ Strong{Price}", "S │ 9", "x"]);
    let cells = |paragraph: &Paragraph| {
        let text = |cell: &[(String, Look)]| cell.iter().map(|(text, _)| text.as_str()).collect::<String>();
        paragraph.in_cells().map(text).collect::<Vec<_>>()
    };
    let rows = |html: &str| read(html).paragraphs.iter().map(cells).collect::<Vec<_>>();
    assert_eq!(rows(html), [vec!["Size", "Price"], vec!["S", "9"], vec!["", "x"]]);
    assert_eq!(rows("<tr><td>a<td><td><b>b</b> c<td></tr>x"), [vec!["a", "", "b c", ""], vec![]]);
    assert_eq!(rows("<tr><td>a<br>b</td><td>c</td></tr>"), [vec!["a"], vec!["b", "c"]], "behind a break");
}

#[test]
fn what_is_chosen_or_pressed_stands_apart() {
    let html = "Size<select><option>one<option selected>two</option></select><button type=button>Go</button>now";
    assert_eq!(lines(html), ["Size one / two [Go] now"]);
    assert_eq!(lines("<pre>a\tb</pre></button>"), ["a    b"]);
}

#[test]
fn breaks_rules_quotes_and_code() {
    let html = "a<br>b<br><br>c<hr><blockquote>q</blockquote><pre>\n  x\n\n  y</pre><p>&nbsp;</p><code>z</code>";
    assert_eq!(lines(html), ["a", "b", "", "c", "", "───", "", "  |q", "", "", "  x", "", "  y", "", "Code{z}"]);
}

#[test]
fn expressions_of_templates_stay_visible() {
    let html = "<p>Dear {{profile.person.name}},</p>{% if a < b %}<b>{{x}}</b>{% endif %}";
    assert_eq!(
        lines(html),
        ["Dear Expression{{{profile.person.name}}},", "", "Expression{{% if a < b %}{{x}}{% endif %}}"]
    );
}

#[test]
fn text_is_read_as_what_it_is() {
    assert_eq!(lines("no tags at all &amp; 1 < 2"), ["no tags at all & 1 < 2"]);
    assert_eq!(lines(""), [""; 0]);
    assert_eq!(lines("</p></ul></b></a>x"), ["x"]);
}

#[test]
fn no_depth_is_too_deep() {
    for tag in ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<a href=x>", "<pre>", "<blockquote>", "<p", "<ul><li>x"]
    {
        let read = read(&format!("{}x", tag.repeat(100_000)));
        assert!(read.paragraphs.len() <= 100_000, "{tag}");
        assert!(read.paragraphs.iter().all(|paragraph| paragraph.indent <= DEEPEST), "{tag}");
    }
}

proptest! {
    #[test]
    fn anything_at_all_is_read(text in "([<>/&;#='\" {}%!a-z\\n春-]|<(p|b|a href=|li|ul|td|pre|img src=|br|svg|/p|/ul|/a)>?|\\PC){0,60}") {
        let read = read(&text);
        prop_assert!(read.paragraphs.len() <= text.len() + 1);
        prop_assert!(read.paragraphs.iter().flat_map(|paragraph| &paragraph.pieces).all(|(text, _)| !text.is_empty()));
    }
}
