//! What goes wrong with a request, as the caller sees it: problem documents (RFC 9457) with stable codes.
//!
//! An error is turned into a response, and logged, in one place ([`Error::into_response`]). The log has the code and the inner
//! cause, never a value that a caller sent.

use serde::Serialize;
use wenk_wire::Problem;
use worker::{Response, Result as WorkerResult, console_error};

/// Stable codes. A client may rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// 400: the body is no JSON.
    NotJson,
    /// 401: the token, secret or signature is missing or wrong.
    Unauthorised,
    /// 401: not a token of this deployment, or revoked.
    TokenInvalid,
    /// 401: a token that is over.
    TokenExpired,
    /// 403: the token does not allow this.
    Forbidden,
    /// 403: the page's origin is none of the shop's.
    ForeignOrigin,
    /// 403: the browser says that the person does not want to be tracked.
    ConsentRequired,
    /// 404: no such page or thing.
    NotFound,
    /// 404: no such shop.
    UnknownShop,
    /// 405: not with this method.
    Method,
    /// 409: it is there already.
    Conflict,
    /// 409: without a provider that delivers, no flow starts (R37).
    NoProvider,
    /// 410: there is no such profile any more, or the link is spent.
    Gone,
    /// 413: the body is too large.
    BodyTooLarge,
    /// 422: read, but not right; the problems say what.
    Invalid,
    /// 429: later.
    RateLimited,
    /// 500: our fault.
    Internal,
}

/// An error of one request.
#[derive(Debug)]
pub(crate) struct Error {
    code: Code,
    /// What the caller's problems are.
    problems: Vec<serde_json::Value>,
    /// For the log only.
    internal: String,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    problems: &'a [serde_json::Value],
}

impl Error {
    /// An error that says all in its code.
    pub(crate) const fn new(code: Code) -> Self {
        Self { code, problems: Vec::new(), internal: String::new() }
    }

    /// Input that was read but is not right.
    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        Self::with(Code::Invalid, problems)
    }

    /// An error with whatever names the places: problems with a field, or marks with a line as well.
    pub(crate) fn with(code: Code, problems: Vec<impl Serialize>) -> Self {
        let problems = problems.into_iter().filter_map(|problem| serde_json::to_value(problem).ok()).collect();
        Self { code, problems, internal: String::new() }
    }

    /// One field that is not right.
    pub(crate) fn field(field: &str, value: &str, reason: &str) -> Self {
        Self::invalid(vec![Problem::new(field, value, reason)])
    }

    /// The code.
    pub(crate) const fn code(&self) -> Code {
        self.code
    }

    /// The answer to the caller. Logs our own faults, once.
    pub(crate) fn into_response(self) -> WorkerResult<Response> {
        let (status, code, title) = self.code.parts();
        if self.code == Code::Internal {
            console_error!("internal error: {}", self.internal);
        }
        let document = Document {
            r#type: format!("https://wenk.dev/problems/{code}"),
            title,
            status,
            code,
            problems: &self.problems,
        };
        let headers = worker::Headers::new();
        headers.set("Content-Type", "application/problem+json")?;
        headers.set("Cache-Control", "no-store")?;
        if self.code == Code::RateLimited {
            headers.set("Retry-After", "60")?;
        }
        let response = Response::from_bytes(serde_json::to_vec(&document)?)?;
        Ok(response.with_status(status).with_headers(headers))
    }
}

impl Code {
    const fn parts(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::NotJson => (400, "not_json", "The body is not JSON"),
            Self::Unauthorised => (401, "unauthorised", "A token or signature is missing or wrong"),
            Self::TokenInvalid => (401, "token_invalid", "The token is not valid here"),
            Self::TokenExpired => (401, "token_expired", "The token has expired"),
            Self::Forbidden => (403, "forbidden", "The token does not allow this"),
            Self::ForeignOrigin => (403, "foreign_origin", "The page is not one of the shop's"),
            Self::ConsentRequired => (403, "consent_required", "The browser asks not to be tracked"),
            Self::NotFound => (404, "not_found", "There is nothing here"),
            Self::UnknownShop => (404, "unknown_shop", "There is no such shop"),
            Self::Method => (405, "method_not_allowed", "Not with this method"),
            Self::Conflict => (409, "conflict", "It is there already"),
            Self::NoProvider => (409, "no_provider", "Without a mail provider that delivers, no flow starts"),
            Self::Gone => (410, "gone", "There is no such profile, or the link is spent"),
            Self::BodyTooLarge => (413, "body_too_large", "The body is too large"),
            Self::Invalid => (422, "invalid", "The document has problems"),
            Self::RateLimited => (429, "rate_limited", "Too many requests"),
            Self::Internal => (500, "internal", "Something went wrong here"),
        }
    }
}

impl From<worker::Error> for Error {
    fn from(error: worker::Error) -> Self {
        Self { code: Code::Internal, problems: Vec::new(), internal: error.to_string() }
    }
}

impl From<serde_json::Error> for Error {
    /// What we wrote ourselves does not read back: our fault. A caller's JSON is read with [`crate::http::parsed`].
    fn from(error: serde_json::Error) -> Self {
        // serde's message may quote the value.
        let internal = format!("JSON of ours at line {} column {}", error.line(), error.column());
        Self { code: Code::Internal, problems: Vec::new(), internal }
    }
}
