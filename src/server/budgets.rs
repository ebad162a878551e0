//! The budgets of what connections hold in memory and on the disk while clients keep them waiting:
//! heads that do not come whole, answers that nobody fetches.

use std::net::IpAddr;
use std::sync::Arc;

use super::byte_budget::{ByteBudget, Holder};
use crate::http::Payer;

/// The longest head that is read; hyper answers a longer one with 431.
pub(super) const LONGEST_HEAD: usize = 32 * 1024;
/// A shorter one costs no more than its connection.
pub(super) const SHORT_HEAD: usize = 8 * 1024;

const MIB: usize = 1024 * 1024;
/// Long heads. Nobody can be asked who they are before theirs has come.
const HEADS: usize = 16 * MIB;
/// Answers to those whom nobody knows, …
const ANSWERS_TO_STRANGERS: usize = 16 * MIB;
/// … and to those with a session, a token or a key, who never wait for strangers.
const ANSWERS: usize = 64 * MIB;
/// Files on their way out, which lie on the disk.
const FILES: usize = 1024 * MIB;

/// What an answer costs until it has left, and who pays for it.
#[derive(Clone, Copy)]
pub(super) struct AnswerCost {
    pub(super) payer: Payer,
    /// Its length; where nobody knows it, more than is ever sent.
    pub(super) bytes: u64,
    /// Bytes of memory, …
    pub(super) memory: usize,
    /// … and of the disk.
    pub(super) disk: usize,
}

/// The numbers under which a waiting answer stands.
#[derive(Clone, Copy)]
pub(super) struct Waiting {
    payer: Payer,
    memory: u64,
    disk: Option<u64>,
}

/// The budgets of all connections.
pub(super) struct Budgets<C> {
    heads: ByteBudget<C>,
    strangers: ByteBudget<C>,
    known: ByteBudget<C>,
    files: ByteBudget<C>,
}

impl<C: Holder> Default for Budgets<C> {
    fn default() -> Self {
        Self {
            heads: ByteBudget::of(HEADS),
            strangers: ByteBudget::of(ANSWERS_TO_STRANGERS),
            known: ByteBudget::of(ANSWERS),
            files: ByteBudget::of(FILES),
        }
    }
}

impl<C: Holder> Budgets<C> {
    /// The head of this connection from there is a long one. Its number, to end with.
    pub(super) fn begin_head(&self, connection: &Arc<C>, network: IpAddr) -> u64 {
        let payer = Payer::stranger(Some(network));
        self.heads.enter(connection, payer, LONGEST_HEAD)
    }

    /// That head has come, or its connection has ended.
    pub(super) fn end_head(&self, number: u64) {
        self.heads.leave(number);
    }

    /// The client fetches its answer more slowly than it is sent.
    pub(super) fn begin_waiting(&self, connection: &Arc<C>, cost: AnswerCost) -> Waiting {
        let AnswerCost { payer, memory, disk, .. } = cost;
        let memory = self.answers_to(payer).enter(connection, payer, memory);
        let disk = (disk > 0).then(|| self.files.enter(connection, payer, disk));
        Waiting { payer, memory, disk }
    }

    /// That answer has left, or its connection has ended.
    pub(super) fn end_waiting(&self, waiting: Waiting) {
        self.answers_to(waiting.payer).leave(waiting.memory);
        if let Some(number) = waiting.disk {
            self.files.leave(number);
        }
    }

    fn answers_to(&self, payer: Payer) -> &ByteBudget<C> {
        match payer {
            Payer::Stranger(_) => &self.strangers,
            Payer::Known(_) => &self.known,
        }
    }
}
