/** Bytes that are looked at in one go. Four, since JavaScript's whole numbers of 32 bits cost the least. */
export const FOUR = 4;

/** A view through which the same bytes are read four at a time. */
export function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

const HIGH_BITS = 0x80808080;

/** Whether all bytes between `from` and `end` are ASCII: then each is a character. */
export function areAscii(view: DataView, from: number, end: number): boolean {
  let all = 0;
  let at = from;
  // Sixteen a turn: to count the turns costs as much as to look.
  for (; at + 4 * FOUR <= end; at += 4 * FOUR) {
    all |=
      view.getInt32(at, true) | view.getInt32(at + FOUR, true) | view.getInt32(at + 2 * FOUR, true) | view.getInt32(at + 3 * FOUR, true);
  }
  for (; at + FOUR <= end; at += FOUR) all |= view.getInt32(at, true);
  for (; at < end; at++) all |= view.getUint8(at);
  return (all & HIGH_BITS) === 0;
}

/** Copies the bytes between `from` and `end` to where `to` is in another view. For a row it takes half of what Buffer.copy takes. */
export function copyBytes(view: DataView, from: number, end: number, target: DataView, to: number): void {
  let at = from;
  let place = to;
  for (; at + FOUR <= end; at += FOUR, place += FOUR) target.setInt32(place, view.getInt32(at, true), true);
  for (; at < end; at++, place++) target.setUint8(place, view.getUint8(at));
}
