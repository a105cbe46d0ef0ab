//! Headers that users add to requests.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, ErrorKind, Result};

/// Checks headers. Their values may be secrets, so no error shows them and no log does.
pub(crate) fn check(headers: &[(String, String)]) -> Result<HeaderMap> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let refuse = || Error::new(ErrorKind::Build, format!("the header {name:?} cannot be sent"));
        let mut value = HeaderValue::try_from(value).map_err(|_| refuse())?;
        value.set_sensitive(true);
        map.insert(HeaderName::try_from(name).map_err(|_| refuse())?, value);
    }
    Ok(map)
}
