// Reads manifests from stdin and checks each against its kind's model, unknown fields included: as object literals of the
// typed models, through the TypeScript compiler.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { parseAllDocuments } from "yaml";

const here = dirname(fileURLToPath(import.meta.url));
const documents = parseAllDocuments(readFileSync(0, "utf8")).map(document => document.toJS()).filter(Boolean);
const from = ({ apiVersion, kind }) => apiVersion.startsWith("monitoring.coreos.com/")
  ? `@kubernetes-models/prometheus-operator/${apiVersion}/${kind}`
  : `kubernetes-models/${apiVersion}/${kind}`;
const imports = documents.map((one, i) => `import { I${one.kind} as Kind${i} } from "${from(one)}";`);
const values = documents.map((one, i) => `export const document${i}: Kind${i} = ${JSON.stringify(one, null, 1)};`);

const work = mkdtempSync(join(here, "checked-"));
const file = join(work, "manifests.ts");
writeFileSync(file, [...imports, ...values].join("\n"));
const program = ts.createProgram([file], {
  noEmit: true, strict: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2022,
});
const problems = ts.getPreEmitDiagnostics(program);
for (const problem of problems) {
  const text = ts.flattenDiagnosticMessageText(problem.messageText, "\n  ");
  const line = problem.file && problem.file.text.split("\n")[problem.file.getLineAndCharacterOfPosition(problem.start).line].trim();
  console.error(`${line ?? ""}\n  ${text}`);
}
rmSync(work, { recursive: true });
if (problems.length) process.exit(1);
console.log(`${documents.length} manifests: ${documents.map(one => one.kind).join(", ")}`);
