/** An object as `ConvertTo-Json` wrote it. */
export type Properties = Readonly<Record<string, unknown>>;

export function isProperties(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A property's value; `undefined` when the export does not have it. PowerShell does not mind the case of names, and scripts that pick
 * properties write `RequireTls` as often as `RequireTLS`.
 */
export function property(properties: Properties, name: string): unknown {
  if (Object.hasOwn(properties, name)) return properties[name];
  const wanted = name.toLowerCase();
  const key = Object.keys(properties).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? undefined : properties[key];
}
