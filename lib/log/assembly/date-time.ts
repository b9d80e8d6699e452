import { COLON, COMMA, DISCONNECTED, LETTER_T, ZERO } from './bytes';

/** Bytes of `yyyy-MM-ddTHH:mm:ss.fffZ`, the form that Exchange itself writes. */
export const DATE_TIME: usize = 24;

/** The minute that was checked last: rows of one minute come in hundreds. At first it is `2000-01-01T00:00`: a log may hold any other bytes. */
let minute: v128 = i64x2(0x2d31302d30303032, 0x30303a3030543130);

/** What of `:ss.fffZ` is no digit, where the digits are, and what makes each byte that is none show in its highest bit. */
const FIXED: u64 = 0x5a0000002e00003a;
const FIXED_BYTES: u64 = 0xff000000ff0000ff;
const DIGITS: u64 = 0x00ffffff00ffff00;
const ABOVE_NINE: u64 = 0x0046464600464600;
const BELOW_ZERO: u64 = 0x0030303000303000;
const HIGHEST: u64 = 0x0080808000808000;

/** Whether a date-time of that form stands here and is possible, a comma behind it. */
@inline
export function isDateTime(at: usize): bool {
  const rest = load<u64>(at, 16);
  if ((rest & FIXED_BYTES) != FIXED || <i32>load<u8>(at, 17) > ZERO + 5 || load<u8>(at, DATE_TIME) != COMMA) return false;
  const digits = rest & DIGITS;
  if ((((digits + ABOVE_NINE) | (digits - BELOW_ZERO)) & HIGHEST) != 0) return false;
  const written = v128.load(at);
  if (!v128.any_true(v128.xor(written, minute))) return true;
  if (!isMinute(at)) return false;
  minute = written;
  return true;
}

/** Whether `yyyy-MM-ddTHH:mm` stands here and is a minute of the calendar. */
function isMinute(at: usize): bool {
  if (load<u8>(at, 4) != DISCONNECTED || load<u8>(at, 7) != DISCONNECTED || load<u8>(at, 10) != LETTER_T || load<u8>(at, 13) != COLON) {
    return false;
  }
  const century = twoDigits(at);
  const yearOfCentury = twoDigits(at + 2);
  const month = twoDigits(at + 5);
  const day = twoDigits(at + 8);
  const hour = twoDigits(at + 11);
  const ofHour = twoDigits(at + 14);
  if (century < 0 || yearOfCentury < 0 || day < 1 || hour < 0 || hour > 23 || ofHour < 0 || ofHour > 59) return false;
  const year = century * 100 + yearOfCentury;
  return year >= 1 && month >= 1 && month <= 12 && day <= daysOf(year, month);
}

function daysOf(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** The number that two digits write, or -1. */
function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - ZERO;
  const ones = <u32>load<u8>(at, 1) - ZERO;
  return tens <= 9 && ones <= 9 ? <i32>(tens * 10 + ones) : -1;
}
