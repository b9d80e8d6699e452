import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from './rules-page.js';

writeFileSync(join(__dirname, '../../docs/rules.md'), rulesPage());
