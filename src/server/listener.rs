//! The socket that the server listens on; it can move to another address while the server serves.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

use super::door::RETRY;

/// Where the server listens, for those who tell of it or have it move.
#[derive(Clone)]
pub struct ListenerHandle {
    at: Arc<Mutex<SocketAddr>>,
    moves: mpsc::Sender<Move>,
}

/// The socket, for the server.
pub struct Listener {
    socket: TcpListener,
    moves: mpsc::Receiver<Move>,
    at: Arc<Mutex<SocketAddr>>,
}

/// The orders to listen elsewhere.
pub(super) struct MoveRequests {
    moves: mpsc::Receiver<Move>,
    at: Arc<Mutex<SocketAddr>>,
}

/// An order to listen elsewhere.
pub(super) struct Move {
    to: SocketAddr,
    done: oneshot::Sender<io::Result<()>>,
}

impl ListenerHandle {
    /// On that socket.
    ///
    /// # Errors
    /// What the system says of the socket.
    pub fn on(socket: TcpListener) -> io::Result<(Self, Listener)> {
        let at = Arc::new(Mutex::new(socket.local_addr()?));
        let (moves, ordered) = mpsc::channel(1);
        let listener = Listener { socket, moves: ordered, at: Arc::clone(&at) };
        Ok((Self { at, moves }, listener))
    }

    /// Where it listens now.
    pub fn at(&self) -> SocketAddr {
        *self.at.lock()
    }

    /// Has the server listen on another address, on the same port. Who is connected stays so.
    ///
    /// # Errors
    /// Why it cannot; it listens where it did then.
    pub async fn move_to(&self, address: IpAddr) -> io::Result<()> {
        let to = SocketAddr::new(address, self.at().port());
        if to == self.at() {
            return Ok(());
        }
        let (done, moved) = oneshot::channel();
        let gone = || io::Error::other("the server is stopping");
        self.moves.send(Move { to, done }).await.map_err(|_| gone())?;
        moved.await.map_err(|_| gone())?
    }
}

impl Listener {
    /// The socket and the orders to come.
    pub(super) fn apart(self) -> (TcpListener, MoveRequests) {
        (self.socket, MoveRequests { moves: self.moves, at: self.at })
    }
}

impl MoveRequests {
    /// The next order; none comes where nobody can give one.
    pub(super) async fn next(&mut self) -> Move {
        match self.moves.recv().await {
            Some(order) => order,
            None => std::future::pending().await,
        }
    }

    /// Listens where it is ordered, or where it did. Two sockets of one port exclude each other
    /// where one listens everywhere: the old one is closed before.
    pub(super) async fn obey(&self, order: Move) -> TcpListener {
        let before = *self.at.lock();
        let (socket, answer) = match TcpListener::bind(order.to).await {
            Ok(socket) => (socket, Ok(())),
            Err(error) => (rebound(before).await, Err(error)),
        };
        if answer.is_ok() {
            log::warn!("the server listens on {} now, and no longer on {before}", order.to);
            *self.at.lock() = order.to;
        }
        // Whoever gave the order may be gone.
        let _ = order.done.send(answer);
        socket
    }
}

/// The socket of before, as soon as it can be had again.
async fn rebound(at: SocketAddr) -> TcpListener {
    loop {
        match TcpListener::bind(at).await {
            Ok(socket) => return socket,
            Err(error) => log::error!("the server cannot listen on {at} again: {error}"),
        }
        sleep(RETRY).await;
    }
}
