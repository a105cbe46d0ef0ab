//! `GET /{character_id}/assets`: the photographs of a character (`animus-facts.md`, 3.6).

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, text};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::find;
use crate::clause;
use crate::state::Animus;
use crate::state::assets::AssetType;
use crate::views::assets::AssetRecord;

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/assets", |call| Box::pin(async { answer(call) }));

struct Request {
    /// The type to filter by.
    asset_type: Option<String>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let asset_type = fields.checked("asset_type", &clause::ASSET_FILTER, text(0..=usize::MAX));
        match asset_type.as_deref() {
            None => {}
            Some("body_image") => fields.cite(&clause::ASSET_FILTER_BODY),
            Some(other) if other != AssetType::Face.name() && !is_body(other) => {
                fields.cite(&clause::ASSET_FILTER_UNKNOWN);
            }
            Some(_) => fields.cite(&clause::ASSET_FILTER),
        }
        Self { asset_type }
    }
}

fn is_body(name: &str) -> bool {
    AssetType::BODIES.iter().any(|(known, _)| *known == name)
}

/// The answer to the call.
#[derive(Serialize)]
struct AssetList {
    /// The assets.
    assets: Vec<AssetRecord>,
    /// The number of listed assets.
    total: usize,
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { asset_type: filter } = call.query(|fields| Some(Request::read(fields)))?;
    let origin = call.origin();
    let (assets, made) = call.look(|account, _| {
        let character = find(account, call.parameter("character_id"))?;
        let is_listed = |kind: AssetType| filter.as_deref().is_none_or(|filter| kind.is_named(filter));
        let listed = character.assets.iter().filter(|asset| is_listed(asset.kind));
        let assets: Vec<_> =
            listed.map(|asset| AssetRecord::of(&origin, &account.id, character, asset)).collect();
        Ok::<_, Answer>((
            assets,
            character.assets.iter().any(|asset| is_listed(asset.kind) && asset.is_drawn()),
        ))
    })?;
    call.cite_where([
        (true, &clause::ASSET_LIST as ClauseRef),
        (assets.len() > 1, &clause::ASSET_ORDER),
        (made, &clause::FACES_ASSETS),
    ]);
    Ok(Answer::ok(&AssetList { total: assets.len(), assets }))
}
