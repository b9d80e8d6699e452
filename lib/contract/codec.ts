/** How a chunk's bytes are compressed; also the last part of its blob's name. */
export const CODECS = ['br', 'gz'] as const;
export type Codec = (typeof CODECS)[number];
