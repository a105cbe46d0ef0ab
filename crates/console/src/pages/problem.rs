//! The page for a call that was refused, or for an address that leads nowhere.

use control_api::{ControlClient, Refusal};
use maud::{DOCTYPE, Markup, html};

use crate::visit::Visit;

/// Returns the page with a refusal, and with the way back.
pub(crate) fn page<C: ControlClient>(visit: &Visit<'_, C>, refusal: &Refusal, back: Option<&str>) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Refused · Backlot" }
                link rel="icon" type="image/svg+xml" href=(visit.link("icon.svg"));
                link rel="stylesheet" href=(visit.link("console.css"));
            }
            body.problem {
                main #main {
                    h1 { "This did not work" }
                    p #problem role="alert" { (refusal.message) }
                    p { a href=(visit.link(back.unwrap_or_default())) { "Back" } }
                }
            }
        }
    }
}
