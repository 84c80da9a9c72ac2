//! The body of a page's form: `name=value&name=value`, as browsers send it.

/// The fields of a form, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body. A mail provider may send the one-click body as multipart; its token in the path is all that counts, so such a
    /// body has no fields here.
    pub(super) fn parse(content_type: &str, body: &[u8]) -> Self {
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !kind.is_empty() && kind != "application/x-www-form-urlencoded" {
            return Self::default();
        }
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// The first field of a name.
    pub(super) fn get<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// Every field of a name: ticked boxes.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    #[test]
    fn a_form_s_fields_are_read_in_order() {
        let form = Form::parse(FORM, b"topics=cart&topics=price_alerts&language=nl&x=a%2Bb+c");
        assert_eq!(form.all("topics").collect::<Vec<_>>(), ["cart", "price_alerts"]);
        assert_eq!((form.get("language"), form.get("x"), form.get("y")), (Some("nl"), Some("a+b c"), None));
        assert_eq!(Form::parse("", b"choice=mine").get("choice"), Some("mine"));
    }

    #[test]
    fn r36_a_one_click_body_of_either_type_is_no_page_form() {
        let multipart =
            b"--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        assert_eq!(Form::parse("multipart/form-data; boundary=x", multipart).get("form"), None);
        assert_eq!(Form::parse(FORM, b"List-Unsubscribe=One-Click").get("form"), None);
    }

    proptest! {
        #[test]
        fn no_body_makes_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let form = Form::parse(FORM, &body);
            let _ = form.get("choice");
        }
    }
}
