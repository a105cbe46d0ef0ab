//! The control API as types.
//!
//! Each call is a type: a request whose fields are the parameters of its path, its query and its body. A [`Call`] names its
//! reply, and the list of [`CALLS`] has the words for all of them. Routes, the harness, the console and the document are
//! readings of that one list. Nothing here serves or sends anything.
//!
//! ```
//! use control_api::{AdvanceClock, Call, Target};
//!
//! let target = Target::of(&AdvanceClock::by_seconds(5.0));
//! assert_eq!((target.method.as_str(), &*target.path), ("POST", "/clock/advance"));
//! assert_eq!(AdvanceClock::DESCRIPTION.path, "/clock/advance");
//! ```

mod accounts;
mod agenda;
mod bill;
mod call;
mod clauses;
mod client;
mod clock;
mod events;
mod exchanges;
mod faults;
mod inbox;
mod instant;
mod jobs;
mod key_name;
mod list;
mod refusal;
mod sandbox;
mod target;
mod webhooks;
mod worlds;

pub use accounts::{
    AccountList, AccountView, ChangeAccount, CloseAccount, EntryView, LedgerView, ListAccounts, ShowAccount,
    ShowLedger,
};
pub use agenda::{AgendaEvent, AgendaView, Happening, ShowAgenda};
pub use bill::{BillLine, BillTotal, BillView, ShowBill};
pub use call::{Answer, Call, Description, Scope};
pub use clauses::{ClauseList, ClauseView, ListClauses};
pub use client::{ControlClient, Received};
pub use clock::{AdvanceClock, AdvancedClock, Destination, Reading, SetClock, ShowClock};
pub use events::{Changed, Gap, Hello, StreamEvents, Subject};
pub use exchanges::{
    AwaitExchanges, ClearJournal, ExchangeList, ExchangeRow, Exchanges, ExportJournal, ListExchanges,
    ReplayExchange, RowList, Shape, ShowExchange,
};
pub use faults::{
    AddFault, Apply, BadFault, ClearFaults, Effect, Fault, FaultList, FaultView, ListFaults, Match,
    Refusal as FaultRefusal, RemoveFault, header_of, status_of,
};
pub use inbox::{
    AwaitInbox, ForgetInbox, InboxAnswer, InboxView, ReceiveWebhook, ReceivedRequest, ScriptInbox, ShowInbox,
};
pub use instant::Instant;
pub use jobs::{
    FinishJob, JobChange, JobFilter, JobList, JobResult, JobView, JobWithHistory, OutcomeWord, RetryJob,
    ShowJob,
};
pub use key_name::KeyName;
pub use list::CALLS;
pub use refusal::Refusal;
pub use sandbox::{
    HealthView, ListNodes, ListProviders, NodeList, NodeView, ProviderAbilities, ProviderList, ProviderState,
    ProviderView, SampleCall, ShowDocument, ShowHealth, ShowMetrics,
};
pub use target::Target;
pub use webhooks::{Attempt, DeliveryList, DeliveryView, ListWebhooks, RedeliverWebhook};
pub use worlds::{
    CreateWorld, ExportWorld, ForgetWorld, ListWorlds, NewCredits, ProviderWord, ResetWorld, RewindWorld,
    ShowWorld, SourceLine, WorldCounts, WorldList, WorldMoment, WorldView,
};
