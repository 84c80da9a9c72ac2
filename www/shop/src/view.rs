//! Pages: templates filled with what a page needs and what every page needs.

use crate::product::CATEGORIES;
use crate::session::{COOKIE, Session};
use crate::state::{Shop, Visit};
use axum::Json;
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;
use serde_json::{Value, json};

const TEMPLATES: [(&str, &str); 15] = [
    ("base.html", include_str!("../templates/base.html")),
    ("parts.html", include_str!("../templates/parts.html")),
    ("home.html", include_str!("../templates/home.html")),
    ("category.html", include_str!("../templates/category.html")),
    ("product.html", include_str!("../templates/product.html")),
    ("compare.html", include_str!("../templates/compare.html")),
    ("configure.html", include_str!("../templates/configure.html")),
    ("wishes.html", include_str!("../templates/wishes.html")),
    ("cart.html", include_str!("../templates/cart.html")),
    ("restore.html", include_str!("../templates/restore.html")),
    ("checkout.html", include_str!("../templates/checkout.html")),
    ("thanks.html", include_str!("../templates/thanks.html")),
    ("account.html", include_str!("../templates/account.html")),
    ("imprint.html", include_str!("../templates/imprint.html")),
    ("message.html", include_str!("../templates/message.html")),
];

/// The templates.
pub(crate) struct Views {
    environment: Environment<'static>,
}

/// Why a request has no page: it does not exist, or something broke.
pub(crate) enum Failure {
    /// There is no such page.
    NotFound,
    /// Something that the visitor cannot mend.
    Broken(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Broken(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, Html(NOT_FOUND)).into_response(),
            Self::Broken(error) => {
                eprintln!("the shop cannot answer: {error:#}");
                (StatusCode::INTERNAL_SERVER_ERROR, Html(BROKEN)).into_response()
            }
        }
    }
}

const NOT_FOUND: &str = include_str!("../templates/not-found.html");
const BROKEN: &str = include_str!("../templates/broken.html");

impl Views {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let mut environment = Environment::new();
        environment.add_filter("money", money);
        for (name, text) in TEMPLATES {
            environment.add_template(name, text)?;
        }
        Ok(Self { environment })
    }
}

/// A page for people. What the session kept for the next page (a notice, events) is spent here.
pub(crate) fn page(shop: &Shop, visit: &Visit, name: &str, values: Value) -> Result<Response, Failure> {
    page_with_events(shop, visit, name, values, Vec::new())
}

/// A page that also pushes events into `dataLayer`.
pub(crate) fn page_with_events(
    shop: &Shop,
    visit: &Visit,
    name: &str,
    values: Value,
    own: Vec<Value>,
) -> Result<Response, Failure> {
    let session = &visit.session;
    let mut events = session.events.clone();
    events.extend(own);
    if visit.id.is_some() {
        shop.change(visit, |session| {
            session.notice = None;
            session.events.clear();
            session.introduce = false;
        })?;
    }
    let template = shop.views().environment.get_template(name)?;
    let html = template.render(Serde(with_common(values, common(shop, session, &events)?)))?;
    Ok(([(CACHE_CONTROL, "private, no-cache")], Html(html)).into_response())
}

/// What every page needs.
fn common(shop: &Shop, session: &Session, events: &[Value]) -> Result<Value, Failure> {
    let customer = session.customer.as_deref().and_then(|email| shop.accounts().find(email).cloned());
    let cart = session.cart.as_ref();
    Ok(json!({
        "categories": CATEGORIES.map(|(slug, name, _)| (slug, name)),
        "edge": shop.settings().edge,
        "shop": shop.settings().shop,
        "notice": session.notice,
        "wishes": session.wishes,
        "wish_list": serde_json::to_string(&session.wishes)?,
        "compared": session.compared,
        "count": session.count(),
        "customer": customer.map(|customer| customer.name),
        "cart_id": cart.map(|cart| &cart.id),
        "cart_lines": cart.map(|cart| serde_json::to_string(&cart.lines)).transpose()?,
        "page_data": embedded(&json!({"events": events, "introduce": session.introduce})),
    }))
}

fn with_common(mut values: Value, common: Value) -> Value {
    if let (Value::Object(values), Value::Object(common)) = (&mut values, common) {
        values.extend(common);
    }
    values
}

/// JSON that is safe between `<script type="application/json">` tags.
pub(crate) fn embedded(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    json.replace('<', "\\u003c")
}

/// Changes a session and answers: the new state for a script, a redirect for a person.
pub(crate) fn act(
    shop: &Shop,
    visit: &Visit,
    next: &str,
    change: impl FnOnce(&mut Session) -> anyhow::Result<()>,
) -> Result<Response, Failure> {
    let (id, changed) = shop.change(visit, |session| {
        change(session)?;
        Ok::<_, anyhow::Error>(visit.wants_json.then(|| {
            json!({
                "count": session.count(),
                "wishes": session.wishes,
                "compared": session.compared,
                "cart": session.cart.as_ref().map(|cart| json!({"id": cart.id, "lines": cart.lines})),
                "notice": session.notice.take(),
                "events": std::mem::take(&mut session.events),
            })
        }))
    })?;
    let cookie = (SET_COOKIE, format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000"));
    Ok(match changed? {
        Some(state) => ([cookie], Json(state)).into_response(),
        None => (StatusCode::SEE_OTHER, [cookie, (LOCATION, local(next))]).into_response(),
    })
}

/// A redirect within the shop.
pub(crate) fn go(next: &str) -> Response {
    (StatusCode::SEE_OTHER, [(LOCATION, local(next))]).into_response()
}

/// A header and its value.
pub(crate) type Header = (HeaderName, &'static str);

/// A path of this shop; anything that would lead elsewhere becomes the front page.
fn local(path: &str) -> String {
    let safe = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    if safe { path.to_owned() } else { "/".to_owned() }
}

/// `€ 1,290.00`.
fn money(cents: u64) -> String {
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("€\u{a0}{grouped}.{:02}", cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_on_a_price_tag() {
        assert_eq!(money(895), "€\u{a0}8.95");
        assert_eq!(money(129_000), "€\u{a0}1,290.00");
        assert_eq!(money(123_456_789), "€\u{a0}1,234,567.89");
    }

    #[test]
    fn a_redirect_stays_in_the_shop() {
        assert_eq!(local("/p/bel?x=1#y"), "/p/bel?x=1#y");
        for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nx: y"] {
            assert_eq!(local(bad), "/");
        }
    }

    #[test]
    fn data_cannot_close_its_script_element() {
        assert!(!embedded(&json!("</script>")).contains('<'));
    }
}
