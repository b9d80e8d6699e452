/** Places in a Windows executable. @see https://learn.microsoft.com/windows/win32/debug/pe-format */
const PE_HEADER_AT = 0x3c;
const OPTIONAL_HEADER_BEHIND = 24;
const PE32_PLUS = 0x20b;
const DIRECTORIES_BEHIND = 112;
const CERTIFICATES = 4;
const DIRECTORY_BYTES = 8;

/**
 * A Windows executable without its signature. Node's is no longer right once a program is put into it, and a broken signature alarms more than none;
 * whoever releases it signs it anew.
 *
 * @param {Buffer} executable
 */
export function unsigned(executable) {
  const optionalHeader = executable.readUInt32LE(PE_HEADER_AT) + OPTIONAL_HEADER_BEHIND;
  if (executable.readUInt16LE(optionalHeader) !== PE32_PLUS) throw new Error('The executable is none of 64-bit Windows.');
  const entry = optionalHeader + DIRECTORIES_BEHIND + CERTIFICATES * DIRECTORY_BYTES;
  const [at, size] = [executable.readUInt32LE(entry), executable.readUInt32LE(entry + 4)];
  if (size === 0) return executable;
  if (at + size !== executable.length) throw new Error('The signature does not stand at the end of the executable.');
  const bare = Buffer.from(executable.subarray(0, at));
  bare.fill(0, entry, entry + DIRECTORY_BYTES);
  return bare;
}
