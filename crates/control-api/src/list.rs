//! The list of all calls.

use http::Method;
use journal::ExchangeView;
use serde_json::Value;

use crate::call::{Answer, Call, Description, Scope};
use crate::{
    AccountList, AccountView, AdvanceClock, AdvancedClock, AgendaView, AwaitExchanges, AwaitInbox, BillView,
    ChangeAccount, ClauseList, ClearFaults, ClearJournal, CloseAccount, CreateWorld, DeliveryList,
    DeliveryView, ExchangeList, Exchanges, ExportJournal, ExportWorld, Fault, FaultList, FaultView,
    FinishJob, ForgetInbox, ForgetWorld, HealthView, InboxView, JobFilter, JobList, JobView, JobWithHistory,
    LedgerView, ListAccounts, ListClauses, ListExchanges, ListFaults, ListNodes, ListProviders, ListWebhooks,
    ListWorlds, NodeList, ProviderList, Reading, ReceiveWebhook, RedeliverWebhook, RemoveFault,
    ReplayExchange, ResetWorld, RetryJob, RewindWorld, ScriptInbox, SetClock, ShowAccount, ShowAgenda,
    ShowBill, ShowClock, ShowDocument, ShowExchange, ShowHealth, ShowInbox, ShowJob, ShowLedger, ShowMetrics,
    ShowWorld, StreamEvents, WorldList, WorldView,
};

/// Calls a macro with the types of all calls, in the order of the document.
#[macro_export]
macro_rules! for_each_call {
    ($callback:ident) => {
        $callback! {
            ShowHealth ListProviders ShowDocument ListWorlds CreateWorld ShowWorld ForgetWorld ResetWorld RewindWorld
            ExportWorld ShowClock SetClock AdvanceClock ShowAgenda ListAccounts ShowAccount ChangeAccount CloseAccount
            ShowLedger ShowBill JobFilter ShowJob FinishJob RetryJob ListExchanges ClearJournal AwaitExchanges
            ExportJournal ShowExchange ReplayExchange StreamEvents ListFaults Fault ClearFaults RemoveFault
            ListWebhooks RedeliverWebhook ShowInbox ScriptInbox ForgetInbox ReceiveWebhook AwaitInbox ListClauses
            ShowMetrics ListNodes
        }
    };
}

/// Describes calls: method and path, scope, answer with the type of the reply, and a sentence.
macro_rules! describe {
    ($($call:ident: $method:ident $path:literal, $scope:ident, $answer:ident($reply:ty), $summary:literal;)*) => {
        $(impl Call for $call {
            const DESCRIPTION: Description = Description {
                name: stringify!($call),
                method: Method::$method,
                path: $path,
                scope: Scope::$scope,
                answer: Answer::$answer,
                summary: $summary,
            };
            type Reply = $reply;
        })*
    };
}

