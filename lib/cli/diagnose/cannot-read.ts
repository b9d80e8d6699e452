/** An input that could not be read: named in one line, with the reason; the exit code is 2. */
export class CannotRead extends Error {
  override readonly name = 'CannotRead';

  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`can't read ${path}: ${reason.replace(/\.$/, '')}.`);
  }

  /** In the words that an administrator knows instead of the error's number. */
  static because(path: string, error: unknown): CannotRead {
    // Not by instanceof: an error of the file system may come from another realm.
    const { code, message } = error as Partial<NodeJS.ErrnoException>;
    switch (code) {
      case 'ENOENT':
        return new CannotRead(path, 'there is no such file or folder');
      case 'EACCES':
      case 'EPERM':
        return new CannotRead(path, 'access is denied; run as a user who may read it');
      default:
        return new CannotRead(path, message ?? String(error));
    }
  }
}
