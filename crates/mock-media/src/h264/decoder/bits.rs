//! Reading bits, Exp-Golomb codes and CAVLC blocks.

use super::tables::{COEFF_TOKEN, RUN_BEFORE, TOTAL_ZEROS, TOTAL_ZEROS_CHROMA_DC};

/// The payload of a NAL unit, bit by bit.
pub(super) struct Bits {
    bits: Vec<bool>,
    at: usize,
}

impl Bits {
    /// Reads a NAL unit, and leaves out the stop bit and the bytes that guard against start codes.
    pub(super) fn new(nal: &[u8]) -> Self {
        let mut bits = Vec::new();
        let mut zeros = 0;
        for byte in &nal[1..] {
            if zeros == 2 && *byte == 3 {
                zeros = 0;
                continue;
            }
            assert!(zeros < 2 || *byte > 3, "a payload never looks like a start code");
            zeros = if *byte == 0 { zeros + 1 } else { 0 };
            bits.extend((0..8).rev().map(|bit| byte >> bit & 1 == 1));
        }
        let stop = bits.iter().rposition(|bit| *bit).unwrap();
        assert!(bits.len() - stop <= 8, "no bytes after the stop bit");
        bits.truncate(stop);
        Self { bits, at: 0 }
    }

    pub(super) fn more(&self) -> bool {
        self.at < self.bits.len()
    }

    /// Checks that no bits are left.
    pub(super) fn finish(&self) {
        assert_eq!(self.at, self.bits.len());
    }

    fn bit(&mut self) -> bool {
        self.at += 1;
        self.bits[self.at - 1]
    }

    pub(super) fn fixed(&mut self, length: usize) -> usize {
        (0..length).fold(0, |value, _| value << 1 | usize::from(self.bit()))
    }

    pub(super) fn ue(&mut self) -> usize {
        let zeros = self.unary();
        (1 << zeros) - 1 + self.fixed(zeros)
    }

    pub(super) fn se(&mut self) -> i32 {
        let code = i32::try_from(self.ue()).unwrap();
        if code % 2 == 1 { (code + 1) / 2 } else { -code / 2 }
    }

    /// Reads zeros up to the next one, and returns their number.
    fn unary(&mut self) -> usize {
        let mut zeros = 0;
        while !self.bit() {
            zeros += 1;
        }
        zeros
    }

    /// Reads one of the given codes, and returns its index.
    fn code<'a>(&mut self, codes: impl Iterator<Item = &'a str> + Clone) -> usize {
        let rest = &self.bits[self.at..];
        let matches = |code: &str| {
            code.len() <= rest.len() && code.bytes().zip(rest).all(|(digit, bit)| (digit == b'1') == *bit)
        };
        let (index, length) = codes
            .enumerate()
            .find(|(_, code)| matches(code))
            .map(|(index, code)| (index, code.len()))
            .unwrap();
        self.at += length;
        index
    }

    /// Reads a block of `length` coefficients (section 9.2), and returns them in order with the number of those that
    /// are not zero. `expected` is nC; a number beyond all counts stands for a chroma DC block.
    pub(super) fn block(&mut self, expected: usize, length: usize) -> ([i32; 16], usize) {
        let column = match expected {
            0..=1 => 2,
            2..=3 => 3,
            4..=7 => 4,
            8..=16 => 5,
            _ => 6,
        };
        let lines = COEFF_TOKEN.lines().filter(|line| line.split_whitespace().count() > column);
        let line = self.code(lines.clone().map(|line| line.split_whitespace().nth(column).unwrap()));
        let mut numbers = lines.clone().nth(line).unwrap().split_whitespace().map(str::parse::<usize>);
        let (ones, total) = (numbers.next().unwrap().unwrap(), numbers.next().unwrap().unwrap());
        let levels = self.levels(total, ones);
        let mut block = [0; 16];
        if total == 0 {
            return (block, 0);
        }
        let table = if length == 4 { TOTAL_ZEROS_CHROMA_DC } else { TOTAL_ZEROS };
        let mut zeros = if total < length { self.code(row(table, total)) } else { 0 };
        let mut at = total + zeros;
        for (index, level) in levels.iter().enumerate() {
            at -= 1;
            block[at] = *level;
            if zeros > 0 && index + 1 < total {
                let run = self.code(row(RUN_BEFORE, zeros.min(7)));
                zeros -= run;
                at -= run;
            }
        }
        (block, total)
    }

    fn levels(&mut self, total: usize, ones: usize) -> Vec<i32> {
        let mut levels: Vec<i32> = (0..ones).map(|_| if self.bit() { -1 } else { 1 }).collect();
        let mut suffix_length = usize::from(total > 10 && ones < 3);
        for index in ones..total {
            let prefix = self.unary();
            assert!(prefix <= 15, "longer prefixes are not for this profile");
            let suffix_size = match prefix {
                14 if suffix_length == 0 => 4,
                15 => 12,
                _ => suffix_length,
            };
            let mut code = (prefix << suffix_length) + self.fixed(suffix_size);
            if prefix == 15 && suffix_length == 0 {
                code += 15;
            }
            if index == ones && ones < 3 {
                code += 2;
            }
            let code = i32::try_from(code).unwrap();
            let level = if code % 2 == 0 { code / 2 + 1 } else { -(code / 2) - 1 };
            levels.push(level);
            if suffix_length == 0 {
                suffix_length = 1;
            }
            if level.abs() > 3 << (suffix_length - 1) && suffix_length < 6 {
                suffix_length += 1;
            }
        }
        levels
    }
}

/// Returns the codes on one line of a table, counted from 1.
fn row(table: &'static str, line: usize) -> impl Iterator<Item = &'static str> + Clone {
    table.lines().nth(line).unwrap().split_whitespace()
}
