//! Writing residual blocks in context-adaptive variable-length coding (section 9.2).

use super::tables::{
    COEFF_TOKEN, COEFF_TOKEN_CHROMA_DC, Code, RUN_BEFORE, TOTAL_ZEROS, TOTAL_ZEROS_CHROMA_DC,
};
use crate::bits::BitWriter;

/// The context of a block, which decides its tables.
#[derive(Debug, Clone, Copy)]
pub(super) enum Context {
    /// The mean number of coefficients of the neighbouring blocks.
    Neighbours(u8),
    /// The block has chroma DC coefficients.
    ChromaDc,
}

/// Writes a block of coefficients in the order of scanning, and returns the number of those that are not zero. An empty
/// list stands for a block of zeros.
pub(super) fn write_block(bits: &mut BitWriter, levels: &[i32], context: Context) -> u8 {
    if levels.is_empty() {
        put(bits, coeff_token(context, 0, 0));
        return 0;
    }
    // The levels that are not zero, each with the number of zeros before it, from the last to the first, as they are written.
    let mut coded = [(0, 0); 16];
    let mut total = 0;
    let mut present = levels.iter().rev().fold(0_u32, |present, level| present << 1 | u32::from(*level != 0));
    while present != 0 {
        let last = present.ilog2();
        present ^= 1 << last;
        let before = if present == 0 { 0 } else { present.ilog2() + 1 };
        coded[total] = (levels[last as usize], (last - before) as usize);
        total += 1;
    }
    let coded = &coded[..total];
    let ones = coded.iter().take(3).take_while(|(level, _)| level.abs() == 1).count();
    put(bits, coeff_token(context, total, ones));
    if total > 0 {
        write_levels(bits, coded, ones);
        write_runs(bits, coded, levels.len(), context);
    }
    u8::try_from(total).unwrap_or(16)
}

fn put(bits: &mut BitWriter, (length, value): Code) {
    bits.put(length.into(), value.into());
}

fn coeff_token(context: Context, total: usize, ones: usize) -> Code {
    match context {
        Context::ChromaDc => COEFF_TOKEN_CHROMA_DC[total][ones],
        Context::Neighbours(0..=1) => COEFF_TOKEN[0][total][ones],
        Context::Neighbours(2..=3) => COEFF_TOKEN[1][total][ones],
        Context::Neighbours(4..=7) => COEFF_TOKEN[2][total][ones],
        // Six bits: the total less one, and the trailing ones. The value 3 stands for no coefficient at all.
        Context::Neighbours(_) if total == 0 => (6, 3),
        Context::Neighbours(_) => (6, u16::try_from((total - 1) << 2 | ones).unwrap_or(0)),
    }
}

/// Writes the signs of the trailing ones, then the other levels (section 9.2.2).
fn write_levels(bits: &mut BitWriter, coded: &[(i32, usize)], ones: usize) {
    let signs = coded[..ones].iter().fold(0, |signs, (level, _)| signs << 1 | u32::from(*level < 0));
    bits.put(u32::try_from(ones).unwrap_or(0), signs);
    let mut suffix_length = u32::from(coded.len() > 10 && ones < 3);
    for (index, (level, _)) in coded.iter().enumerate().skip(ones) {
        let mut code = 2 * level.unsigned_abs() - if *level > 0 { 2 } else { 1 };
        if index == ones && ones < 3 {
            // A level of 1 or -1 would have been a trailing one, so the smallest magnitude here is 2.
            code -= 2;
        }
        write_level(bits, code, suffix_length);
        suffix_length = suffix_length.max(1);
        if level.unsigned_abs() > 3 << (suffix_length - 1) && suffix_length < 6 {
            suffix_length += 1;
        }
    }
}

/// Writes a level as a prefix in unary and a suffix (section 9.2.2.1).
fn write_level(bits: &mut BitWriter, code: u32, suffix_length: u32) {
    let (prefix, suffix_bits, suffix) = match (suffix_length, code) {
        (0, 0..14) => (code, 0, 0),
        (0, 14..30) => (14, 4, code - 14),
        (0, _) => (15, 12, code - 30),
        (length, _) if code < 15 << length => (code >> length, length, code & ((1 << length) - 1)),
        (length, _) => (15, 12, code - (15 << length)),
    };
    bits.put(prefix + 1 + suffix_bits, 1 << suffix_bits | suffix);
}

/// Writes the number of zeros and their places (section 9.2.3).
fn write_runs(bits: &mut BitWriter, coded: &[(i32, usize)], block: usize, context: Context) {
    let mut zeros: usize = coded.iter().map(|(_, run)| run).sum();
    if coded.len() < block {
        let row = coded.len() - 1;
        put(
            bits,
            match context {
                Context::ChromaDc => TOTAL_ZEROS_CHROMA_DC[row][zeros],
                Context::Neighbours(_) => TOTAL_ZEROS[row][zeros],
            },
        );
    }
    for (_, run) in &coded[..coded.len() - 1] {
        if zeros == 0 {
            break;
        }
        put(bits, RUN_BEFORE[zeros.min(7) - 1][*run]);
        zeros -= run;
    }
}
