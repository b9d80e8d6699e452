import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costsPage } from './costs-page.js';
import { diagnoseSchema } from './diagnose-schema.js';
import { rulesPage } from './rules-page.js';

const docs = join(__dirname, '../../docs');
writeFileSync(join(docs, 'rules.md'), rulesPage());
writeFileSync(join(docs, 'diagnose.schema.json'), JSON.stringify(diagnoseSchema(), null, 2));
writeFileSync(join(docs, 'costs.md'), costsPage());
