//! The door of the server: the listening socket, and whoever has come through it and waits for a permit.
//!
//! A stop, or an order to listen elsewhere, drops the future that lets people in wherever it waits. Who
//! waits with it stands in the door and not in that future, so that nobody who came in is lost.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// A socket that failed (no descriptors left, an address in use) is tried again after this.
pub(super) const RETRY: Duration = Duration::from_millis(100);

/// What the system keeps for a connection in each direction. It fills the clinic's network, and a
/// slow link from elsewhere well enough.
const SOCKET_BUFFER_BYTES: usize = 64 * 1024;
/// So many may have connected and not yet been let in; the system may allow fewer.
const ACCEPT_BACKLOG: i32 = 4096;

/// The usher: gives permits, and serves those who got one.
pub(super) trait Usher {
    type Permit;

    /// A permit for somebody from there, if there is one to be had.
    fn permit(&self, from: IpAddr) -> impl Future<Output = Option<Self::Permit>> + Send;

    /// Serves them, in a task of their own.
    fn serve(&self, stream: TcpStream, from: SocketAddr, permit: Self::Permit);
}

/// The door, open until it is closed.
pub(super) struct Door {
    socket: TcpListener,
    waiting: Option<(TcpStream, SocketAddr)>,
}

impl Door {
    /// At that socket.
    pub(super) fn at(socket: TcpListener) -> Self {
        bound_socket_buffers(&socket);
        Self { socket, waiting: None }
    }

    /// The socket that it stands at.
    pub(super) fn socket(&self) -> &TcpListener {
        &self.socket
    }

    /// Lets people in, for ever. It may be dropped anywhere and asked again.
    pub(super) async fn let_in(&mut self, usher: &impl Usher) {
        loop {
            if let Some((_, from)) = &self.waiting {
                let permit = usher.permit(from.ip().to_canonical()).await;
                // From here on nothing waits: whoever has a permit is served.
                if let (Some((stream, from)), Some(permit)) = (self.waiting.take(), permit) {
                    usher.serve(stream, from, permit);
                }
            }
            match self.socket.accept().await {
                Ok(newcomer) => self.waiting = Some(newcomer),
                Err(error) if is_client_error(&error) => {}
                Err(error) => {
                    log::error!("no connection can be accepted: {error}");
                    sleep(RETRY).await;
                }
            }
        }
    }

    /// Closes the door, and lets in whoever stood in it or in the system's queue.
    pub(super) async fn close(self, usher: &impl Usher) {
        let mut all: Vec<_> = self.waiting.into_iter().collect();
        if let Ok(socket) = self.socket.into_std() {
            let queue = drained(|| socket.accept());
            drop(socket);
            for (stream, from) in queue {
                let stream =
                    stream.set_nonblocking(true).and_then(|()| TcpStream::from_std(stream));
                all.extend(stream.ok().map(|stream| (stream, from)));
            }
        }
        for (stream, from) in all {
            if let Some(permit) = usher.permit(from.ip().to_canonical()).await {
                usher.serve(stream, from, permit);
            }
        }
    }
}

/// Everybody in the queue, those who went away left out: as many as it holds at most, for others may
/// join it as long as it is open.
fn drained<T>(mut accept: impl FnMut() -> io::Result<T>) -> Vec<T> {
    let mut queue = Vec::new();
    for _ in 0..ACCEPT_BACKLOG {
        match accept() {
            Ok(next) => queue.push(next),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if is_client_error(&error) => {}
            Err(error) => {
                log::error!("those who wait to be let in cannot be: {error}");
                break;
            }
        }
    }
    queue
}

/// The client went away before it was let in.
fn is_client_error(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The system's own buffers for each connection: at their usual largest, a few connections that
/// fetch nothing would hold all the memory that a small machine has.
fn bound_socket_buffers(listener: &TcpListener) {
    let socket = SockRef::from(listener);
    let set = socket
        .set_recv_buffer_size(SOCKET_BUFFER_BYTES)
        .and_then(|()| socket.set_send_buffer_size(SOCKET_BUFFER_BYTES));
    if let Err(error) = set {
        log::debug!("the buffers of connections stay as they are: {error}");
    }
    // A burst of others' connections must not fill the queue: whoever finds it full tries again
    // after a whole second.
    if let Err(error) = rustix::net::listen(listener, ACCEPT_BACKLOG) {
        log::debug!("the queue of those who connect stays as it is: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use parking_lot::Mutex;
    use tokio::time::timeout;

    use super::*;

    /// Has permits or makes everybody wait for one.
    #[derive(Default)]
    struct Slow {
        has_permits: AtomicBool,
        served: Mutex<Vec<SocketAddr>>,
    }

    impl Usher for Slow {
        type Permit = ();

        async fn permit(&self, _: IpAddr) -> Option<()> {
            if !self.has_permits.load(Relaxed) {
                std::future::pending::<()>().await;
            }
            Some(())
        }

        fn serve(&self, _: TcpStream, from: SocketAddr, (): ()) {
            self.served.lock().push(from);
        }
    }

    async fn crowded() -> (Door, Slow, Vec<TcpStream>) {
        let mut door = Door::at(TcpListener::bind("127.0.0.1:0").await.unwrap());
        let at = door.socket().local_addr().unwrap();
        let mut clients = Vec::new();
        for _ in 0..3 {
            clients.push(TcpStream::connect(at).await.unwrap());
        }
        let usher = Slow::default();
        // The first one is accepted and waits for a permit when the future is dropped.
        let given_up = timeout(Duration::from_millis(200), door.let_in(&usher)).await;
        assert!(given_up.is_err() && door.waiting.is_some());
        usher.has_permits.store(true, Relaxed);
        (door, usher, clients)
    }

    fn addresses(clients: &[TcpStream]) -> Vec<SocketAddr> {
        clients.iter().map(|client| client.local_addr().unwrap()).collect()
    }

    #[tokio::test]
    async fn whoever_waits_for_a_permit_when_the_door_closes_is_let_in() {
        let (door, usher, clients) = crowded().await;
        door.close(&usher).await;
        assert_eq!(*usher.served.lock(), addresses(&clients));
    }

    #[tokio::test]
    async fn whoever_waits_for_a_permit_is_the_next_to_be_let_in() {
        let (mut door, usher, clients) = crowded().await;
        let _ = timeout(Duration::from_millis(200), door.let_in(&usher)).await;
        assert_eq!(*usher.served.lock(), addresses(&clients));
    }

    #[test]
    fn a_client_that_went_away_cuts_nobody_off_and_a_queue_that_never_ends_is_left() {
        use io::ErrorKind::{ConnectionAborted, Interrupted, WouldBlock};
        let mut queue = vec![
            Ok(1),
            Err(ConnectionAborted),
            Ok(2),
            Err(Interrupted),
            Ok(3),
            Err(WouldBlock),
            Ok(4),
        ]
        .into_iter();
        let next = || queue.next().unwrap_or(Err(WouldBlock)).map_err(io::Error::from);
        assert_eq!(drained(next), [1, 2, 3]);
        assert_eq!(drained(|| Ok(0)).len(), ACCEPT_BACKLOG as usize);
        let mut refusals = 0;
        let none = drained(|| -> io::Result<u8> {
            refusals += 1;
            Err(ConnectionAborted.into())
        });
        assert!(none.is_empty() && refusals == ACCEPT_BACKLOG);
    }
}
