//! Reading JSON documents field by field, so that every problem is named and the good part is kept.

use crate::{
    Batch, CartId, ConfigurationOption, ConsentProof, Line, MAX_BATCH_SIGNALS, MAX_LINES, MAX_OPTIONS, Millis, Problem,
    ProductId, ShopId, Signal, SignalKind, WIRE_VERSION,
};
use serde_json::{Map, Value};

/// What was read, and what was wrong with the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed<T> {
    /// The good part.
    pub good: T,
    /// What was refused: the value was left out.
    pub refused: Vec<Problem>,
    /// What was not understood, probably from a newer script, and passed over.
    pub ignored: Vec<Problem>,
}

/// A JSON object being read: each field is asked for once, and what nobody asked for is reported.
#[derive(Debug)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    asked: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// Starts to read an object.
    ///
    /// # Errors
    /// A problem with an empty field when the value is no object.
    pub fn of(value: &'a Value) -> Result<Self, Problem> {
        match value.as_object() {
            Some(map) => Ok(Self { map, asked: Vec::new(), problems: Vec::new() }),
            None => Err(Problem::new("", &show(value), "is not an object")),
        }
    }

    /// A field that may be missing or null.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, &'static str>,
    ) -> Option<T> {
        self.asked.push(name);
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        read(value).map_err(|reason| self.problems.push(Problem::new(name, &show(value), reason))).ok()
    }

    /// A field that must be there.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&Value) -> Result<T, &'static str>,
    ) -> Option<T> {
        if self.map.get(name).is_none_or(Value::is_null) {
            self.problems.push(Problem::new(name, "", "is missing"));
        }
        self.optional(name, read)
    }

    /// The raw value of a field, for a nested document.
    pub fn raw(&mut self, name: &'static str) -> Option<&'a Value> {
        self.asked.push(name);
        self.map.get(name)
    }

    /// Adds a problem found elsewhere.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// What was wrong, and what nobody asked for.
    #[must_use]
    pub fn finish(self) -> (Vec<Problem>, Vec<Problem>) {
        let ignored = self
            .map
            .iter()
            .filter(|(name, _)| !self.asked.contains(&name.as_str()))
            .map(|(name, value)| Problem::new(name, &show(value), "is not known"))
            .collect();
        (self.problems, ignored)
    }
}

impl Batch {
    /// Reads a batch. A bad signal is refused by its index and the good ones beside it are kept.
    ///
    /// # Errors
    /// Every problem of the envelope, all at once; then nothing is kept.
    pub fn parse(text: &str) -> Result<Parsed<Self>, Vec<Problem>> {
        let value: Value =
            serde_json::from_str(text).map_err(|e| vec![Problem::new("", "", format!("is not JSON: {e}"))])?;
        let mut fields = Fields::of(&value).map_err(|p| vec![p])?;
        let version = fields.required("version", |v| match v.as_u64() {
            Some(n) if n == u64::from(WIRE_VERSION) => Ok(WIRE_VERSION),
            _ => Err("is not version 1"),
        });
        let shop = fields.required("shop", |v| ShopId::parse(text_of(v)?));
        let token = fields.required("token", |v| short(v, 2_000));
        let sent_at = fields.required("sent_at", millis);
        let time_zone = fields.optional("time_zone", |v| short(v, 64));
        let consent = fields.raw("consent").and_then(|v| match consent(v) {
            Ok(proof) => Some(proof),
            Err(problems) => {
                problems.into_iter().for_each(|p| fields.problem(p.inside("consent")));
                None
            }
        });
        if !value.get("consent").is_some_and(Value::is_object) {
            fields.problem(Problem::new("consent", "", "is missing"));
        }
        let (mut refused, mut ignored, mut signals) = (Vec::new(), Vec::new(), Vec::new());
        match fields.raw("signals").and_then(Value::as_array) {
            None => fields.problem(Problem::new("signals", "", "is not a list")),
            Some(list) => {
                for (index, item) in list.iter().enumerate() {
                    let outer = format!("signals[{index}]");
                    if index >= MAX_BATCH_SIGNALS {
                        refused.push(Problem::new(outer, "", "is beyond the 500 signals of a batch"));
                        break;
                    }
                    match Signal::parse(item) {
                        Ok((signal, unknown)) => {
                            signals.push(signal);
                            ignored.extend(unknown.into_iter().map(|p| p.inside(&outer)));
                        }
                        Err(problems) => refused.extend(problems.into_iter().map(|p| p.inside(&outer))),
                    }
                }
            }
        }
        let (problems, unknown) = fields.finish();
        ignored.extend(unknown);
        match (version, shop, token, sent_at, consent) {
            (Some(version), Some(shop), Some(token), Some(sent_at), Some(consent)) if problems.is_empty() => {
                let good = Self { version, shop, token, sent_at, consent, time_zone, signals };
                Ok(Parsed { good, refused, ignored })
            }
            _ => Err(problems),
        }
    }
}

