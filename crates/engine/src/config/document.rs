//! The sections of a shop's configuration, with their defaults and the checks that span several of them.

use super::flow::{Exit, Flow, Nature, PriceDropRule, Step, Trigger, Variant};
use super::parse::{Mark, Reader, line_of};
use super::{Brand, Cap, Config, Feed, Form, Limits, Links, MailSettings, Match, Quiet, Sender, Shop};
use core::cell::RefCell;
use toml::de::{DeTable, DeValue};
use wenk_wire::{CurrencyCode, Duration, FlowId, FormId, Millis, Money, ShopId, SignalKind, Topic};

/// Reads the whole document.
pub(super) fn read(text: &str) -> Result<Config, Vec<Mark>> {
    let marks = RefCell::new(Vec::new());
    let document = DeTable::parse(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line_of(text, span.start));
        vec![Mark { line, field: String::new(), value: String::new(), reason: error.message().to_owned() }]
    })?;
    let config = sections(&Reader::root(text, document.get_ref(), &marks));
    let mut marks = marks.into_inner();
    marks.sort();
    match config {
        Some(config) if marks.is_empty() => Ok(config),
        _ => Err(marks),
    }
}

fn sections(root: &Reader<'_>) -> Option<Config> {
    let shop = section(root, "shop", shop);
    let sender = section(root, "sender", sender);
    let links = section(root, "links", links);
    let brand = root.table("brand").map_or_else(Brand::default, |reader| brand(&reader));
    let limits = root.table("limits").map_or_else(Limits::default, |reader| limits(&reader));
    let mail = root.table("mail").map(|reader| mail(&reader));
    let product_match = root.table("catalogue").and_then(|reader| matches(&reader));
    let events = root.words("events").unwrap_or_default();
    for (event, kind) in &events {
        if !SignalKind::NAMES.contains(&kind.as_str()) {
            root.wrong("events", &format!("names `{kind}` for `{event}`, which is not a kind of signal"));
        }
    }
    let feeds = root.tables("feed").iter().filter_map(feed).collect();
    let forms: Vec<Form> = root.tables("form").iter().filter_map(form).collect();
    let flows: Vec<Flow> = root.tables("flow").iter().filter_map(flow).collect();
    unique(root, "form", forms.iter().map(|form| form.id.as_str()));
    unique(root, "flow", flows.iter().map(|flow| flow.id.as_str()));
    root.finish();
    let shop = shop?;
    currencies(root, &shop, &flows);
    Some(Config {
        version: 0,
        sender: sender?,
        brand,
        limits,
        links: links?,
        product_match: product_match.unwrap_or_else(|| vec![Match("id".to_owned())]),
        feeds,
        forms,
        mail: mail.unwrap_or_else(|| MailSettings {
            provider: "outbox".to_owned(),
            endpoint: None,
            deduplicates: true,
        }),
        events: events.into_iter().collect(),
        flows,
        shop,
    })
}

