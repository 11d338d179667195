//! What an offer shows: HTML, JSON, text and images, as they read and as their source.

use offerdeck::domain::Generation::Dps;
use offerdeck::request::{Picture, Pixels};
use offerdeck::widgets::Theme;
use serde_json::{Value, json};

use crate::stage::{Stage, offers, record};

use super::State;

pub const STATES: &[State] = states! {
    "detail-html": |size| detail(html(), size),
    "detail-html-source": |size| {
        let mut stage = detail(html(), size);
        stage.press("s");
        stage
    },
    "detail-json-content": |size| detail(data(), size),
    "detail-json-content-source": |size| {
        let mut stage = detail(data(), size);
        stage.press("s");
        stage
    },
    "detail-text-content": |size| {
        let text = "Hello {{profile.person.name}}, everything in sneakers and jackets is 40 % off until Monday midnight, \
                    online and in the shops.\n\nYour Nordwind team";
        detail(json!([{"type": "component-text", "format": "text/plain", "content": text}]), size)
    },
    "detail-images": |size| detail(json!([
        {"type": "imagelink", "format": "image/jpeg", "deliveryURL": "https://img.shop.nordwind.example/a?id=7", "linkURL": "https://shop.nordwind.example"},
        {"type": "imagelink", "deliveryURL": "https://img.shop.nordwind.example/banner.webp?w=1200"},
        {"type": "imagelink", "deliveryURL": "https://img.shop.nordwind.example/hero"},
    ]), size),
    "dialog-fetch-picture": |size| {
        let mut stage = images(size);
        stage.press("p");
        stage
    },
    "picture": |size| {
        let mut stage = images(size);
        stage.press("p y");
        stage.answer_picture(Ok(picture()));
        stage
    },
    "picture-without-colours": |size| {
        let mut stage = images(size);
        stage.model.settings.theme = Theme::plain();
        stage.press("p y");
        stage.answer_picture(Ok(picture()));
        stage
    },
    "detail-picture-fetched": |size| {
        let mut stage = images(size);
        stage.press("p y");
        stage.answer_picture(Ok(picture()));
        stage.press("esc");
        stage
    },
    "detail-picture-refused": |size| {
        let mut stage = images(size);
        stage.press("p y");
        stage.answer_picture(Err("img.shop.nordwind.example is at 10.0.0.7, which is no public address, so it was not asked"));
        stage
    },
};

fn images(size: (u16, u16)) -> Stage {
    let components = json!([
        {"type": "imagelink", "format": "image/png", "deliveryURL": "https://img.shop.nordwind.example/black-friday/hero-1200x628.png?v=7"},
        {"type": "imagelink", "deliveryURL": "https://img.shop.nordwind.example/banner.webp"},
    ]);
    detail(components, size)
}

/// A field that goes from dark to bright and from red to blue, and lets the ground through at one corner.
fn picture() -> Picture {
    let (width, height) = (96_u8, 50_u8);
    let pixel = |(x, y): (u8, u8)| [2 * x, 4 * y, 255 - 2 * x, if x + y < 12 { 0 } else { 255 }];
    let rgba: Vec<u8> = (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(pixel).collect();
    let small = Pixels { width: usize::from(width), height: usize::from(height), rgba: rgba.into() };
    Picture { width: 1_200, height: 628, format: "PNG", bytes: 84_200, small }
}

fn html() -> Value {
    let html = "<html><head><title>unseen</title><style>.card { color: red }</style></head><body><!-- a comment -->\
        <h1>Only until Monday</h1>\n<p>Dear {{profile.person.name}}, <b>40&nbsp;% off</b> sneakers and <em>jackets</em>: \
        now <s>99&nbsp;&euro;</s> 59&nbsp;&euro;. <a href=\"https://shop.nordwind.example/sale?utm=mail\">To the sale</a></p>\
        {% if profile.loyalty == \"gold\" %}<p>Free delivery for you.</p>{% endif %}<ul><li>Sneakers<li>Jackets \
        <ol><li>down</li><li>春節優惠 \u{1b}[31m</li></ol></ul><table><tr><th>Size</th><th>Left</th></tr><tr><td>M</td>\
        <td>12</td></tr></table><a href=\"https://shop.nordwind.example/\"><img src=\"https://img.shop.nordwind.example/hero.png\" \
        alt=\"Sneakers in the snow\"></a><script>track('<p>no text</p>')</script></body></html>";
    json!([{"type": "html", "format": "text/html", "content": html}])
}

fn data() -> Value {
    json!([
        {"type": "json", "format": "application/json", "content": "{\"title\":\"Only until Monday\",\"percent\":40.0,\"sizes\":[\"S\",\"M\"],\"gold\":true,\"cta\":{\"url\":\"https://shop.nordwind.example/sale\",\"label\":null}}"},
        {"type": "json", "format": "application/json", "content": "{\"title\": {{profile.person.name}}, \"percent\": 40}"},
    ])
}

/// An offer of one representation with these components, on a screen of its own and scrolled to them.
fn detail(components: Value, size: (u16, u16)) -> Stage {
    let mut whole = offers::whole(Dps, 0, 3);
    whole["representations"] = json!([
        {"channel": "https://ns.adobe.com/xdm/channel-types/web", "placement": "dps:offer-placement:17cd8995efeba903",
         "components": components},
    ]);
    let mut stage = Stage::new(Dps, size);
    stage.answer_page(vec![record(Dps, &whole)], None, None);
    stage.press("enter j j j j j j j j j j");
    stage
}
