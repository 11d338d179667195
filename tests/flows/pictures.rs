//! Pictures that an offer links to.

use offerdeck::domain::Generation;

use crate::deck::{Deck, in_both_generations};

#[test]
fn an_offer_can_not_make_the_program_ask_its_own_machine() {
    in_both_generations(|generation| {
        let mut deck = Deck::in_small(generation);
        deck.filter("no such thing").press("n").type_text("Ofertă de probă");
        let link = format!("{}/hero.png", deck.base_url());
        let member = match generation {
            Generation::Dps => "deliveryURL",
            Generation::Xcore => "xdm:deliveryURL",
        };
        deck.replace("\"text/html\"", &format!("\"image/png\", \"{member}\": \"{link}\""));
        deck.save().sees("✓ Created \"Ofertă de probă\"").filter("probă").press("enter").sees(&link);
        deck.press("p").sees("Fetch the picture?").sees("Host 127.0.0.1").sees(&link);
        deck.press("enter").lacks("Fetch").lacks("picture from");
        deck.press("p")
            .press("y")
            .sees("Fetching the picture from 127.0.0.1")
            .until_sees("✗ There is no picture: 127.0.0.1 is no public address, so it was not asked.");
    });
}
