import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { INSTALLATIONS, type SnapshotName } from './compiled.js';

const resourceSchema = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  properties: z.record(z.string(), z.unknown()).default({}),
});

/** A resource as Azure would be asked for it. Expressions that only a deployment can evaluate stand as such, in brackets. */
export type Resource = z.infer<typeof resourceSchema>;

/** What a template would deploy with given parameters, as Bicep itself works it out. */
export class Deployment {
  readonly resources: readonly Resource[];
  readonly outputs: unknown;

  constructor(readonly name: SnapshotName) {
    const snapshot = z
      .object({ predictedResources: z.array(resourceSchema), outputs: z.unknown(), diagnostics: z.array(z.unknown()).length(0) })
      .parse(JSON.parse(readFileSync(`${name}.snapshot.json`, 'utf8')));
    this.resources = snapshot.predictedResources;
    this.outputs = snapshot.outputs;
  }

  /** All resources of a type; its case does not matter to Azure either. */
  all(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type.toLowerCase() === type.toLowerCase());
  }

  /** The one resource of a type. */
  one(type: string): Resource {
    const [resource, ...more] = this.all(type);
    if (resource === undefined || more.length > 0) throw new Error(`${this.name} has ${more.length + (resource ? 1 : 0)} ${type}`);
    return resource;
  }

  /** Who may do what where: `app: Storage Blob Delegator on …`. */
  roles(): readonly Role[] {
    return this.all('Microsoft.Authorization/roleAssignments').map(({ id, properties }) => {
      const { roleDefinitionId, principalId } = z.object({ roleDefinitionId: z.string(), principalId: z.string() }).parse(properties);
      // Its own name is a hash, which is known only where the principal is.
      const [, scope = ''] = /^(?:\[extensionResourceId\(')?([^']+?)(?:'|\/providers\/Microsoft\.Authorization\/)/.exec(id) ?? [];
      const role = roleDefinitionId.slice(roleDefinitionId.lastIndexOf('/') + 1);
      const [, identity = principalId] = /outputs\.(\w+)PrincipalId/.exec(principalId) ?? [];
      return { who: identity, role, scope: scope.slice(scope.indexOf('/providers/') + '/providers/'.length) };
    });
  }
}

export interface Role {
  readonly who: string;
  /** Its id. */
  readonly role: string;
  /** The resource, from its provider on. */
  readonly scope: string;
}

export const installations = INSTALLATIONS.map((name) => new Deployment(name));