impl ConsentProof {
    /// Reads `{"source": "vanilla-cookieconsent", "at": 1764000000000}`.
    ///
    /// # Errors
    /// Every problem found.
    pub fn parse(value: &Value) -> Result<Self, Vec<Problem>> {
        consent(value)
    }
}

impl Signal {
    /// Reads one signal; also says which of its fields were not understood.
    ///
    /// # Errors
    /// Every problem of this signal.
    pub fn parse(value: &Value) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let mut f = Fields::of(value).map_err(|p| vec![p])?;
        let n = f.required("n", |v| v.as_u64().filter(|n| (1..=1 << 53).contains(n)).ok_or("is not a number from 1"));
        let at = f.required("at", millis);
        let name = f.required("kind", |v| short(v, 64));
        let kind = name.and_then(|name| kind(&name, &mut f));
        let (problems, ignored) = f.finish();
        match (n, at, kind) {
            (Some(n), Some(at), Some(kind)) if problems.is_empty() => Ok((Self { n, at, kind }, ignored)),
            _ => Err(problems),
        }
    }
}

impl Line {
    /// Reads one line of a cart.
    ///
    /// # Errors
    /// Every problem of this line.
    pub fn parse(value: &Value) -> Result<Self, Vec<Problem>> {
        let mut f = Fields::of(value).map_err(|p| vec![p])?;
        let product = f.required("product", product);
        let variant = f.optional("variant", |v| crate::VariantId::parse(text_of(v)?));
        let quantity = f.required("quantity", |v| {
            v.as_u64()
                .filter(|q| (1..=10_000).contains(q))
                .and_then(|q| u32::try_from(q).ok())
                .ok_or("is not between 1 and 10000")
        });
        let (problems, _) = f.finish();
        match (product, quantity) {
            (Some(product), Some(quantity)) if problems.is_empty() => Ok(Self { product, variant, quantity }),
            _ => Err(problems),
        }
    }

    /// Reads a list of lines.
    ///
    /// # Errors
    /// Every problem of every line; a cart is taken whole or not at all.
    pub fn parse_list(value: &Value) -> Result<Vec<Self>, Vec<Problem>> {
        let Some(list) = value.as_array() else {
            return Err(vec![Problem::new("lines", &show(value), "is not a list")]);
        };
        if list.len() > MAX_LINES {
            return Err(vec![Problem::new("lines", &list.len().to_string(), "are more than 100 lines")]);
        }
        let (mut lines, mut problems) = (Vec::new(), Vec::new());
        for (index, item) in list.iter().enumerate() {
            match Self::parse(item) {
                Ok(line) => lines.push(line),
                Err(found) => problems.extend(found.into_iter().map(|p| p.inside(&format!("lines[{index}]")))),
            }
        }
        if problems.is_empty() { Ok(lines) } else { Err(problems) }
    }
}

