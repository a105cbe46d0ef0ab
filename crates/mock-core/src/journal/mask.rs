//! Masks: what is shown of an API key, wherever it stands.

use serde_json::Value;

/// What stands in a secret's place.
const MASK: &str = "***";
/// Headers and fields that carry keys, in lowercase; fields are compared without their hyphens and underscores.
const HEADERS: [&str; 5] = ["authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"];
const FIELDS: [&str; 6] = ["apikey", "xapikey", "authorization", "accesstoken", "token", "secret"];
/// Shorter texts are no keys that could be told from other words, and stay where no field says that they are one.
const SHORTEST: usize = 6;

/// Returns a key as it is shown: its beginning, if it is long enough to keep its secret all the same.
pub fn masked_key(api_key: &str) -> String {
    let shown = if api_key.chars().count() >= 12 { 4 } else { 0 };
    let beginning: String = api_key.chars().take(shown).collect();
    format!("{beginning}{MASK}")
}

/// A header's value as it is shown.
pub(super) fn header(name: &str, value: &str, api_key: Option<&str>) -> String {
    if !HEADERS.contains(&name) {
        return hide(value, api_key);
    }
    match value.split_once(' ') {
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("bearer") => format!("{scheme} {MASK}"),
        _ => MASK.to_owned(),
    }
}

/// A text without the key, as it stands or as it stands in a URL.
pub fn hide(text: &str, api_key: Option<&str>) -> String {
    let Some(api_key) = api_key.filter(|key| key.len() >= SHORTEST) else { return text.to_owned() };
    let encoded: String = url::form_urlencoded::byte_serialize(api_key.as_bytes()).collect();
    text.replace(api_key, MASK).replace(&encoded, MASK)
}

/// A query as it is shown.
pub(super) fn query(query: &str, api_key: Option<&str>) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={MASK}"),
        _ => hide(pair, api_key),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A JSON value as it is shown.
pub(super) fn json(value: &mut Value, api_key: Option<&str>) {
    match value {
        Value::String(text) => *text = hide(text, api_key),
        Value::Array(items) => items.iter_mut().for_each(|item| json(item, api_key)),
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) && !value.is_null() {
                    *value = MASK.into();
                } else {
                    json(value, api_key);
                }
            }
        }
        _ => {}
    }
}

/// Whether a text that is no JSON may hold a secret that nobody has told from the rest.
pub(super) fn may_hold_secret(text: &str) -> bool {
    let plain = text.chars().filter(|letter| !matches!(letter, '-' | '_'));
    let plain: String = plain.map(|letter| letter.to_ascii_lowercase()).collect();
    FIELDS.iter().any(|field| plain.contains(field))
}

fn is_secret(field: &str) -> bool {
    let plain = field.chars().filter(|letter| !matches!(letter, '-' | '_'));
    let plain: String = plain.map(|letter| letter.to_ascii_lowercase()).collect();
    FIELDS.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_hidden_wherever_it_stands() {
        let secret = Some("key/with=signs");
        assert_eq!(hide("a key/with=signs b key%2Fwith%3Dsigns", secret), "a *** b ***");
        assert_eq!(query("api_key=short&x=key%2Fwith%3Dsigns", secret), "api_key=***&x=***");
        assert_eq!(header("authorization", "Bearer anything", None), "Bearer ***");
        assert_eq!(header("x-api-key", "anything", None), "***");
        assert_eq!(header("referer", "/?k=key/with=signs", secret), "/?k=***");
        let mut body =
            serde_json::json!({ "apiKey": "k", "deep": [{ "said": "my key/with=signs" }], "token": null });
        json(&mut body, secret);
        assert_eq!(
            body,
            serde_json::json!({ "apiKey": "***", "deep": [{ "said": "my ***" }], "token": null })
        );
    }

    #[test]
    fn a_key_shows_its_beginning_only_if_much_is_left() {
        assert_eq!(masked_key("short"), "***");
        assert_eq!(masked_key("sk-0123456789abcdef"), "sk-0***");
    }
}
