//! The processes that share the store.

use control_api::{ListNodes, NodeList};

use super::error::Refused;
use super::handle::{Control, Handle};
use crate::cluster::company;

impl Handle for ListNodes {
    async fn handle(self, control: &Control) -> Result<NodeList, Refused> {
        let nodes = match control.backlot.cluster() {
            Some(cluster) => company::nodes(cluster).await.map_err(Refused::unavailable)?,
            None => Vec::new(),
        };
        Ok(NodeList { nodes })
    }
}
