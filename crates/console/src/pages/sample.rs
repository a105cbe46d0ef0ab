//! A first call of a provider: as code to copy, and with a button that sends it.

use control_api::{ControlClient, ProviderView};
use maud::{Markup, html};
use serde_json::Value;

use crate::parts::call::copyable;
use crate::parts::code::{CodeRequest, languages};
use crate::visit::Visit;

/// The key in the samples. Any other key works as well.
const KEY: &str = "my-key";

/// Returns the card of a provider with its first call.
pub(super) fn card<C: ControlClient>(visit: &Visit<'_, C>, provider: &ProviderView) -> Markup {
    let sample = &provider.try_it;
    let body: Value = serde_json::from_str(&sample.body).unwrap_or_default();
    let url = format!("{}{}", provider.url, sample.path);
    let there = visit.nearby(&url);
    let code = CodeRequest { method: &sample.method, url, key: KEY, body: &body };
    html! {
        article.panel.sample id={ "sample-" (provider.provider) } {
            h2 { (provider.title) }
            p.note { "Stands in for " @for (place, url) in provider.stands_in_for.iter().enumerate() {
                @if place > 0 { ", " } code { (url) }
            } }
            (copyable(&provider.url))
            (languages(&code, &format!("code-{}", provider.provider)))
            form.send data-send=(there) data-method=(sample.method) data-body=(sample.body) hidden {
                label { "Key" input name="key" value=(KEY) autocomplete="off" spellcheck="false" required; }
                button.primary { "Send it" }
                output {}
            }
        }
    }
}
