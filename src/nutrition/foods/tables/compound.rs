//! The compound files of old workbooks: a stream by its name, in sectors that lie anywhere.

/// The ids of sectors end here; above are signs.
const SECTORS: u32 = 0xFFFF_FFFA;
/// Streams below this length lie in small sectors.
const SMALL: u64 = 4096;
/// The length of those.
const SMALL_SECTOR: usize = 64;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;

/// The first of these streams that there is; none in what is no such file.
pub(super) fn stream(file: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let size = match u16_at(file, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    // The first is behind the header.
    let sectors = file.get(size..)?;
    let fat = chains(file, sectors, size)?;
    let directory = chain(sectors, size, &fat, u32_at(file, 48)?, u64::MAX);
    let entries: Vec<&[u8]> = directory.chunks_exact(ENTRY).collect();
    let entry = names.iter().find_map(|name| entries.iter().find(|entry| is_named(entry, name)))?;
    let (start, length) = (u32_at(entry, 116)?, u64::from(u32_at(entry, 120)?));
    if length >= SMALL {
        return Some(chain(sectors, size, &fat, start, length));
    }
    let root = entries.first()?;
    let small = chain(sectors, size, &fat, u32_at(root, 116)?, u32_at(root, 120)?.into());
    let of_small = chain(sectors, size, &fat, u32_at(file, 60)?, u64::MAX);
    Some(chain(&small, SMALL_SECTOR, &ids(&of_small), start, length))
}

/// For each sector the one that follows it.
fn chains(file: &[u8], sectors: &[u8], size: usize) -> Option<Vec<u32>> {
    let most = sectors.len() / size + 1;
    let mut places = ids(file.get(76..512)?);
    let mut further = u32_at(file, 68)?;
    while further < SECTORS && places.len() <= most + size {
        let mut more = ids(sector(sectors, size, further)?);
        further = more.pop()?;
        places.extend(more);
    }
    let known = places.into_iter().filter(|id| *id < SECTORS).take(most);
    Some(known.filter_map(|id| sector(sectors, size, id)).flat_map(ids).collect())
}

/// The sectors from that one on, so many bytes of them. A chain that comes back to itself ends.
fn chain(sectors: &[u8], size: usize, next: &[u32], start: u32, length: u64) -> Vec<u8> {
    let (mut bytes, mut id) = (Vec::new(), start);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    for _ in 0..=sectors.len() / size {
        let Some(sector) = sector(sectors, size, id) else { break };
        bytes.extend_from_slice(sector);
        match next.get(id as usize) {
            Some(following) if bytes.len() < length => id = *following,
            _ => break,
        }
    }
    bytes.truncate(length);
    bytes
}

/// A sector; the last one may be cut short.
fn sector(sectors: &[u8], size: usize, id: u32) -> Option<&[u8]> {
    let begin = (id as usize).checked_mul(size).filter(|_| id < SECTORS)?;
    let rest = sectors.get(begin..)?;
    Some(&rest[..rest.len().min(size)]).filter(|sector| !sector.is_empty())
}

fn ids(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|id| u32_at(id, 0)).collect()
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let letters = entry.chunks_exact(2).take(32).filter_map(|two| u16_at(two, 0));
    let own: String = char::decode_utf16(letters.take_while(|letter| *letter != 0))
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    own.eq_ignore_ascii_case(name)
}

/// Two bytes there as a number, the lowest first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// The same of four.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A file of one stream of 4,096 bytes or more.
    pub fn file(name: &str, stream: &[u8]) -> Vec<u8> {
        let words =
            |all: &[u32]| -> Vec<u8> { all.iter().flat_map(|id| id.to_le_bytes()).collect() };
        let count = u32::try_from(stream.len().div_ceil(512)).unwrap();
        // The directory first, then the stream, then who follows whom.
        let mut follows = vec![0xFFFF_FFFE];
        follows.extend((1..=count).map(|id| if id == count { 0xFFFF_FFFE } else { id + 1 }));
        let tables = (follows.len() + 1).div_ceil(127).max(1);
        let first = count + 1;
        let mut places: Vec<u32> = (first..first + tables as u32).collect();
        follows.resize(tables * 128, 0xFFFF_FFFF);
        places.resize(109, 0xFFFF_FFFF);
        let mut header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        header.resize(76, 0);
        header[26] = 3;
        header[30] = 9;
        header[32] = 6;
        header[44..48].copy_from_slice(&(tables as u32).to_le_bytes());
        header[60..64].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
        header[68..72].copy_from_slice(&0xFFFF_FFFE_u32.to_le_bytes());
        header.extend(words(&places));
        let entry = |name: &str, start: u32, length: usize| {
            let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry.resize(ENTRY, 0);
            entry[116..120].copy_from_slice(&start.to_le_bytes());
            entry[120..124].copy_from_slice(&u32::try_from(length).unwrap().to_le_bytes());
            entry
        };
        let mut file = header;
        file.extend(entry("Root Entry", 0xFFFF_FFFE, 0));
        file.extend(entry(name, 1, stream.len()));
        file.resize(1024, 0);
        file.extend_from_slice(stream);
        file.resize(1024 + count as usize * 512, 0);
        file.extend(words(&follows));
        file
    }

    #[test]
    fn a_stream_is_found_by_its_name_and_a_circle_ends() {
        let bytes: Vec<u8> = (0..9_000_u32).map(|at| (at % 251) as u8).collect();
        let mut whole = file("Workbook", &bytes);
        assert_eq!(stream(&whole, &["Book", "workbook"]), Some(bytes));
        assert_eq!(stream(&whole, &["Other"]), None);
        // The first sector of the stream is followed by itself.
        let follows = whole.len() - 512;
        whole[follows + 4..follows + 8].copy_from_slice(&1_u32.to_le_bytes());
        assert!(stream(&whole, &["Workbook"]).is_some_and(|bytes| bytes.len() <= 9_000));
        assert_eq!(stream(&whole[..40], &["Workbook"]), None);
    }
}