fn section<T>(root: &Reader<'_>, key: &'static str, read: impl FnOnce(&Reader<'_>) -> Option<T>) -> Option<T> {
    match root.table(key) {
        Some(reader) => read(&reader),
        None => {
            root.wrong(key, "is missing");
            None
        }
    }
}

fn shop(r: &Reader<'_>) -> Option<Shop> {
    let id = r.required("id", |v| ShopId::parse(text(v)?));
    let name = r.required("name", line);
    let origins = r.list("origins", origin);
    if origins.as_ref().is_none_or(Vec::is_empty) {
        r.wrong("origins", "names no origin that the shop's pages are served from");
    }
    let currency = r.required("currency", currency);
    let time_zone = r.required("time_zone", |v| {
        let name = line(v)?;
        if crate::quiet::is_time_zone(&name) { Ok(name) } else { Err("is not a time zone such as Europe/Brussels") }
    });
    let languages = r.list("languages", language).unwrap_or_else(|| vec!["en".to_owned()]);
    if languages.is_empty() {
        r.wrong("languages", "names no language");
    }
    r.finish();
    Some(Shop { id: id?, name: name?, origins: origins?, currency: currency?, time_zone: time_zone?, languages })
}

fn sender(r: &Reader<'_>) -> Option<Sender> {
    let name = r.required("name", line);
    let address = r.required("address", address);
    let reply_to = r.optional("reply_to", self::address);
    let postal_address = r.required("postal_address", line);
    r.finish();
    let address = address?;
    Some(Sender {
        name: name?,
        reply_to: reply_to.unwrap_or_else(|| address.clone()),
        address,
        postal_address: postal_address?,
    })
}

fn brand(r: &Reader<'_>) -> Brand {
    let colour = r.optional("colour", |v| {
        let colour = text(v)?;
        let digits =
            colour.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        if digits { Ok(colour.to_owned()) } else { Err("is not a colour such as #c2410c") }
    });
    let logo = r.optional("logo", link);
    r.finish();
    Brand { colour: colour.unwrap_or_else(|| Brand::default().colour), logo }
}

fn limits(r: &Reader<'_>) -> Limits {
    let usual = Limits::default();
    let caps: Vec<Cap> = r.tables("cap").iter().filter_map(cap).collect();
    let quiet = match r.table("quiet_hours") {
        Some(hours) => quiet(&hours),
        None => usual.quiet,
    };
    let limits = Limits {
        gap: r.optional("gap", span).unwrap_or(usual.gap),
        caps: if caps.is_empty() { usual.caps } else { caps },
        quiet,
        active: r.optional("active", span).unwrap_or(usual.active),
        consent: r.optional("consent", span).unwrap_or(usual.consent),
        holdout_basis_points: r.optional("holdout", share).unwrap_or(0),
    };
    r.finish();
    limits
}

fn cap(r: &Reader<'_>) -> Option<Cap> {
    let mails = r.required("mails", |v| number(v, 1, 1_000));
    let within = r.required("within", |v| {
        let within = span(v)?;
        if within <= Duration::days(30) {
            Ok(within)
        } else {
            Err("is longer than the 30 days that mails are remembered for")
        }
    });
    r.finish();
    Some(Cap { mails: mails?, within: within? })
}

fn quiet(r: &Reader<'_>) -> Option<Quiet> {
    let from = r.required("from", clock);
    let to = r.required("to", clock);
    r.finish();
    let quiet = Quiet { from: from?, to: to? };
    (quiet.from != quiet.to).then_some(quiet)
}

fn links(r: &Reader<'_>) -> Option<Links> {
    let home = r.required("home", link);
    let cart = r.required("cart", |v| {
        let link = link(v)?;
        if link.contains("{lines}") { Ok(link) } else { Err("does not say where {lines} go") }
    });
    let product = r.optional("product", |v| {
        let link = link(v)?;
        if link.contains("{product}") { Ok(link) } else { Err("does not say where {product} goes") }
    });
    r.finish();
    Some(Links { home: home?, cart: cart?, product })
}

fn mail(r: &Reader<'_>) -> MailSettings {
    let provider = r.required("provider", |v| match text(v)? {
        name @ ("outbox" | "resend") => Ok(name.to_owned()),
        _ => Err("is not a provider: outbox or resend"),
    });
    let endpoint = r.optional("endpoint", link);
    let deduplicates = r.optional("deduplicates", |v| v.as_bool().ok_or("is not true or false")).unwrap_or(true);
    r.finish();
    MailSettings { provider: provider.unwrap_or_default(), endpoint, deduplicates }
}

fn matches(r: &Reader<'_>) -> Option<Vec<Match>> {
    let list = r.list("match", |v| {
        let rule = text(v)?;
        wenk_catalogue::MatchRule::parse(rule).map(|_| Match(rule.to_owned())).map_err(|_| {
            "is not id, item_group_id, mpn or a template such as \"template:shopify_{country}_{item_group_id}_{id}\""
        })
    });
    r.finish();
    list.filter(|list| !list.is_empty())
}

fn feed(r: &Reader<'_>) -> Option<Feed> {
    let name = r.required("name", line);
    let url = r.required("url", link);
    let language = r.required("language", language);
    let country = r.required("country", line);
    let currency = r.required("currency", currency);
    r.finish();
    Some(Feed { name: name?, url: url?, language: language?, country: country?, currency: currency? })
}

fn form(r: &Reader<'_>) -> Option<Form> {
    let id = r.required("id", |v| FormId::parse(text(v)?));
    let topics = r.list("topics", topic);
    if topics.as_ref().is_none_or(Vec::is_empty) {
        r.wrong("topics", "names no topic");
    }
    let version = r.required("version", line);
    let wording = r.words("wording").unwrap_or_default();
    if wording.is_empty() {
        r.wrong("wording", "has no wording in any language");
    }
    r.finish();
    Some(Form { id: id?, topics: topics?, version: version?, wording: wording.into_iter().collect() })
}

fn flow(r: &Reader<'_>) -> Option<Flow> {
    let id = r.required("id", |v| FlowId::parse(text(v)?));
    let on = match r.table("on") {
        Some(reader) => trigger(&reader),
        None => {
            r.wrong("on", "is missing: what starts the flow?");
            None
        }
    };
    let topic = r.required("topic", topic);
    let priority = r.required("priority", |v| number(v, 0, 100));
    let exit_on = r.list("exit_on", |v| {
        let word = text(v)?;
        let known = Exit::ALL.into_iter().find(|(name, _)| *name == word);
        known.map(|(_, exit)| exit).ok_or("is not order, cart_emptied or checkout_started")
    });
    let re_entry = r.optional("re_entry", span).unwrap_or(Duration::hours(24));
    let useful_for = r.optional("useful_for", span);
    let holdout_basis_points = r.optional("holdout", share).unwrap_or(0);
    let steps: Vec<Step> =
        r.tables("step").iter().enumerate().filter_map(|(index, step)| self::step(index, step)).collect();
    if steps.is_empty() {
        r.wrong("step", "has no mail to send");
    }
    r.finish();
    let on = on?;
    let (nature, usual) = match on {
        Trigger::CartIdle(_) => (Nature::Behavioural, Duration::hours(24)),
        Trigger::PriceDrop(_) => (Nature::AskedFor, Duration::hours(48)),
    };
    let (useful_for, exit_on) = (useful_for.unwrap_or(usual), exit_on.unwrap_or_else(|| vec![Exit::Order]));
    Some(Flow {
        id: id?,
        on,
        topic: topic?,
        nature,
        priority: priority?,
        exit_on,
        re_entry,
        useful_for,
        holdout_basis_points,
        steps,
        active_from: Millis(0),
    })
}

fn trigger(r: &Reader<'_>) -> Option<Trigger> {
    let named = ["cart_idle", "price_drop"].iter().filter(|key| r.has(key)).count();
    let idle = r.optional("cart_idle", span).map(Trigger::CartIdle);
    let drop = r.table("price_drop").map(|rule| {
        let read = PriceDropRule {
            basis_points: rule.optional("percent", share).unwrap_or(500),
            amount: rule
                .optional("amount", |v| Money::parse_with_currency(text(v)?).map_err(wenk_wire::MoneyError::reason)),
            watched_within: rule.optional("watched_within", span).unwrap_or(Duration::days(180)),
            merge: rule.optional("merge", span).unwrap_or(Duration::minutes(30)),
        };
        rule.finish();
        Trigger::PriceDrop(read)
    });
    r.finish();
    if named != 1 {
        r.wrong("", "must name one trigger: cart_idle or price_drop");
    }
    idle.or(drop)
}

fn step(index: usize, r: &Reader<'_>) -> Option<Step> {
    let wait = r.optional("wait", span);
    if index > 0 && wait.is_none() {
        r.wrong("wait", "is missing: only the first mail follows its trigger");
    }
    let mail = r.optional("mail", line);
    let mut variants: Vec<Variant> = r.tables("variants").iter().filter_map(variant).collect();
    variants.extend(mail.map(|mail| Variant { mail, weight: 1 }));
    if variants.is_empty() {
        r.wrong("mail", "names no template");
    }
    r.finish();
    Some(Step { wait: wait.unwrap_or_default(), variants })
}

fn variant(r: &Reader<'_>) -> Option<Variant> {
    let mail = r.required("mail", line);
    let weight = r.optional("weight", |v| number(v, 0, 1_000)).unwrap_or(1);
    r.finish();
    Some(Variant { mail: mail?, weight })
}

fn currencies(root: &Reader<'_>, shop: &Shop, flows: &[Flow]) {
    let foreign = |flow: &&Flow| match &flow.on {
        Trigger::PriceDrop(rule) => rule.amount.is_some_and(|amount| amount.currency() != shop.currency),
        Trigger::CartIdle(_) => false,
    };
    if let Some(flow) = flows.iter().find(foreign) {
        root.wrong("flow", &format!("`{}` has an amount in another currency than the shop's", flow.id));
    }
}

fn unique<'a>(root: &Reader<'_>, key: &str, ids: impl Iterator<Item = &'a str>) {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            root.wrong(key, &format!("`{id}` stands twice"));
        }
    }
}

