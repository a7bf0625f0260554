//! Compressing once, at the best there is, what will be sent many times.

use anyhow::Result;
use std::io::Write;

/// Brotli's window, as a power of two: the largest that every browser takes.
const WINDOW: i32 = 24;

/// How much is described by one set of codes at most, as a power of two: code changes its kind often, and smaller blocks than
/// the encoder takes by itself follow it closer.
const BLOCK: i32 = 16;

/// In brotli, quality 11.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: WINDOW,
        lgblock: BLOCK,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)?;
    Ok(compressed)
}

/// In gzip, level 9.
pub fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
