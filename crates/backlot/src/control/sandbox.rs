//! Facts about the sandbox: health, metrics, clauses.

use std::collections::{BTreeMap, HashMap};

use axum::http::header;
use axum::response::{IntoResponse, Response};
use control_api::{
    ClauseList, ClauseView, FaultRefusal, HealthView, ListClauses, ListProviders, ProviderAbilities,
    ProviderList, ProviderState, ProviderView, SampleCall, ShowDocument, ShowHealth, ShowMetrics,
};
use kernel::evidence::Basis;
use mock_http::module::ProviderModule;
use mock_http::world::World;
use serde_json::{Value, json};

use super::accounts::accounts_at;
use super::document;
use super::error::Refused;
use super::handle::{Control, Handle};
use crate::app::CONTROL;

impl Handle for ShowHealth {
    async fn handle(self, control: &Control) -> Result<HealthView, Refused> {
        let url = |base| control.context.url(base);
        let modules = control.backlot.modules().iter();
        let providers = modules.map(|module| (module.provider.to_owned(), url(module.base))).collect();
        Ok(HealthView { status: "ok".into(), version: env!("CARGO_PKG_VERSION").into(), providers })
    }
}

impl Handle for ShowMetrics {
    async fn handle(self, Control { backlot, context, .. }: &Control) -> Result<String, Refused> {
        let whole = context.world.name.is_empty();
        Ok(backlot.metrics((!whole).then_some(&context.world)))
    }

    async fn respond(self, control: Control) -> Result<Response, Refused> {
        let text = self.handle(&control).await?;
        Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
    }
}

impl Handle for ListProviders {
    async fn handle(self, control: &Control) -> Result<ProviderList, Refused> {
        let providers = control.backlot.modules().iter().map(|module| provider(control, module));
        Ok(ProviderList { providers: providers.collect() })
    }
}

fn provider(control: &Control, module: &ProviderModule) -> ProviderView {
    let words = |list: &[&'static str]| list.iter().map(|word| (*word).into()).collect();
    let ProviderModule { provider, title, base, try_it, words: own, states, has_webhooks, .. } = module;
    ProviderView {
        provider: (*provider).into(),
        title: (*title).into(),
        base: (*base).into(),
        url: control.context.url(base),
        stands_in_for: words(&own.stands_in_for),
        try_it: SampleCall {
            method: try_it.method.into(),
            path: try_it.path.into(),
            body: try_it.body.into(),
        },
        kinds: words(&own.kinds),
        states: states
            .iter()
            .map(|(state, ends)| ProviderState { state: (*state).into(), ends: *ends })
            .collect(),
        outcomes: words(&own.outcomes),
        failure_codes: words(&own.failure_codes),
        refusals: words(&FaultRefusal::WORDS),
        has: ProviderAbilities {
            webhooks: *has_webhooks,
            retry: own.retries,
            idempotency: own.is_idempotent,
        },
        unit: own.unit.into(),
    }
}

impl Handle for ShowDocument {
    async fn handle(self, control: &Control) -> Result<Value, Refused> {
        let mut document = document::whole();
        document["servers"] = json!([{ "url": control.context.url(CONTROL) }]);
        Ok(document)
    }
}

/// The number of answers that rest on a clause, and the number of the latest exchange with one.
type Touched = HashMap<&'static str, (u64, u64)>;

/// Returns the clauses on which the answers rest that the journal of a world keeps.
async fn touched(world: &World) -> Touched {
    let mut touched = Touched::new();
    // The latest exchange comes first.
    world
        .journal
        .each(|seen| {
            for clause in seen.about().evidence.iter() {
                touched.entry(clause.id).or_insert((0, seen.seq)).0 += 1;
            }
        })
        .await;
    touched
}

impl Handle for ListClauses {
    async fn handle(self, Control { backlot, context, .. }: &Control) -> Result<ClauseList, Refused> {
        let touched = match self.touched {
            Some(true) => Some(touched(&context.world).await),
            _ => None,
        };
        if let Some(provider) = &self.provider {
            accounts_at(&context.world, provider)?;
        }
        let (mut clauses, mut counts) = (Vec::<ClauseView>::new(), BTreeMap::new());
        for module in backlot.modules() {
            if self.provider.as_deref().is_some_and(|provider| provider != module.provider) {
                continue;
            }
            let wanted = module.clauses.iter().filter_map(|clause| {
                let mut view = ClauseView::from(*clause);
                if let Some(touched) = &touched {
                    let (cited, last_seq) = touched.get(clause.id)?;
                    (view.cited, view.last_seq) = (Some(*cited), Some(*last_seq));
                }
                Some(view)
            });
            let wanted: Vec<_> = wanted.collect();
            let count = |basis: &str| wanted.iter().filter(|clause| clause.basis == basis).count();
            let by_basis = Basis::ALL.map(|basis| (basis.name().to_owned(), count(basis.name())));
            counts.insert(module.provider.to_owned(), by_basis.into());
            clauses.extend(wanted);
        }
        Ok(ClauseList { clauses, counts })
    }
}
