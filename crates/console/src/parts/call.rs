//! Control calls as they stand in pages: as buttons, and as lines for a shell.

use control_api::{Call, ControlClient, Target};
use http::Method;
use maud::{Markup, html};

use super::json::cut;
use crate::form_fields::{BACK, fields_of};
use crate::visit::Visit;

/// Returns the line for a shell that makes a call.
pub(crate) fn curl_line<C: ControlClient, K: Call>(visit: &Visit<'_, C>, call: &K) -> String {
    let target = Target::of(call);
    line(&target, &visit.url_of::<K>(&target))
}

fn line(target: &Target, url: &str) -> String {
    let method = if target.method == Method::GET { String::new() } else { format!(" -X {}", target.method) };
    let body = target.body.as_ref().map(|body| format!(" -d {}", quoted(&body.to_string())));
    format!("curl -s{method} {}{}", quoted(url), body.unwrap_or_default())
}

/// Returns a text as one word of a shell.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Returns the line for a shell that gives the data of a panel, folded.
pub(crate) fn as_call<C: ControlClient, K: Call>(visit: &Visit<'_, C>, call: &K) -> Markup {
    let line = curl_line(visit, call);
    html! {
        details.call { summary { "as a call" } (copyable(&line)) }
    }
}

/// Returns a text with a button that copies it.
pub(crate) fn copyable(text: &str) -> Markup {
    let (shown, is_cut) = cut(text);
    html! {
        div.copyable {
            pre tabindex="0" { code dir="auto" { (shown) } }
            @if is_cut { p.note { "Too long to be copied from here." } }
            @else { button type="button" data-copy { "Copy" } }
        }
    }
}

/// Returns a button that makes a call, and then shows the page at an address relative to the console.
pub(crate) fn button<C: ControlClient, K: Call>(
    visit: &Visit<'_, C>,
    label: &Markup,
    call: &K,
    back: &str,
) -> Markup {
    form::<C, K>(
        visit,
        back,
        &html! {
            @for (name, value) in fields_of(call) { input type="hidden" name=(name) value=(value); }
            button title=(curl_line(visit, call)) { (label) }
        },
    )
}

/// Returns a form that makes a call with its fields, and then shows the page at an address relative to the console.
pub(crate) fn form<C: ControlClient, K: Call>(visit: &Visit<'_, C>, back: &str, fields: &Markup) -> Markup {
    html! {
        form method="post" action=(visit.link(&format!("call/{}", K::DESCRIPTION.name))) {
            input type="hidden" name=(BACK) value=(back);
            (fields)
        }
    }
}
