//! What is taken for a logo, and what is refused.

use super::picture::Picture;

/// A PNG of that size, every part of it sound.
fn png(width: u32, height: u32) -> Vec<u8> {
    use std::io::Write as _;
    let mut lines = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..height {
        let line = vec![0; 1 + width as usize];
        lines.write_all(&line).unwrap();
    }
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8], data: &[u8]| {
        let mut sum = flate2::Crc::new();
        sum.update(kind);
        sum.update(data);
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(kind);
        bytes.extend(data);
        bytes.extend(sum.sum().to_be_bytes());
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes()[..], &[8, 0, 0, 0, 0]].concat();
    chunk(b"IHDR", &head);
    chunk(b"IDAT", &lines.finish().unwrap());
    chunk(b"IEND", b"");
    bytes
}

/// The head of a JPEG of that size, a scan of nothing, and its end.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x04JF".to_vec();
    bytes.extend(b"\xff\xc0\x00\x0b\x08");
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend(b"\x01\x01\x11\x00");
    bytes.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x12\x34\xff\xd9");
    bytes
}

fn status(bytes: &[u8]) -> u16 {
    Picture::of(bytes.to_vec()).map_or_else(|error| error.status().code, |_| 200)
}

#[test]
fn a_whole_png_or_jpeg_is_a_logo_by_its_own_bytes() {
    let picture = Picture::of(png(320, 80)).unwrap();
    assert_eq!((picture.mime, picture.width, picture.height), ("image/png", 320, 80));
    assert_eq!(picture.sha256.len(), 64);
    let picture = Picture::of(jpeg(200, 100)).unwrap();
    assert_eq!((picture.mime, picture.width, picture.height), ("image/jpeg", 200, 100));
}

#[test]
fn what_is_no_whole_picture_is_none_wherever_it_is_broken_off_or_changed() {
    for whole in [png(64, 64), jpeg(64, 64)] {
        for end in 0..whole.len() {
            assert_eq!(status(&whole[..end]), 415, "the first {end} bytes");
        }
    }
    let whole = png(64, 64);
    // Behind the eight bytes that say what it is, every byte is held by a sum, a length or a name.
    for at in 8..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 0x40;
        assert_ne!(status(&broken), 200, "byte {at}");
    }
    let longer = [&whole[..], b"<script>"].concat();
    assert_eq!(status(&longer), 415);
    for other in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"GIF89a", b"%PDF-1.7", b""] {
        assert_eq!(status(other), 415);
    }
}

#[test]
fn a_picture_that_no_page_bears_is_refused() {
    assert_eq!(status(&png(15, 64)), 400);
    assert_eq!(status(&png(64, 2001)), 400);
    assert_eq!(status(&jpeg(2001, 64)), 400);
    assert_eq!(status(&[png(64, 64), vec![0; super::LARGEST]].concat()), 413);
}
