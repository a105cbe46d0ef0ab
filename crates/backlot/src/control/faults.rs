//! Faults: registering, listing, forgetting.

use control_api::{ClearFaults, Fault, FaultList, FaultView, ListFaults, RemoveFault};

use super::error::Refused;
use super::handle::{Control, Handle};

impl Handle for ListFaults {
    async fn handle(self, control: &Control) -> Result<FaultList, Refused> {
        Ok(FaultList { faults: control.context.world.faults.list() })
    }
}

impl Handle for Fault {
    async fn handle(self, control: &Control) -> Result<FaultView, Refused> {
        let world = &control.context.world;
        self.check(&world.known).map_err(|bad| Refused::bad_request(bad.to_string()))?;
        world.faults.add(self).map_err(|bad| Refused::conflict(bad.to_string()))
    }
}

impl Handle for ClearFaults {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        control.context.world.faults.clear();
        Ok(())
    }
}

impl Handle for RemoveFault {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        if control.context.world.faults.remove(&self.id) {
            return Ok(());
        }
        Err(Refused::not_found(format!("id: there is no fault {:?}", self.id)))
    }
}
