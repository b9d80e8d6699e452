import { z } from 'zod';
import { diagnosisSchema } from '../../lib/cli/diagnose/diagnosis-schema.js';

/** docs/diagnose.schema.json: what `mailflow diagnose --json` prints, as JSON Schema (draft 2020-12). */
export function diagnoseSchema(): unknown {
  return { title: 'mailflow diagnose --json', ...z.toJSONSchema(diagnosisSchema) };
}
