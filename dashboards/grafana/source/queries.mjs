// Prints each panel and each of its queries as Prometheus can take them: node queries.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const values = { $model: 'orders', $instance: '.*', $__rate_interval: '1m', $__range: '10m' };

for (const file of readdirSync(process.argv[2]).filter((name) => name.endsWith('.json'))) {
  const board = JSON.parse(readFileSync(join(process.argv[2], file), 'utf8'));
  for (const panel of board.panels) {
    for (const target of panel.targets) {
      const expr = Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), target.expr);
      console.log(`${board.title}: ${panel.title}\t${expr}`);
    }
  }
}