fn kind(name: &str, f: &mut Fields<'_>) -> Option<SignalKind> {
    Some(match name {
        "product_viewed" => SignalKind::ProductViewed { product: f.required("product", product)? },
        "product_compared" => SignalKind::ProductCompared { product: f.required("product", product)? },
        "comparison_removed" => SignalKind::ComparisonRemoved { product: f.required("product", product)? },
        "wish_added" => SignalKind::WishAdded {
            product: f.required("product", product)?,
            variant: f.optional("variant", |v| crate::VariantId::parse(text_of(v)?)),
        },
        "wish_removed" => SignalKind::WishRemoved {
            product: f.required("product", product)?,
            variant: f.optional("variant", |v| crate::VariantId::parse(text_of(v)?)),
        },
        "cart_updated" => {
            let cart = f.optional("cart", |v| CartId::parse(text_of(v)?));
            SignalKind::CartUpdated { cart, lines: nested(f, "lines", Line::parse_list)? }
        }
        "checkout_started" => SignalKind::CheckoutStarted {
            cart: f.optional("cart", |v| CartId::parse(text_of(v)?)),
            checkout: f.optional("checkout", |v| crate::CheckoutToken::parse(text_of(v)?)),
        },
        "order_placed" => SignalKind::OrderPlaced {
            order: f.required("order", |v| crate::OrderId::parse(text_of(v)?))?,
            cart: f.optional("cart", |v| CartId::parse(text_of(v)?)),
            checkout: f.optional("checkout", |v| crate::CheckoutToken::parse(text_of(v)?)),
        },
        "configuration_updated" => SignalKind::ConfigurationUpdated {
            product: f.required("product", product)?,
            step: f.required("step", count)?,
            steps: f.required("steps", count)?,
            completed: f.optional("completed", |v| v.as_bool().ok_or("is not true or false")).unwrap_or(false),
            options: nested(f, "options", options)?,
        },
        other => {
            f.problem(Problem::new("kind", other, "is not a kind of signal that is known here"));
            return None;
        }
    })
}

fn nested<T>(
    f: &mut Fields<'_>,
    name: &'static str,
    read: impl FnOnce(&Value) -> Result<T, Vec<Problem>>,
) -> Option<T> {
    let Some(value) = f.raw(name) else {
        f.problem(Problem::new(name, "", "is missing"));
        return None;
    };
    read(value).map_err(|problems| problems.into_iter().for_each(|p| f.problem(p))).ok()
}

fn options(value: &Value) -> Result<Vec<ConfigurationOption>, Vec<Problem>> {
    let Some(map) = value.as_object() else {
        return Err(vec![Problem::new("options", &show(value), "is not an object of option and value ids")]);
    };
    if map.len() > MAX_OPTIONS {
        return Err(vec![Problem::new("options", &map.len().to_string(), "are more than 40 options")]);
    }
    let read = |(option, value): (&String, &Value)| {
        let value =
            short(value, 100).map_err(|reason| Problem::new(format!("options.{option}"), &show(value), reason))?;
        Ok(ConfigurationOption { option: option.chars().take(100).collect(), value })
    };
    map.iter().map(read).collect::<Result<_, _>>().map_err(|p| vec![p])
}

fn consent(value: &Value) -> Result<ConsentProof, Vec<Problem>> {
    let mut f = Fields::of(value).map_err(|p| vec![p])?;
    let source = f.required("source", |v| short(v, 64));
    let at = f.required("at", millis);
    let (problems, _) = f.finish();
    match (source, at) {
        (Some(source), Some(at)) if problems.is_empty() => Ok(ConsentProof { source, at }),
        _ => Err(problems),
    }
}

fn product(value: &Value) -> Result<ProductId, &'static str> {
    ProductId::parse(text_of(value)?)
}

fn count(value: &Value) -> Result<u32, &'static str> {
    value
        .as_u64()
        .filter(|n| (1..=100).contains(n))
        .and_then(|n| u32::try_from(n).ok())
        .ok_or("is not between 1 and 100")
}

