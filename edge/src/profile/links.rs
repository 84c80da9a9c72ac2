//! The links of a mail, from the templates in the shop's configuration.
//!
//! A link that a browser follows ends in `#wenk=<token>`: a fragment is never sent to a server, and the loader takes it out
//! of the address before anything else (R16).

use wenk_wire::{Line, ProductId};

/// The link that restores a cart: `{lines}` becomes `product:variant:quantity,…`.
pub(crate) fn cart(template: &str, lines: &[Line], click: Option<&str>) -> String {
    let entries: Vec<String> = lines.iter().map(entry).collect();
    with_click(&template.replace("{lines}", &encoded(&entries.join(","))), click)
}

/// The link to a product: the shop's own template, or the feed's link.
pub(crate) fn product(template: Option<&str>, id: &ProductId, feed: &str, click: Option<&str>) -> String {
    let link = template.map_or_else(|| feed.to_owned(), |text| text.replace("{product}", &encoded(id.as_str())));
    with_click(&link, click)
}

/// A link with the token of its mail in the fragment, in place of any other fragment.
pub(crate) fn with_click(link: &str, click: Option<&str>) -> String {
    let Some(click) = click else { return link.to_owned() };
    let page = link.split_once('#').map_or(link, |(page, _)| page);
    format!("{page}#wenk={click}")
}

/// A line of the cart. The two separators are encoded inside an id, so that the shop can split before it decodes.
fn entry(line: &Line) -> String {
    let variant = line.variant.as_ref().map_or("", |variant| variant.as_str());
    format!("{}:{}:{}", inner(line.product.as_str()), inner(variant), line.quantity)
}

fn inner(id: &str) -> String {
    id.replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

/// Percent-encoding of everything but letters, digits and `-._~` (RFC 3986, unreserved).
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use wenk_wire::VariantId;

    fn line(product: &str, variant: Option<&str>, quantity: u32) -> Line {
        let variant = variant.map(|id| VariantId::parse(id).unwrap());
        Line { product: ProductId::parse(product).unwrap(), variant, quantity }
    }

    #[test]
    fn a_cart_link_names_product_variant_and_quantity() {
        let lines = [line("tour-3", Some("tour-3-m"), 1), line("bell", None, 2)];
        assert_eq!(
            cart("https://shop.example/cart?wenk-cart={lines}", &lines, Some("t0k")),
            "https://shop.example/cart?wenk-cart=tour-3%3Atour-3-m%3A1%2Cbell%3A%3A2#wenk=t0k"
        );
    }

    #[test]
    fn an_id_with_a_separator_survives_the_link() {
        let link = cart("https://s.example/?c={lines}", &[line("gid://shop/1,2", None, 1)], None);
        assert_eq!(link, "https://s.example/?c=gid%253A%2F%2Fshop%2F1%252C2%3A%3A1");
    }

    #[test]
    fn r16_the_click_token_stands_in_the_fragment() {
        let id = ProductId::parse("a b").unwrap();
        assert_eq!(
            product(Some("https://s.example/p/{product}"), &id, "", Some("t")),
            "https://s.example/p/a%20b#wenk=t"
        );
        assert_eq!(product(None, &id, "https://s.example/p#top", Some("t")), "https://s.example/p#wenk=t");
        assert_eq!(product(None, &id, "https://s.example/p#top", None), "https://s.example/p#top");
    }
}
