//! Every preset mail as its reader gets it.

use expect_test::{Expect, expect};
use wenk_mail::{Rendered, compile, lint, presets, render, sample_model};

fn mail(name: &str, language: &str) -> Rendered {
    let source = presets().into_iter().find(|s| s.name == name && s.language == language).unwrap();
    let mut model = sample_model(name);
    model.language = language.to_owned();
    render(&compile(&source).unwrap(), &model.to_json()).unwrap()
}

/// The subject, the text part, and what a reader sees of the HTML part, without its layout.
fn check(name: &str, language: &str, expected: Expect) {
    let mail = mail(name, language);
    assert!(mail.html.contains(&format!("lang=\"{language}\"")), "the page says its language");
    expected.assert_eq(&format!("{}\n\n{}\n==== html\n{}", mail.subject, mail.text, visible(&mail.html)));
}

/// The words of a page, one line per text; links and pictures as `[…]`.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut lines = Vec::new();
    for piece in body.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        for name in ["href", "src"] {
            if let Some(link) = attribute(tag, name) {
                lines.push(format!("[{link}]"));
            }
        }
        if !tag.starts_with('!') && !text.trim().is_empty() {
            lines.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    lines.join("\n")
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

#[test]
fn every_preset_passes_the_lint() {
    for source in presets() {
        let (name, language) = (&source.name, &source.language);
        let compiled = compile(&source).unwrap_or_else(|problems| panic!("{name} {language}: {problems:#?}"));
        assert_eq!(lint(&compiled), [], "{name} {language}");
    }
    assert_eq!(presets().len(), 12);
}

#[test]
fn a_confirmation_carries_no_promotion() {
    for language in ["en", "nl"] {
        let mail = mail("confirmation", language);
        assert!(!mail.html.contains("/u/") && !mail.text.contains("/u/"), "nothing to unsubscribe from yet");
        assert_eq!(mail.html.matches("https://mail.spaak.example/c/sample\"").count(), 1, "one button");
        for word in ["%", "€", "discount", "korting"] {
            assert!(!mail.text.contains(word), "{word}");
        }
    }
}

#[test]
fn r31_the_old_price_is_struck_through_and_explained() {
    let mail = mail("wishlist-price-drop", "en");
    let label = "Lowest price of the last 30 days before the reduction: ";
    assert!(mail.html.contains(label) && mail.text.contains(label));
    assert!(mail.html.contains(">€2,199.00</s>"));
}

#[test]
fn a_dark_screen_gets_dark_mails() {
    for source in presets() {
        assert!(compile(&source).unwrap().html.contains("prefers-color-scheme: dark"));
    }
}

#[test]
fn confirmation_en() {
    check("confirmation", "en", expect![[r#"
        Please confirm your address for Spaak

        Was this you?

        On 25 November 2026 at 10:05, with Firefox on Android, somebody entered this address at Spaak and agreed to:

        "Yes, mail me when a price on my wish list drops or I leave a basket behind."

        Confirm your address:
        https://mail.spaak.example/c/sample

        The link opens a page that asks once more. Until you answer there, nothing is sent to you, and after three days the address is deleted.

        This was not you? Tell us, and no further confirmation comes:
        https://mail.spaak.example/c/sample#not-me

        ----
        This mail answers a request that was made with your address.
        Questions? Write to hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        One press of a button, if this was you.
        [https://spaak.example/]
        Spaak
        Was this you?
        On 25 November 2026 at 10:05, with Firefox on Android, somebody entered this address at Spaak and agreed to:
        Yes, mail me when a price on my wish list drops or I leave a basket behind.
        [https://mail.spaak.example/c/sample]
        Confirm my address
        The button opens a page that asks once more. Until you answer there, nothing is sent to you, and after three days the address is deleted.
        This was not you?
        [https://mail.spaak.example/c/sample#not-me]
        Tell us
        , and no further confirmation comes.
        This mail answers a request that was made with your address.
        Questions? Write to
        [mailto:hello@spaak.example]
        hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn confirmation_nl() {
    check("confirmation", "nl", expect![[r#"
        Bevestig je adres voor Spaak

        Was jij dit?

        Op 25 november 2026 om 10:05, met Firefox on Android, heeft iemand dit adres opgegeven bij Spaak en hiermee ingestemd:

        "Yes, mail me when a price on my wish list drops or I leave a basket behind."

        Bevestig je adres:
        https://mail.spaak.example/c/sample

        De link opent een pagina die het nog één keer vraagt. Zolang je daar niet antwoordt, krijg je niets, en na drie dagen wordt het adres gewist.

        Was jij dit niet? Laat het ons weten, dan komt er geen bevestiging meer:
        https://mail.spaak.example/c/sample#not-me

        ----
        Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.
        Vragen? Schrijf naar hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        Eén druk op de knop, als jij dit was.
        [https://spaak.example/]
        Spaak
        Was jij dit?
        Op 25 november 2026 om 10:05, met Firefox on Android, heeft iemand dit adres opgegeven bij Spaak en hiermee ingestemd:
        Yes, mail me when a price on my wish list drops or I leave a basket behind.
        [https://mail.spaak.example/c/sample]
        Mijn adres bevestigen
        De knop opent een pagina die het nog één keer vraagt. Zolang je daar niet antwoordt, krijg je niets, en na drie dagen wordt het adres gewist.
        Was jij dit niet?
        [https://mail.spaak.example/c/sample#not-me]
        Laat het ons weten
        , dan komt er geen bevestiging meer.
        Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.
        Vragen? Schrijf naar
        [mailto:hello@spaak.example]
        hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn abandoned_cart_1_en() {
    check("abandoned-cart-1", "en", expect![[r#"
        Tour 3 city bicycle and more: still in your basket

        Your basket is still here

        We kept what you chose. Prices and stock are today's.

        * Tour 3 city bicycle, Size M, black
          1 × €1,299.00 = €1,299.00
        * Pannier bag Canal, Olive
          2 × €64.95 = €129.90
        * Bell Ding
          1 × €14.50 = €14.50
        * And 2 more
        Total: €1,443.40

        Back to my basket:
        https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample

        ----
        You get this mail because you asked to hear about this.
        Unsubscribe: https://mail.spaak.example/u/sample
        Preferences: https://mail.spaak.example/p/sample
        Questions? Write to hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        We kept your basket, at today's prices.
        [https://spaak.example/]
        Spaak
        Your basket is still here
        We kept what you chose. Prices and stock are today's.
        [https://spaak.example/p/tour-3#wenk=sample]
        [https://spaak.example/img/tour-3.png]
        [https://spaak.example/p/tour-3#wenk=sample]
        Tour 3 city bicycle
        Size M, black
        1 × €1,299.00
        €1,299.00
        [https://spaak.example/p/canal#wenk=sample]
        [https://spaak.example/img/canal.png]
        [https://spaak.example/p/canal#wenk=sample]
        Pannier bag Canal
        Olive
        2 × €64.95
        €129.90
        [https://spaak.example/p/ding#wenk=sample]
        [https://spaak.example/img/ding.png]
        [https://spaak.example/p/ding#wenk=sample]
        Bell Ding
        1 × €14.50
        €14.50
        And 2 more
        Total
        €1,443.40
        [https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample]
        Back to my basket
        You get this mail because you asked to hear about this.
        [https://mail.spaak.example/u/sample]
        Unsubscribe
        &nbsp;·&nbsp;
        [https://mail.spaak.example/p/sample]
        Preferences
        Questions? Write to
        [mailto:hello@spaak.example]
        hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn abandoned_cart_1_nl() {
    check("abandoned-cart-1", "nl", expect![[r#"
        Tour 3 city bicycle en meer: nog in je winkelmand

        Je winkelmand staat er nog

        We hebben bewaard wat je koos. Prijzen en voorraad zijn die van vandaag.

        * Tour 3 city bicycle, Size M, black
          1 × € 1.299,00 = € 1.299,00
        * Pannier bag Canal, Olive
          2 × € 64,95 = € 129,90
        * Bell Ding
          1 × € 14,50 = € 14,50
        * En nog 2 andere
        Totaal: € 1.443,40

        Terug naar mijn winkelmand:
        https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample

        ----
        Je krijgt deze mail omdat je hierover bericht wilde.
        Uitschrijven: https://mail.spaak.example/u/sample
        Voorkeuren: https://mail.spaak.example/p/sample
        Vragen? Schrijf naar hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        We hebben je winkelmand bewaard, met de prijzen van vandaag.
        [https://spaak.example/]
        Spaak
        Je winkelmand staat er nog
        We hebben bewaard wat je koos. Prijzen en voorraad zijn die van vandaag.
        [https://spaak.example/p/tour-3#wenk=sample]
        [https://spaak.example/img/tour-3.png]
        [https://spaak.example/p/tour-3#wenk=sample]
        Tour 3 city bicycle
        Size M, black
        1 × € 1.299,00
        € 1.299,00
        [https://spaak.example/p/canal#wenk=sample]
        [https://spaak.example/img/canal.png]
        [https://spaak.example/p/canal#wenk=sample]
        Pannier bag Canal
        Olive
        2 × € 64,95
        € 129,90
        [https://spaak.example/p/ding#wenk=sample]
        [https://spaak.example/img/ding.png]
        [https://spaak.example/p/ding#wenk=sample]
        Bell Ding
        1 × € 14,50
        € 14,50
        En nog 2 andere
        Totaal
        € 1.443,40
        [https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample]
        Terug naar mijn winkelmand
        Je krijgt deze mail omdat je hierover bericht wilde.
        [https://mail.spaak.example/u/sample]
        Uitschrijven
        &nbsp;·&nbsp;
        [https://mail.spaak.example/p/sample]
        Voorkeuren
        Vragen? Schrijf naar
        [mailto:hello@spaak.example]
        hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn abandoned_cart_2_en() {
    check("abandoned-cart-2", "en", expect![[r#"
        Shall we keep your basket?

        Shall we keep it?

        Your basket is still as you left it. If something is unclear, answer this mail: a person reads it.

        * Tour 3 city bicycle, Size M, black
          1 × €1,299.00 = €1,299.00
        * Pannier bag Canal, Olive
          2 × €64.95 = €129.90
        * Bell Ding
          1 × €14.50 = €14.50
        * And 2 more
        Total: €1,443.40

        Open my basket:
        https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample

        This is the last mail about this basket.

        ----
        You get this mail because you asked to hear about this.
        Unsubscribe: https://mail.spaak.example/u/sample
        Preferences: https://mail.spaak.example/p/sample
        Questions? Write to hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        The last mail about it. Is there something we can answer?
        [https://spaak.example/]
        Spaak
        Shall we keep it?
        Your basket is still as you left it. If something is unclear, answer this mail: a person reads it.
        [https://spaak.example/p/tour-3#wenk=sample]
        [https://spaak.example/img/tour-3.png]
        [https://spaak.example/p/tour-3#wenk=sample]
        Tour 3 city bicycle
        Size M, black
        1 × €1,299.00
        €1,299.00
        [https://spaak.example/p/canal#wenk=sample]
        [https://spaak.example/img/canal.png]
        [https://spaak.example/p/canal#wenk=sample]
        Pannier bag Canal
        Olive
        2 × €64.95
        €129.90
        [https://spaak.example/p/ding#wenk=sample]
        [https://spaak.example/img/ding.png]
        [https://spaak.example/p/ding#wenk=sample]
        Bell Ding
        1 × €14.50
        €14.50
        And 2 more
        Total
        €1,443.40
        [https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample]
        Open my basket
        This is the last mail about this basket.
        You get this mail because you asked to hear about this.
        [https://mail.spaak.example/u/sample]
        Unsubscribe
        &nbsp;·&nbsp;
        [https://mail.spaak.example/p/sample]
        Preferences
        Questions? Write to
        [mailto:hello@spaak.example]
        hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn abandoned_cart_2_nl() {
    check("abandoned-cart-2", "nl", expect![[r#"
        Zullen we je winkelmand bewaren?

        Zullen we ze bewaren?

        Je winkelmand is nog zoals je ze achterliet. Is er iets niet duidelijk? Antwoord op deze mail: een mens leest hem.

        * Tour 3 city bicycle, Size M, black
          1 × € 1.299,00 = € 1.299,00
        * Pannier bag Canal, Olive
          2 × € 64,95 = € 129,90
        * Bell Ding
          1 × € 14,50 = € 14,50
        * En nog 2 andere
        Totaal: € 1.443,40

        Mijn winkelmand openen:
        https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample

        Dit is de laatste mail over deze winkelmand.

        ----
        Je krijgt deze mail omdat je hierover bericht wilde.
        Uitschrijven: https://mail.spaak.example/u/sample
        Voorkeuren: https://mail.spaak.example/p/sample
        Vragen? Schrijf naar hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        De laatste mail hierover. Kunnen we nog een vraag beantwoorden?
        [https://spaak.example/]
        Spaak
        Zullen we ze bewaren?
        Je winkelmand is nog zoals je ze achterliet. Is er iets niet duidelijk? Antwoord op deze mail: een mens leest hem.
        [https://spaak.example/p/tour-3#wenk=sample]
        [https://spaak.example/img/tour-3.png]
        [https://spaak.example/p/tour-3#wenk=sample]
        Tour 3 city bicycle
        Size M, black
        1 × € 1.299,00
        € 1.299,00
        [https://spaak.example/p/canal#wenk=sample]
        [https://spaak.example/img/canal.png]
        [https://spaak.example/p/canal#wenk=sample]
        Pannier bag Canal
        Olive
        2 × € 64,95
        € 129,90
        [https://spaak.example/p/ding#wenk=sample]
        [https://spaak.example/img/ding.png]
        [https://spaak.example/p/ding#wenk=sample]
        Bell Ding
        1 × € 14,50
        € 14,50
        En nog 2 andere
        Totaal
        € 1.443,40
        [https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample]
        Mijn winkelmand openen
        Dit is de laatste mail over deze winkelmand.
        Je krijgt deze mail omdat je hierover bericht wilde.
        [https://mail.spaak.example/u/sample]
        Uitschrijven
        &nbsp;·&nbsp;
        [https://mail.spaak.example/p/sample]
        Voorkeuren
        Vragen? Schrijf naar
        [mailto:hello@spaak.example]
        hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn wishlist_price_drop_en() {
    check("wishlist-price-drop", "en", expect![[r#"
        Gravel bicycle Steen: now €1,759.00

        Prices on your wish list dropped

        You asked us to tell you.

        * Gravel bicycle Steen, Size L, sand
          €1,759.00. You save €440.00 (20%).
          Lowest price of the last 30 days before the reduction: €2,199.00
          https://spaak.example/p/steen#wenk=sample

        * Helmet Luik
          €74.95. You save €15.00 (16%).
          Lowest price of the last 30 days before the reduction: €89.95
          https://spaak.example/p/luik#wenk=sample

        * And 2 more

        See it in the shop:
        https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample

        ----
        You get this mail because you asked to hear about this.
        Unsubscribe: https://mail.spaak.example/u/sample
        Preferences: https://mail.spaak.example/p/sample
        Questions? Write to hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        €440.00 less than the lowest price of the 30 days before.
        [https://spaak.example/]
        Spaak
        Prices on your wish list dropped
        You asked us to tell you.
        [https://spaak.example/p/steen#wenk=sample]
        [https://spaak.example/img/steen.png]
        [https://spaak.example/p/steen#wenk=sample]
        Gravel bicycle Steen
        Size L, sand
        €1,759.00
        You save €440.00 (20%)
        Lowest price of the last 30 days before the reduction:
        €2,199.00
        [https://spaak.example/p/luik#wenk=sample]
        [https://spaak.example/img/luik.png]
        [https://spaak.example/p/luik#wenk=sample]
        Helmet Luik
        €74.95
        You save €15.00 (16%)
        Lowest price of the last 30 days before the reduction:
        €89.95
        And 2 more
        [https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample]
        See it in the shop
        You get this mail because you asked to hear about this.
        [https://mail.spaak.example/u/sample]
        Unsubscribe
        &nbsp;·&nbsp;
        [https://mail.spaak.example/p/sample]
        Preferences
        Questions? Write to
        [mailto:hello@spaak.example]
        hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn wishlist_price_drop_nl() {
    check("wishlist-price-drop", "nl", expect![[r#"
        Gravel bicycle Steen: nu € 1.759,00

        Prijzen op je verlanglijst zijn gedaald

        Je vroeg ons om het te laten weten.

        * Gravel bicycle Steen, Size L, sand
          € 1.759,00. Je bespaart € 440,00 (20%).
          Laagste prijs van de laatste 30 dagen voor de verlaging: € 2.199,00
          https://spaak.example/p/steen#wenk=sample

        * Helmet Luik
          € 74,95. Je bespaart € 15,00 (16%).
          Laagste prijs van de laatste 30 dagen voor de verlaging: € 89,95
          https://spaak.example/p/luik#wenk=sample

        * En nog 2 andere

        Bekijk het in de winkel:
        https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample

        ----
        Je krijgt deze mail omdat je hierover bericht wilde.
        Uitschrijven: https://mail.spaak.example/u/sample
        Voorkeuren: https://mail.spaak.example/p/sample
        Vragen? Schrijf naar hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        € 440,00 minder dan de laagste prijs van de 30 dagen ervoor.
        [https://spaak.example/]
        Spaak
        Prijzen op je verlanglijst zijn gedaald
        Je vroeg ons om het te laten weten.
        [https://spaak.example/p/steen#wenk=sample]
        [https://spaak.example/img/steen.png]
        [https://spaak.example/p/steen#wenk=sample]
        Gravel bicycle Steen
        Size L, sand
        € 1.759,00
        Je bespaart € 440,00 (20%)
        Laagste prijs van de laatste 30 dagen voor de verlaging:
        € 2.199,00
        [https://spaak.example/p/luik#wenk=sample]
        [https://spaak.example/img/luik.png]
        [https://spaak.example/p/luik#wenk=sample]
        Helmet Luik
        € 74,95
        Je bespaart € 15,00 (16%)
        Laagste prijs van de laatste 30 dagen voor de verlaging:
        € 89,95
        En nog 2 andere
        [https://spaak.example/cart?wenk-cart=tour-3%3Am%3A1#wenk=sample]
        Bekijk het in de winkel
        Je krijgt deze mail omdat je hierover bericht wilde.
        [https://mail.spaak.example/u/sample]
        Uitschrijven
        &nbsp;·&nbsp;
        [https://mail.spaak.example/p/sample]
        Voorkeuren
        Vragen? Schrijf naar
        [mailto:hello@spaak.example]
        hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn erasure_confirmation_en() {
    check("erasure-confirmation", "en", expect![[r#"
        Erase what Spaak knows about you?

        Erase your data?

        On 25 November 2026 at 10:05 somebody asked us to erase what is kept with this address: permissions, baskets, wish lists, devices and the mails sent.

        A fingerprint of the address stays, so that nobody mails you again, and so does the sealed proof of what you agreed to, for as long as the law asks. The page says for how long.

        Go on to erase:
        https://mail.spaak.example/e/sample

        The link opens a page that asks once more. Nothing is erased before. This was not you? Then do nothing, or look at your preferences:
        https://mail.spaak.example/p/sample

        ----
        This mail answers a request that was made with your address.
        Questions? Write to hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        It happens only when you confirm it.
        [https://spaak.example/]
        Spaak
        Erase your data?
        On 25 November 2026 at 10:05 somebody asked us to erase what is kept with this address: permissions, baskets, wish lists, devices and the mails sent.
        A fingerprint of the address stays, so that nobody mails you again, and so does the sealed proof of what you agreed to, for as long as the law asks. The page says for how long.
        [https://mail.spaak.example/e/sample]
        Go on to erase
        The button opens a page that asks once more. Nothing is erased before. This was not you? Then do nothing, or
        [https://mail.spaak.example/p/sample]
        look at your preferences
        .
        This mail answers a request that was made with your address.
        Questions? Write to
        [mailto:hello@spaak.example]
        hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn erasure_confirmation_nl() {
    check("erasure-confirmation", "nl", expect![[r#"
        Wissen wat Spaak over je weet?

        Je gegevens wissen?

        Op 25 november 2026 om 10:05 vroeg iemand ons te wissen wat bij dit adres bewaard wordt: toestemmingen, winkelmanden, verlanglijsten, toestellen en de verzonden mails.

        Een vingerafdruk van het adres blijft, zodat niemand je nog mailt, en ook het verzegelde bewijs van wat je goedkeurde, zolang de wet dat vraagt. De pagina zegt hoe lang.

        Verder naar wissen:
        https://mail.spaak.example/e/sample

        De link opent een pagina die het nog één keer vraagt. Daarvoor wordt niets gewist. Was jij dit niet? Dan hoef je niets te doen, of bekijk je voorkeuren:
        https://mail.spaak.example/p/sample

        ----
        Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.
        Vragen? Schrijf naar hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        Het gebeurt pas als je het bevestigt.
        [https://spaak.example/]
        Spaak
        Je gegevens wissen?
        Op 25 november 2026 om 10:05 vroeg iemand ons te wissen wat bij dit adres bewaard wordt: toestemmingen, winkelmanden, verlanglijsten, toestellen en de verzonden mails.
        Een vingerafdruk van het adres blijft, zodat niemand je nog mailt, en ook het verzegelde bewijs van wat je goedkeurde, zolang de wet dat vraagt. De pagina zegt hoe lang.
        [https://mail.spaak.example/e/sample]
        Verder naar wissen
        De knop opent een pagina die het nog één keer vraagt. Daarvoor wordt niets gewist. Was jij dit niet? Dan hoef je niets te doen, of
        [https://mail.spaak.example/p/sample]
        bekijk je voorkeuren
        .
        Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.
        Vragen? Schrijf naar
        [mailto:hello@spaak.example]
        hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn export_confirmation_en() {
    check("export-confirmation", "en", expect![[r#"
        Your data at Spaak

        Download your data

        On 25 November 2026 at 10:05 somebody asked for a copy of what is kept with this address: permissions, baskets, wish lists, devices and the mails sent.

        Go on to download:
        https://mail.spaak.example/e/sample

        The link opens a page that gives you one file, in a form that other programs can read. Do not forward this mail: whoever has the link can open the page. This was not you? Then do nothing, or look at your preferences:
        https://mail.spaak.example/p/sample

        ----
        This mail answers a request that was made with your address.
        Questions? Write to hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        It opens only when you confirm it.
        [https://spaak.example/]
        Spaak
        Download your data
        On 25 November 2026 at 10:05 somebody asked for a copy of what is kept with this address: permissions, baskets, wish lists, devices and the mails sent.
        [https://mail.spaak.example/e/sample]
        Go on to download
        The button opens a page that gives you one file, in a form that other programs can read. Do not forward this mail: whoever has the link can open the page. This was not you? Then do nothing, or
        [https://mail.spaak.example/p/sample]
        look at your preferences
        .
        This mail answers a request that was made with your address.
        Questions? Write to
        [mailto:hello@spaak.example]
        hello@spaak.example
        Sent by Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}

#[test]
fn export_confirmation_nl() {
    check("export-confirmation", "nl", expect![[r#"
        Je gegevens bij Spaak

        Je gegevens downloaden

        Op 25 november 2026 om 10:05 vroeg iemand een kopie van wat bij dit adres bewaard wordt: toestemmingen, winkelmanden, verlanglijsten, toestellen en de verzonden mails.

        Verder naar downloaden:
        https://mail.spaak.example/e/sample

        De link opent een pagina die je één bestand geeft, in een vorm die andere programma's kunnen lezen. Stuur deze mail niet door: wie de link heeft, kan de pagina openen. Was jij dit niet? Dan hoef je niets te doen, of bekijk je voorkeuren:
        https://mail.spaak.example/p/sample

        ----
        Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.
        Vragen? Schrijf naar hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium

        ==== html
        Ze openen pas als je het bevestigt.
        [https://spaak.example/]
        Spaak
        Je gegevens downloaden
        Op 25 november 2026 om 10:05 vroeg iemand een kopie van wat bij dit adres bewaard wordt: toestemmingen, winkelmanden, verlanglijsten, toestellen en de verzonden mails.
        [https://mail.spaak.example/e/sample]
        Verder naar downloaden
        De knop opent een pagina die je één bestand geeft, in een vorm die andere programma's kunnen lezen. Stuur deze mail niet door: wie de link heeft, kan de pagina openen. Was jij dit niet? Dan hoef je niets te doen, of
        [https://mail.spaak.example/p/sample]
        bekijk je voorkeuren
        .
        Deze mail antwoordt op een verzoek dat met jouw adres is gedaan.
        Vragen? Schrijf naar
        [mailto:hello@spaak.example]
        hello@spaak.example
        Verzonden door Spaak, Voorbeeldstraat 1, 2000 Antwerpen, Belgium"#]]);
}
