use png::{BitDepth, ColorType, Encoder};

use super::*;

/// A picture of one colour, with a text beside it.
pub(crate) fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.add_text_chunk("Author".to_owned(), "A person".to_owned()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0x55; 3 * width as usize * height as usize]).unwrap();
    writer.finish().unwrap();
    file
}

/// The same with pixels that cannot be packed.
fn noise(side: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    let mut state = 1_u64;
    let pixels = (0..3 * side * side).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    });
    writer.write_image_data(&pixels.collect::<Vec<_>>()).unwrap();
    writer.finish().unwrap();
    file
}

fn refused(file: &[u8]) -> MarkRefusal {
    read(file).unwrap_err()
}

/// Where a part of a file begins, by its name.
fn at(file: &[u8], name: &[u8]) -> usize {
    file.windows(name.len()).position(|window| window == name).unwrap()
}

#[test]
fn a_picture_is_kept_without_what_stands_beside_it() {
    let file = picture(480, 160);
    let read_once = read(&file).unwrap();
    assert_eq!((read_once.mark.width, read_once.mark.height), (480, 160));
    assert_eq!(read_once.mark.bytes as usize, read_once.png.len());
    assert!(file.windows(8).any(|window| window == b"A person"));
    assert!(!read_once.png.windows(8).any(|window| window == b"A person"));
    assert_eq!(read(&read_once.png).unwrap(), read_once, "what was read reads the same again");
    let behind = [&file[..], b"PK\x03\x04 something else"].concat();
    assert_eq!(read(&behind).unwrap(), read_once);
}

#[test]
fn a_side_has_32_to_2000_pixels() {
    for (width, height) in [(32, 32), (2_000, 32), (32, 2_000)] {
        read(&picture(width, height)).unwrap();
    }
    for (width, height) in [(31, 32), (32, 31), (2_001, 32), (32, 2_001)] {
        assert_eq!(refused(&picture(width, height)), MarkRefusal::Sides { width, height });
    }
}

#[test]
fn a_picture_that_says_it_is_huge_is_not_unpacked() {
    let mut file = picture(64, 64);
    let head = at(&file, b"IHDR") + 4;
    for side in [head, head + 4] {
        file[side..side + 4].copy_from_slice(&100_000_u32.to_be_bytes());
    }
    assert_eq!(refused(&file), MarkRefusal::Sides { width: 100_000, height: 100_000 });
}

#[test]
fn a_file_that_ends_early_or_was_altered_is_no_mark() {
    let file = picture(64, 64);
    for length in 0..file.len() {
        assert_eq!(refused(&file[..length]), MarkRefusal::NotAPng, "the first {length} bytes");
    }
    // Rows are missing, though each part is whole.
    let (pixels, end) = (at(&file, b"IDAT") - 4, at(&file, b"IEND") - 4);
    let empty = [&file[..pixels], &file[end..]].concat();
    assert_eq!(refused(&empty), MarkRefusal::NotAPng);
    let mut altered = file.clone();
    altered[pixels + 12] ^= 1;
    assert_eq!(refused(&altered), MarkRefusal::NotAPng);
    let mut unknown = file.clone();
    let text = at(&unknown, b"tEXt");
    unknown[text..text + 4].copy_from_slice(b"CgBI");
    assert_eq!(refused(&unknown), MarkRefusal::NotAPng, "no reader knows how to draw it");
}

#[test]
fn another_kind_of_file_is_no_mark() {
    for file in [
        &b""[..],
        b"GIF89a",
        b"\xff\xd8\xff\xe0\0\x10JFIF",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ] {
        assert_eq!(refused(file), MarkRefusal::NotAPng);
    }
}

#[test]
fn a_mark_has_128_kb_at_most() {
    let large = noise(240);
    assert!(large.len() > LARGEST_MARK);
    assert_eq!(refused(&large), MarkRefusal::TooLarge);
    let close = noise(180);
    assert!(close.len() < LARGEST_MARK);
    read(&close).unwrap();
}

#[test]
fn a_picture_whose_colours_are_missing_is_no_mark() {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 32, 32);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(vec![0, 0, 0, 255, 255, 255]);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0; 32 * 32]).unwrap();
    writer.finish().unwrap();
    read(&file).unwrap();
    let (colours, pixels) = (at(&file, b"PLTE") - 4, at(&file, b"IDAT") - 4);
    let colourless = [&file[..colours], &file[pixels..]].concat();
    assert_eq!(refused(&colourless), MarkRefusal::NotAPng);
}
