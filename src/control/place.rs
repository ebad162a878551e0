//! The socket under a name that fits: an address takes 107 bytes, a data folder may be deeper.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// Bytes of a socket's address (unix(7)), without the last zero.
const LONGEST: usize = 107;

/// Does something with the socket, under its own name or by the open folder that it lies in.
pub(super) fn reach<T>(socket: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    if socket.as_os_str().len() <= LONGEST {
        return act(socket);
    }
    let (Some(folder), Some(name)) = (socket.parent(), socket.file_name()) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    // Open until it is done: the short name leads through it.
    let folder = File::open(folder)?;
    act(&PathBuf::from(format!("/proc/self/fd/{}", folder.as_raw_fd())).join(name))
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::{UnixListener, UnixStream};

    use super::*;

    #[test]
    fn a_socket_lies_as_deep_as_a_folder_may() {
        let parent = tempfile::tempdir().unwrap();
        let deep = parent.path().join("a".repeat(100)).join("b".repeat(100));
        std::fs::create_dir_all(&deep).unwrap();
        for folder in [parent.path(), &deep] {
            let socket = folder.join("nutrivault.sock");
            let _listener = reach(&socket, |path| UnixListener::bind(path)).unwrap();
            assert!(socket.exists());
            reach(&socket, |path| UnixStream::connect(path)).unwrap();
        }
    }
}
