/** What is wrong with a file that should have been an export. Codes are for programs, sentences for people. */
export type ExportProblem =
  | 'empty'
  | 'too-large'
  | 'too-many-items'
  | 'truncated-json'
  | 'broken-json'
  | 'csv'
  | 'format-list'
  | 'format-table'
  | 'html'
  | 'clixml'
  | 'no-objects'
  | 'newer-envelope'
  | 'bad-envelope'
  | 'unknown-kind'
  | 'unrecognised';

/** A file is not what it was taken for. The message says what it is instead, as far as one can tell, and how to get it right. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';

  constructor(
    readonly problem: ExportProblem,
    message: string,
  ) {
    super(message);
  }
}
