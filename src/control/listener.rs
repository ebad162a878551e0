//! The server's end of the socket.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rocket::fairing::AdHoc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::time::timeout;

use super::place::reach;
use super::{Order, carry_out};
use crate::config::Config;
use crate::db::Database;
use crate::steady;

/// An order is a name, an address and a password: far below this.
const LONGEST: u64 = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(10);

/// Takes orders at that path from liftoff to shutdown. Whoever attaches this holds the folder's
/// lock: a socket that is there already belongs to a server that is gone.
pub fn listen_at(path: PathBuf) -> AdHoc {
    AdHoc::on_liftoff("control socket", |rocket| {
        Box::pin(async move {
            let (Some(database), Some(config)) =
                (rocket.state::<Database>().cloned(), rocket.state::<Config>())
            else {
                return;
            };
            let bcrypt_cost = config.auth.bcrypt_cost;
            match open(&path) {
                Ok(listener) => {
                    let (listener, shutdown) = (Arc::new(listener), rocket.shutdown());
                    steady::spawn("the control socket", move || {
                        let listening =
                            listen(Arc::clone(&listener), database.clone(), bcrypt_cost);
                        let shutdown = shutdown.clone();
                        async move {
                            tokio::select! { () = shutdown => {}, () = listening => {} }
                        }
                    });
                }
                Err(error) => log::warn!(
                    "no orders from the command line while this server runs: {} cannot be opened: {error}",
                    path.display()
                ),
            }
        })
    })
}

fn open(path: &Path) -> std::io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = reach(path, |path| UnixListener::bind(path))?;
    // Nobody gets in between: the process's umask is 077.
    std::fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Each order by itself: a table of foods takes its time, and nobody's password waits for it.
async fn listen(listener: Arc<UnixListener>, database: Database, bcrypt_cost: u32) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let database = database.clone();
                tokio::spawn(async move {
                    if let Err(error) = answer(stream, &database, bcrypt_cost).await {
                        log::warn!("an order from the command line broke off: {error}");
                    }
                });
            }
            Err(error) => {
                log::warn!("no order can be taken: {error}");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn answer(
    mut stream: UnixStream,
    database: &Database,
    bcrypt_cost: u32,
) -> std::io::Result<()> {
    let (reading, mut writing) = stream.split();
    let mut line = String::new();
    timeout(PATIENCE, BufReader::new(reading.take(LONGEST)).read_line(&mut line)).await??;
    let result = match serde_json::from_str::<Order>(&line) {
        Ok(order) => {
            let patience = order.patience();
            timeout(patience, obey(order, database.clone(), bcrypt_cost)).await?
        }
        Err(_) => Err("The server does not know this order: is it another version?".to_owned()),
    };
    let mut answer = serde_json::to_vec(&result)?;
    answer.push(b'\n');
    timeout(PATIENCE, writing.write_all(&answer)).await?
}

/// On a blocking thread: a new password is hashed for a quarter of a second.
async fn obey(order: Order, database: Database, bcrypt_cost: u32) -> Result<String, String> {
    match tokio::task::spawn_blocking(move || carry_out(&database, bcrypt_cost, order)).await {
        Ok(result) => result,
        Err(_) => Err("The server failed on this order; its log says why.".into()),
    }
}
