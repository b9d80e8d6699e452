/**
 * The path that a blob trigger watches, such as `inventory/{tenant}-{name}`: a container, then a pattern of blob names.
 *
 * Every parameter takes as much as it can, slashes included. With `logs/{tenant}/{name}`, the blob `acme/ex01/a.log` gives the tenant
 * `acme/ex01`, not `acme`: whoever needs the parts of a deep name binds one parameter and takes it apart.
 *
 * @source https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger#blob-name-patterns
 * @source https://github.com/Azure/azure-webjobs-sdk/blob/dev/test/Microsoft.Azure.WebJobs.Host.UnitTests/Bindings/Path/BindingTemplateSourceTests.cs
 */
export class BlobPath {
  readonly container: string;
  readonly #names: RegExp;

  constructor(path: string) {
    const [container, pattern] = splitOnce(path);
    if (!container || /[{}]/.test(container)) throw new Error(`The blob path “${path}” must begin with a container's name.`);
    this.container = container;
    this.#names = capturing(pattern, path);
  }

  /** The pattern's parameters as this blob's name has them; nothing when it doesn't fit. */
  match(blobName: string): Readonly<Record<string, string>> | undefined {
    const found = this.#names.exec(blobName);
    return found ? { ...found.groups } : undefined;
  }
}

function splitOnce(path: string): [string, string] {
  const slash = path.indexOf('/');
  return slash < 0 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** A path that is only a container takes all its blobs. */
function capturing(pattern: string, path: string): RegExp {
  if (pattern === '') return /^/;
  const source = pattern
    .split(/(\{\w+\})/)
    .map((part) => (/^\{\w+\}$/.test(part) ? `(?<${part.slice(1, -1)}>.*)` : literal(part, path)))
    .join('');
  return new RegExp(`^${source}$`, 's');
}

function literal(text: string, path: string): string {
  if (/[{}]/.test(text)) throw new Error(`The blob path “${path}” has braces that can't be read.`);
  return text.replace(/[\\^$.*+?()[\]|]/g, '\\$&');
}
