// What the HTTP Observatory of MDN says of https://localhost:PORT/, without asking anybody else.
// node drills/observatory.mjs FOLDER-OF-NODE-MODULES PORT
import { existsSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, port] = process.argv.slice(2);
const scanner = `${modules}/@mdn/mdn-http-observatory`;
const preloaded = `${scanner}/conf/hsts-preload.json`; // a list of others' names, which is fetched from the network
if (!existsSync(preloaded)) writeFileSync(preloaded, "{}");
const { scan } = await import(pathToFileURL(`${scanner}/src/scanner/index.js`));
const told = await scan(`localhost:${port}`);
const tests = Object.entries(told.tests).map(([name, test]) => [name, test.result, test.scoreModifier, test.pass]);
console.log(JSON.stringify({ ...told.scan, tests }));
