/** Whether these bytes stand at a place. Plain loops: the texts are short, and a slice for each row would cost more than the row. */
export function standsAt(bytes: Buffer, at: number, text: Buffer): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[at + index] !== text[index]) return false;
  }
  return true;
}

/** Whether these bytes stand right before a place. */
export function endsAt(bytes: Buffer, end: number, text: Buffer): boolean {
  return standsAt(bytes, end - text.length, text);
}
