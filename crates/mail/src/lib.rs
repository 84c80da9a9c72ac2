//! Templates to e-mail, and mail providers as translators.
//!
//! **In scope:** a shop's templates (MJML and text) are compiled once and rendered with a [`Model`] into an [`Email`]
//! whose bytes never change afterwards; a [`Provider`] says which request to make for an e-mail, what an answer
//! means, and what a webhook reports, in our words.
//!
//! **Out of scope:** whether a mail may go out (`wenk-engine`), and making the request (`edge`). Nothing here does
//! I/O, reads a clock or draws a random number: the same input gives the same bytes.
//!
//! ```
//! use wenk_mail::{compile, render, sample_model, TemplateSource};
//!
//! let source = TemplateSource {
//!     name: "hello".into(),
//!     language: "en".into(),
//!     subject: "{{ lines[0].title }} is waiting".into(),
//!     mjml: "<mj-section><mj-column><mj-text>{{ lines[0].price | money }}</mj-text></mj-column></mj-section>".into(),
//!     text: "{{ lines[0].title }}: {{ lines[0].price | money }}".into(),
//! };
//! let compiled = compile(&source).unwrap();
//! let mail = render(&compiled, &sample_model("hello").to_json()).unwrap();
//! assert_eq!(mail.subject, "Tour 3 city bicycle is waiting");
//! assert!(mail.html.contains("€1,299.00"));
//! ```

mod address;
mod email;
mod mime;
mod model;
mod provider;
mod template;

pub use email::{Email, Envelope, Mailbox, Nature};
pub use mime::raw_mime;
pub use model::{Brand, DropView, LineView, Links, MAX_SHOWN, Model, RequestView};
pub use provider::{
    Delivery, DeliveryEvent, NoReply, Outbox, Provider, Reply, Request, Resend, SendOutcome, WebhookError,
};
pub use template::{
    Compiled, MAX_CLIPPED_BYTES, Part, RenderError, Rendered, TemplateSource, compile, is_service, lint, presets,
    render, sample_model,
};
