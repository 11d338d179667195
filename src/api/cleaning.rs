//! Taking secrets out of what leaves the client.

use crate::request::{Exchange, RequestError};
use crate::secret::Redactor;

/// A failure without secrets.
pub(super) fn error(redactor: &Redactor, error: RequestError) -> RequestError {
    let clean = |text: String| redactor.clean(&text).into_owned();
    RequestError {
        message: clean(error.message),
        code: error.code.map(clean),
        request_id: error.request_id.map(clean),
        ..error
    }
}

/// A request as the log shows it, without secrets.
pub(super) fn exchange(redactor: &Redactor, exchange: Exchange) -> Exchange {
    let clean = |text: String| redactor.clean(&text).into_owned();
    Exchange {
        target: clean(exchange.target),
        error: exchange.error.map(clean),
        request_id: exchange.request_id.map(clean),
        ..exchange
    }
}
