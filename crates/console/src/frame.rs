//! The frame of every page: the world, its clock, and the way to the other pages.

use control_api::{
    AdvanceClock, AgendaView, ControlClient, Destination, Happening, Reading, Refusal, SetClock, ShowAgenda,
    ShowClock,
};
use jiff::Timestamp;
use kernel::time::{self, Mode};
use maud::{DOCTYPE, Markup, html};

use crate::parts::call::button;
use crate::parts::instant::relative;
use crate::parts::word::count;
use crate::visit::Visit;

/// The pages, each with its address, its name, the key that leads to it after `g`, and its sign.
const PAGES: [(&str, &str, &str, &str); 9] = [
    ("", "Start", "s", "⌂"),
    ("requests", "Requests", "r", "⇄"),
    ("jobs", "Jobs", "j", "▤"),
    ("money", "Money", "m", "¤"),
    ("webhooks", "Webhooks", "w", "◆"),
    ("faults", "Faults", "f", "⚡"),
    ("time", "Time", "t", "◷"),
    ("evidence", "Evidence", "e", "§"),
    ("worlds", "Worlds", "o", "◍"),
];

/// The steps of the clock, in seconds.
const STEPS: [(f64, &str); 3] = [(10.0, "+10 s"), (60.0, "+1 min"), (3600.0, "+1 h")];

/// The keys, as the help tells them.
const KEYS: [(&str, &str); 9] = [
    ("g then a letter", "go to a page: s r j m w f t e o"),
    ("/", "go to the filter"),
    ("j and k", "move the focus down and up in a list"),
    ("Enter", "open what has the focus"),
    ("Esc", "close, and give the focus back"),
    (".", "move time to the next event"),
    ("p", "pause and resume live updates"),
    ("c", "copy the first code of the page"),
    ("?", "show this help"),
];

/// The clock of the world, and what happens next in it.
pub(crate) struct Frame {
    pub(crate) clock: Reading,
    agenda: AgendaView,
}

/// A page without its frame.
pub(crate) struct Content<'a> {
    pub(crate) title: &'a str,
    /// The subjects whose changes show on the page, as events name them.
    pub(crate) watches: &'a str,
    pub(crate) body: Markup,
}

impl Frame {
    /// Reads the clock and the next event.
    pub(crate) async fn read<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Self, Refusal> {
        let agenda = visit.call(ShowAgenda { limit: Some(1) }).await?;
        let clock = visit.call(ShowClock {}).await?;
        Ok(Self { clock, agenda })
    }

    /// Returns the instant that the page shows as now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now
    }

    /// Returns the whole page.
    pub(crate) fn around<C: ControlClient>(&self, visit: &Visit<'_, C>, content: &Content<'_>) -> Markup {
        let here = visit.request.segments.first().map_or("", String::as_str);
        let world = if visit.console.world.is_empty() { "default world" } else { &visit.console.world };
        let due = self.agenda.events.first().map(|event| event.at.as_millisecond());
        html! {
            (DOCTYPE)
            html lang="en" data-up=(visit.link("")) data-watches=(content.watches)
                data-now=(self.clock.now.as_millisecond()) data-mode=(mode_word(self.clock.mode)) data-due=[due] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (content.title) " · " (world) " · Backlot" }
                    link rel="icon" type="image/svg+xml" href=(visit.link("icon.svg"));
                    link rel="stylesheet" href=(visit.link("console.css"));
                    script type="module" src=(visit.link("console.js")) {}
                }
                body {
                    a.skip href="#main" { "Skip to the content" }
                    header.top {
                        a.brand href=(visit.link("")) { "Backlot" }
                        a.world href=(visit.link("worlds")) title="All worlds" { (world) }
                        (self.time_bar(visit))
                        div.tools {
                            span #live data-state="off" { "not live" }
                            button type="button" #theme hidden { "Theme: auto" }
                            button type="button" #help-button aria-label="Keys" hidden { "?" }
                        }
                    }
                    nav.rail aria-label="Pages" { ul {
                        @for (address, name, key, sign) in PAGES {
                            @let current = (here == address || (here == "inbox" && address == "webhooks")).then_some("page");
                            li { a href=(visit.link(address)) aria-current=[current] data-key=(key) {
                                span.sign aria-hidden="true" { (sign) } " " (name)
                            } }
                        }
                    } }
                    main #main tabindex="-1" { h1 { (content.title) } (content.body) }
                    p #message role="status" {}
                    (help())
                }
            }
        }
    }

    /// Returns the clock with the buttons that move it.
    fn time_bar<C: ControlClient>(&self, visit: &Visit<'_, C>) -> Markup {
        let back = visit.request.address();
        let next = self.agenda.events.first();
        let events = count(self.agenda.total, "event", "events");
        html! {
            section.clock aria-label="Clock" {
                a.reading href=(visit.link("time")) {
                    time #clock { (time::instant(self.clock.now).replace('T', " ").replace('Z', "")) }
                    " " span.mode { (mode_word(self.clock.mode)) }
                }
                @for (seconds, label) in STEPS {
                    (button(visit, &html! { (label) }, &AdvanceClock::by_seconds(seconds), &back))
                }
                @if let Some(event) = next {
                    div.next #next-event {
                        (button(visit, &html! { "› Next event" }, &AdvanceClock::to(Destination::Next), &back))
                        span.what {
                            (event.provider) " "
                            @match event.what {
                                Happening::Job => { "job → " (event.to.unwrap_or("another state")) },
                                Happening::Webhook => { "webhook" },
                            }
                            " " span.relative data-at=(event.at.as_millisecond()) { (relative(self.now(), event.at)) }
                        }
                    }
                    (button(visit, &html! { "» Until idle (" (events) ")" }, &AdvanceClock::to(Destination::Idle), &back))
                } @else { span.what { "Nothing is planned." } }
                @if self.clock.mode == Mode::Realtime {
                    (button(visit, &html! { "Freeze" }, &mode(Mode::Frozen), &back))
                } @else {
                    (button(visit, &html! { "Let it run" }, &mode(Mode::Realtime), &back))
                }
            }
        }
    }
}

/// Returns the call that changes the way in which the clock moves.
pub(crate) fn mode(mode: Mode) -> SetClock {
    SetClock { mode: Some(mode), ..SetClock::default() }
}

/// Returns the word for a way in which a clock moves.
pub(crate) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Realtime => "realtime",
        Mode::Frozen => "frozen",
        Mode::Skipping => "skipping",
    }
}

fn help() -> Markup {
    html! {
        dialog #help aria-labelledby="help-title" {
            h2 #help-title { "Keys" }
            dl { @for (key, meaning) in KEYS { dt { kbd { (key) } } dd { (meaning) } } }
            label { input type="checkbox" #keys-off; " Switch these keys off" }
            form method="dialog" { button { "Close" } }
        }
    }
}
