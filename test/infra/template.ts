import { readFileSync } from 'node:fs';
import { z } from 'zod';

const templateSchema = z.looseObject({
  parameters: z.record(z.string(), z.unknown()).default({}),
  variables: z.record(z.string(), z.unknown()).default({}),
  resources: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

const resourceSchema = z.looseObject({
  type: z.string(),
  properties: z.looseObject({ template: templateSchema.optional() }).default({}),
});

/** A compiled template, or that of one of its modules. */
export type Template = z.infer<typeof templateSchema>;

export function readTemplate(path: string): Template {
  return templateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** The template, and those of all its modules. */
export function withModules(template: Template): readonly Template[] {
  const modules = Object.values(template.resources).flatMap((resource) => resourceSchema.parse(resource).properties.template ?? []);
  return [template, ...modules.flatMap(withModules)];
}

/** All resources of a type, in the template and its modules, as they stand there. */
export function resourcesOf(template: Template, type: string): readonly z.infer<typeof resourceSchema>[] {
  return withModules(template)
    .flatMap(({ resources }) => Object.values(resources).map((resource) => resourceSchema.parse(resource)))
    .filter((resource) => resource.type === type);
}
