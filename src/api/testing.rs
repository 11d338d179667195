//! What several tests of this room need.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// An unsigned token with this payload.
pub fn jwt(payload: &str) -> String {
    format!("eyJhbGciOiJSUzI1NiJ9.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(payload))
}
