/** Places in a 64-bit ELF file, and in one of its program headers. @see https://refspecs.linuxfoundation.org/elf/gabi4+/ch5.pheader.html */
const HEADERS_AT = 32;
const SECTIONS_AT = 40;
const HEADER_COUNT_AT = 56;
const SECTION_COUNT_AT = 60;
const HEADER_BYTES = 56;
const ELF_64_BIT = 0x02_46_4c_45_7f;

const LOAD = 1;
/** Of the program headers themselves. */
const TABLE = 6;
const READABLE = 4;
const WRITABLE = 2;

const PAGE = 4096;
/**
 * Linux loads no file with more than 64 KiB of program headers; some are needed for other things.
 *
 * @see https://github.com/torvalds/linux/blob/v6.12/fs/binfmt_elf.c (load_elf_phdrs)
 */
const MAX_PIECES = Math.floor(65_536 / HEADER_BYTES) - 40;

/**
 * A Linux executable whose code and constants are loaded in small pieces, so that a process holds about as much of the file as it uses.
 *
 * The shipper uses 20 of Node.js's 100 MiB. Around each page that it touches Linux also maps what the cache has of the file: 64 KiB, and since 6.18 all of
 * a folio, up to 2 MiB. The same shipper had 40 or 70 MiB of the file, as it had been copied or read. Nothing is mapped beyond the segment that was
 * touched, so small segments put an end to that. Neighbours would become one mapping if they lay in the file as in memory: they lie there backwards.
 *
 * The section headers go, and the symbols with them: they tell of places in the file that are others now, and nothing needs them to run.
 *
 * @see https://github.com/torvalds/linux/blob/v6.18/mm/memory.c (do_fault_around, finish_fault)
 *
 * @param {Buffer} executable
 */
export function inPieces(executable) {
  if (executable.readUIntLE(0, 5) !== ELF_64_BIT) throw new Error('The executable is none of 64-bit Linux.');
  const headers = readHeaders(executable).filter(({ type }) => type !== TABLE);
  const file = new Layout(executable);
  const loaded = headers.filter(({ type }) => type === LOAD);
  const constant = loaded.filter(({ flags }) => (flags & WRITABLE) === 0);
  const pages = constant.reduce((sum, { fileBytes }) => sum + Math.ceil(fileBytes / PAGE), 0);
  const [first, ...others] = constant.flatMap((segment) => cut(segment, Math.ceil(pages / (MAX_PIECES - constant.length)) * PAGE));
  const pieces = [first, ...others.reverse(), ...loaded.filter((segment) => !constant.includes(segment))]
    .map((piece) => file.place(piece))
    .sort((one, other) => one.address - other.address);

  const rest = headers.filter(({ type }) => type !== LOAD).map((header) => ({ ...header, offset: offsetIn(pieces, header) }));
  const last = pieces[pieces.length - 1];
  const bytes = (1 + rest.length + pieces.length + 1) * HEADER_BYTES;
  const address = Math.ceil((last.address + last.memoryBytes) / PAGE) * PAGE;
  const table = { type: TABLE, flags: READABLE, offset: file.end, address, fileBytes: bytes, memoryBytes: bytes, align: 8 };
  return file.whole([table, ...rest, ...pieces, { ...table, type: LOAD, align: PAGE }]);
}

function readHeaders(elf) {
  const at = Number(elf.readBigUInt64LE(HEADERS_AT));
  return Array.from({ length: elf.readUInt16LE(HEADER_COUNT_AT) }, (_, index) => {
    const header = elf.subarray(at + index * HEADER_BYTES, at + (index + 1) * HEADER_BYTES);
    const [offset, address, , fileBytes, memoryBytes, align] = [8, 16, 24, 32, 40, 48].map((place) =>
      Number(header.readBigUInt64LE(place)),
    );
    return { type: header.readUInt32LE(0), flags: header.readUInt32LE(4), offset, address, fileBytes, memoryBytes, align };
  });
}

/** What a header is written as; the physical address is of no use to a process, and is the other one. */
function headerOf({ type, flags, offset, address, fileBytes, memoryBytes, align }) {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(type, 0);
  header.writeUInt32LE(flags, 4);
  [offset, address, address, fileBytes, memoryBytes, align].forEach((value, index) =>
    header.writeBigUInt64LE(BigInt(value), 8 + index * 8),
  );
  return header;
}

function cut(segment, pieceBytes) {
  return Array.from({ length: Math.ceil(segment.fileBytes / pieceBytes) }, (_, index) => {
    const at = index * pieceBytes;
    const bytes = Math.min(pieceBytes, segment.fileBytes - at);
    return { ...segment, offset: segment.offset + at, address: segment.address + at, fileBytes: bytes, memoryBytes: bytes, align: PAGE };
  });
}

/** Where in the file now lies what lies at the header's place in memory. */
function offsetIn(pieces, { address, offset, fileBytes }) {
  if (fileBytes === 0) return offset;
  const piece = pieces.find((one) => address >= one.address && address < one.address + one.fileBytes);
  if (piece === undefined) throw new Error(`Nothing is loaded to ${address.toString(16)}, which a program header names.`);
  return piece.offset + address - piece.address;
}

/** The new file, as it grows. */
class Layout {
  #parts = [];
  #length = 0;

  constructor(executable) {
    this.executable = executable;
  }

  /** Where the next whole page begins. */
  get end() {
    return Math.ceil(this.#length / PAGE) * PAGE;
  }

  /** Adds what a segment loads. A page of the file is a page in memory, so the place within it stays. */
  place(segment) {
    const offset = this.end + (segment.address % PAGE);
    this.#add(offset, this.executable.subarray(segment.offset, segment.offset + segment.fileBytes));
    return { ...segment, offset };
  }

  whole(headers) {
    const at = this.end;
    this.#add(at, Buffer.concat(headers.map(headerOf)));
    const elf = Buffer.concat(this.#parts);
    elf.writeBigUInt64LE(BigInt(at), HEADERS_AT);
    elf.writeUInt16LE(headers.length, HEADER_COUNT_AT);
    elf.writeBigUInt64LE(0n, SECTIONS_AT);
    elf.fill(0, SECTION_COUNT_AT, SECTION_COUNT_AT + 4);
    return elf;
  }

  #add(offset, bytes) {
    this.#parts.push(Buffer.alloc(offset - this.#length), bytes);
    this.#length = offset + bytes.length;
  }
}