fn millis(value: &Value) -> Result<Millis, &'static str> {
    value.as_i64().filter(|ms| (0..=1 << 53).contains(ms)).map(Millis).ok_or("is not a time in milliseconds since 1970")
}

fn text_of(value: &Value) -> Result<&str, &'static str> {
    value.as_str().ok_or("is not text")
}

fn short(value: &Value, most: usize) -> Result<String, &'static str> {
    let text = text_of(value)?;
    if text.is_empty() {
        Err("is empty")
    } else if text.len() > most {
        Err("is too long")
    } else {
        Ok(text.to_owned())
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(signals: &str, expected: Expect) {
        let body = format!(
            r#"{{"version":1,"shop":"spaak","token":"t","sent_at":5,"consent":{{"source":"call","at":4}},"signals":{signals}}}"#
        );
        let shown = match Batch::parse(&body) {
            Ok(parsed) => {
                let mut lines: Vec<String> =
                    parsed.good.signals.iter().map(|s| format!("kept {} {}", s.n, s.kind.name())).collect();
                lines.extend(parsed.refused.iter().map(|p| format!("refused {p}")));
                lines.extend(parsed.ignored.iter().map(|p| format!("ignored {p}")));
                lines.join("\n")
            }
            Err(problems) => problems.iter().map(|p| format!("no batch: {p}")).collect::<Vec<_>>().join("\n"),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn a_bad_signal_is_refused_and_the_good_ones_beside_it_are_kept() {
        check(
            r#"[{"n":1,"at":1,"kind":"product_viewed","product":"a"},{"n":2,"at":1,"kind":"teleported"},
                {"n":3,"at":1,"kind":"cart_updated","lines":[{"product":"","quantity":0}]},
                {"n":4,"at":1,"kind":"wish_added","product":"b","mood":"happy"}]"#,
            expect![[r#"
                kept 1 product_viewed
                kept 4 wish_added
                refused signals[1].kind `teleported` is not a kind of signal that is known here
                refused signals[2].lines[0].product is empty
                refused signals[2].lines[0].quantity `0` is not between 1 and 10000
                ignored signals[3].mood `happy` is not known"#]],
        );
    }

    #[test]
    fn all_problems_of_the_envelope_are_named_at_once() {
        let shown: Vec<String> = Batch::parse(r#"{"version":2,"shop":7,"signals":{}}"#)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect();
        expect![[r#"
            version `2` is not version 1
            shop `7` is not text
            token is missing
            sent_at is missing
            consent is missing
            signals is not a list"#]]
        .assert_eq(&shown.join("\n"));
        assert!(Batch::parse("{").is_err());
        assert!(Batch::parse("[]").is_err());
    }

    #[test]
    fn the_wire_form_of_every_kind_stays_as_it_is() {
        let kinds = [
            r#"{"n":1,"at":2,"kind":"product_viewed","product":"p"}"#,
            r#"{"n":1,"at":2,"kind":"product_compared","product":"p"}"#,
            r#"{"n":1,"at":2,"kind":"comparison_removed","product":"p"}"#,
            r#"{"n":1,"at":2,"kind":"configuration_updated","product":"p","step":2,"steps":4,"completed":false,"options":{"frame":"m"}}"#,
            r#"{"n":1,"at":2,"kind":"wish_added","product":"p","variant":"v"}"#,
            r#"{"n":1,"at":2,"kind":"wish_removed","product":"p"}"#,
            r#"{"n":1,"at":2,"kind":"cart_updated","cart":"c","lines":[{"product":"p","variant":"v","quantity":2}]}"#,
            r#"{"n":1,"at":2,"kind":"checkout_started","cart":"c","checkout":"t"}"#,
            r#"{"n":1,"at":2,"kind":"order_placed","order":"o","cart":"c"}"#,
        ];
        for (text, name) in kinds.iter().zip(SignalKind::NAMES) {
            let (signal, ignored) = Signal::parse(&serde_json::from_str(text).unwrap()).unwrap();
            assert_eq!((signal.kind.name(), ignored.len()), (name, 0));
        }
    }
}
