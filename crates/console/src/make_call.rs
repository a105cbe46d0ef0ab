//! A form that makes a call: the browser is sent on to a page with the effect.

use control_api::{CALLS, ControlClient, Refusal, Target};
use http::StatusCode;
use serde_json::Value;

use crate::answer::{self, Answer};
use crate::form_fields::{BACK, value_of};
use crate::page_request::escaped;
use crate::pages::problem;
use crate::visit::Visit;

/// Makes the call that a form asks for, and shows a page with its effect.
pub(crate) async fn make_call<C: ControlClient>(visit: &Visit<'_, C>, name: &str) -> Answer {
    let form = &visit.request.form;
    let made = match value_of(form) {
        Ok(value) => by_name(visit, name, value).await,
        Err(message) => Err(refusal("bad_request", message)),
    };
    match made {
        Ok(reply) => answer::see(&visit.link(&filled(form.get(BACK).unwrap_or_default(), &reply))),
        Err(refusal) => {
            let status = match &*refusal.error {
                "not_found" => StatusCode::NOT_FOUND,
                "conflict" => StatusCode::CONFLICT,
                _ => StatusCode::BAD_REQUEST,
            };
            answer::page(status, problem::page(visit, &refusal, form.get(BACK)))
        }
    }
}

/// Makes the call with this name. What its fields have to be is the control API's to say.
async fn by_name<C: ControlClient>(
    visit: &Visit<'_, C>,
    name: &str,
    fields: Value,
) -> Result<Value, Refusal> {
    let description = CALLS.iter().find(|description| description.name == name);
    let description =
        description.ok_or_else(|| refusal("not_found", format!("the control API has no call {name}")))?;
    let answer =
        visit.client(description.scope).send(Target::with_fields(description.clone(), fields)).await?;
    let json = answer.json(description)?;
    serde_json::from_slice(&json).map_err(|error| refusal("unreadable", error.to_string()))
}

fn refusal(error: &str, message: String) -> Refusal {
    Refusal { error: error.to_owned(), message }
}

/// Returns an address with the values of a reply in place of their names in braces.
fn filled(address: &str, reply: &Value) -> String {
    let fields = reply.as_object().into_iter().flatten();
    fields.fold(address.to_owned(), |address, (name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        address.replace(&format!("{{{name}}}"), &escaped(&text))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_address_after_a_call_takes_values_of_the_reply() {
        let reply = json!({ "seq": 7, "world": "a b" });
        assert_eq!(filled("requests?seq={seq}&w={world}", &reply), "requests?seq=7&w=a%20b");
    }
}
