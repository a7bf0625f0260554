//! Which blocks of many texts hold which three bytes in a row: only those are looked through for what is searched.

use std::{borrow::Cow, ops::Range};

/// Bytes of a block, about.
pub const BLOCK: usize = 4096;
/// So many blocks have a number; of longer texts they are longer.
const MOST: usize = u16::MAX as usize;
/// How long a piece is whose blocks are known.
const PIECE: usize = 3;

/// Blocks of texts that stand one after the other.
#[derive(Debug, Default)]
pub struct Blocks {
    /// Where each begins, as a number of texts; and how many texts there are.
    begins: Vec<u32>,
    /// Every piece there is, in ascending order.
    pieces: Vec<u32>,
    /// Where the blocks of each end among all of them.
    ends: Vec<u32>,
    /// The blocks of each piece, in ascending order.
    of_pieces: Vec<u16>,
}

impl Blocks {
    /// Of texts that end at these places of `texts`, in blocks of `size` bytes. Of pieces with a byte 0 none is known.
    pub fn of(texts: &[u8], text_ends: impl Iterator<Item = u32>, size: usize) -> Self {
        let size = size.max(texts.len() / MOST + 1);
        let (mut begins, mut all) = (vec![0], Vec::new());
        let (mut from, mut count) = (0, 0);
        for to in text_ends {
            count += 1;
            if to as usize - from >= size || to as usize == texts.len() {
                let block = u16::try_from(begins.len() - 1).unwrap_or(u16::MAX);
                all.extend(pieces(&texts[from..to as usize]).into_iter().map(|piece| (piece, block)));
                begins.push(count);
                from = to as usize;
            }
        }
        all.sort_unstable();
        let mut blocks = Self { begins, of_pieces: Vec::with_capacity(all.len()), ..Self::default() };
        for (piece, block) in all {
            if blocks.pieces.last() != Some(&piece) {
                blocks.pieces.push(piece);
                blocks.ends.push(0);
            }
            blocks.of_pieces.push(block);
            let end = u32::try_from(blocks.of_pieces.len()).unwrap_or(u32::MAX);
            blocks.ends.last_mut().into_iter().for_each(|last| *last = end);
        }
        blocks.pieces.shrink_to_fit();
        blocks.ends.shrink_to_fit();
        blocks
    }

    /// The blocks that may hold `text`, in ascending order: those of its rarest piece, or all where it is shorter than that.
    pub fn that_may_hold(&self, text: &[u8]) -> Cow<'_, [u16]> {
        let pieces = text.windows(PIECE).map(|piece| self.of_piece(number(piece)));
        pieces.min_by_key(|blocks| blocks.len()).map_or_else(|| self.all().collect(), Cow::Borrowed)
    }

    /// The texts of a block.
    pub fn texts(&self, block: u16) -> Range<usize> {
        let begin = |block: usize| self.begins.get(block).map_or(0, |begin| *begin as usize);
        begin(block.into())..begin(usize::from(block) + 1)
    }

    fn all(&self) -> impl Iterator<Item = u16> + use<> {
        0..u16::try_from(self.begins.len().saturating_sub(1)).unwrap_or(u16::MAX)
    }

    fn of_piece(&self, piece: u32) -> &[u16] {
        let Ok(at) = self.pieces.binary_search(&piece) else { return &[] };
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let begin = at.checked_sub(1).map_or(0, end);
        self.of_pieces.get(begin..end(at)).unwrap_or_default()
    }
}

/// Each once.
fn pieces(text: &[u8]) -> Vec<u32> {
    let mut pieces: Vec<_> = text.windows(PIECE).filter(|piece| !piece.contains(&0)).map(number).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

fn number(piece: &[u8]) -> u32 {
    piece.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