fn text<'a>(value: &'a DeValue<'_>) -> Result<&'a str, &'static str> {
    value.as_str().ok_or("is not text")
}

fn line(value: &DeValue<'_>) -> Result<String, &'static str> {
    let text = text(value)?.trim();
    match text {
        "" => Err("is empty"),
        _ if text.len() > 500 => Err("is longer than 500 bytes"),
        _ if text.chars().any(|c| c.is_control() && c != '\n') => Err("has a control character"),
        _ => Ok(text.to_owned()),
    }
}

fn span(value: &DeValue<'_>) -> Result<Duration, &'static str> {
    Duration::parse(text(value)?)
}

fn currency(value: &DeValue<'_>) -> Result<CurrencyCode, &'static str> {
    CurrencyCode::parse(text(value)?).map_err(wenk_wire::MoneyError::reason)
}

fn topic(value: &DeValue<'_>) -> Result<Topic, &'static str> {
    Topic::parse(text(value)?).ok_or("is not a topic: cart, price_alerts, tips, newsletter or orders")
}

fn language(value: &DeValue<'_>) -> Result<String, &'static str> {
    let code = text(value)?;
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if is_code { Ok(code.to_owned()) } else { Err("is not a language code such as nl") }
}

fn address(value: &DeValue<'_>) -> Result<String, &'static str> {
    let address = line(value)?;
    let shape = address.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    if shape && !address.contains(char::is_whitespace) { Ok(address) } else { Err("is not an e-mail address") }
}

fn origin(value: &DeValue<'_>) -> Result<String, &'static str> {
    let origin = link(value)?;
    let host = origin.split_once("://").map_or("", |(_, host)| host);
    if host.contains('/') { Err("is not an origin: scheme, host and port, without a path") } else { Ok(origin) }
}

fn link(value: &DeValue<'_>) -> Result<String, &'static str> {
    let link = line(value)?;
    let local = ["http://127.0.0.1", "http://localhost"].iter().any(|start| link.starts_with(start));
    if (link.starts_with("https://") || local) && !link.contains(char::is_whitespace) {
        Ok(link)
    } else {
        Err("is not a link that begins with https://")
    }
}

fn number(value: &DeValue<'_>, least: u32, most: u32) -> Result<u32, &'static str> {
    let text = value.as_integer().map(toml::de::DeInteger::as_str);
    let number = text.and_then(|text| text.parse::<u32>().ok()).filter(|n| (least..=most).contains(n));
    number.ok_or("is not a whole number within its bounds")
}

/// A share such as `"5%"` or `"12.5%"`, in hundredths of a percent.
fn share(value: &DeValue<'_>) -> Result<u32, &'static str> {
    const SHAPE: &str = "is not a share such as \"10%\"";
    let number = text(value)?.strip_suffix('%').ok_or(SHAPE)?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.len() > 2 || !(whole.bytes().chain(part.bytes())).all(|b| b.is_ascii_digit()) {
        return Err(SHAPE);
    }
    let points: u32 = format!("{whole}{part:0<2}").parse().map_err(|_| SHAPE)?;
    if points <= 10_000 { Ok(points) } else { Err("is more than 100%") }
}

fn clock(value: &DeValue<'_>) -> Result<u16, &'static str> {
    const SHAPE: &str = "is not a time of day such as \"21:00\"";
    let (hour, minute) = text(value)?.split_once(':').ok_or(SHAPE)?;
    match (hour.parse::<u16>(), minute.parse::<u16>()) {
        (Ok(hour @ 0..24), Ok(minute @ 0..60)) => Ok(hour * 60 + minute),
        _ => Err(SHAPE),
    }
}
