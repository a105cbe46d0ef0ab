//! Faults: registering, listing, forgetting.

use control_api::{ClearFaults, Fault, FaultList, FaultView, ListFaults, RemoveFault, Subject};

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
        let added = world.faults.add(self).map_err(|bad| Refused::conflict(bad.to_string()))?;
        world.changes.note(Subject::Faults);
        Ok(added)
    }
}

impl Handle for ClearFaults {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        let world = &control.context.world;
        world.faults.clear();
        world.changes.note(Subject::Faults);
        Ok(())
    }
}

impl Handle for RemoveFault {
    async fn handle(self, control: &Control) -> Result<(), Refused> {
        let world = &control.context.world;
        if world.faults.remove(&self.id) {
            world.changes.note(Subject::Faults);
            return Ok(());
        }
        Err(Refused::not_found(format!("id: there is no fault {:?}", self.id)))
    }
}