describe! {
    ShowHealth: GET "/health", Root, Ok(HealthView),
        "Shows that the sandbox is there, and where its providers are.";
    ListProviders: GET "/providers", World, Ok(ProviderList),
        "Lists the providers, with the words that their calls and jobs use.";
    ShowDocument: GET "/openapi.json", World, Ok(Value),
        "Shows this document.";
    ListWorlds: GET "/worlds", Root, Ok(WorldList),
        "Lists the worlds.";
    CreateWorld: POST "/worlds", Root, Created(WorldView),
        "Makes a world: a new one, one that begins as another one is or was, or one that was exported.";
    ShowWorld: GET "/worlds/{world}", Root, Ok(WorldView),
        "Shows a world.";
    ForgetWorld: DELETE "/worlds/{world}", Root, Nothing(()),
        "Forgets a world. The default world stays.";
    ResetWorld: POST "/reset", World, Ok(WorldView),
        "Makes the world as new. Its settings stay.";
    RewindWorld: POST "/rewind", World, Ok(WorldView),
        "Takes the world back to an instant, with all that it held then.";
    ExportWorld: GET "/export", World, Ok(Value),
        "Shows the world as a file, with masked keys: its state, and its history if it keeps a log.";
    ShowClock: GET "/clock", World, Ok(Reading),
        "Shows the clock.";
    SetClock: PUT "/clock", World, Ok(Reading),
        "Sets the clock, and applies everything that is due. Time never goes back.";
    AdvanceClock: POST "/clock/advance", World, Ok(AdvancedClock),
        "Moves time on by seconds, to the next event, until nothing is planned, or to an instant, and applies everything that is due.";
    ShowAgenda: GET "/agenda", World, Ok(AgendaView),
        "Shows what happens next.";
    ListAccounts: GET "/accounts", World, Ok(AccountList),
        "Lists the accounts, with masked keys.";
    ShowAccount: GET "/accounts/{provider}/{api_key}", World, Ok(AccountView),
        "Shows an account, with its key in full. An account is named by its key, or by @ and its id.";
    ChangeAccount: PUT "/accounts/{provider}/{api_key}", World, Ok(AccountView),
        "Changes the credits or the status of an account, and opens it first if needed.";
    CloseAccount: DELETE "/accounts/{provider}/{api_key}", World, Nothing(()),
        "Forgets an account and all its data.";
    ShowLedger: GET "/accounts/{provider}/{api_key}/ledger", World, Ok(LedgerView),
        "Shows every movement of an account's credits, oldest first.";
    ShowBill: GET "/bill", World, Ok(BillView),
        "Shows what was spent, by account and by provider.";
    JobFilter: GET "/jobs", World, Ok(JobList),
        "Lists the jobs that match, each with the instant of its next change.";
    ShowJob: GET "/jobs/{provider}/{job_id}", World, Ok(JobWithHistory),
        "Shows a job: price, history and plan, results, movements of credits, webhooks and exchanges.";
    FinishJob: POST "/jobs/{provider}/{job_id}/finish", World, Ok(JobView),
        "Ends a job now, with an outcome.";
    RetryJob: POST "/jobs/{provider}/{job_id}/retry", World, Ok(JobView),
        "Runs an ended job again, where the provider has that.";
    ListExchanges: GET "/journal", World, Ok(Exchanges),
        "Lists the exchanges that match, with masked secrets.";
    ClearJournal: DELETE "/journal", World, Nothing(()),
        "Forgets the exchanges. Numbers and counters go on.";
    AwaitExchanges: GET "/journal/wait", World, Ok(ExchangeList),
        "Waits until a number of exchanges match, and lists them.";
    ExportJournal: GET "/journal.har", World, Ok(Value),
        "Shows the exchanges that match as an HTTP archive (HAR 1.2), with masked secrets.";
    ShowExchange: GET "/journal/{seq}", World, Ok(ExchangeView),
        "Shows an exchange.";
    ReplayExchange: POST "/journal/{seq}/replay", World, Ok(ExchangeView),
        "Sends the request of an exchange once more, with its key and on request with another body, and shows the new exchange.";
    StreamEvents: GET "/events", World, Events(String),
        "Streams what changes as server-sent events.";
    ListFaults: GET "/faults", World, Ok(FaultList),
        "Lists the faults, in the order in which they are tried.";
    Fault: POST "/faults", World, Created(FaultView),
        "Registers a fault.";
    ClearFaults: DELETE "/faults", World, Nothing(()),
        "Forgets all faults.";
    RemoveFault: DELETE "/faults/{id}", World, Nothing(()),
        "Forgets a fault.";
    ListWebhooks: GET "/webhooks", World, Ok(DeliveryList),
        "Lists the deliveries of webhooks, with their attempts.";
    RedeliverWebhook: POST "/webhooks/{id}/redeliver", World, Ok(DeliveryView),
        "Delivers a webhook once more.";
    ShowInbox: GET "/inbox/{name}", World, Ok(InboxView),
        "Shows an inbox with the requests that it has received.";
    ScriptInbox: PUT "/inbox/{name}", World, Ok(InboxView),
        "Sets the answers of an inbox.";
    ForgetInbox: DELETE "/inbox/{name}", World, Nothing(()),
        "Forgets an inbox, with its script and its requests.";
    ReceiveWebhook: POST "/inbox/{name}", World, Scripted(Value),
        "Receives a webhook, and answers as the script says.";
    AwaitInbox: GET "/inbox/{name}/wait", World, Ok(InboxView),
        "Waits until an inbox has received a number of requests, and shows it.";
    ListClauses: GET "/clauses", World, Ok(ClauseList),
        "Lists what is documented and what is assumed, on request only what this world rests on.";
    ShowMetrics: GET "/metrics", World, Text(String),
        "Shows counters for Prometheus: at the root of all worlds together, within a world its own.";
    ListNodes: GET "/nodes", Root, Ok(NodeList),
        "Lists the sandboxes that share a store, and the worlds of each.";
}

macro_rules! list {
    ($($call:ident)*) => {
        /// The words for all calls, in the order of the document.
        pub const CALLS: &[Description] = &[$(<$call as Call>::DESCRIPTION),*];
    };
}

for_each_call!(list);
