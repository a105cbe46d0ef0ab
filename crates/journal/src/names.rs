//! Names of secrets: patterns that match every spelling of a name, since lists of exact names are never complete.

use percent_encoding::percent_decode_str;

/// Patterns that mark a secret anywhere in a name. The name is in lowercase and without its separators.
const ANYWHERE: [&str; 22] = [
    "accesskey",
    "accesstoken",
    "apikey",
    "apitoken",
    "authorization",
    "cookie",
    "credential",
    "encryptionkey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "refreshtoken",
    "secret",
    "sessid",
    "sessionid",
    "signature",
    "signingkey",
    "tokenvalue",
    "userpass",
];
/// Patterns that mark a secret at the end of such a name.
const ENDINGS: [&str; 2] = ["key", "token"];
/// Words of a name that mark a secret. They are too short to be looked for inside other words.
const WORDS: [&str; 18] = [
    "assertion",
    "auth",
    "bearer",
    "creds",
    "csrf",
    "dsn",
    "hmac",
    "jwt",
    "oauth",
    "otp",
    "pass",
    "pat",
    "pin",
    "session",
    "sid",
    "sig",
    "totp",
    "xsrf",
];
/// Endings of names that are no secrets, although they match a pattern.
const HARMLESS: [&str; 15] = [
    "accesscontrolallowcredentials",
    "cachekey",
    "donkey",
    "foreignkey",
    "hockey",
    "hotkey",
    "idempotencykey",
    "monkey",
    "partitionkey",
    "primarykey",
    "publickey",
    "secretary",
    "sortkey",
    "turkey",
    "whiskey",
];

/// Returns `true` if a header, a field or a parameter of this name holds a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    let name = percent_decode_str(name).decode_utf8_lossy();
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    let compact: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    // Numbered names are of the kind that they number.
    let compact = compact.trim_end_matches(|letter: char| letter.is_ascii_digit());
    if HARMLESS.iter().any(|harmless| compact.ends_with(harmless)) {
        return false;
    }
    ANYWHERE.iter().any(|pattern| compact.contains(pattern))
        || ENDINGS.iter().any(|pattern| compact.ends_with(pattern))
        || words(&name).any(|word| WORDS.iter().any(|secret| word.eq_ignore_ascii_case(secret)))
}

/// Returns `true` if a text that is neither JSON nor a form has a secret name with a value, in any notation.
pub(crate) fn may_hold_secret(text: &str) -> bool {
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let mut rest = text;
    while let Some(start) = rest.find(is_of_name) {
        let before = &rest[..start];
        let run = &rest[start..];
        let end = run.find(|letter| !is_of_name(letter)).unwrap_or(run.len());
        let (name, after) = run.split_at(end);
        let is_quoted = before.ends_with("=\"") || before.ends_with('=');
        let after_quotes = after.trim_start_matches(['"', '\'', '\\', ' ', '\t']);
        let is_named = is_quoted || after_quotes.starts_with([':', '=', '>']);
        if is_named && is_secret(name) {
            return true;
        }
        rest = after;
    }
    false
}

/// Returns the words of a name, which begin after a separator, or with a capital letter after a small one.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|letter: char| !letter.is_ascii_alphabetic()).flat_map(|part| {
        let bytes = part.as_bytes();
        let begins =
            |place: &usize| bytes[*place].is_ascii_uppercase() && bytes[*place - 1].is_ascii_lowercase();
        let mut starts: Vec<_> = (1..part.len()).filter(begins).collect();
        starts.push(part.len());
        let mut start = 0;
        starts.into_iter().map(move |end| &part[std::mem::replace(&mut start, end)..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_and_plural_names_are_of_the_kind_that_they_number() {
        for name in ["key1", "token_2", "access_tokens", "X-Creds", "pin", "sid", "dsn", "token_value"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["max_tokens", "pinned", "side", "monkey2"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn usual_names_of_secrets_are_known_however_they_are_written() {
        let fields = [
            "password",
            "passwd",
            "pwd",
            "user_pwd",
            "pass",
            "passphrase",
            "secret",
            "client_secret",
            "clientSecret",
            "secretKey",
            "api_key",
            "API-KEY",
            "apikey",
            "apiKeys",
            "access_key",
            "privateKey",
            "token",
            "accessToken",
            "refresh_token",
            "idToken",
            "AUTH_TOKEN",
            "authToken",
            "credentials",
            "auth",
            "basicAuth",
            "jwt",
            "session",
            "sessionId",
            "webhook_secret",
            "signing_key",
            "signature",
            "client_assertion",
            "otp",
        ];
        let parameters = [
            "key",
            "sig",
            "sv.sig",
            "Signature",
            "X-Amz-Signature",
            "X-Amz-Credential",
            "X-Amz-Security-Token",
            "X-Goog-Signature",
            "X-Goog-Credential",
            "OSSAccessKeyId",
            "AWSAccessKeyId",
            "access_token",
            "api%5Fkey",
            "user[password]",
            "q-signature",
        ];
        let headers = [
            "authorization",
            "proxy-authorization",
            "x-authorization",
            "cookie",
            "set-cookie",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "ocp-apim-subscription-key",
            "x-functions-key",
            "x-auth-token",
            "x-access-token",
            "x-amz-security-token",
            "x-csrf-token",
            "x-xsrf",
            "x-vault-token",
            "x-hub-signature-256",
            "x-client-secret",
            "x-session",
            "x-auth",
        ];
        for name in fields.iter().chain(&parameters).chain(&headers) {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn names_that_only_look_like_them_are_not() {
        let names = [
            "keyword",
            "search_keywords",
            "keys",
            "key_frames",
            "keyframes",
            "monkey",
            "turkey",
            "keyboard",
            "idempotency-key",
            "Idempotency-Key",
            "idempotencyKey",
            "x-idempotency-key",
            "public_key",
            "primaryKey",
            "tokens",
            "max_tokens",
            "maxTokens",
            "total_tokens",
            "token_count",
            "tokenizer",
            "author",
            "authority",
            "www-authenticate",
            "access-control-allow-credentials",
            "design",
            "signal",
            "sign_up",
            "significant",
            "sessions",
            "obsession",
            "passage",
            "compass",
            "bypass",
            "secretary",
            "prompt",
            "",
            "ä",
        ];
        for name in names {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_text_may_hold_a_secret_in_any_notation() {
        let rows = [
            ("{\"api_key\": \"k\", ", true),
            ("{\\\"password\\\":", true),
            ("password=p", true),
            ("token: t", true),
            ("<password>p</password>", true),
            ("content-disposition: form-data; name=\"client_secret\"\r\n\r\ns", true),
            ("content-disposition: form-data; name=\"prompt\"\r\n\r\na key", false),
            ("a key to the city", false),
            ("max_tokens=3", false),
            ("https://h/a", false),
        ];
        for (text, expected) in rows {
            assert_eq!(may_hold_secret(text), expected, "{text}");
        }
    }
}
