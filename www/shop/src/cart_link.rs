//! The link that brings a basket back: `/cart?wenk-cart=singel:m:1,bel::2`.
//!
//! **Out of scope:** asking before a basket is replaced; the basket page does (see `routes::basket`).
//!
//! ```
//! let lines = wenk_shop::cart_link::parse("singel:m:1,bel::2");
//! assert_eq!(lines.len(), 2);
//! assert_eq!(lines[1].variant, None);
//! ```

use crate::cart::{Line, MOST};

/// Most lines that a link may bring.
const MOST_LINES: usize = 50;

/// Reads the lines of a link, after percent-decoding. A line that is no line is passed over, the others are kept.
#[must_use]
pub fn parse(text: &str) -> Vec<Line> {
    text.split(',').take(MOST_LINES).filter_map(line).collect()
}

/// Writes lines as a link has them, before percent-encoding.
#[must_use]
pub fn write(lines: &[Line]) -> String {
    let each = lines
        .iter()
        .map(|line| format!("{}:{}:{}", line.product, line.variant.as_deref().unwrap_or_default(), line.quantity));
    each.collect::<Vec<_>>().join(",")
}

fn line(text: &str) -> Option<Line> {
    let (rest, quantity) = text.trim().rsplit_once(':')?;
    let (product, variant) = rest.rsplit_once(':')?;
    let quantity = quantity.parse().ok().filter(|quantity| (1..=MOST).contains(quantity))?;
    let variant = (!variant.is_empty()).then(|| variant.to_owned());
    (!product.is_empty()).then(|| Line { product: product.to_owned(), variant, quantity })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn check(text: &str, expected: Expect) {
        expected.assert_eq(&write(&parse(text)));
    }

    #[test]
    fn what_is_no_line_is_passed_over() {
        check("singel:m:1,bel::2", expect!["singel:m:1,bel::2"]);
        check("singel:m:1,,bel,bel::0,bel::x,:m:1,bel::21", expect!["singel:m:1"]);
        check("gid://shop/1:m:3", expect!["gid://shop/1:m:3"]);
        check("", expect![""]);
    }

    proptest! {
        #[test]
        fn a_written_basket_reads_back(lines in proptest::collection::vec(("[a-z-]{1,8}", "[a-z.]{0,8}", 1_u32..=20), 0..9)) {
            let lines: Vec<Line> = lines
                .into_iter()
                .map(|(product, variant, quantity)| Line {
                    product,
                    variant: (!variant.is_empty()).then_some(variant),
                    quantity,
                })
                .collect();
            prop_assert_eq!(parse(&write(&lines)), lines);
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,200}") {
            let _ = parse(&text);
        }
    }
}
