//! The worlds of the sandbox.

use control_api::{
    ControlClient, CreateWorld, ExportWorld, ForgetWorld, ListWorlds, Refusal, ResetWorld, RewindWorld,
    Target, WorldMoment, WorldView,
};
use kernel::time::instant as written;
use maud::{Markup, html};

use crate::frame::{Content, Frame, mode_word};
use crate::parts::call::{as_call, button, form};
use crate::parts::list::{field, pages};
use crate::parts::word::count;
use crate::visit::Visit;

/// The most worlds on a page.
const MOST: usize = 50;

/// Returns the page with the worlds.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let query = &visit.request.query;
    let frame = Frame::read(visit).await?;
    let mut worlds = visit.call(ListWorlds {}).await?.worlds;
    let text = query.get("text").unwrap_or_default().to_lowercase();
    worlds.retain(|world| {
        let label = world.label.as_deref().unwrap_or_default().to_lowercase();
        world.world.to_lowercase().contains(&text) || label.contains(&text)
    });
    let first: usize = query.parsed("from").unwrap_or_default();
    let next = (worlds.len() > first + MOST).then(|| (first + MOST).to_string());
    let body = html! {
        section.panel { h2 { "This world" } (own(visit, &frame)) }
        section.panel { h2 { "New world" } (new(visit)) }
        section.panel {
            div.panel-head { h2 { (count(worlds.len(), "world", "worlds")) } (as_call(visit, &ListWorlds {})) }
            form.filter method="get" action=(visit.link("worlds")) role="search" {
                (field("Name or label", "text", "checkout", query))
                button { "Filter" }
            }
            (table(visit, worlds.iter().skip(first).take(MOST)))
            (pages(visit, "worlds", "from", next.as_deref()))
        }
    };
    Ok(frame.around(visit, &Content { title: "Worlds", watches: "worlds", body }))
}

fn own<C: ControlClient>(visit: &Visit<'_, C>, frame: &Frame) -> Markup {
    let export = visit.nearby(&visit.url_of::<ExportWorld>(&Target::of(&ExportWorld {})));
    let fork = CreateWorld {
        from: Some(WorldMoment { world: visit.console.world.clone(), at: None }),
        ..CreateWorld::default()
    };
    html! {
        div.actions {
            (button(visit, &html! { "Fork it" }, &fork, "worlds"))
            (button(visit, &html! { "Reset it" }, &ResetWorld {}, "worlds"))
            (form::<C, RewindWorld>(visit, "worlds", &html! {
                label { "Back to" input.instant name="at" value=(written(frame.now())) spellcheck="false" autocomplete="off" required; }
                button { "Rewind" }
            }))
            a href=(export) download="world.json" { "Export as a file" }
        }
        p.note { "Rewinding needs a world with a log: start the sandbox with --record or --data, or make the world durable." }
    }
}

fn new<C: ControlClient>(visit: &Visit<'_, C>) -> Markup {
    form::<C, CreateWorld>(
        visit,
        "worlds",
        &html! {
            div.fields {
                label { "Name" input name="name" placeholder="generated" pattern="[A-Za-z0-9_\\-]{1,64}" autocomplete="off"; }
                label { "Label" input name="label" maxlength="1000" autocomplete="off"; }
                label { "Clock" select name="clock" {
                    option value="" { "as the default world" }
                    option { "realtime" } option { "frozen" } option { "skipping" }
                } }
                label { "Seed" input name="seed:number" type="number" min="0" step="1"; }
                label { "Credits" input name="credits:number" type="number" min="0" step="any"; }
                label.check { input type="checkbox" name="durable:flag" value="true"; " durable" }
                button { "Make it" }
            }
        },
    )
}

fn table<'a, C: ControlClient>(visit: &Visit<'_, C>, worlds: impl Iterator<Item = &'a WorldView>) -> Markup {
    html! {
        div.scroll { table {
            thead { tr {
                th scope="col" { "World" } th scope="col" { "Label" } th scope="col" { "Clock" } th scope="col" { "Accounts" }
                th scope="col" { "Jobs" } th scope="col" { "Requests" } th scope="col" { "Faults" } th scope="col" { span.hidden { "Forget" } }
            } }
            tbody { @for world in worlds { tr id={ "world-" (world.world) } {
                td {
                    a.row href=(visit.world(&world.world)) { @if world.world.is_empty() { "default world" } @else { (world.world) } }
                    @if world.durable { " " span.tag { "durable" } }
                }
                td { @if let Some(label) = &world.label { bdi { (label.chars().take(200).collect::<String>()) } }
                    @if let Some(source) = &world.source { p.note { (source.file.chars().take(200).collect::<String>()) @if let Some(line) = source.line { ":" (line) } } } }
                td { code { (written(world.clock.now)) } " " (mode_word(world.clock.mode)) }
                td.number { (world.counts.accounts) } td.number { (world.counts.jobs) }
                td.number { (world.counts.exchanges) } td.number { (world.counts.faults) }
                td { @if !world.world.is_empty() && world.world != visit.console.world {
                    (button(visit, &html! { "Forget" }, &ForgetWorld { world: world.world.clone() }, "worlds"))
                } }
            } } }
        } }
    }
}
